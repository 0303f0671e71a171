"""Telling people: notices for the inbox, letters for the outbox, and what becomes of both."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.accounts import duties
from weiqitong.core import crypto
from weiqitong.core.actor import Actor
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.core.phone import mask
from weiqitong.directory.models import Department, Region
from weiqitong.ledger.changes import Changes

from . import robots, selectors
from .kinds import notice_kinds
from .models import (
    Channel,
    Delivery,
    Letter,
    Mail,
    Notice,
    Preference,
    Robot,
    RobotKind,
)
from .permissions import can_handle_letter
from .signals import letter_written, notices_told

CODE_LIFE = timedelta(minutes=10)
WITHOUT_ACTOR = {
    "write_letter": "the act it tells of is on record already; a letter is only its echo",
}


def tell(
    changes: Changes | None,
    user_ids: Iterable[int],
    kind: str,
    facts: Mapping[str, Any],
    link: str,
    now: datetime,
    *,
    mail: bool = True,
) -> list[Notice]:
    """Put one line into each person's inbox, once per person; mail follows for those who want it.

    With `changes` the rows are recorded there and nothing is read or written now, so plans and bulk
    work may call it; `mail=False` is for what happened long ago.
    """
    known = notice_kinds[kind]
    told = list(dict.fromkeys(user_ids))
    # A plan may not ask who wants mail; the job that writes the letters does.
    mailed = set(told) if mail and known.mail else set()
    if changes is None and mailed and not robots.anywhere():
        mailed = set(selectors.who_want_mail(told))
    notices = [
        Notice(
            user_id=user_id,
            kind=kind,
            facts=dict(facts),
            link=link,
            at=now,
            to_mail=user_id in mailed,
        )
        for user_id in told
    ]
    if changes is not None:
        for notice in notices:
            changes.create(notice)
        return notices
    with transaction.atomic(savepoint=False):
        Notice.objects.bulk_create(notices, batch_size=500)
        if mailed:
            notices_told.send(Notice)
    return notices


def write_letter(
    channel: Channel,
    to: str,
    subject: str,
    body: str,
    secret: bool,
    region_path: str,
    now: datetime,
    *,
    expires_at: datetime | None = None,
    kind: str = "",
    values: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
    message_id: UUID | None = None,
) -> Letter:
    """Put a letter into the outbox, in the caller's transaction; a job sends it, `not_before` quiet
    hours are over. A text message also names its kind and what is filled in
    (notifications.sms_templates). With a message id of the caller's own it is written once.
    """
    with transaction.atomic(savepoint=False):
        leaves = max(now, not_before) if not_before else now
        columns = {
            "channel": channel,
            "to_sealed": crypto.encrypt(to),
            "to_masked": masked(channel, to),
            "subject": " ".join(subject.split())[:200],
            "body_sealed": crypto.encrypt(body),
            "secret": secret,
            "made_at": now,
            "next_try_at": leaves,
            "expires_at": expires_at,
            "region_path": region_path,
            "kind": kind,
            "values_sealed": crypto.encrypt(json.dumps(dict(values))) if values else "",
        }
        if message_id is None:
            letter, written = Letter.objects.create(message_id=uuid4(), **columns), True
        else:
            letter, written = Letter.objects.get_or_create(message_id=message_id, defaults=columns)
        if written and leaves == now:  # else the periodic job finds it when its hour has come
            letter_written.send(Letter, letter_id=letter.pk)
    return letter


def send_sms(
    to: str,
    text: str,
    *,
    secret: bool,
    now: datetime,
    until: datetime | None = None,
    kind: str = "",
    values: Mapping[str, str] | None = None,
) -> None:
    """A text message for accounts (core.registry): a secret one, a code, is of no use later."""
    expires_at = until or (now + CODE_LIFE if secret else None)
    write_letter(
        Channel.SMS, to, "", text, secret, "", now, expires_at=expires_at, kind=kind, values=values
    )


def masked(channel: Channel, to: str) -> str:
    """An address as staff may see it: w***@example.org, 138****1234."""
    if channel == Channel.SMS:
        return mask(to)
    if channel == Channel.ROBOT:
        return str(Channel.ROBOT.label)
    name, at, host = to.partition("@")
    return f"{name[:1]}***{at}{host}"[:80]


def mark_read(actor: Actor, notice: Notice, now: datetime) -> None:
    """The person has seen it; a second look changes nothing."""
    if notice.user_id != actor.user_id:
        raise NotAllowed(_("This notice is not yours."))
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


def mark_all_read(actor: Actor, up_to: int, now: datetime) -> int:
    """All of one's notices up to an id, so that what came meanwhile stays unread; how many."""
    return Notice.objects.visible_to(actor).unread().filter(pk__lte=up_to).update(read_at=now)


def choose(actor: Actor, now: datetime, *, mail: Mail, quiet_from: time, quiet_until: time) -> None:
    """How notices also come by e-mail, and at which hours nothing comes."""
    if actor.user_id is not None:
        values = {"mail": mail, "quiet_from": quiet_from, "quiet_until": quiet_until}
        Preference.objects.update_or_create(user_id=actor.user_id, defaults=values)


@transaction.atomic
def add_robot(actor: Actor, kind: RobotKind, name: str, text: str, now: datetime) -> Robot:
    """A robot of the actor's own unit or office, by the address its chat shows."""
    place = duties.roster_of(actor)
    if place is None:
        raise NotAllowed(_("You keep no group of a unit or office in your present role."))
    robot = Robot.objects.create(
        serial=uuid4(),
        kind=kind,
        name=name,
        address_sealed=crypto.encrypt(robots.address(kind, text)),
        department=place if isinstance(place, Department) else None,
        region=place if isinstance(place, Region) else None,
        made_at=now,
        made_by_id=actor.user_id,
    )
    _note_robot(actor, robot, "robot.add", now)
    greeting = _("%(place)s: what comes in is announced here from now on.") % {"place": place.name}
    write_letter(
        Channel.ROBOT, crypto.decrypt(robot.address_sealed), name, greeting, False, "", now
    )
    return robot


@transaction.atomic
def remove_robot(actor: Actor, robot: Robot, now: datetime) -> None:
    """It says nothing more, and its address is forgotten. Twice is once."""
    if not robots.keeps(actor, robot):
        raise NotAllowed(_("This robot belongs to another unit."))
    rows = Robot.objects.filter(pk=robot.pk, removed_at=None)
    if rows.update(removed_at=now, address_sealed=""):
        _note_robot(actor, robot, "robot.remove", now)


def _note_robot(actor: Actor, robot: Robot, kind: str, now: datetime) -> None:
    changes = Changes(actor, now)
    changes.note(kind, "robot", str(robot.serial), service=str(robot.kind))
    changes.write()


@transaction.atomic
def retry_letter(actor: Actor, letter: Letter, now: datetime) -> None:
    """Try an undelivered letter again from the start, if it still makes sense."""
    if letter.expires_at is not None and letter.expires_at <= now:
        raise WrongStep(_("Its time is over; it cannot be sent any more."))
    _claim(actor, letter, state=Delivery.WAITING, tries=0, next_try_at=now, error="")
    _note(actor, letter, "letter.retry", now)
    letter_written.send(Letter, letter_id=letter.pk)


@transaction.atomic
def drop_letter(actor: Actor, letter: Letter, now: datetime) -> None:
    """Give a letter up: somebody has seen to it otherwise."""
    _claim(actor, letter, state=Delivery.DROPPED, to_sealed="", body_sealed="", values_sealed="")
    _note(actor, letter, "letter.drop", now)


def _claim(actor: Actor, letter: Letter, **values: Any) -> None:
    """Change a failed letter, once: two people pressing at the same time act once."""
    if not can_handle_letter(actor, letter):
        raise NotAllowed(_("This letter belongs to another office."))
    failed = Letter.objects.filter(pk=letter.pk, state=Delivery.FAILED)
    if not failed.update(**values):
        raise WrongStep(_("This letter has been seen to already."))


def _note(actor: Actor, letter: Letter, kind: str, now: datetime) -> None:
    changes = Changes(actor, now)
    changes.note(kind, "letter", str(letter.message_id), channel=str(letter.channel))
    changes.write()
