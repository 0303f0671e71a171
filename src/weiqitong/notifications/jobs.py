"""Work behind the inbox and the outbox: letters go out, notices become mail. Tells nobody anew."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from weiqitong.jobs.define import job, periodic

from . import sending, services
from .kinds import sentence
from .models import Channel, Letter, Notice

BATCH = 200


@job("notifications.send", retries=0)
def send_letter(letter_id: int, now: datetime) -> None:
    """Send one letter at once. Its own tries are the letter's: the job does not fail."""
    sending.send(letter_id, now)


@periodic("notifications.send_due", every=timedelta(seconds=20))
def send_due(now: datetime) -> int:
    """Send what waits for its next try; how many left."""
    due = Letter.objects.due(now).order_by("next_try_at").values_list("pk", flat=True)[:BATCH]
    return sum(sending.send(pk, now) for pk in list(due))


@job("notifications.mail", retries=3)
def mail_notices(now: datetime) -> int:
    """Write letters for notices that want mail; how many. Any number of workers may do it."""
    waiting = Notice.objects.filter(to_mail=True).order_by("pk").values_list("pk", flat=True)
    return sum(_mail(pk, now) for pk in list(waiting[:BATCH]))


@periodic("notifications.mail_due", every=timedelta(minutes=1))
def mail_due(now: datetime) -> int:
    """The same for notices that were recorded by a plan."""
    return int(mail_notices(now=now))


@transaction.atomic
def _mail(notice_id: int, now: datetime) -> bool:
    """The letter of one notice, written in the transaction that takes the notice off the list."""
    if not Notice.objects.filter(pk=notice_id, to_mail=True).update(to_mail=False):
        return False
    notice = (
        Notice.objects.filter(pk=notice_id, user__is_active=True)
        .filter(Q(user__notice_preference=None) | Q(user__notice_preference__mail=True))
        .select_related("user__person")
        .first()
    )
    if notice is None or notice.read_at is not None or not notice.user.person.email:
        return False
    with translation.override(notice.user.language or settings.LANGUAGE_CODE):
        words = sentence(notice.kind, notice.facts, now)
        lines = [words, ""]
        if notice.link:
            lines += [f"{settings.BASE_URL}{notice.link}", ""]
        lines.append(_("You can turn off these mails in Weiqitong under Notices."))
        services.write_letter(
            Channel.EMAIL, notice.user.person.email, words, "\n".join(lines), False, "", now
        )
    return True
