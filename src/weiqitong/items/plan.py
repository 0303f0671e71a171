"""What acts on items write, recorded into Changes; touches no database."""

from datetime import date, datetime, timedelta
from typing import Any

from weiqitong.cases.models import Case
from weiqitong.core import crypto
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.terms import Unit, yellow
from weiqitong.directory.models import Department, Official, Region
from weiqitong.ledger.changes import Changes

from . import workflow
from .enums import ItemAction, ItemState
from .models import Item, ItemAct
from .source import Source

# Working days in which whoever gave an item decides about a report, or hands on a stranded one.
DECIDE_DAYS = 2


def due_of(calendar: WorkCalendar, day: date) -> datetime:
    """The closing hour of a day; of the next working day where that is a day off."""
    return calendar.closing(calendar.nth_working_day(day - timedelta(days=1), 1))


def yellow_of(calendar: WorkCalendar, start: datetime, due: datetime) -> datetime:
    """One working day before it is due; where time is short, when a quarter of it is left."""
    whole = max(0, calendar.working_seconds_between(start, due))
    return yellow(calendar, Unit.WORKING_DAYS, due, whole).at


def plan_give(
    changes: Changes,
    *,
    key: str,
    source: Source,
    unit: Department,
    text: str,
    due_on: date,
    calendar: WorkCalendar,
    person: Official | None = None,
    case: Case | None = None,
) -> Item:
    """A unit is given something to do. After `changes.write()` the caller announces it
    (`services.announce`).
    """
    due = due_of(calendar, due_on)
    row = Item(
        key=key,
        source_label=source.label,
        source_id=source.id,
        source_name=source.name[:200],
        office=source.office,
        giver=source.giver,
        case=case,
        unit=unit,
        person=person,
        text=text,
        made_at=changes.at,
        due_at=due,
        yellow_at=yellow_of(calendar, changes.at, due),
        turn_until=due,
        salt=crypto.salt(),
    )
    changes.enact(row, "item.give")
    _act(changes, row, ItemAction.GIVE, "", "")
    return row


def plan_report(
    changes: Changes, item: Item, *, text: str, official: Official | None, calendar: WorkCalendar
) -> None:
    """What the unit says has been done; now whoever gave it decides."""
    _take(
        changes,
        item,
        ItemAction.REPORT,
        text,
        report=text,
        reported_at=changes.at,
        reported_by=official,
        stranded_at=None,
        turn_until=decide_until(calendar, changes.at),
    )


def plan_accept(changes: Changes, item: Item, *, text: str = "") -> None:
    """It is done."""
    _settle(changes, item, ItemAction.ACCEPT, text)


def plan_drop(changes: Changes, item: Item, *, text: str) -> None:
    """It need not be done any more."""
    _settle(changes, item, ItemAction.DROP, text)


def plan_send_back(
    changes: Changes, item: Item, *, text: str, due_on: date, calendar: WorkCalendar
) -> None:
    """Not enough: it is to be done anew, until another day."""
    times = _times(changes, calendar, due_on)
    _take(changes, item, ItemAction.SEND_BACK, text, returns=item.returns + 1, **times)


def plan_move(
    changes: Changes,
    item: Item,
    *,
    text: str,
    unit: Department,
    person: Official | None,
    due_on: date,
    calendar: WorkCalendar,
) -> None:
    """Another unit, another person or another day, with the reason."""
    times = _times(changes, calendar, due_on)
    _take(changes, item, ItemAction.MOVE, text, unit=unit, person=person, stranded_at=None, **times)


def plan_succeed(changes: Changes, item: Item, unit_id: int) -> None:
    """Its unit was merged: the one that goes on owes it, by the same day."""
    changes.enact(item, "item.succeed", unit_id=unit_id)


def plan_release(changes: Changes, item: Item) -> None:
    """The named person is there no more: the unit as a whole owes it."""
    _take(changes, item, ItemAction.RELEASE, "", person=None)


def plan_strand(changes: Changes, item: Item, *, calendar: WorkCalendar) -> None:
    """Nobody at the unit can act any more: whoever gave it hands it on."""
    until = decide_until(calendar, changes.at)
    _take(changes, item, ItemAction.STRAND, "", stranded_at=changes.at, turn_until=until)


def plan_raise(changes: Changes, item: Item, *, office: Region) -> None:
    """The leader who gave it is there no more, or the office is empty: this office decides."""
    _take(changes, item, ItemAction.RAISE, "", office=office, giver=None)


def decide_until(calendar: WorkCalendar, at: datetime) -> datetime:
    """Until when it is decided."""
    return calendar.add_working_days(at, DECIDE_DAYS)


def _times(changes: Changes, calendar: WorkCalendar, day: date) -> dict[str, Any]:
    """A new due time; the reminders of the old one are forgotten."""
    due = due_of(calendar, day)
    return {
        "due_at": due,
        "yellow_at": yellow_of(calendar, changes.at, due),
        "turn_until": due,
        "yellow_told_at": None,
        "late_told_at": None,
    }


def _settle(changes: Changes, item: Item, action: ItemAction, text: str) -> None:
    _take(changes, item, action, text, decision=text, decided_at=changes.at, turn_until=None)


def _take(changes: Changes, item: Item, action: ItemAction, text: str, **values: Any) -> None:
    """The one way an item moves: state from the table, entry, act with its words."""
    values["state"] = workflow.step(ItemState(item.state), action)
    salt = crypto.salt() if text else ""
    said = {"text": crypto.digest(salt, text)} if text else None
    changes.enact(item, f"item.{action}", facts=said, **values)
    _act(changes, item, action, text, salt)


def _act(changes: Changes, item: Item, action: ItemAction, text: str, salt: str) -> None:
    actor = changes.actor
    changes.create(
        ItemAct(
            item=item,
            version=item.version,
            action=action,
            at=changes.at,
            user_id=actor.user_id,
            role=actor.role,
            name=actor.name,
            department_id=actor.department_id,
            text=text,
            salt=salt,
            unit=item.unit,
            person=item.person,
            until=item.turn_until,
        )
    )
