"""Somebody an item counts on is gone: it goes to the unit, to whoever gave it, or to the office
above. Nothing is left without an owner.
"""

from collections.abc import Iterator
from datetime import datetime

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Region
from weiqitong.directory.paths import upwards

from .. import plan
from ..enums import ItemAction, ItemState
from ..models import Item
from ..querysets import UNITS
from .acting import act_on

RELATED = ("unit", "person__department", "office")


class Present:
    """Who can sign in and act today. Three queries, however many items."""

    def __init__(self, now: datetime) -> None:
        held = Grant.objects.acting(today(now))
        own = "user__person__official"
        at_work = held.filter(role__in=UNITS, department__isnull=False)
        rows = list(at_work.values_list("department__path", own))
        self.paths = {path for path, _official in rows}
        self.people = {official for _path, official in rows}
        leaders = held.filter(role=Role.LEADER)
        self.leaders = set(leaders.values_list(own, flat=True))
        desks = held.filter(role=Role.COORDINATOR, region__isnull=False)
        self.desks = set(desks.values_list("region__path", flat=True))

    def receives(self, item: Item) -> bool:
        """Whether somebody can report: the person, the unit or the unit above its section."""
        if not item.unit.active:
            return False
        return self.has(item) or any(path in self.paths for path in upwards(item.unit.path))

    def has(self, item: Item) -> bool:
        """Whether the named person still works there."""
        person = item.person
        if person is None or not person.active:
            return False
        return person.pk in self.people and person.department.path.startswith(item.unit.path)


def hand_over(actor: Actor, now: datetime) -> int:
    """Look at all that is unsettled; how many acts were needed."""
    present = Present(now)
    rows = Item.objects.unsettled().select_related(*RELATED).order_by("pk")
    # All is read before anything is written: no cursor stands open over its own changes.
    needed = [(item, action) for item in rows.iterator() for action in _needed(item, present)]
    return sum(_move(actor, item, action, present, now) for item, action in needed)


def _needed(item: Item, present: Present) -> Iterator[ItemAction]:
    gone = item.giver_id is not None and item.giver_id not in present.leaders
    if gone or (item.giver_id is None and _is_empty(item.office, present)):
        yield ItemAction.RAISE
    if item.state != ItemState.OPEN or item.stranded_at is not None:
        return
    if not present.receives(item):
        yield ItemAction.STRAND
    elif item.person_id is not None and not present.has(item):
        yield ItemAction.RELEASE


def _move(actor: Actor, item: Item, action: ItemAction, present: Present, now: datetime) -> int:
    try:
        with act_on(actor, item, action, now) as doing:
            if action == ItemAction.STRAND:
                plan.plan_strand(doing.changes, doing.item, calendar=doing.calendar)
            elif action == ItemAction.RELEASE:
                plan.plan_release(doing.changes, doing.item)
            else:
                office = _staffed(doing.item.office, present) or doing.item.office
                plan.plan_raise(doing.changes, doing.item, office=office)
    except DomainError:  # somebody has moved it meanwhile
        return 0
    return 1


def _is_empty(office: Region, present: Present) -> bool:
    """Nobody sits there, and somebody does above it."""
    return office.path not in present.desks and _staffed(office, present) is not None


def _staffed(office: Region, present: Present) -> Region | None:
    """The office, or the nearest above it where somebody sits."""
    for path in upwards(office.path):
        if path in present.desks:
            return Region.objects.get(path=path)
    return None
