"""What accounts need not remember: old codes, dead sessions, failed tries, spent invitations."""

from datetime import datetime, timedelta
from typing import Final

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import Q

from weiqitong.core.actor import Actor

from ..models import Invitation, LoginCode

CODES: Final = timedelta(days=2)  # the longest limit looks back one day
INVITATIONS: Final = timedelta(days=90)
STEP: Final = 2000  # short write transactions (DESIGN.md §5)


def forget_old(actor: Actor, *, now: datetime) -> int:
    """Delete a step of each kind; how many rows went."""
    old = [
        LoginCode.objects.filter(sent_at__lt=now - CODES),
        Invitation.objects.filter(
            Q(used_at__lt=now - INVITATIONS) | Q(expires_at__lt=now - INVITATIONS)
        ),
        Session.objects.filter(expire_date__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=now - CODES),
    ]
    gone = 0
    for rows in old:
        keys = list(rows.values_list("pk", flat=True)[:STEP])
        gone += rows.model._default_manager.filter(pk__in=keys).delete()[0]
    return gone
