"""Work behind the inbox and the outbox: letters go out, notices become mail. Tells nobody anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.core import crypto
from weiqitong.core.actor import system
from weiqitong.jobs.define import job, periodic

from . import digests, quiet, robots, sending, services
from . import inbound as incoming
from .kinds import sentence
from .models import Channel, Letter, Mail, Notice

BATCH = 200
STEP = 50  # notices of one transaction: few commits, and nobody else waits long to write


@job("notifications.send", gettext_lazy("Send a letter"), retries=0)
def send_letter(letter_id: int, now: datetime) -> None:
    """Send one letter at once. Its own tries are the letter's: the job does not fail."""
    sending.send(letter_id, now)


@periodic(
    "notifications.send_due", gettext_lazy("Send letters that are due"), every=timedelta(seconds=20)
)
def send_due(now: datetime) -> int:
    """Send what waits for its next try; how many left."""
    due = Letter.objects.due(now).order_by("next_try_at").values_list("pk", flat=True)[:BATCH]
    return sum(sending.send(pk, now) for pk in list(due))


@job("notifications.mail", gettext_lazy("Write a letter from notices"), retries=3)
def mail_notices(now: datetime) -> int:
    """Write letters for notices that want mail; how many. Any number of workers may do it."""
    waiting = Notice.objects.filter(to_mail=True).order_by("pk").values_list("pk", flat=True)
    found = list(waiting[:BATCH])
    return sum(_mail(found[at : at + STEP], now) for at in range(0, len(found), STEP))


@periodic(
    "notifications.mail_due", gettext_lazy("Write letters that are due"), every=timedelta(minutes=1)
)
def mail_due(now: datetime) -> int:
    """The same for notices that were recorded by a plan."""
    return int(mail_notices(now=now))


@periodic("notifications.digest", gettext_lazy("Write the letters of the day"), at="08:00")
def write_digests(now: datetime) -> int:
    """One letter to each who wants one a day, with what they have not read; how many."""
    waiting = Notice.objects.filter(to_digest=True)
    users = list(waiting.order_by("user").values_list("user", flat=True).distinct())
    return sum(digests.write(user, now) for user in users)


@periodic(
    "notifications.forget_inbound",
    gettext_lazy("Forget old text messages"),
    every=timedelta(hours=6),
)
def forget_inbound(now: datetime) -> int:
    """Numbers and words of messages that nobody will ask about any more; the outcome stays."""
    return incoming.forget(system(), now)


def _mail(ids: list[int], now: datetime) -> int:
    """Letters of some notices, written in the transaction that takes these off the list."""
    rows = {row.pk: row for row in _wanted(ids)}
    letters = {pk: _words(row, now) for pk, row in rows.items() if not _daily(row)}
    said = _announcements(ids, now)  # before anybody is kept waiting
    with transaction.atomic():
        # Of two workers each takes what the other has not; SQLite lets in one at a time anyway.
        free = Notice.objects.filter(pk__in=ids, to_mail=True).select_for_update(skip_locked=True)
        taken = set(free.values_list("pk", flat=True))
        if taken:
            Notice.objects.filter(pk__in=taken).update(to_mail=False)
        daily = [pk for pk in taken if pk in rows and _daily(rows[pk])]
        if daily:
            Notice.objects.filter(pk__in=daily).update(to_digest=True)
        written = [(letters[pk], rows[pk]) for pk in sorted(taken) if pk in letters]
        for (to, subject, body, secret), row in written:
            services.write_letter(
                Channel.EMAIL, to, subject, body, secret, "", now, not_before=_quiet(row, now)
            )
        for one in {one for pk in taken for one in said.get(pk, ())}:
            services.write_letter(
                Channel.ROBOT, one.to, "", one.body, False, "", now, message_id=one.message_id
            )
    return len(written)


def _daily(row: Any) -> bool:
    return bool(row.user__notice_preference__mail == Mail.DAILY)


def _quiet(row: Any, now: datetime) -> datetime:
    """When this person's quiet hours are over."""
    begins, ends = row.user__notice_preference__quiet_from, row.user__notice_preference__quiet_until
    return quiet.usual(now) if begins is None else quiet.quiet_until(now, begins, ends)


@dataclass(frozen=True, slots=True)
class _Announcement:
    """What one robot says of one act."""

    to: str
    body: str
    message_id: UUID


def _announcements(ids: list[int], now: datetime) -> dict[int, list[_Announcement]]:
    """What the robots of their readers' units say, for each notice. One query without robots."""
    if not robots.anywhere():
        return {}
    rows = list(Notice.objects.filter(pk__in=ids, user__is_active=True))
    of_user = robots.of_users({row.user_id for row in rows}, now)
    with translation.override(settings.LANGUAGE_CODE):
        return {
            row.pk: [
                _Announcement(
                    crypto.decrypt(robot.address_sealed),
                    robots.words(row.kind, row.facts, row.link, now),
                    robots.message_id(robot, row.kind, row.link, row.at),
                )
                for robot in of_user.get(row.user_id, ())
            ]
            for row in rows
        }


def _wanted(ids: list[int]) -> Any:
    """What a letter says and to whom, for the notices whose readers want one and have not read."""
    return (
        Notice.objects.filter(pk__in=ids, read_at=None, user__is_active=True)
        .exclude(user__notice_preference__mail=Mail.NONE)
        .exclude(user__person__email="")
        .values_list(
            "pk",
            "kind",
            "facts",
            "link",
            "user__language",
            "user__person__email",
            "user__notice_preference__mail",
            "user__notice_preference__quiet_from",
            "user__notice_preference__quiet_until",
            named=True,
        )
    )


def _words(row: Any, now: datetime) -> tuple[str, str, str, bool]:
    """Address, subject and body in the reader's language, and whether nobody else may read it."""
    with translation.override(row.user__language or settings.LANGUAGE_CODE):
        words = sentence(row.kind, row.facts, now)
        lines = [words, ""]
        if row.link:
            lines += [f"{settings.BASE_URL}{row.link}", ""]
        lines.append(_("How you are told you choose in Weiqitong under Notices."))
    secret = bool(row.facts.get("secret"))
    return row.user__person__email, words, "\n".join(lines), secret
