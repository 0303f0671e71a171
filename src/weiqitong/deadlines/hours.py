"""A region's office hours by season, checked once and then only looked up. It knows no holidays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Any

from .refusal import BadHours, gettext_noop

SECONDS_PER_DAY = 86_400
LEAP_YEAR = 2000  # so that 29 February may begin a season
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The working spans of one kind of day, in seconds since midnight; a day off has none."""

    spans: tuple[tuple[int, int], ...]
    total: int

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> DayPlan:
        fixed = tuple(spans)
        return cls(fixed, sum(closes - opens for opens, closes in fixed))

    def worked(self, second: int) -> int:
        """Working seconds of the day before this second of it."""
        done = 0
        for opens, closes in self.spans:
            if second <= opens:
                break
            done += min(second, closes) - opens
        return done

    def earliest(self, worked: int) -> int:
        """First second at which `worked` (at least 1) are done: an end, not the start after it."""
        for opens, closes in self.spans:
            if worked <= closes - opens:
                return opens + worked
            worked -= closes - opens
        raise AssertionError("more than the day holds")

    def latest(self, worked: int) -> int:
        """Last second at which only `worked` (not all) are done: an opening, not a closing."""
        for opens, closes in self.spans:
            if worked < closes - opens:
                return opens + worked
            worked -= closes - opens
        raise AssertionError("all the day holds, or more")


DAY_OFF = DayPlan((), 0)


@dataclass(frozen=True, slots=True)
class Season:
    """Hours that hold from (month, day) on, every year, until the next season begins."""

    since: tuple[int, int]
    hours: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        month, day = self.since
        try:
            date(LEAP_YEAR, month, day)
        except ValueError:
            raise BadHours(
                gettext_noop("A season begins on %(value)s, which is not a day of the year."),
                value=f"{month:02d}-{day:02d}",
            ) from None
        if not self.hours:
            raise BadHours(
                gettext_noop("The season from %(since)s has no hours."), since=self.label
            )
        for opens, closes in self.hours:
            if opens >= closes:
                raise BadHours(
                    gettext_noop("The hours %(hours)s end before they begin."),
                    hours=_span_text(opens, closes),
                )
        for (_, closes), (opens, _) in pairwise(self.hours):
            if opens < closes:
                raise BadHours(
                    gettext_noop(
                        "The hours of the season from %(since)s overlap or are out of order."
                    ),
                    since=self.label,
                )

    @property
    def label(self) -> str:
        return f"{self.since[0]:02d}-{self.since[1]:02d}"


@dataclass(frozen=True)
class OfficeHours:
    """Hours by season. One season holds all year; the last one of the year also begins the next."""

    seasons: tuple[Season, ...]
    _plans: tuple[DayPlan, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.seasons:
            raise BadHours(gettext_noop("Office hours need at least one season."))
        for earlier, later in pairwise(self.seasons):
            if earlier.since >= later.since:
                raise BadHours(
                    gettext_noop("The seasons are out of order: %(later)s follows %(earlier)s."),
                    later=later.label,
                    earlier=earlier.label,
                )
        plans = tuple(
            DayPlan.of((_seconds(opens), _seconds(closes)) for opens, closes in season.hours)
            for season in self.seasons
        )
        object.__setattr__(self, "_plans", plans)

    @classmethod
    def daily(cls, *spans: str) -> OfficeHours:
        """The same hours all year: `OfficeHours.daily("08:30-12:00", "13:30-18:00")`."""
        return cls((Season((1, 1), tuple(_parse_span(span) for span in spans)),))

    @classmethod
    def parse(cls, data: Any) -> OfficeHours:
        """From {"seasons": [{"from": "06-01", "hours": ["08:30-12:00", …]}, …]}, or BadHours."""
        seasons = data.get("seasons") if isinstance(data, Mapping) else None
        if not isinstance(seasons, list):
            raise BadHours(gettext_noop('Office hours are written as {"seasons": [...]}.'))
        return cls(tuple(_parse_season(season) for season in seasons))

    def as_dict(self) -> dict[str, Any]:
        return {
            "seasons": [
                {"from": season.label, "hours": [_span_text(*span) for span in season.hours]}
                for season in self.seasons
            ]
        }

    def plan(self, day: date) -> DayPlan:
        """The hours of a working day on this date, whether or not it is one."""
        when = (day.month, day.day)
        found = -1  # before the first season of the year the last one still holds
        for index, season in enumerate(self.seasons):
            if season.since <= when:
                found = index
        return self._plans[found]

    def closing(self, day: date) -> time:
        """When the office closes in the season of this date, on days off too."""
        return clock_time(self.plan(day).spans[-1][1])


def clock_time(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _span_text(opens: time, closes: time) -> str:
    return f"{opens:%H:%M}-{closes:%H:%M}"


def _parse_span(text: Any) -> tuple[time, time]:
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise BadHours(
            gettext_noop("The hours “%(hours)s” are not written like 08:30-12:00."), hours=text
        )
    h1, m1, h2, m2 = map(int, found.groups())
    try:
        return time(h1, m1), time(h2, m2)
    except ValueError:
        raise BadHours(
            gettext_noop("The hours “%(hours)s” name a time no clock shows."), hours=text
        ) from None


def _parse_season(data: Any) -> Season:
    if not isinstance(data, Mapping):
        raise BadHours(gettext_noop('A season is written as {"from": "06-01", "hours": [...]}.'))
    since = re.fullmatch(r"(\d{2})-(\d{2})", str(data.get("from", "01-01")))
    if not since:
        raise BadHours(
            gettext_noop("A season begins on %(value)s, which is not a day of the year."),
            value=data.get("from"),
        )
    hours = data.get("hours")
    if not isinstance(hours, list):
        raise BadHours(gettext_noop("The season from %(since)s has no hours."), since=since.group())
    return Season(
        (int(since.group(1)), int(since.group(2))), tuple(_parse_span(span) for span in hours)
    )
