"""Row scope of supervision orders: that of their cases; of referrals: narrower. Every read on
behalf of a person starts at `visible_to`.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from weiqitong.cases.models import Case
from weiqitong.cases.permissions import WORKERS
from weiqitong.core.actor import Actor, Role

if TYPE_CHECKING:
    from .models import Referral, Supervision

IN_REGION = frozenset({Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.INSPECTOR})


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, actor: Actor) -> "SupervisionQuerySet":
        """Orders on cases in sight."""
        return self.filter(case__in=Case.objects.visible_to(actor).values("pk"))

    def unanswered(self) -> "SupervisionQuerySet":
        return self.filter(replied_at__isnull=True, closed_at__isnull=True)

    def late(self, now: datetime) -> "SupervisionQuerySet":
        """The reply is overdue."""
        return self.unanswered().filter(due_at__lt=now)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, actor: Actor) -> "ReferralQuerySet":
        """Offices, leaders and inspection on cases in sight; a unit its own alone."""
        if actor.role in IN_REGION:
            return self.filter(case__in=Case.objects.visible_to(actor).values("pk"))
        if actor.role in WORKERS and actor.department_path:
            return self.filter(unit__path__startswith=actor.department_path)
        return self.none()

    def open(self) -> "ReferralQuerySet":
        return self.filter(closed_at__isnull=True)

    def to_state(self, now: datetime) -> "ReferralQuerySet":
        """The unit's statement is awaited."""
        return self.open().filter(stated_at=None, handed_at=None, due_at__gte=now)

    def to_decide(self, now: datetime) -> "ReferralQuerySet":
        """The office decides what is handed on: after the statement, or without it."""
        unsaid = models.Q(stated_at__isnull=False) | models.Q(due_at__lt=now)
        return self.open().filter(unsaid, handed_at=None)

    def handed(self) -> "ReferralQuerySet":
        """Handed on, and not yet closed."""
        return self.open().filter(handed_at__isnull=False)

    def closed(self) -> "ReferralQuerySet":
        return self.filter(closed_at__isnull=False)
