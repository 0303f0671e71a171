"""Shares of delay: exact, by whoever held it, never by the enterprise."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.deadlines.strategies import calendars
from weiqitong.cases.delay import FREE, Held, delay, own_delay, shares
from weiqitong.cases.enums import TurnKind
from weiqitong.core.clock import at
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.hours import OfficeHours

WEEKDAYS = WorkCalendar(OfficeHours.daily("09:00-12:00", "13:00-18:00"))
MONDAY = date(2021, 9, 13)
OFFICE, UNIT, ASKED = ("office", 1), ("unit", 7), ("enterprise", 3)


def held(*turns: tuple[datetime, tuple[str, int]]) -> list[Held]:
    return [Held(moment, kind, id_) for moment, (kind, id_) in turns]


def test_two_desks_share_a_late_day() -> None:
    turns = held((at(MONDAY, 9), OFFICE), (at(MONDAY, 15), UNIT))
    # Due at noon: the office held it two working hours too long, the unit three.
    found = shares(turns, at(MONDAY, 12), at(MONDAY, 18), WEEKDAYS)
    assert found == {OFFICE: 2 * 3600, UNIT: 3 * 3600}


def test_nobody_is_late_while_the_enterprise_is_asked() -> None:
    turns = held((at(MONDAY, 9), UNIT), (at(MONDAY, 14), ASKED), (at(MONDAY, 17), UNIT))
    found = shares(turns, at(MONDAY, 12), at(MONDAY, 18), WEEKDAYS)
    assert found == {UNIT: 2 * 3600}
    assert delay(turns, at(MONDAY, 12), at(MONDAY, 18), WEEKDAYS) == 2 * 3600


def test_in_time_nobody_is_late() -> None:
    turns = held((at(MONDAY, 9), UNIT))
    assert shares(turns, at(MONDAY, 18), at(MONDAY, 17), WEEKDAYS) == {}
    assert delay(turns, at(MONDAY, 18), at(MONDAY, 17), WEEKDAYS) == 0


def test_a_late_opinion_is_all_its_units() -> None:
    found = own_delay(7, at(MONDAY, 12), at(MONDAY, 18), WEEKDAYS)
    assert found == {UNIT: 5 * 3600}
    assert own_delay(7, at(MONDAY, 18), at(MONDAY, 12), WEEKDAYS) == {}


@given(
    calendars(),
    st.lists(st.tuples(st.integers(0, 60_000), st.sampled_from(list(TurnKind)), st.integers(1, 3)),
             min_size=1, max_size=12),
    st.integers(0, 40_000),
    st.integers(0, 90_000),
)  # fmt: skip
def test_shares_add_up_to_the_delay(
    calendar: WorkCalendar, turns: list[tuple[int, TurnKind, int]], due: int, end: int
) -> None:
    begin = at(MONDAY, 9)
    listed = sorted((minutes, kind, id_) for minutes, kind, id_ in turns)
    listed[0] = (0, *listed[0][1:])
    acts = [Held(begin + timedelta(minutes=m), kind, id_) for m, kind, id_ in listed]
    due_at, end_at = begin + timedelta(minutes=due), begin + timedelta(minutes=end)
    found = shares(acts, due_at, end_at, calendar)
    assert sum(found.values()) == delay(acts, due_at, end_at, calendar)
    assert not [kind for kind, _id in found if kind in FREE]
    assert all(seconds > 0 for seconds in found.values())
