"""Row scope of instructions and delegations. Every read on behalf of a person starts at
`visible_to`. No enterprise, specialist or caller is in it.
"""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Q

from weiqitong.cases.querysets import about_cases
from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Region
from weiqitong.items.models import Item

if TYPE_CHECKING:
    from .models import Delegation, Instruction

LABEL = "instruction"  # of the items' source
WRITERS = frozenset({Role.LEADER, Role.SECRETARY})
OFFICES = WRITERS | {Role.COORDINATOR, Role.INSPECTOR}
UNITS = frozenset({Role.LIAISON, Role.HANDLER})
READERS = OFFICES | UNITS
KEEPERS = WRITERS | {Role.ADMINISTRATOR}  # of delegations
NOTHING = Q(pk__in=[])


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, actor: Actor) -> "DelegationQuerySet":
        """The leader's own, the secretary's own, and those an administrator looks after."""
        if actor.role == Role.LEADER and actor.official_id:
            return self.filter(leader=actor.official_id)
        if actor.role == Role.SECRETARY and actor.official_id:
            return self.filter(secretary=actor.official_id)
        if actor.role == Role.ADMINISTRATOR and actor.region_path:
            within = Region.objects.within(actor.region_path)
            return self.filter(region__in=within.values("pk"))
        return self.none()

    def holding(self, day: date) -> "DelegationQuerySet":
        """Those that hold on a day."""
        return self.filter(withdrawn_at=None, valid_from__lte=day, valid_to__gte=day)

    def to(self, actor: Actor, day: date) -> "DelegationQuerySet":
        """Those under which this secretary may act where they act now."""
        if actor.role != Role.SECRETARY or not actor.official_id:
            return self.none()
        return self.holding(day).filter(secretary=actor.official_id, region=actor.region_id)


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, actor: Actor) -> "InstructionQuerySet":
        """Leaders see their own and those of leaders below them; secretaries what they entered and
        what leaders who let them act gave; offices and inspectors those in reach; units those by
        which they have something to do.
        """
        about = about_cases(actor)  # nothing of a case in which the enterprise complains of them
        return self.filter(scope(actor) if about is None else scope(actor) & ~Q(case__in=about))

    def open(self) -> "InstructionQuerySet":
        return self.filter(closed_at=None)


def scope(actor: Actor) -> Q:
    """The instructions an actor may see."""
    own = actor.official_id
    if actor.role in UNITS:
        items = Item.objects.visible_to(actor).filter(source_label=LABEL)
        return Q(pk__in=items.values("source_id"))
    if actor.role not in OFFICES or not actor.region_path:
        return NOTHING
    within = Q(office__in=Region.objects.within(actor.region_path).values("pk"))
    if actor.role == Role.LEADER:
        below = within & ~Q(office=actor.region_id)
        return below | Q(leader__in=actor.officials) if own else below
    if actor.role == Role.SECRETARY:
        # Also after a delegation has ended: it is read, not acted on.
        given = apps.get_model("instructions", "Delegation").objects.filter(
            secretary=own, withdrawn_at=None
        )
        return Q(entered_by=own) | Q(leader__in=given.values("leader")) if own else NOTHING
    return within
