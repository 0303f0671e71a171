"""Row scope of supervision orders: that of their cases; of referrals: narrower. Every read on
behalf of a person starts at `visible_to`.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from weiqitong.cases.models import Case
from weiqitong.cases.permissions import WORKERS
from weiqitong.cases.selectors.withheld import own_cases, units_around
from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Official, Region
from weiqitong.pairing.models import Pairing

if TYPE_CHECKING:
    from .models import Referral, Retaliation, Supervision

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


class RetaliationQuerySet(models.QuerySet["Retaliation"]):
    def visible_to(self, actor: Actor) -> "RetaliationQuerySet":
        """The enterprise's own, and inspection's in reach; void for an inspector whose own unit or
        client it concerns. For everybody else there is none.
        """
        if actor.role == Role.CONTACT and actor.client_ids:
            return self.filter(client__in=actor.client_ids).exclude(
                about_official=actor.official_id or 0
            )
        if actor.role != Role.INSPECTOR or not actor.region_path:
            return self.none()
        within = Region.objects.within(actor.region_path).values("pk")
        return self.filter(region__in=within).exclude(own_affair(actor))

    def open(self) -> "RetaliationQuerySet":
        return self.filter(closed_at__isnull=True)


def own_affair(actor: Actor) -> models.Q:
    """Reports that concern an inspector's own person, unit, clients or cases."""
    own = own_cases(actor)
    found = models.Q(case__in=own) if own is not None else models.Q()
    if actor.department_id:
        units = units_around(actor.department_id)
        found |= models.Q(about_unit__in=units)
        people = Official.objects.filter(department__in=units_around(actor.department_id))
        found |= models.Q(about_official__in=people.values("pk"))
    if actor.official_id:
        served = Pairing.objects.filter(official=actor.official_id)
        found |= models.Q(about_official=actor.official_id)
        found |= models.Q(client__in=served.values("client"))
    return found


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
