"""Working time: adding and measuring agree, and both agree with walking through the days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deadlines.strategies import calendars, instants
from weiqitong.deadlines.calendar import SHANGHAI, WorkCalendar
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.refusal import Refused

seconds = st.integers(0, 400_000)
days = st.integers(1, 90)


def walked(calendar: WorkCalendar, a: datetime, b: datetime) -> int:
    """The same measure the slow way: every interval of every day, cut to the span."""
    total = timedelta()
    day = a.date()
    while day <= b.date():
        for opens, closes in calendar.working_intervals(day):
            total += max(timedelta(), min(b, closes) - max(a, opens))
        day += timedelta(days=1)
    return int(total.total_seconds())


@given(calendars(), instants(), instants())
def test_measuring_is_what_walking_through_the_days_finds(calendar, a, b):
    a, b = sorted((a, b))
    assert calendar.working_seconds_between(a, b) == walked(calendar, a, b)
    assert calendar.working_seconds_between(b, a) == -walked(calendar, a, b)


@given(calendars(), instants(), seconds)
def test_measuring_gives_back_what_was_added(calendar, start, n):
    assert calendar.working_seconds_between(start, calendar.add_working_seconds(start, n)) == n


@given(calendars(), instants(), seconds)
def test_what_was_added_ends_at_the_earliest_such_instant(calendar, start, n):
    end = calendar.add_working_seconds(start, n)
    if n:
        assert calendar.working_seconds_between(start, end - timedelta(seconds=1)) == n - 1
        assert calendar.is_working(end.date())


@given(calendars(), instants(), st.integers(1, 400_000))
def test_subtracting_takes_adding_back_to_the_opening_it_began_at(calendar, start, n):
    end = calendar.add_working_seconds(start, n)
    assert calendar.subtract_working_seconds(end, n) == calendar.next_opening(start)


@given(calendars(), instants(), st.integers(0, 6_000))
def test_minutes_agree_too(calendar, start, n):
    assert calendar.working_minutes_between(start, calendar.add_working_minutes(start, n)) == n
    back = calendar.subtract_working_minutes(start, n)
    assert calendar.working_minutes_between(back, start) == n


@given(calendars(), instants(), days)
def test_working_days_measured_are_the_working_days_added(calendar, start, n):
    assert calendar.working_days_between(start, calendar.add_working_days(start, n)) == n


@given(calendars(), instants(), days)
def test_no_working_day_deadline_falls_on_a_day_off(calendar, start, n):
    due = calendar.add_working_days(start, n)
    assert calendar.is_working(due.date())
    assert due == calendar.working_intervals(due.date())[-1][1]


@given(calendars(), instants(), days)
def test_the_nth_working_day_is_found_by_counting(calendar, start, n):
    day, left = start.date(), n
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working(day)
    assert calendar.nth_working_day(start.date(), n) == day


@given(calendars(), instants(), instants(), seconds, days)
def test_who_starts_later_is_not_due_earlier(calendar, a, b, n, m):
    a, b = sorted((a, b))
    assert calendar.add_working_seconds(a, n) <= calendar.add_working_seconds(b, n)
    assert calendar.add_working_days(a, m) <= calendar.add_working_days(b, m)
    assert calendar.add_working_seconds(a, n) <= calendar.add_working_seconds(a, n + 1)
    assert calendar.add_working_days(a, m) < calendar.add_working_days(a, m + 1)


@given(calendars(), instants(), seconds, seconds)
def test_adding_twice_is_adding_the_sum(calendar, start, n, m):
    twice = calendar.add_working_seconds(calendar.add_working_seconds(start, n), m)
    assert calendar.working_seconds_between(start, twice) == n + m
    if m:
        assert twice == calendar.add_working_seconds(start, n + m)


@given(calendars(), instants())
def test_the_next_opening_is_within_hours_and_nothing_is_lost_before_it(calendar, instant):
    opening = calendar.next_opening(instant)
    assert opening >= instant
    assert calendar.working_seconds_between(instant, opening) == 0
    assert calendar.working_seconds_between(opening, opening + timedelta(seconds=1)) == 1


@given(calendars(), instants(), seconds, st.lists(instants(), max_size=4))
def test_the_answer_does_not_depend_on_what_was_asked_before(calendar, start, n, asked):
    fresh = WorkCalendar(calendar.hours, calendar.exceptions)
    for instant in asked:
        calendar.add_working_days(instant, 300)
    assert calendar.add_working_seconds(start, n) == fresh.add_working_seconds(start, n)


CALENDAR = WorkCalendar(
    OfficeHours.daily("08:30-12:00", "13:30-18:00"), official=frozenset({2025, 2026})
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_any_zone_may_come_in_and_the_offices_zone_goes_out():
    utc = datetime(2026, 11, 24, 1, 0, 0, 999_999, tzinfo=UTC)  # 09:00 in Shanghai
    assert CALENDAR.add_working_minutes(utc, 30) == at("2026-11-24 09:30")
    assert CALENDAR.add_working_minutes(utc, 30).tzinfo is SHANGHAI
    assert CALENDAR.add_working_minutes(utc, 0) == at("2026-11-24 09:00")


def test_a_time_without_zone_is_refused():
    with pytest.raises(Refused, match="without a zone"):
        CALENDAR.next_opening(datetime(2026, 11, 24))  # noqa: DTZ001


def test_less_than_a_working_day_is_refused():
    with pytest.raises(Refused, match="At least one working day"):
        CALENDAR.add_working_days(at("2026-11-24 09:00"), 0)


def test_a_calendar_without_working_days_ends_instead_of_searching_for_ever():
    never = WorkCalendar(
        CALENDAR.hours, {date(2026, 1, 1) + timedelta(days=n): False for n in range(80_000)}
    )
    with pytest.raises(Refused, match="outside every calendar"):
        never.next_opening(at("2026-11-24 09:00"))
    with pytest.raises(Refused, match="outside every calendar"):
        never.add_working_seconds(at("2026-11-24 09:00"), 1)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2026-11-24 09:00", "2026-12-24 18:00", ()),
        ("2026-11-24 09:00", "2026-12-25 18:00", (2027,)),
        ("2026-12-30 09:00", "2027-01-05 18:00", (2027,)),
        ("2027-12-30 09:00", "2028-01-05 18:00", (2027, 2028)),
        ("2024-12-30 09:00", "2025-01-05 18:00", (2024,)),
        ("2025-12-30 09:00", "2025-12-31 18:00", ()),
    ],
)
def test_a_year_is_provisional_from_the_last_week_before_it(start, end, years):
    assert CALENDAR.provisional_years(at(start), at(end)) == years
    assert CALENDAR.touches_provisional(at(start), at(end)) is bool(years)


def test_later_changes_of_the_given_tables_do_not_reach_the_calendar():
    table = {date(2026, 11, 25): False}
    calendar = WorkCalendar(CALENDAR.hours, table)
    table[date(2026, 11, 26)] = False
    assert calendar.add_working_days(at("2026-11-24 09:00"), 1) == at("2026-11-26 18:00")
