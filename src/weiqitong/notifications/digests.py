"""The letter of the day: what somebody has not read since yesterday, as one e-mail."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weiqitong.accounts.models import User

from . import services
from .kinds import sentence
from .models import Channel, Mail, Notice

MOST = 50  # lines; the rest is counted


@transaction.atomic
def write(user_id: int, now: datetime) -> bool:
    """One letter with all that waits for this person; whether there was anything to say.

    What was read meanwhile is left out. Two workers write one letter: the second finds nothing.
    """
    waiting = Notice.objects.filter(user=user_id, to_digest=True)
    rows = list(waiting.select_for_update(skip_locked=True).order_by("pk"))
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(to_digest=False)
    unread = [row for row in rows if row.read_at is None]
    user = User.objects.select_related("person", "notice_preference").get(pk=user_id)
    preference = getattr(user, "notice_preference", None)
    wanted = preference is None or preference.mail != Mail.NONE
    if not (unread and wanted and user.is_active and user.person.email):
        return False
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = ngettext(
            "%(count)d notice you have not read", "%(count)d notices you have not read", len(unread)
        ) % {"count": len(unread)}
        body = "\n".join(_lines(unread, now))
    services.write_letter(Channel.EMAIL, user.person.email, subject, body, False, "", now)
    return True


def _lines(unread: list[Notice], now: datetime) -> list[str]:
    lines = []
    for row in unread[:MOST]:
        lines.append(sentence(row.kind, row.facts, now))
        if row.link:
            lines.append(f"{settings.BASE_URL}{row.link}")
        lines.append("")
    more = len(unread) - MOST
    if more > 0:
        lines += [ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}, ""]
    lines.append(_("How you are told you choose in Weiqitong under Notices."))
    return lines
