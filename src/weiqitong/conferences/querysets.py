"""Row scope of conferences. Every read on behalf of a person starts at `visible_to`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from weiqitong.cases.models import Case
from weiqitong.cases.querysets import about_cases, own_cases
from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Department, Region

from .enums import UNDER_WAY, State

if TYPE_CHECKING:
    from .models import Conference

OFFICES = frozenset({Role.COORDINATOR, Role.LEADER, Role.SECRETARY})
UNITS = frozenset({Role.LIAISON, Role.HANDLER})


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def visible_to(self, actor: Actor) -> "ConferenceQuerySet":
        """Offices and leaders of the region, whoever answers for one of its cases, the units that
        take part once it is called. Never the enterprise, nor who serves it, nor whoever one of its
        cases complains of.
        """
        about = about_cases(actor)
        return (
            self._in_reach(actor)
            if about is None
            else self._in_reach(actor).exclude(pk__in=_on(about))
        )

    def _in_reach(self, actor: Actor) -> "ConferenceQuerySet":
        if actor.role in OFFICES and actor.region_path:
            within = Region.objects.within(actor.region_path).values("pk")
            return self.filter(Q(office__in=within) | Q(pk__in=_on(_seen(actor))))
        if actor.role == Role.INSPECTOR and actor.region_path:
            own = own_cases(actor)
            found = self.filter(pk__in=_on(_seen(actor)))
            return found if own is None else found.exclude(pk__in=_on(own))
        if actor.role in UNITS and actor.department_path:
            return self.exclude(state=State.DRAFT).filter(pk__in=_invited(actor))
        return self.none()

    def under_way(self) -> "ConferenceQuerySet":
        return self.filter(state__in=UNDER_WAY)

    def of_office(self, region_id: int | None) -> "ConferenceQuerySet":
        return self.filter(office=region_id or 0)

    def owed_minutes(self, now: datetime) -> "ConferenceQuerySet":
        """It has met, or its time for writing is over; the office owes the minutes."""
        return self.filter(state=State.CALLED, meets_at__lte=now)


def _seen(actor: Actor) -> Any:
    return Case.objects.visible_to(actor).values("pk")


def _on(cases: Any) -> Any:
    """Ids of the conferences that have, or had, one of these cases."""
    topics = apps.get_model("conferences", "Topic")
    return topics.objects.filter(case__in=cases).values("conference")


def _invited(actor: Actor) -> Any:
    participants = apps.get_model("conferences", "Participant")
    units = Department.objects.within(actor.department_path).values("pk")
    own = Q(department__in=units) | Q(department__merged_into__in=units)
    if actor.officials:
        own |= Q(official__in=actor.officials)
    return participants.objects.filter(own, left_at=None).values("conference")
