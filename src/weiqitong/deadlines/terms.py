"""Lengths of time as rules write them, and where they end on a calendar. They know no events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from .calendar import WorkCalendar
from .refusal import BadTerm, gettext_noop

MOST = 10_000  # minutes, hours or days; more is a typing error


class Unit(StrEnum):
    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    HOURS = "hours"  # round the clock

    @property
    def measure(self) -> Measure:
        return _MEASURES[self]


class Measure(StrEnum):
    """What a unit is counted in. Terms of one measure can be added to each other exactly."""

    WORKING_SECONDS = "working_seconds"
    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    SECONDS = "seconds"

    @property
    def is_office_time(self) -> bool:
        """Whether nights, lunches and days off do not count."""
        return self in {Measure.WORKING_SECONDS, Measure.WORKING_DAYS}


_MEASURES = {
    Unit.WORKING_MINUTES: Measure.WORKING_SECONDS,
    Unit.WORKING_HOURS: Measure.WORKING_SECONDS,
    Unit.WORKING_DAYS: Measure.WORKING_DAYS,
    Unit.NATURAL_DAYS: Measure.NATURAL_DAYS,
    Unit.HOURS: Measure.SECONDS,
}
_SIZES = {Unit.WORKING_MINUTES: 60, Unit.WORKING_HOURS: 3600, Unit.HOURS: 3600}


@dataclass(frozen=True, slots=True)
class Term:
    """So many of a unit: 3 working days, 2 working hours, 24 hours round the clock."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise BadTerm(
                gettext_noop("A term is a whole number, not %(value)s."), value=self.amount
            )
        if not 1 <= self.amount <= MOST:
            raise BadTerm(
                gettext_noop("A term lies between 1 and %(most)s, not %(value)s."),
                most=MOST,
                value=self.amount,
            )

    @property
    def length(self) -> int:
        """The amount in the unit's measure."""
        return self.amount * _SIZES.get(self.unit, 1)

    @classmethod
    def parse(cls, data: Any) -> Term:
        """From {"amount": 3, "unit": "working_days"}, or BadTerm."""
        if not isinstance(data, Mapping) or set(data) != {"amount", "unit"}:
            raise BadTerm(gettext_noop("A term is written as an amount and a unit."))
        if data["unit"] not in set(Unit):
            raise BadTerm(
                gettext_noop("“%(unit)s” is not a unit of time limits."), unit=data["unit"]
            )
        return cls(data["amount"], Unit(data["unit"]))

    def as_dict(self) -> dict[str, Any]:
        return {"amount": self.amount, "unit": str(self.unit)}


def due_at(calendar: WorkCalendar, term: Term, start: datetime) -> datetime:
    """When a clock that starts now and is never touched is due."""
    return after(calendar, term.unit.measure, start, term.length)


def after(calendar: WorkCalendar, measure: Measure, start: datetime, length: int) -> datetime:
    """The instant `length` (in the measure, at least 1) after `start`."""
    if measure is Measure.WORKING_SECONDS:
        return calendar.add_working_seconds(start, length)
    if measure is Measure.WORKING_DAYS:
        return calendar.add_working_days(start, length)
    if measure is Measure.NATURAL_DAYS:
        return calendar.add_natural_days(start, length)
    return later(calendar, start, length)


def same_day(calendar: WorkCalendar, at: datetime, *, last: time, noon: time) -> datetime:
    """Closing hour of the working day of `at`; once `last` has struck, `noon` of the next one. What
    comes on a day off counts as coming at the next opening.
    """
    opening = calendar.next_opening(at)
    day = opening.date()
    if opening.time() < last:
        return calendar.closing(day)
    following = calendar.nth_working_day(day, 1)
    return datetime.combine(following, noon, calendar.tz)


def until(calendar: WorkCalendar, unit: Unit, start: datetime, end: datetime) -> Term:
    """The term in this unit that leads from `start` to `end` or just beyond it; at least one."""
    if unit.measure is Measure.WORKING_DAYS:
        amount = calendar.working_days_between(start, end)
    elif unit.measure is Measure.NATURAL_DAYS:
        amount = (calendar.local(end).date() - calendar.local(start).date()).days
    else:
        amount = -(-own_seconds(calendar, unit, start, end) // _SIZES[unit])
    return Term(max(1, amount), unit)


def later(calendar: WorkCalendar, start: datetime, seconds: int) -> datetime:
    """So many seconds by night and holiday alike."""
    from_start = calendar.local(start).timestamp() + seconds
    return datetime.fromtimestamp(from_start, calendar.tz)


def own_seconds(calendar: WorkCalendar, unit: Unit, a: datetime, b: datetime) -> int:
    """From a to b in the clock's own time: office time, or all of it for natural days and hours."""
    if unit.measure.is_office_time:
        return calendar.working_seconds_between(a, b)
    return int(calendar.local(b).timestamp() - calendar.local(a).timestamp())


@dataclass(frozen=True, slots=True)
class Yellow:
    """When the light turns yellow, and by which of the two rules."""

    at: datetime
    lead: int  # seconds before due, in the clock's own time
    by_quarter: bool  # else by one working day


def yellow(calendar: WorkCalendar, unit: Unit, due: datetime, whole: int) -> Yellow:
    """The shorter of one working day and a quarter of the clock before due.

    `whole` is the clock's whole length in its own time (`own_seconds`). A quarter is of that, in
    that time. One working day is the office time of the day of the due (of the last working day
    before it, should it be a day off): the lead then begins as many working seconds before due. On
    a clock that runs by night both marks are instants, and the later one is the shorter lead.
    """
    due = calendar.local(due)
    quarter = whole // 4
    last = (
        due.date() if calendar.is_working(due.date()) else calendar.nth_working_day(due.date(), 0)
    )
    one_day = calendar.hours.plan(last).total
    if unit.measure.is_office_time:
        lead = min(quarter, one_day)
        return Yellow(calendar.subtract_working_seconds(due, lead), lead, quarter <= one_day)
    by_quarter = later(calendar, due, -quarter)
    by_day = calendar.subtract_working_seconds(due, one_day)
    at = max(by_quarter, by_day)
    return Yellow(at, own_seconds(calendar, unit, at, due), by_quarter >= by_day)


def yellow_at(calendar: WorkCalendar, term: Term, start: datetime, due: datetime) -> datetime:
    """When the light of a clock that was never paused turns yellow."""
    whole = own_seconds(calendar, term.unit, start, due)
    return yellow(calendar, term.unit, due, whole).at
