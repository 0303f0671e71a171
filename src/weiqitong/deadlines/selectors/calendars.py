"""The working calendar of a region: from the stored years and its office hours; no writes.

Staleness: a process asks for the calendar's revision at most every SECONDS, in one query. A year or
office hours changed elsewhere are seen here within SECONDS, a year loaded by this process at once.
What must not be late by that much, the recomputation of clocks after a load, calls `forget` first.
"""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Value

from weiqitong.deadlines.calendar import Notice, WorkCalendar
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.models import CalendarYear, YearStatus
from weiqitong.deadlines.years import SpecialDay, YearTable
from weiqitong.deadlines.years import work_calendar as joined
from weiqitong.directory.models import Region

SECONDS = 5.0
PARTED = " · "  # between a notice's title and its number, in CalendarYear.source
DEFAULT_HOURS = OfficeHours.daily("08:30-12:00", "13:30-18:00")

# (what, key, version) of every stored year and of every region with office hours of its own.
Revision = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class _Known:
    """What this process remembers; replaced whole, so a thread sees the old or the new."""

    read_at: float
    revision: Revision
    tables: tuple[YearTable, ...]
    calendars: dict[str, WorkCalendar]  # by office hours
    hours: dict[str, dict[str, Any]]  # by the path of a region that has its own
    paths: dict[int, str]  # of regions asked for by id: a path is made once


_known: _Known | None = None


def forget(**_: Any) -> None:
    """Drop what is remembered: after a load, and between tests."""
    global _known
    _known = None


def work_calendar(hours: dict[str, Any] | None = None) -> WorkCalendar:
    """The calendar with office hours as a region stores them; None: the product's usual ones."""
    known = _fresh()
    key = json.dumps(hours, sort_keys=True) if hours else ""
    calendar = known.calendars.get(key)
    if calendar is None:
        kept = OfficeHours.parse({"seasons": hours["seasons"]}) if hours else DEFAULT_HOURS
        calendar = known.calendars[key] = joined(known.tables, kept)
    return calendar


def calendar_for_region_id(region_id: int) -> WorkCalendar:
    """The calendar of a region with the office hours it has or inherits; no query once known."""
    known = _fresh()
    path = known.paths.get(region_id)
    if path is None:
        path = Region.objects.values_list("path", flat=True).get(pk=region_id)
        known.paths[region_id] = path
    return calendar_at(path)


def calendar_at(path: str) -> WorkCalendar:
    """The same for the region at a path: the nearest office hours upwards. No query of its own."""
    hours = _fresh().hours
    above = (own for own in hours if path.startswith(own))
    nearest = max(above, key=len, default=None)
    return work_calendar(hours[nearest] if nearest else None)


def table_of(row: CalendarYear) -> YearTable:
    """A stored year as the pure core reads it."""
    days = tuple(
        SpecialDay(date.fromisoformat(day["date"]), day["name"], day["working"]) for day in row.days
    )
    return YearTable(row.year, row.status == YearStatus.OFFICIAL, days, tuple(notices(row.source)))


def notices(source: str) -> Iterable[Notice]:
    """The notices a stored year names, one a line."""
    for line in source.splitlines():
        title, _, number = line.partition(PARTED)
        yield Notice(title, number)


def years() -> list[CalendarYear]:
    """Every stored year, newest first. One query."""
    return list(CalendarYear.objects.order_by("-year"))


def _fresh() -> _Known:
    global _known
    known = _known
    if known is not None and time.monotonic() - known.read_at <= SECONDS:
        return known
    revision = _revision()
    if known is not None and known.revision == revision:
        calendars, tables, hours = known.calendars, known.tables, known.hours
    else:
        calendars, tables = {}, tuple(table_of(row) for row in CalendarYear.objects.all())
        rows = Region.objects.filter(hours__isnull=False).values_list("path", "hours")
        hours = {path: own for path, own in rows if own}
    paths = known.paths if known is not None else {}
    _known = _Known(time.monotonic(), revision, tables, calendars, hours, paths)
    return _known


def _revision() -> Revision:
    stored = CalendarYear.objects.order_by().values_list(_what("year"), "year", "version")
    own = Region.objects.filter(hours__isnull=False).order_by()
    return tuple(sorted(stored.union(own.values_list(_what("hours"), "pk", "version"), all=True)))


def _what(word: str) -> Value:
    return Value(word, output_field=CharField())
