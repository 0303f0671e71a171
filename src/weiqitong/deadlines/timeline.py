"""A clock's state, derived from its stored events by a fold. It stores nothing and sends nothing.

**How a pause moves the due time.** A pause freezes what is left, a resumption gives it back:

- *office minutes and hours*: the working seconds left at the pause are left at the resumption;
- *round-the-clock hours*: the same with all seconds;
- *working days*: the whole working days left at the pause (those after its day, up to the day of
  the due) are counted again from the day of the resumption, which like the day of the start is
  not counted itself; the due time stays the closing hour. So the due day moves by the working days
  (pause, resumption]: paused Tuesday and resumed on the same day nothing moves, however often;
  resumed on Thursday it moves by two, Wednesday and Thursday. What happens at night, at lunch or on
  a day off counts as happening at the next opening, so a pause without any office time in it moves
  nothing;
- *natural days*: the same with natural days; after the closing hour a day counts as over.

Shifts are sums of whole numbers in one measure, therefore pauses, resumptions and extensions add up
exactly, in whatever order they come: a clock of 3 working days, extended by 10, and paused over 4,
is due on the 17th working day. Two pauses that touch are one. A pause at or after the due time
heals nothing: the due time stays, and so does the red light.

Example (133, dispatched Thursday 2021-09-16 15:20, due Wednesday 22 September 18:00, counting 17,
18 and 22): the lead asks back on Friday the 17th at 10:00 with two days left (18, 22); the
enterprise answers on Wednesday the 22nd at 11:00; the two days are then the 23rd and the 24th: due
Friday 18:00.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from .calendar import WorkCalendar
from .events import ClockState, Event, EventKind, Light, Phase, Result
from .refusal import BadTerm, WrongEvent, gettext_noop
from .terms import Measure, Term, after, own_seconds, yellow

Calendars = Callable[[Event], WorkCalendar]


def fold(events: Iterable[Event], calendar: WorkCalendar | Calendars) -> ClockState:
    """The state after all events, the first of them a start.

    Events that do not carry their due time need the calendar in force at each of them, or a later
    calendar would move what the old one had decided.
    """
    state: ClockState | None = None
    for event in events:
        at_event = calendar if isinstance(calendar, WorkCalendar) else calendar(event)
        state = apply(state, event, at_event)
    if state is None:
        raise WrongEvent(gettext_noop("A clock must start first."))
    return state


def apply(state: ClockState | None, event: Event, calendar: WorkCalendar) -> ClockState:
    """The state after one more event, or WrongEvent."""
    at = calendar.local(event.at)
    if event.kind is EventKind.START:
        if state is not None:
            raise WrongEvent(gettext_noop("A clock starts once."))
        assert event.term is not None
        return _as_stored(_start(event.term, at, calendar), event, calendar)
    if state is None:
        raise WrongEvent(gettext_noop("A clock must start first."))
    if event.kind is EventKind.REOPEN:
        return _as_stored(_reopen(state, at, calendar), event, calendar)
    if state.phase in {Phase.STOPPED, Phase.VOID}:
        raise WrongEvent(gettext_noop("A stopped clock does not move again."))
    if at < state.last_at:
        raise WrongEvent(gettext_noop("An event cannot lie before the one already recorded."))
    state = replace(state, last_at=at)
    if event.kind is EventKind.EXTEND:
        assert event.term is not None
        moved = _extend(state, event.term, calendar)
    else:
        moved = _MOVES[event.kind](state, at, calendar)
    return _as_stored(moved, event, calendar)


def light(state: ClockState | None, now: datetime) -> Light:
    """What to show now. Red begins after the due second, yellow with its own."""
    if state is None:
        return Light.NOT_STARTED
    if state.phase in {Phase.STOPPED, Phase.VOID}:
        return Light.CLOSED
    if state.phase is Phase.PAUSED:
        late = state.paused_at is not None and state.paused_at > state.due_at
        return Light.RED if late else Light.PAUSED
    now = now.replace(microsecond=0)  # as the calendar does: the due second itself is in time
    if now < state.begins_at:
        return Light.NOT_STARTED
    if now > state.due_at:
        return Light.RED
    return Light.YELLOW if now >= state.yellow.at else Light.GREEN


def overdue_days(state: ClockState, calendar: WorkCalendar, now: datetime) -> int:
    """Working days begun after the day of the due: 1 on the first overdue, as the ladder counts."""
    if state.phase is Phase.PAUSED and state.left is not None:
        return 0
    if state.phase is Phase.VOID:
        return 0
    until = state.stopped_at or now
    return max(0, calendar.working_days_between(state.due_at, until))


def _as_stored(state: ClockState, event: Event, calendar: WorkCalendar) -> ClockState:
    """With the due time and the time left that the event was stored with."""
    if event.left is not None and state.phase is Phase.PAUSED:
        state = replace(state, left=event.left)
    if event.due is None or (due := calendar.local(event.due)) == state.due_at:
        return state
    whole = state.whole + own_seconds(calendar, state.unit, state.due_at, due)
    return _due(state, due, whole, calendar)


def _start(term: Term, at: datetime, calendar: WorkCalendar) -> ClockState:
    measure = term.unit.measure
    due = after(calendar, measure, at, term.length)
    whole = own_seconds(calendar, term.unit, at, due)
    return ClockState(
        unit=term.unit,
        phase=Phase.RUNNING,
        started_at=at,
        begins_at=calendar.next_opening(at) if measure.is_office_time else at,
        due_at=due,
        yellow=yellow(calendar, term.unit, due, whole),
        whole=whole,
        counted_from=at,
        to_count=term.length,
        running_since=at,
        last_at=at,
    )


def _pause(state: ClockState, at: datetime, calendar: WorkCalendar) -> ClockState:
    if state.phase is Phase.PAUSED:
        raise WrongEvent(gettext_noop("The clock is paused already."))
    spent = state.spent(calendar, at)
    paused = replace(state, phase=Phase.PAUSED, paused_at=at, spent_before=spent)
    return replace(paused, left=_left(paused, calendar))


def _resume(state: ClockState, at: datetime, calendar: WorkCalendar) -> ClockState:
    if state.paused_at is None:
        raise WrongEvent(gettext_noop("The clock is not paused."))
    lost = own_seconds(calendar, state.unit, state.paused_at, at)
    running = replace(
        state,
        phase=Phase.RUNNING,
        paused_at=None,
        left=None,
        paused_for=state.paused_for + lost,
        running_since=at,
    )
    if state.left is None:
        return running
    start = effective(calendar, state.unit.measure, at)
    counted = replace(running, counted_from=start, to_count=state.left)
    due = _counted(calendar, counted)
    whole = state.spent_before + own_seconds(calendar, state.unit, at, due)
    return _due(counted, due, whole, calendar)


def _extend(state: ClockState, term: Term, calendar: WorkCalendar) -> ClockState:
    """Adds a term to the due time, in the clock's own measure: else sums would not be exact."""
    if term.unit.measure is not state.unit.measure:
        raise BadTerm(gettext_noop("A clock is extended in its own unit of time."))
    due = after(calendar, term.unit.measure, state.due_at, term.length)
    whole = state.whole + own_seconds(calendar, state.unit, state.due_at, due)
    longer = _due(replace(state, to_count=state.to_count + term.length), due, whole, calendar)
    left = state.left + term.length if state.left is not None else _left(longer, calendar)
    return replace(longer, left=left)


def _recompute(state: ClockState, at: datetime, calendar: WorkCalendar) -> ClockState:
    """A calendar arrived. Only running clocks move, and none that is past due: it is judged.

    The due time is counted anew. Where that makes it earlier, it ends no earlier than one working
    day after the notice: nobody becomes late by an announcement. A paused clock is counted anew
    when it resumes.
    """
    if state.phase is not Phase.RUNNING or at > state.due_at:
        return state
    due = _counted(calendar, state)
    if due < state.due_at:
        due = max(due, calendar.add_working_days(at, 1))
    whole = state.spent_before + own_seconds(calendar, state.unit, state.running_since, due)
    return _due(state, due, whole, calendar)


def _stop(state: ClockState, at: datetime, calendar: WorkCalendar) -> ClockState:
    in_time = (state.paused_at or at) <= state.due_at  # a pause froze it in time, or too late
    return replace(
        state,
        phase=Phase.STOPPED,
        stopped_at=at,
        result=Result.MET if in_time else Result.MISSED,
        overdue=0 if in_time else own_seconds(calendar, state.unit, state.due_at, at),
        spent_before=state.spent(calendar, at),
    )


def _void(state: ClockState, at: datetime, calendar: WorkCalendar) -> ClockState:
    spent = state.spent(calendar, at)
    return replace(state, phase=Phase.VOID, stopped_at=at, spent_before=spent)


def _reopen(state: ClockState, at: datetime, calendar: WorkCalendar) -> ClockState:
    """The act that stopped it was undone: it runs on as if it had never been stopped."""
    if state.phase is not Phase.STOPPED or state.stopped_at is None or state.paused_at:
        raise WrongEvent(gettext_noop("Only a clock that was stopped while it ran is reopened."))
    run = own_seconds(calendar, state.unit, state.running_since, state.stopped_at)
    return replace(
        state,
        phase=Phase.RUNNING,
        stopped_at=None,
        result=None,
        overdue=0,
        spent_before=state.spent_before - max(0, run),
        last_at=at,
    )


_MOVES = {
    EventKind.PAUSE: _pause,
    EventKind.RESUME: _resume,
    EventKind.RECOMPUTE: _recompute,
    EventKind.STOP: _stop,
    EventKind.VOID: _void,
}


def _due(state: ClockState, due: datetime, whole: int, calendar: WorkCalendar) -> ClockState:
    lamp = yellow(calendar, state.unit, due, whole)
    return replace(state, due_at=due, whole=whole, yellow=lamp)


def _left(state: ClockState, calendar: WorkCalendar) -> int | None:
    """What a paused clock has left, in its measure; None if it runs or was paused too late."""
    if state.paused_at is None or state.paused_at >= state.due_at:
        return None
    start = effective(calendar, state.unit.measure, state.paused_at)
    return _between(calendar, state.unit.measure, start, state.due_at)


def effective(calendar: WorkCalendar, measure: Measure, at: datetime) -> datetime:
    """When a pause or resumption counts as happening."""
    if measure.is_office_time:
        return calendar.next_opening(at)
    if measure is Measure.NATURAL_DAYS and at >= calendar.closing(at.date()):
        return datetime.combine(at.date() + timedelta(days=1), time.min, calendar.tz)
    return at


def _between(calendar: WorkCalendar, measure: Measure, a: datetime, b: datetime) -> int:
    if measure is Measure.WORKING_SECONDS:
        return calendar.working_seconds_between(a, b)
    if measure is Measure.WORKING_DAYS:
        return calendar.working_days_between(a, b)
    if measure is Measure.NATURAL_DAYS:
        return (b.date() - a.date()).days
    return int(b.timestamp() - a.timestamp())


def _counted(calendar: WorkCalendar, state: ClockState) -> datetime:
    """The due time counted from the last start; with no whole day left, the end of its day."""
    if state.to_count > 0:
        return after(calendar, state.unit.measure, state.counted_from, state.to_count)
    return calendar.closing(effective(calendar, state.unit.measure, state.counted_from).date())
