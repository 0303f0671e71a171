"""Row scope of items, and the filters that have a name. Every read on behalf of a person starts at
`visible_to`.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from weiqitong.cases.enums import Confidentiality
from weiqitong.cases.querysets import about_cases
from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Department, Region

from .enums import UNSETTLED, ItemState

if TYPE_CHECKING:
    from .models import Item

OFFICES = frozenset({Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.INSPECTOR})
UNITS = frozenset({Role.LIAISON, Role.HANDLER})
READERS = OFFICES | UNITS
NOTHING = Q(pk__in=[])


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, actor: Actor) -> "ItemQuerySet":
        """Units see their own and those of their sections; offices and leaders what was given, or
        is to be done, in their reach. Nobody else: an enterprise never sees an item.
        """
        return self.filter(scope(actor))

    def unsettled(self) -> "ItemQuerySet":
        return self.filter(state__in=UNSETTLED)

    def late(self, now: datetime) -> "ItemQuerySet":
        """Somebody lets the date go by that it is their turn until."""
        return self.unsettled().filter(turn_until__lt=now)

    def to_do(self) -> "ItemQuerySet":
        return self.filter(state=ItemState.OPEN)


def scope(actor: Actor) -> Q:
    """The items an actor may see."""
    if actor.role in OFFICES and actor.region_path:
        within = Region.objects.within(actor.region_path).values("pk")
        # What is sealed is seen by the office that gave it, not by that of the unit's place.
        below = Q(unit__region__in=within) & ~Q(case__confidentiality=Confidentiality.SEALED)
        return (Q(office__in=within) | below) & _not_own(actor) & _not_about(actor)
    if actor.role in UNITS and actor.department_path:
        own = Q(unit__in=Department.objects.within(actor.department_path).values("pk"))
        own = own | Q(person__in=actor.officials) if actor.officials else own
        return own & _not_about(actor)
    return NOTHING


def _not_about(actor: Actor) -> Q:
    """Nothing of a case in which the enterprise complains of this person, or of their unit."""
    about = about_cases(actor)
    return Q() if about is None else ~Q(case__in=about)


def _not_own(actor: Actor) -> Q:
    """Nobody inspects the own unit, its sections or what it belongs to."""
    if actor.role != Role.INSPECTOR or not actor.department_id:
        return Q()
    around = Q(pk=actor.department_id) | Q(parent=actor.department_id)
    around |= Q(sections=actor.department_id)
    return ~Q(unit__in=Department.objects.filter(around).values("pk"))
