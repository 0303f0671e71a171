"""Explanations: the strip and the sentences say what the fold computed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deadlines.by_hand import CASES
from tests.deadlines.strategies import calendars, instants, terms
from tests.deadlines.test_by_hand import EIGHT_HOURS, SEASONS, events_of, when
from tests.deadlines.test_timeline import pauses_within
from weiqitong.deadlines.events import Event, EventKind
from weiqitong.deadlines.explain import Period, Rule, Say, Sentence, explain
from weiqitong.deadlines.refusal import WrongEvent
from weiqitong.deadlines.strip import LONGEST, DayKind, days, folded
from weiqitong.deadlines.terms import Measure, Term, Unit
from weiqitong.deadlines.timeline import fold

RULE = Rule("坊子区“133”", "交办", "答复", "坊子区", 4, date(2021, 7, 1))
K = EventKind


def said(explanation, say: Say) -> list[Sentence]:
    return [s for point in explanation.points for s in point if s.say is say]


def told(start, amount, unit, *more):
    begun = Event(K.START, when(start), Term(amount, Unit(unit)))
    return explain(EIGHT_HOURS, [begun, *more], RULE)


def test_why_22_september():
    why = told("2021-09-16 15:20", 3, "working_days")
    kinds = [(cell.day.day, cell.kind, cell.number) for cell in why.days]
    assert kinds == [
        (16, DayKind.START, None),
        (17, DayKind.COUNTED, 1),
        (18, DayKind.COUNTED, 2),
        (19, DayKind.OFF, None),
        (20, DayKind.OFF, None),
        (21, DayKind.OFF, None),
        (22, DayKind.DUE, 3),
    ]
    assert [cell.day.day for cell in why.days if cell.makeup] == [18]
    assert {cell.name for cell in why.days[3:6]} == {"中秋节"}
    assert [[sentence.say for sentence in point] for point in why.points] == [
        [Say.RULE],
        [Say.START_DAY_NOT_COUNTED],
        [Say.MAKEUP, Say.HOLIDAY, Say.NOTICE_NUMBERED],
        [Say.CLOSING],
        [Say.YELLOW_QUARTER],
    ]
    assert why.points[1][0].params["first"] == date(2021, 9, 17)
    assert why.points[2][1].params["period"] == Period(date(2021, 9, 19), date(2021, 9, 21))
    assert why.points[2][2].params["number"] == "国办发明电〔2020〕27号"
    assert why.points[4][0].params["lead"] == timedelta(hours=6, minutes=40)


def test_two_hours_on_a_friday_afternoon():
    why = told("2021-08-20 17:30", 2, "working_hours")
    first, last = why.points[1]
    assert (first.say, last.say) == (Say.USED_FIRST, Say.USED_LAST)
    assert first.params["used"] == timedelta(minutes=30)
    assert (last.params["from"], last.params["until"]) == (
        when("2021-08-23 08:30"),
        when("2021-08-23 10:00"),
    )
    assert [sentence.say for sentence in why.points[2]] == [Say.WEEKENDS]
    assert not said(why, Say.CLOSING)


def test_reported_by_night_says_when_the_clock_starts():
    why = told("2021-08-18 22:15", 2, "working_hours")
    assert said(why, Say.STARTS_AT_OPENING)[0].params["opening"] == when("2021-08-19 08:30")


def test_the_break_is_named_where_it_was_jumped_over():
    assert said(told("2021-08-18 11:30", 60, "working_minutes"), Say.BREAK)
    assert not said(told("2021-08-18 08:30", 210, "working_minutes"), Say.BREAK)
    assert not said(told("2021-08-18 14:00", 4, "working_hours"), Say.BREAK)


def test_new_years_notice_is_quoted_for_its_december():
    why = told("2018-12-27 10:00", 3, "working_days")
    titles = {s.params["title"] for s in said(why, Say.NOTICE_NUMBERED)}
    assert "国务院办公厅关于2019年部分节假日安排的通知" in titles
    assert not any("2018年" in str(title) for title in titles)


def test_a_provisional_year_says_so_and_only_where_office_time_is_counted():
    assert told("2026-12-28 09:00", 5, "working_days").provisional == (2027,)
    why = told("2026-12-28 09:00", 5, "working_days")
    assert said(why, Say.PROVISIONAL)[0].params == {"year": 2027}
    assert told("2026-12-28 09:00", 5, "natural_days").provisional == ()


def test_natural_days_on_a_holiday_say_that_they_do_not_move():
    why = told("2021-09-29 09:00", 5, "natural_days")
    assert said(why, Say.NATURAL_ON_DAY_OFF)[0].params["day"] == date(2021, 10, 4)
    assert not said(why, Say.HOLIDAY)


def test_pauses_and_extensions_are_told_in_their_order():
    why = told(
        "2021-09-16 15:20",
        3,
        "working_days",
        Event(K.PAUSE, when("2021-09-17 10:00")),
        Event(K.RESUME, when("2021-09-22 11:00")),
        Event(K.EXTEND, when("2021-09-23 11:00"), Term(2, Unit.WORKING_DAYS)),
    )
    says = [point[0].say for point in why.points]
    assert says.index(Say.PAUSED) < says.index(Say.EXTENDED) < says.index(Say.CLOSING)
    assert [cell.day.day for cell in why.days if cell.kind is DayKind.PAUSED] == [18, 22]
    assert why.days[-1].number == 5
    assert why.due_at == when("2021-09-27 18:00")  # 17, then 23, 24, Sunday 26 worked, 27


def test_while_paused_the_strip_ends_at_the_pause_and_promises_nothing():
    why = told("2021-09-16 15:20", 3, "working_days", Event(K.PAUSE, when("2021-09-18 10:00")))
    assert why.paused
    assert why.days[-1].kind is DayKind.PAUSED
    assert said(why, Say.PAUSED_STILL)
    assert not said(why, Say.CLOSING)


def test_a_long_strip_keeps_its_ends_and_its_holidays():
    why = told("2021-04-20 10:00", 30, "working_days")
    assert why.days[0].kind is DayKind.START
    assert why.days[-1].number == 30
    assert len(why.days) <= LONGEST + 3
    holiday = next(cell for cell in why.days if cell.name == "劳动节" and not cell.makeup)
    assert (holiday.day, holiday.until) == (date(2021, 5, 1), date(2021, 5, 5))
    assert [cell.day for cell in why.days if cell.makeup] == [date(2021, 4, 25), date(2021, 5, 8)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.start} {case.amount} {case.unit}")
def test_every_deadline_counted_by_hand_can_be_explained(case):
    calendar = SEASONS if case.seasons else EIGHT_HOURS
    why = explain(calendar, events_of(case), RULE)
    assert why.due_at == when(case.due)
    assert bool(why.provisional) is case.provisional
    assert why.days[-1].kind is DayKind.DUE
    if case.unit == "working_days" and not why.days[-1].number:
        assert len(why.days) == 1


@given(calendars(), instants(), terms(), st.lists(st.integers(0, 200_000), min_size=2, max_size=8))
def test_the_numbers_of_the_strip_are_the_arithmetic(calendar, start, term, steps):
    events = pauses_within(calendar, start, term, steps)
    state = fold(events, calendar)
    cells = days(calendar, events, state)
    assert cells[-1].day == state.due_at.date()
    if term.unit.measure in {Measure.WORKING_DAYS, Measure.NATURAL_DAYS}:
        numbers = [cell.number for cell in cells if cell.number]
        assert numbers == list(range(1, term.length + 1))
        short = folded(cells)
        assert sum(cell.count for cell in short if cell.number) == term.length
    else:
        assert sum(cell.seconds for cell in cells) == state.whole
        assert sum(cell.seconds for cell in folded(cells)) == state.whole


def test_a_stored_state_is_explained_as_it_was_stored():
    begun = Event(K.START, when("2021-09-16 15:20"), Term(3, Unit.WORKING_DAYS))
    state = fold([begun], SEASONS)
    assert explain(EIGHT_HOURS, [begun], RULE, state).due_at == state.due_at


def test_a_recomputation_is_told_where_it_moved_the_due_time():
    begun = Event(
        K.START, when("2021-09-16 15:20"), Term(3, Unit.WORKING_DAYS), due=when("2021-09-20 18:00")
    )
    moved = Event(K.RECOMPUTE, when("2021-09-17 09:00"), due=when("2021-09-22 18:00"))
    assert said(explain(EIGHT_HOURS, [begun, moved], RULE), Say.RECOMPUTED)
    still = Event(K.RECOMPUTE, when("2021-09-17 09:00"), due=when("2021-09-20 18:00"))
    assert not said(explain(EIGHT_HOURS, [begun, still], RULE), Say.RECOMPUTED)


def test_nothing_is_explained_that_never_started():
    with pytest.raises(WrongEvent, match="must start first"):
        explain(EIGHT_HOURS, [], RULE)
