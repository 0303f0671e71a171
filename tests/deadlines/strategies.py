"""Random office hours, calendars, instants and terms for the properties."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from weiqitong.deadlines.calendar import SHANGHAI, WorkCalendar
from weiqitong.deadlines.hours import OfficeHours, Season
from weiqitong.deadlines.terms import Term, Unit

FIRST = date(2019, 1, 1)
DAYS = 4 * 365


@st.composite
def daily_hours(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    edges = draw(st.lists(st.integers(1, 1438), min_size=2, max_size=8, unique=True))
    edges = sorted(edges[: len(edges) // 2 * 2])
    times = [time(minute // 60, minute % 60) for minute in edges]
    return tuple(zip(times[::2], times[1::2], strict=True))


@st.composite
def office_hours(draw: st.DrawFn) -> OfficeHours:
    starts = draw(
        st.lists(
            st.dates(date(2000, 1, 1), date(2000, 12, 31)), min_size=1, max_size=4, unique=True
        )
    )
    return OfficeHours(
        tuple(Season((day.month, day.day), draw(daily_hours())) for day in sorted(starts))
    )


@st.composite
def exceptions(draw: st.DrawFn) -> dict[date, bool]:
    """Holidays of up to nine days in a row, and single make-up days, anywhere."""
    table: dict[date, bool] = {}
    for offset, length, on in draw(
        st.lists(st.tuples(st.integers(0, DAYS), st.integers(1, 9), st.booleans()), max_size=25)
    ):
        for n in range(1 if on else length):
            table[FIRST + timedelta(days=offset + n)] = on
    return table


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    return WorkCalendar(draw(office_hours()), draw(exceptions()), official=frozenset({2019, 2020}))


def instants() -> st.SearchStrategy[datetime]:
    return st.integers(0, DAYS * 86_400).map(
        lambda second: datetime.combine(FIRST, time.min, SHANGHAI) + timedelta(seconds=second)
    )


def terms(*units: Unit) -> st.SearchStrategy[Term]:
    return st.builds(Term, st.integers(1, 60), st.sampled_from(units or tuple(Unit)))
