"""What people do with an item: lock, look whether it is still what they saw, ask, plan, write,
tell.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases.models import Case
from weiqitong.cases.plans import refuse_officials, refuse_units
from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed, Stale
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Department, Official
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..enums import ItemAction
from ..models import Item
from ..signals import item_settled, item_stepped
from ..standing import leaders_of

LONGEST_REPORT, LONGEST_WORD = 2000, 1000


@dataclass(frozen=True, slots=True)
class Doing:
    """One act on one item."""

    changes: Changes
    item: Item
    calendar: WorkCalendar


def announce(items: Iterable[Item]) -> None:
    """Tell that items were given, once they are written; in the transaction that gave them."""
    for item in items:
        item_stepped.send(Item, item=item, action=ItemAction.GIVE)


def report(actor: Actor, item: Item, *, text: str, now: datetime, seen: int | None = None) -> Item:
    """The unit says what has been done."""
    with act_on(actor, item, ItemAction.REPORT, now, seen) as doing:
        text = _said(text, LONGEST_REPORT, _("Say what has been done."))
        official = Official.objects.filter(pk=actor.official_id or 0).first()
        plan.plan_report(
            doing.changes, doing.item, text=text, official=official, calendar=doing.calendar
        )
    return doing.item


def accept(
    actor: Actor, item: Item, *, text: str = "", now: datetime, seen: int | None = None
) -> Item:
    """Whoever gave it takes it as done."""
    with act_on(actor, item, ItemAction.ACCEPT, now, seen) as doing:
        plan.plan_accept(doing.changes, doing.item, text=fits(text, LONGEST_WORD))
    return doing.item


def send_back(
    actor: Actor,
    item: Item,
    *,
    text: str,
    due_on: date | None,
    now: datetime,
    seen: int | None = None,
) -> Item:
    """Not enough: to be done anew until another day."""
    with act_on(actor, item, ItemAction.SEND_BACK, now, seen) as doing:
        text = _said(text, LONGEST_WORD, _("Say what is missing."))
        day = future_day(due_on, doing.calendar, now)
        plan.plan_send_back(
            doing.changes, doing.item, text=text, due_on=day, calendar=doing.calendar
        )
    return doing.item


def move(
    actor: Actor,
    item: Item,
    *,
    text: str,
    unit: Department | None = None,
    person: Official | None = None,
    due_on: date | None,
    now: datetime,
    seen: int | None = None,
) -> Item:
    """Another unit or person, or another day, with the reason. Without a unit it stays where it
    is.
    """
    with act_on(actor, item, ItemAction.MOVE, now, seen) as doing:
        text = _said(text, LONGEST_WORD, _("Say why."))
        day = future_day(due_on, doing.calendar, now)
        to = unit or doing.item.unit
        refuse_stranger(person, to)
        refuse_closed(to)
        refuse_complained(doing.item.case, to, person)
        plan.plan_move(
            doing.changes,
            doing.item,
            text=text,
            unit=to,
            person=person,
            due_on=day,
            calendar=doing.calendar,
        )
    return doing.item


def drop(actor: Actor, item: Item, *, text: str, now: datetime, seen: int | None = None) -> Item:
    """It need not be done any more."""
    with act_on(actor, item, ItemAction.DROP, now, seen) as doing:
        text = _said(text, LONGEST_WORD, _("Say why."))
        plan.plan_drop(doing.changes, doing.item, text=text)
    return doing.item


@contextmanager
def act_on(
    actor: Actor, item: Item, action: ItemAction, now: datetime, seen: int | None = None
) -> Iterator[Doing]:
    """One act. `seen` is the version the person's page was made from."""
    with transaction.atomic():
        rows = Item.objects.select_for_update(of=("self",)).select_related("unit", "office")
        row = rows.get(pk=item.pk)
        if not permissions.may_take(actor, row, action, leaders_of(actor, now)):
            raise NotAllowed(_("You may not take this step on this item."), action=action.value)
        if seen is not None and seen != row.version:
            raise Stale(_("This item has just changed. Look again and send it."))
        changes = Changes(actor, now)
        yield Doing(changes, row, calendar_at(row.office.path))
        changes.write()
        item_stepped.send(Item, item=row, action=action)
        if not row.is_unsettled:
            item_settled.send(
                Item, item=row, source_label=row.source_label, source_id=row.source_id
            )


def future_day(day: date | None, calendar: WorkCalendar, now: datetime) -> date:
    """A day whose office hours still run, or BadInput."""
    if day is None or day < today(now) or plan.due_of(calendar, day) <= now:
        raise BadInput(_("Name a day from today on; its office hours still run."), field="due_on")
    return day


def refuse_stranger(person: Official | None, unit: Department) -> None:
    """BadInput for a person of another unit, or one who has left."""
    if person is None:
        return
    if not person.active or not person.department.path.startswith(unit.path):
        raise BadInput(_("This person does not belong to the unit."), field="person")


def refuse_complained(case: Case | None, unit: Department, person: Official | None = None) -> None:
    """BadInput where the enterprise of the case complains of the unit or the person."""
    if case is not None and case.complains:
        refuse_units(case, [unit], "unit")
        refuse_officials(case, [person] if person else [], "person")


def refuse_closed(unit: Department) -> None:
    """BadInput for a unit that is closed."""
    if not unit.active:
        raise BadInput(_("%(unit)s is closed.") % {"unit": unit.name}, field="unit")


def _said(text: str, limit: int, missing: str) -> str:
    text = fits(text, limit)
    if not text:
        raise BadInput(missing, field="text")
    return text
