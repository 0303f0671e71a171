"""What the calendar says against what was worked out by hand."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from tests.deadlines.by_hand import CASES, Case
from weiqitong.deadlines.calendar import SHANGHAI
from weiqitong.deadlines.events import Event, EventKind
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.terms import Term, Unit
from weiqitong.deadlines.timeline import fold
from weiqitong.deadlines.years import shipped, work_calendar

EIGHT_HOURS = work_calendar(shipped(), OfficeHours.daily("08:30-12:00", "13:30-18:00"))
SEASONS = work_calendar(
    shipped(),
    OfficeHours.parse(
        {
            "seasons": [
                {"from": "06-01", "hours": ["08:30-12:00", "14:00-18:00"]},
                {"from": "10-01", "hours": ["08:30-12:00", "13:30-17:30"]},
            ]
        }
    ),
)


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def events_of(case: Case) -> list[Event]:
    unit = Unit(case.unit)
    rows = [Event(EventKind.START, when(case.start), Term(case.amount, unit))]
    for happening in case.events:
        kind, at = happening[:2]
        amount = happening[2] if len(happening) == 3 else None
        rows.append(Event.parse(kind, when(at), amount, unit))
    return rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.start} {case.amount} {case.unit}")
def test_it_is_what_the_hand_says(case: Case) -> None:
    calendar = SEASONS if case.seasons else EIGHT_HOURS
    state = fold(events_of(case), calendar)
    assert state.due_at == when(case.due), case.why
    if case.yellow:
        assert state.yellow_at == when(case.yellow), case.why
    assert calendar.touches_provisional(state.started_at, state.due_at) is case.provisional


def test_there_are_sixty_and_no_two_alike() -> None:
    assert len(CASES) >= 60
    assert len({(c.start, c.amount, c.unit, c.events, c.seasons) for c in CASES}) == len(CASES)
    assert all(when(a[1]) <= when(b[1]) for c in CASES for a, b in pairwise(c.events))
