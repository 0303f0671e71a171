"""Telling people: notices for the inbox, letters for the outbox, and what becomes of both."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.actor import Actor
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.core.phone import mask
from weiqitong.ledger.changes import Changes

from . import selectors
from .kinds import notice_kinds
from .models import Channel, Delivery, Letter, Notice, Preference
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
    if changes is None and mailed:
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
) -> Letter:
    """Put a letter into the outbox, in the caller's transaction; a job sends it. A text message
    also names its kind and what is filled in (notifications.sms_templates).
    """
    with transaction.atomic(savepoint=False):
        letter = Letter.objects.create(
            message_id=uuid4(),
            channel=channel,
            to_sealed=crypto.encrypt(to),
            to_masked=masked(channel, to),
            subject=" ".join(subject.split())[:200],
            body_sealed=crypto.encrypt(body),
            secret=secret,
            made_at=now,
            next_try_at=now,
            expires_at=expires_at,
            region_path=region_path,
            kind=kind,
            values_sealed=crypto.encrypt(json.dumps(dict(values))) if values else "",
        )
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


def choose_mail(actor: Actor, mail: bool, now: datetime) -> None:
    """Whether notices also come by e-mail."""
    if actor.user_id is not None:
        Preference.objects.update_or_create(user_id=actor.user_id, defaults={"mail": mail})


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
