"""Years of public holidays and make-up days: read, checked, joined into a calendar. No database.

A year's table holds only what weekdays do not tell. A file without days is a year whose notice has
not come: *provisional*, never a year without holidays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cache
from importlib import resources
from typing import Any

from .calendar import SHANGHAI, Notice, WorkCalendar
from .hours import OfficeHours
from .refusal import BadYear, gettext_noop

FIRST_YEAR, LAST_YEAR = 1990, 2199


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day off by notice, or a make-up day worked (调休), with the holiday it belongs to."""

    day: date
    name: str
    working: bool

    def as_dict(self) -> dict[str, Any]:
        return {"date": self.day.isoformat(), "name": self.name, "working": self.working}


@dataclass(frozen=True, slots=True)
class YearTable:
    """One notice's year. Its days may lie in the December before or the January after it."""

    year: int
    official: bool
    days: tuple[SpecialDay, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        if self.official and not self.days:
            raise BadYear(
                gettext_noop("The calendar of %(year)s is official but has no days."),
                year=self.year,
            )

    @classmethod
    def parse(cls, data: Any) -> YearTable:
        """Our own format: year, status, notices, days with date, name and working; or BadYear."""
        year = _year(data)
        status = data.get("status")
        if status not in {"official", "provisional"}:
            raise BadYear(
                gettext_noop("The status is official or provisional, not “%(value)s”."),
                value=status,
            )
        notices = tuple(Notice(**_texts(notice)) for notice in data.get("notices", []))
        return cls(year, status == "official", _days(year, data, "working", on=True), notices)

    @classmethod
    def parse_holiday_cn(cls, data: Any) -> YearTable:
        """The open format of holiday-cn: year, papers, days with name, date and isOffDay."""
        year = _year(data)
        days = _days(year, data, "isOffDay", on=False)
        title = f"国务院办公厅关于{year}年部分节假日安排的通知"
        notices = tuple(Notice(title, url=str(url)) for url in data.get("papers", []))
        return cls(year, bool(days), days, notices)

    @classmethod
    def parse_any(cls, text: str | bytes) -> YearTable:
        """What an administrator uploads: either format, told apart by its keys."""
        try:
            data = json.loads(text)
        except ValueError:
            raise BadYear(gettext_noop("The file is not JSON.")) from None
        if isinstance(data, Mapping) and "status" in data:
            return cls.parse(data)
        return cls.parse_holiday_cn(data)

    def as_dict(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "status": "official" if self.official else "provisional",
            "notices": [
                {k: v for k, v in (("title", n.title), ("number", n.number), ("url", n.url)) if v}
                for n in self.notices
            ],
            "days": [day.as_dict() for day in self.days],
        }


def work_calendar(
    tables: Iterable[YearTable], hours: OfficeHours, tz: tzinfo = SHANGHAI
) -> WorkCalendar:
    """All years as one calendar. Where two notices name the same day, the later year's holds."""
    special: dict[date, SpecialDay] = {}
    official, notices = set(), {}
    for table in sorted(tables, key=lambda table: table.year):
        special.update((day.day, day) for day in table.days)
        notices[table.year] = table.notices
        if table.official:
            official.add(table.year)
    return WorkCalendar(
        hours=hours,
        exceptions={day: item.working for day, item in special.items()},
        names={day: item.name for day, item in special.items()},
        official=frozenset(official),
        notices=notices,
        tz=tz,
    )


@cache
def shipped() -> tuple[YearTable, ...]:
    """The years that come with the product, oldest first."""
    folder = resources.files(__package__) / "calendars"
    files = sorted((item for item in folder.iterdir()), key=lambda item: item.name)
    return tuple(
        YearTable.parse(json.loads(item.read_text("utf-8")))
        for item in files
        if item.name.endswith(".json")
    )


def _year(data: Any) -> int:
    if not isinstance(data, Mapping):
        raise BadYear(gettext_noop("A calendar year is one JSON object."))
    year = data.get("year")
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadYear(
            gettext_noop("“%(value)s” is not a year between %(first)s and %(last)s."),
            value=year,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return year


def _texts(data: Any) -> dict[str, str]:
    known = {"title", "number", "url"}
    if not isinstance(data, Mapping) or not set(data) <= known or not data.get("title"):
        raise BadYear(gettext_noop("A notice has a title, and may have a number and an address."))
    return {str(key): str(value) for key, value in data.items()}


def _days(year: int, data: Mapping[str, Any], key: str, *, on: bool) -> tuple[SpecialDay, ...]:
    rows = data.get("days")
    if not isinstance(rows, list):
        raise BadYear(gettext_noop("The calendar of %(year)s has no list of days."), year=year)
    seen: dict[date, SpecialDay] = {}
    for item in _read(year, rows, key, on=on):
        if item.day in seen:
            raise BadYear(gettext_noop("%(date)s is listed twice."), date=item.day)
        seen[item.day] = item
    return tuple(seen[day] for day in sorted(seen))


def _read(year: int, rows: list[Any], key: str, *, on: bool) -> Iterator[SpecialDay]:
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise BadYear(
                gettext_noop("Day %(number)s of the list is not an object."), number=number
            )
        try:
            day = date.fromisoformat(row.get("date", ""))
        except (TypeError, ValueError):
            raise BadYear(
                gettext_noop("Day %(number)s: “%(value)s” is not a date like 2026-10-01."),
                number=number,
                value=row.get("date"),
            ) from None
        flag, name = row.get(key), row.get("name")
        if not isinstance(flag, bool):
            raise BadYear(
                gettext_noop("%(date)s: “%(key)s” must be true or false."), date=day, key=key
            )
        if not isinstance(name, str) or not name.strip():
            raise BadYear(gettext_noop("%(date)s has no name of a holiday."), date=day)
        if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
            raise BadYear(
                gettext_noop("%(date)s does not belong to %(year)s."), date=day, year=year
            )
        yield SpecialDay(day, name.strip(), flag is on)
