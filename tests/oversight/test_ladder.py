"""The ladder as arithmetic: moments lie in office hours, rise, and no rung comes twice."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiqitong.cases.enums import RungKind
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.refusal import Refused
from weiqitong.deadlines.years import shipped, work_calendar
from weiqitong.oversight import ladder
from weiqitong.oversight.ladder import Line, Rung, Step

HOURS = OfficeHours.daily("08:30-12:00", "13:30-18:00")
CALENDAR: WorkCalendar = work_calendar(shipped(), HOURS)
CITY = {
    "code": "city", "region": None, "profile": None, "nudge": True, "head": 1, "order": 2,
    "leader": 4, "conference": 7, "referral": None, "reply": 1,
}  # fmt: skip


def line(**changed: object) -> Line:
    return ladder.parse([{**CITY, **changed}])[0]


rungs = st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True).map(sorted)


@st.composite
def ladders(draw: st.DrawFn) -> ladder.Ladder:
    """Any ladder the rule allows."""
    days = draw(rungs)
    named = dict(zip([str(one) for one in ladder.RISING], days, strict=False))
    empty = {str(one): None for one in ladder.RISING}
    referral = draw(st.none() | st.integers(1, 30))
    return line(**{**empty, **named, "nudge": draw(st.booleans()), "referral": referral}).ladder


instants = st.datetimes(datetime(2012, 1, 1), datetime(2026, 11, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(microsecond=0, tzinfo=CALENDAR.tz)
)


@given(ladders(), instants, st.integers(1, 60 * 24 * 9))
def test_moments_are_office_hours_never_early_and_rise(
    steps: ladder.Ladder, due: datetime, before: int
) -> None:
    yellow = due - timedelta(minutes=before)
    found = [ladder.moment(step, yellow, due, CALENDAR) for step in steps]
    assert found == sorted(found)
    for step, at in zip(steps, found, strict=True):
        if step.late == 0:
            assert yellow <= at < due
            continue
        assert at > due
        day = CALENDAR.local(at).date()
        assert CALENDAR.is_working(day)
        assert at == CALENDAR.working_intervals(day)[0][0]
        assert CALENDAR.working_days_between(due, at) == step.late


@given(ladders())
def test_every_rung_is_taken_once_and_then_there_is_none(steps: ladder.Ladder) -> None:
    taken: list[Rung] = []
    while (step := ladder.next_step(steps, taken)) is not None:
        assert step.rung not in taken
        taken.append(step.rung)
    assert sorted(taken) == sorted(step.rung for step in steps)
    assert len(set(taken)) == len(taken)


def test_a_nudge_waits_for_the_office_to_open_unless_it_would_be_too_late() -> None:
    tz = CALENDAR.tz
    night = datetime(2021, 9, 17, 22, 0, tzinfo=tz)  # a Friday; Saturday is a make-up day
    nudge = Step(Rung.NUDGE, 0)
    later = datetime(2021, 9, 18, 18, 0, tzinfo=tz)
    assert ladder.moment(nudge, night, later, CALENDAR) == datetime(2021, 9, 18, 8, 30, tzinfo=tz)
    soon = datetime(2021, 9, 17, 23, 0, tzinfo=tz)
    assert ladder.moment(nudge, night, soon, CALENDAR) == night


def test_the_days_over_skip_the_holiday() -> None:
    due = datetime(2021, 9, 30, 18, 0, tzinfo=CALENDAR.tz)  # the day before National Day
    order = ladder.moment(Step(Rung.ORDER, 2), due, due, CALENDAR)
    assert order.date() == date(2021, 10, 9)  # the 8th, and Saturday the 9th made up


def test_the_most_particular_region_wins_then_the_profile() -> None:
    lines = ladder.parse(
        [
            CITY,
            {**CITY, "code": "133", "profile": "133"},
            {**CITY, "code": "county", "region": "370704"},
            {**CITY, "code": "county-133", "region": "370704", "profile": "133"},
        ]
    )
    inside, outside = ["370700", "370704", "370704001"], ["370700", "370783"]
    chosen = [
        ladder.choose(lines, codes, profile).code
        for codes in (inside, outside)
        for profile in ("133", "2115")
    ]
    assert chosen == ["county-133", "county", "133", "city"]


@pytest.mark.parametrize(
    "items",
    [
        [{**CITY, "leader": 2}],  # with the order
        [{**CITY, "order": 5}],  # after the leader
        [{**CITY, "head": 0}],
        [{**CITY, "head": 366}],
        [{**CITY, "head": True}],
        [{**CITY, "profile": "133"}],  # nothing for the rest
        [CITY, {**CITY, "code": "again"}],
    ],
)
def test_a_ladder_that_does_not_rise_is_refused(items: list[dict[str, object]]) -> None:
    with pytest.raises(Refused):
        ladder.parse(items)


def test_the_rungs_of_the_core_are_those_of_the_cases() -> None:
    assert [str(one) for one in Rung] == RungKind.values
