"""Arithmetic of working time on an office's wall clock, in whole seconds. It knows no cases.

Measuring and adding agree: measure(start, add(start, n)) == n. Where several instants satisfy that
(a lunch, a night, a holiday), adding gives the earliest, an end of work, and subtracting the
latest. Fractions of a second are dropped on the way in. The tables under it are sums by day, made
for the years asked about and extended when a question leaves them: no question walks through days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from zoneinfo import ZoneInfo

from .hours import DAY_OFF, DayPlan, OfficeHours, clock_time
from .refusal import Refused, gettext_noop

SHANGHAI = ZoneInfo("Asia/Shanghai")
LAST_YEAR = 2200  # a clock that gets here has no working days ahead of it
# A notice may also move the last days of the December before its year: since 2004 none has touched
# a day before 29 December, so from here on a deadline waits for the next year's notice.
UNSETTLED_SINCE = (12, 25)


@dataclass(frozen=True, slots=True)
class Notice:
    """The document that a year's days off come from."""

    title: str
    number: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Sums:
    """Days `first` … as running sums: what lies before day i is at [i], all of it at [-1]."""

    first: int
    last_year: int
    first_year: int
    plans: list[DayPlan]
    days: list[int]
    seconds: list[int]
    working: list[int]  # ordinals of the working days


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Which days and hours an office works. `exceptions` holds only what weekdays do not tell."""

    hours: OfficeHours
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    official: frozenset[int] = frozenset()  # years whose calendar is announced
    notices: Mapping[int, tuple[Notice, ...]] = field(default_factory=dict)
    tz: tzinfo = SHANGHAI
    _sums: _Sums | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("exceptions", "names", "notices"):  # later changes would escape the sums
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    # Days

    def is_working(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < 5)

    def working_intervals(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The day's office hours as instants; none on a day off."""
        spans = self.plan(day).spans
        return tuple((self._instant(day, a), self._instant(day, b)) for a, b in spans)

    def plan(self, day: date) -> DayPlan:
        return self.hours.plan(day) if self.is_working(day) else DAY_OFF

    def closing(self, day: date) -> datetime:
        """The closing hour of the day's season, on a day off too (natural days end there)."""
        return datetime.combine(day, self.hours.closing(day), self.tz)

    def is_provisional(self, year: int) -> bool:
        """Whether no calendar is announced for the year, so that only weekdays are known."""
        return year not in self.official

    def touches_provisional(self, start: datetime, end: datetime) -> bool:
        """Whether a notice still to come may move what was counted between the two."""
        return bool(self.provisional_years(start, end))

    def provisional_years(self, start: datetime, end: datetime) -> tuple[int, ...]:
        """The years whose missing notices may move what was counted between the two."""
        first, last = self.local(start).date(), self.local(end).date()
        until = last.year + ((last.month, last.day) >= UNSETTLED_SINCE)
        return tuple(year for year in range(first.year, until + 1) if self.is_provisional(year))

    # Working seconds

    def add_working_seconds(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant with `seconds` of working time behind it; the start itself for 0."""
        local = self.local(start)
        if seconds <= 0:
            return local if seconds == 0 else self.subtract_working_seconds(local, -seconds)
        sums = self._covering(local.year)
        target = self._seconds_before(sums, local) + seconds
        while sums.seconds[-1] < target:
            sums = self._grown(sums, later=True)
            target = self._seconds_before(sums, local) + seconds
        index = bisect_left(sums.seconds, target) - 1
        second = sums.plans[index].earliest(target - sums.seconds[index])
        return self._instant(date.fromordinal(sums.first + index), second)

    def subtract_working_seconds(self, end: datetime, seconds: int) -> datetime:
        """The latest instant from which `seconds` of working time lead to `end`."""
        local = self.local(end)
        if seconds <= 0:
            return local if seconds == 0 else self.add_working_seconds(local, -seconds)
        sums = self._covering(local.year)
        target = self._seconds_before(sums, local) - seconds
        while target < 0:
            sums = self._grown(sums, later=False)
            target = self._seconds_before(sums, local) - seconds
        index = bisect_right(sums.seconds, target) - 1
        second = sums.plans[index].latest(target - sums.seconds[index])
        return self._instant(date.fromordinal(sums.first + index), second)

    def working_seconds_between(self, a: datetime, b: datetime) -> int:
        """Working seconds from a to b; negative when b is earlier."""
        first, last = self.local(a), self.local(b)
        sums = self._covering(first.year, last.year)
        return self._seconds_before(sums, last) - self._seconds_before(sums, first)

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        return self.add_working_seconds(start, minutes * 60)

    def subtract_working_minutes(self, end: datetime, minutes: int) -> datetime:
        return self.subtract_working_seconds(end, minutes * 60)

    def working_minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole working minutes from a to b; the rest of a minute is not counted."""
        seconds = self.working_seconds_between(a, b)
        return seconds // 60 if seconds >= 0 else -(-seconds // 60)

    def next_opening(self, instant: datetime) -> datetime:
        """When office time runs again: the instant itself within hours, else the next opening."""
        local = self.local(instant)
        second = local.hour * 3600 + local.minute * 60 + local.second
        for opens, closes in self.plan(local.date()).spans:
            if second < closes:
                return local if second >= opens else self._instant(local.date(), opens)
        day = self.nth_working_day(local.date(), 1)
        return self._instant(day, self.hours.plan(day).spans[0][0])

    # Days as units

    def nth_working_day(self, after: date, n: int) -> date:
        """The n-th working day after a day; for n < 1 the working days up to the day, backwards."""
        sums = self._covering(after.year)
        place = sums.days[after.toordinal() + 1 - sums.first] + n - 1
        while place >= len(sums.working) or place < 0:
            sums = self._grown(sums, later=place >= 0)
            place = sums.days[after.toordinal() + 1 - sums.first] + n - 1
        return date.fromordinal(sums.working[place])

    def add_working_days(self, start: datetime, n: int) -> datetime:
        """Closing hour of the n-th working day after the start day, which is not counted."""
        if n < 1:
            raise Refused(gettext_noop("At least one working day must be added."))
        return self.closing(self.nth_working_day(self.local(start).date(), n))

    def working_days_between(self, a: datetime, b: datetime) -> int:
        """Working days after the day of a, up to and with the day of b: each counts once begun."""
        first, last = self.local(a).date(), self.local(b).date()
        sums = self._covering(first.year, last.year)
        return (
            sums.days[last.toordinal() + 1 - sums.first]
            - sums.days[first.toordinal() + 1 - sums.first]
        )

    def add_natural_days(self, start: datetime, n: int) -> datetime:
        """Closing hour of the n-th day after the start day. It stays there on a day off: a limit in
        natural days runs through holidays, and an office that wants the next working day says so
        by using working days."""
        return self.closing(self.local(start).date() + timedelta(days=n))

    def add_hours_round_the_clock(self, start: datetime, hours: int) -> datetime:
        """Hours by night and holiday alike."""
        return self.local(self.local(start).astimezone(UTC) + timedelta(hours=hours))

    # Inside

    def local(self, instant: datetime) -> datetime:
        """The instant on the office's wall clock, in whole seconds."""
        if instant.tzinfo is None:
            raise Refused(gettext_noop("A time without a zone cannot be measured."))
        if instant.tzinfo is not self.tz:
            instant = instant.astimezone(self.tz)
        return instant.replace(microsecond=0) if instant.microsecond else instant

    def _instant(self, day: date, second: int) -> datetime:
        moment: time = clock_time(second)
        return datetime.combine(day, moment, self.tz)

    @staticmethod
    def _seconds_before(sums: _Sums, local: datetime) -> int:
        index = local.toordinal() - sums.first
        before = sums.seconds[index]
        plan = sums.plans[index]
        if not plan.spans:
            return before
        return before + plan.worked(local.hour * 3600 + local.minute * 60 + local.second)

    def _covering(self, *years: int) -> _Sums:
        sums = self._sums
        if sums and sums.first_year <= min(years) and max(years) <= sums.last_year:
            return sums
        return self._extended(min(years), max(years))

    def _grown(self, sums: _Sums, *, later: bool) -> _Sums:
        by = sums.last_year - sums.first_year + 1  # doubled, so that far answers stay cheap
        if later:
            return self._extended(sums.first_year, sums.last_year + by)
        return self._extended(sums.first_year - by, sums.last_year)

    def _extended(self, first_year: int, last_year: int) -> _Sums:
        """Sums that reach so far. Replaced whole: a thread sees the old or the new ones."""
        sums = self._sums
        if sums:
            first_year = min(first_year, sums.first_year)
            last_year = max(last_year, sums.last_year)
        if last_year > LAST_YEAR or first_year < 2:
            raise Refused(gettext_noop("The time asked for lies outside every calendar."))
        made = self._summed(first_year, last_year)
        object.__setattr__(self, "_sums", made)
        return made

    def _summed(self, first_year: int, last_year: int) -> _Sums:
        first = date(first_year, 1, 1).toordinal()
        plans, days, seconds, working = [], [0], [0], []
        for ordinal in range(first, date(last_year, 12, 31).toordinal() + 1):
            plan = self.plan(date.fromordinal(ordinal))
            if plan.spans:
                working.append(ordinal)
            plans.append(plan)
            days.append(len(working))
            seconds.append(seconds[-1] + plan.total)
        return _Sums(first, last_year, first_year, plans, days, seconds, working)
