"""The act that stopped a clock is undone: it runs on as if it had never been stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deadlines.strategies import calendars, instants, terms
from weiqitong.deadlines.events import Event, EventKind, Phase
from weiqitong.deadlines.refusal import WrongEvent
from weiqitong.deadlines.timeline import fold

K = EventKind
steps = st.integers(0, 900_000)


@given(calendars(), instants(), terms(), steps, steps, steps)
def test_a_reopened_clock_is_one_that_was_never_stopped(calendar, at, term, run, stood, then):
    stopped = at + timedelta(seconds=run)
    again = stopped + timedelta(seconds=stood)
    end = again + timedelta(seconds=then)
    start = Event(K.START, at, term)
    undone = [start, Event(K.STOP, stopped), Event(K.REOPEN, again)]
    plain, reopened = fold([start], calendar), fold(undone, calendar)
    assert (reopened.phase, reopened.result, reopened.stopped_at) == (Phase.RUNNING, None, None)
    assert (reopened.due_at, reopened.yellow) == (plain.due_at, plain.yellow)
    assert reopened.spent(calendar, end) == plain.spent(calendar, end)
    twice = fold([*undone, Event(K.STOP, end)], calendar)
    assert twice == fold([start, Event(K.STOP, end)], calendar)


@given(calendars(), instants(), terms())
def test_only_a_clock_stopped_while_it_ran_is_reopened(calendar, at, term):
    start = Event(K.START, at, term)
    for before in ([], [Event(K.PAUSE, at)], [Event(K.VOID, at)],
                   [Event(K.PAUSE, at), Event(K.STOP, at)]):  # fmt: skip
        with pytest.raises(WrongEvent):
            fold([start, *before, Event(K.REOPEN, at)], calendar)
