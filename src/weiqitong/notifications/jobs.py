"""Work behind the inbox and the outbox: letters go out, notices become mail. Tells nobody anew."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.jobs.define import job, periodic

from . import sending, services
from .kinds import sentence
from .models import Channel, Letter, Notice

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


def _mail(ids: list[int], now: datetime) -> int:
    """Letters of some notices, written in the transaction that takes these off the list."""
    letters = {row.pk: _words(row, now) for row in _wanted(ids)}  # before anybody is kept waiting
    with transaction.atomic():
        # Of two workers each takes what the other has not; SQLite lets in one at a time anyway.
        free = Notice.objects.filter(pk__in=ids, to_mail=True).select_for_update(skip_locked=True)
        taken = list(free.values_list("pk", flat=True))
        if taken:
            Notice.objects.filter(pk__in=taken).update(to_mail=False)
        written = [letters[pk] for pk in sorted(taken) if pk in letters]
        for to, subject, body, secret in written:
            services.write_letter(Channel.EMAIL, to, subject, body, secret, "", now)
    return len(written)


def _wanted(ids: list[int]) -> Any:
    """What a letter says and to whom, for the notices whose readers want one and have not read."""
    return (
        Notice.objects.filter(pk__in=ids, read_at=None, user__is_active=True)
        .filter(Q(user__notice_preference=None) | Q(user__notice_preference__mail=True))
        .exclude(user__person__email="")
        .values_list(
            "pk", "kind", "facts", "link", "user__language", "user__person__email", named=True
        )
    )


def _words(row: Any, now: datetime) -> tuple[str, str, str, bool]:
    """Address, subject and body in the reader's language, and whether nobody else may read it."""
    with translation.override(row.user__language or settings.LANGUAGE_CODE):
        words = sentence(row.kind, row.facts, now)
        lines = [words, ""]
        if row.link:
            lines += [f"{settings.BASE_URL}{row.link}", ""]
        lines.append(_("You can turn off these mails in Weiqitong under Notices."))
    secret = bool(row.facts.get("secret"))
    return row.user__person__email, words, "\n".join(lines), secret
