"""Events of a clock: pauses and extensions add up, nothing judged is judged again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.deadlines.strategies import calendars, exceptions, instants, terms
from weiqitong.deadlines.calendar import SHANGHAI, WorkCalendar
from weiqitong.deadlines.events import Event, EventKind, Light, Phase, Result
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.refusal import BadTerm, WrongEvent
from weiqitong.deadlines.terms import Measure, Term, Unit, after, due_at, own_seconds
from weiqitong.deadlines.timeline import apply, fold, light, overdue_days

K = EventKind
gaps = st.lists(st.integers(0, 200_000), min_size=2, max_size=10)


def start(at: datetime, term: Term) -> Event:
    return Event(K.START, at, term)


def pauses_within(calendar, at, term, steps):
    """START, then pause and resume by turns, each pause before the due time of its moment."""
    events = [start(at, term)]
    for step, following in pairwise(steps):
        state = fold(events, calendar)
        pause = state.last_at + timedelta(seconds=step)
        if pause >= state.due_at:
            break
        resume = pause + timedelta(seconds=following)
        events += [Event(K.PAUSE, pause), Event(K.RESUME, resume)]
    return events


def counted_as(calendar, measure, at):
    """A pause by night counts as at the next opening; of a natural day, as on the next day."""
    if measure.is_office_time:
        return calendar.next_opening(at)
    if measure is Measure.NATURAL_DAYS and at >= calendar.closing(at.date()):
        return at + timedelta(days=1)
    return at


def lost(calendar, measure, a, b):
    """What a pause took, in the clock's measure, said independently of the fold."""
    a, b = counted_as(calendar, measure, a), counted_as(calendar, measure, b)
    if measure is Measure.WORKING_SECONDS:
        return calendar.working_seconds_between(a, b)
    if measure is Measure.WORKING_DAYS:
        return calendar.working_days_between(a, b)
    if measure is Measure.NATURAL_DAYS:
        return (b.date() - a.date()).days
    return int((b - a).total_seconds())


@given(calendars(), instants(), terms(), gaps, st.lists(st.integers(1, 30), max_size=3))
def test_pauses_and_extensions_add_up(calendar, at, term, steps, longer):
    events = pauses_within(calendar, at, term, steps)
    times = [event.at for event in events[1:]]
    measure = term.unit.measure
    taken = sum(lost(calendar, measure, a, b) for a, b in zip(times[::2], times[1::2], strict=True))
    last = events[-1].at
    for amount in longer:
        events.append(Event(K.EXTEND, last, Term(amount, term.unit)))
    granted = sum(Term(amount, term.unit).length for amount in longer)
    state = fold(events, calendar)
    assert state.due_at == after(calendar, measure, at, term.length + taken + granted)


@given(calendars(), instants(), terms(), gaps, st.integers(1, 30), st.integers(0, 9))
def test_it_does_not_matter_when_the_extension_comes(calendar, at, term, steps, amount, place):
    events = pauses_within(calendar, at, term, steps)
    place = min(place + 1, len(events))
    extend = Event(K.EXTEND, events[place - 1].at, Term(amount, term.unit))
    early = fold([*events[:place], extend, *events[place:]], calendar)
    late = fold([*events, replace(extend, at=events[-1].at)], calendar)
    assert (early.due_at, early.spent_before, early.paused_for, early.to_count) == (
        late.due_at, late.spent_before, late.paused_for, late.to_count,
    )  # fmt: skip


@given(calendars(), instants(), terms(), st.integers(1, 99_999), st.integers(0, 99_999),
       st.integers(0, 99_999))  # fmt: skip
def test_two_pauses_that_touch_are_one(calendar, at, term, wait, first, second):
    begun = start(at, term)
    a = at + timedelta(seconds=wait)
    assume(a < fold([begun], calendar).due_at)
    b = a + timedelta(seconds=first)
    c = b + timedelta(seconds=second)
    one = fold([begun, Event(K.PAUSE, a), Event(K.RESUME, c)], calendar)
    two = fold(
        [begun, Event(K.PAUSE, a), Event(K.RESUME, b), Event(K.PAUSE, b), Event(K.RESUME, c)],
        calendar,
    )
    assert (one.due_at, one.paused_for, one.to_count) == (two.due_at, two.paused_for, two.to_count)


@given(calendars(), instants(), terms(Unit.WORKING_DAYS, Unit.WORKING_HOURS), gaps)
def test_a_pause_never_brings_the_due_time_nearer_nor_leaves_it_behind(calendar, at, term, steps):
    events = pauses_within(calendar, at, term, steps)
    states = [fold(events[: n + 1], calendar) for n in range(len(events))]
    for before, now in pairwise(states):
        assert now.due_at >= before.due_at
        assert now.due_at > now.last_at
        assert calendar.is_working(now.due_at.date())


@given(calendars(), instants(), terms(Unit.WORKING_DAYS), st.integers(0, 400_000),
       st.integers(0, 200_000))  # fmt: skip
def test_a_pause_without_office_time_moves_nothing(calendar, at, term, wait, length):
    pause = at + timedelta(seconds=wait)
    resume = pause + timedelta(seconds=length)
    assume(calendar.working_seconds_between(pause, resume) == 0)
    begun = [start(at, term)]
    moved = fold([*begun, Event(K.PAUSE, pause), Event(K.RESUME, resume)], calendar)
    assert moved.due_at == fold(begun, calendar).due_at


@given(calendars(), instants(), terms(), gaps, st.integers(0, 400_000))
def test_used_paused_and_whole_time_are_one_sum(calendar, at, term, steps, wait):
    events = pauses_within(calendar, at, term, steps)
    state = fold(events, calendar)
    now = state.last_at + timedelta(seconds=wait)
    passed = own_seconds(calendar, term.unit, at, now)
    assert state.spent(calendar, now) + state.paused_for == passed
    to_due = own_seconds(calendar, term.unit, at, state.due_at)
    assert state.whole + state.paused_for == to_due


@given(calendars(), instants(), terms(), gaps)
def test_folding_is_the_same_in_one_go_and_step_by_step(calendar, at, term, steps):
    events = pauses_within(calendar, at, term, steps)
    state = None
    for event in events:
        state = apply(state, event, calendar)
    fresh = WorkCalendar(calendar.hours, calendar.exceptions)
    assert state == fold(events, calendar) == fold(events, lambda _: fresh)


@given(calendars(), instants(), terms())
def test_yellow_comes_between_start_and_due(calendar, at, term):
    state = fold([start(at, term)], calendar)
    assert at <= state.yellow_at < state.due_at
    own = own_seconds(calendar, term.unit, state.yellow_at, state.due_at)
    assert own <= state.whole // 4 + 1


@given(calendars(), exceptions(), instants(), terms(), st.integers(0, 400_000))
def test_a_new_calendar_makes_nobody_late(calendar, table, at, term, wait):
    notice = at + timedelta(seconds=wait)
    after_it = WorkCalendar(calendar.hours, table)
    begun = fold([start(at, term)], calendar)
    state = apply(begun, Event(K.RECOMPUTE, notice), after_it)
    if notice > begun.due_at:
        assert replace(state, last_at=begun.last_at) == begun  # judged already
        return
    fresh = due_at(after_it, term, at)
    assert state.due_at >= min(begun.due_at, after_it.add_working_days(notice, 1))
    if fresh >= begun.due_at:
        assert state.due_at == fresh
    else:
        assert state.due_at == max(fresh, after_it.add_working_days(notice, 1))
    if term.unit.measure.is_office_time:
        assert after_it.is_working(state.due_at.date())
    if notice < state.due_at:  # what is left now is what a pause would keep
        paused = apply(state, Event(K.PAUSE, notice), after_it)
        assert apply(paused, Event(K.RESUME, notice), after_it).due_at == state.due_at


@given(calendars(), exceptions(), instants(), terms(), gaps, st.integers(1, 30))
def test_stored_events_stand_under_a_later_calendar(calendar, table, at, term, steps, amount):
    events = pauses_within(calendar, at, term, steps)
    extend = Event(K.EXTEND, events[-1].at, Term(amount, term.unit))
    if len(events) > 1:  # while the last pause lasts
        extend = replace(extend, at=events[-2].at)
        events.insert(-1, extend)
    else:
        events.append(extend)
    stored, state = [], fold(events[:1], calendar)
    stored.append(replace(events[0], due=state.due_at))
    for event in events[1:]:
        state = apply(state, event, calendar)
        stored.append(replace(event, due=state.due_at, left=state.left))
    told = calendar.next_opening(state.last_at).date()  # a notice speaks of days to come
    known = {day: on for day, on in calendar.exceptions.items() if day <= told}
    ahead = {day: on for day, on in table.items() if day > told}
    later = WorkCalendar(calendar.hours, known | ahead)
    kept = fold(stored, later)
    assert (kept.due_at, kept.to_count) == (state.due_at, state.to_count)
    # and a recomputation starts from them as if it had been there all the time
    new = Event(K.RECOMPUTE, state.last_at)
    assert apply(kept, new, later).due_at == apply(state, new, later).due_at


CALENDAR = WorkCalendar(OfficeHours.daily("08:30-12:00", "13:30-18:00"), {date(2026, 12, 2): False})
THREE = Term(3, Unit.WORKING_DAYS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


MONDAY = at("2026-11-23 10:00")
BEGUN = [start(MONDAY, THREE)]  # due Thursday 26 November 18:00


def test_a_stop_in_the_due_second_is_in_time_and_one_later_is_not():
    in_time = fold([*BEGUN, Event(K.STOP, at("2026-11-26 18:00:00"))], CALENDAR)
    assert (in_time.result, in_time.overdue) == (Result.MET, 0)
    late = fold([*BEGUN, Event(K.STOP, at("2026-11-27 09:30"))], CALENDAR)
    assert (late.result, late.overdue) == (Result.MISSED, 3600)
    assert light(late, MONDAY) is Light.CLOSED


def test_a_stop_while_paused_is_judged_by_the_pause():
    in_time = [
        *BEGUN,
        Event(K.PAUSE, at("2026-11-26 17:00")),
        Event(K.STOP, at("2026-12-09 09:00")),
    ]
    assert fold(in_time, CALENDAR).result is Result.MET
    late = [
        *BEGUN,
        Event(K.PAUSE, at("2026-11-26 18:00:01")),
        Event(K.STOP, at("2026-12-09 09:00")),
    ]
    assert fold(late, CALENDAR).result is Result.MISSED


def test_a_void_clock_has_no_result():
    state = fold([*BEGUN, Event(K.VOID, at("2026-12-09 09:00"))], CALENDAR)
    assert (state.phase, state.result) == (Phase.VOID, None)
    assert overdue_days(state, CALENDAR, at("2026-12-20 09:00")) == 0


@pytest.mark.parametrize(
    ("now", "shown", "days"),
    [
        ("2026-11-23 09:59", Light.NOT_STARTED, 0),
        ("2026-11-23 10:00", Light.GREEN, 0),
        ("2026-11-26 08:52:29", Light.GREEN, 0),  # 6:30 + 24:00 = 30:30; a quarter is 7:37:30
        ("2026-11-26 08:52:30", Light.YELLOW, 0),
        ("2026-11-26 18:00", Light.YELLOW, 0),
        ("2026-11-26 18:00:01", Light.RED, 0),
        ("2026-11-27 08:30", Light.RED, 1),
        ("2026-12-03 08:30", Light.RED, 4),  # 27, 30, 1, 3; 2 December is off
    ],
)
def test_lights(now, shown, days):
    state = fold(BEGUN, CALENDAR)
    assert light(state, at(now)) is shown
    assert overdue_days(state, CALENDAR, at(now)) == days


def test_a_clock_reported_by_night_has_not_started():
    state = fold([start(at("2026-11-20 20:00"), Term(2, Unit.WORKING_HOURS))], CALENDAR)
    assert light(state, at("2026-11-21 12:00")) is Light.NOT_STARTED
    assert state.begins_at == at("2026-11-23 08:30")
    assert light(None, MONDAY) is Light.NOT_STARTED


def test_a_pause_shows_as_one_unless_it_came_too_late():
    paused = fold([*BEGUN, Event(K.PAUSE, at("2026-11-24 10:00"))], CALENDAR)
    assert light(paused, at("2026-12-24 10:00")) is Light.PAUSED
    assert overdue_days(paused, CALENDAR, at("2026-12-24 10:00")) == 0
    late = fold([*BEGUN, Event(K.PAUSE, at("2026-11-27 10:00"))], CALENDAR)
    assert light(late, at("2026-11-27 11:00")) is Light.RED


def test_an_extension_during_a_late_pause_opens_the_clock_again():
    events = [
        *BEGUN,
        Event(K.PAUSE, at("2026-11-27 10:00")),
        Event(K.EXTEND, at("2026-11-27 11:00"), THREE),  # due Tuesday 1 December
        Event(K.RESUME, at("2026-12-03 10:00")),  # two days were left: 30 and 1
    ]
    assert fold(events, CALENDAR).due_at == at("2026-12-07 18:00")  # Friday 4, Monday 7


def test_a_calendar_that_arrives_moves_the_due_time_to_what_it_says():
    holiday = WorkCalendar(CALENDAR.hours, {date(2026, 11, 25): False})
    state = fold(
        [*BEGUN, Event(K.RECOMPUTE, MONDAY)], lambda e: holiday if e.term is None else CALENDAR
    )
    assert state.due_at == at("2026-11-27 18:00")


def test_a_calendar_moves_neither_the_late_nor_the_paused_nor_the_stopped():
    holiday = WorkCalendar(CALENDAR.hours, {date(2026, 11, 25): False, date(2026, 11, 26): False})
    late = fold(BEGUN, CALENDAR)
    judged = apply(late, Event(K.RECOMPUTE, at("2026-11-26 18:00:01")), holiday)
    assert judged.due_at == late.due_at
    paused = fold([*BEGUN, Event(K.PAUSE, at("2026-11-24 10:00"))], CALENDAR)
    held = apply(paused, Event(K.RECOMPUTE, at("2026-11-24 11:00")), holiday)
    assert (held.due_at, held.left) == (paused.due_at, 2)
    resumed = apply(held, Event(K.RESUME, at("2026-11-24 12:00")), holiday)
    assert resumed.due_at == at("2026-11-30 18:00")  # the two days left are now 27 and 30
    stopped = fold([*BEGUN, Event(K.STOP, at("2026-11-24 10:00"))], CALENDAR)
    with pytest.raises(WrongEvent, match="does not move again"):
        apply(stopped, Event(K.RECOMPUTE, at("2026-11-24 11:00")), holiday)


def test_a_calendar_that_takes_days_away_leaves_one_working_day_from_its_notice():
    six_days = WorkCalendar(CALENDAR.hours, {date(2026, 11, 28): True})
    begun = fold([start(at("2026-11-26 10:00"), THREE)], CALENDAR)
    assert begun.due_at == at("2026-12-01 18:00")  # 27, 30, 1
    early = apply(begun, Event(K.RECOMPUTE, at("2026-11-26 11:00")), six_days)
    assert early.due_at == at("2026-11-30 18:00")  # 27, 28, 30
    late = apply(begun, Event(K.RECOMPUTE, at("2026-11-30 11:00")), six_days)
    assert late.due_at == at("2026-12-01 18:00")


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([Event(K.PAUSE, MONDAY)], "must start first"),
        ([*BEGUN, *BEGUN], "starts once"),
        ([*BEGUN, Event(K.PAUSE, MONDAY), Event(K.PAUSE, MONDAY)], "paused already"),
        ([*BEGUN, Event(K.RESUME, MONDAY)], "not paused"),
        ([*BEGUN, Event(K.STOP, MONDAY), Event(K.PAUSE, MONDAY)], "does not move again"),
        ([*BEGUN, Event(K.VOID, MONDAY), Event(K.STOP, MONDAY)], "does not move again"),
        ([*BEGUN, Event(K.PAUSE, MONDAY - timedelta(seconds=1))], "before the one already"),
    ],
)
def test_what_the_state_does_not_allow_is_refused(events, message):
    with pytest.raises(WrongEvent, match=message):
        fold(events, CALENDAR)


def test_a_clock_is_extended_in_its_own_unit_only():
    hours = Event(K.EXTEND, MONDAY, Term(2, Unit.WORKING_HOURS))
    with pytest.raises(BadTerm, match="own unit"):
        fold([*BEGUN, hours], CALENDAR)
    minutes = start(MONDAY, Term(30, Unit.WORKING_MINUTES))
    assert fold([minutes, hours], CALENDAR).due_at == at("2026-11-23 14:00")


@pytest.mark.parametrize(("kind", "term"), [(K.START, None), (K.EXTEND, None), (K.STOP, THREE)])
def test_terms_belong_to_starts_and_extensions(kind, term):
    with pytest.raises(WrongEvent):
        Event(kind, MONDAY, term)
