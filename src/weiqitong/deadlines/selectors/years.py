"""What the calendar's pages show: years with their state, months, what an upload would change."""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from weiqitong.core import clock
from weiqitong.deadlines.models import CalendarYear, Clock, ClockState, YearStatus
from weiqitong.deadlines.selectors.calendars import notices, table_of
from weiqitong.deadlines.years import SpecialDay, YearTable
from weiqitong.web.times import weekday


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year in the list; one that is not stored yet is provisional."""

    year: int
    official: bool
    off: int = 0
    makeup: int = 0
    notices: Sequence[str] = ()
    loaded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    kind: str  # "", "weekend", "off" (a day off by notice) or "extra" (a make-up working day)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Day | None]]


@dataclass(slots=True)
class Holiday:
    """A holiday with the days off and the make-up days it brings."""

    name: str
    off: list[date] = field(default_factory=list)
    makeup: list[date] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Effect:
    """What loading a year would change."""

    days: Sequence[tuple[date, bool | None, bool | None]]
    clocks: int  # that run into the year and will be counted anew


def year_lines(now: datetime) -> list[YearLine]:
    """Every stored year, and this year and the next even where no calendar came; newest first.

    One query."""
    rows = {row.year: row for row in CalendarYear.objects.all()}
    this = clock.today(now).year
    years = sorted({*rows, this, this + 1}, reverse=True)
    return [_line(year, rows.get(year)) for year in years]


def _line(year: int, row: CalendarYear | None) -> YearLine:
    if row is None:
        return YearLine(year, official=False)
    worked = [bool(day["working"]) for day in row.days]
    return YearLine(
        year,
        row.status == YearStatus.OFFICIAL,
        worked.count(False),
        worked.count(True),
        [f"{notice.title} {notice.number}".strip() for notice in notices(row.source)],
        row.loaded_at,
    )


def stored_year(year: int) -> YearTable | None:
    row = CalendarYear.objects.filter(year=year).first()
    return table_of(row) if row else None


def month_sheets(year: int, table: YearTable | None) -> list[Month]:
    """Twelve months of weeks from Monday on; None fills the days of other months."""
    special = {one.day: one for one in table.days} if table else {}
    weeks = months.Calendar(firstweekday=0)
    return [
        Month(
            date(year, month, 1),
            [
                [_shown(day, special.get(day)) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _shown(day: date, special: SpecialDay | None) -> Day:
    if special is not None:
        return Day(day, "extra" if special.working else "off", special.name)
    return Day(day, "weekend" if day.weekday() >= 5 else "")


def weekdays() -> list[str]:
    """The heads of a month's columns."""
    return [weekday(date(2001, 1, day)) for day in range(1, 8)]  # the first was a Monday


def holidays(table: YearTable | None) -> list[Holiday]:
    """The year's holidays in their order."""
    found: dict[str, Holiday] = {}
    for one in table.days if table else ():
        holiday = found.setdefault(one.name, Holiday(one.name))
        (holiday.makeup if one.working else holiday.off).append(one.day)
    return list(found.values())


def effect(table: YearTable) -> Effect:
    """What loading the table would change. Two queries."""
    row = CalendarYear.objects.filter(year=table.year).first()
    # A notice may move the last days of the December before (calendar.UNSETTLED_SINCE).
    begin = clock.at(date(table.year - 1, 12, 25))
    end = clock.at(date(table.year + 1, 1, 1)) + timedelta(days=31)
    running = Clock.objects.filter(state=ClockState.RUNNING, due_at__gte=begin, due_at__lt=end)
    return Effect(moved_days(row, table), running.count())


def moved_days(
    row: CalendarYear | None, table: YearTable
) -> list[tuple[date, bool | None, bool | None]]:
    """(day, worked before, worked after) of each day that changes; None: as its weekday says."""
    before = {date.fromisoformat(d["date"]): bool(d["working"]) for d in (row.days if row else [])}
    after = {day.day: day.working for day in table.days}
    days = sorted({*before, *after})
    return [(d, before.get(d), after.get(d)) for d in days if before.get(d) != after.get(d)]
