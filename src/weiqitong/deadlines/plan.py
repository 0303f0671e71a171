"""What happens to a clock, recorded into Changes: rows, events and ledger entries; touches no
database.

The rules of time are in `timeline` and `terms`; here their outcome is laid into rows. A clock
carries its stored
events as `history`; a service loads them before it plans anything but a stop of a running clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from weiqitong.ledger.changes import Changes

from . import events, timeline
from .calendar import WorkCalendar
from .models import Clock, ClockEvent, ClockKind, ClockState, EventKind, Result
from .terms import Term, Unit


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clock times: a label, its name in the ledger, its row."""

    label: str
    key: str
    id: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule version and profile under which a clock was set."""

    rules_id: int | None
    profile: str


def start(
    changes: Changes,
    subject: Subject,
    kind: ClockKind,
    term: Term,
    calendar: WorkCalendar,
    *,
    region_id: int,
    rule: Rule,
    holder_id: int | None = None,
    round: int = 1,
    advisory: bool = False,
    due: datetime | None = None,
) -> Clock:
    """A new running clock, from the act's instant; `due` where a day or an hour is named, not a
    length.
    """
    at = changes.at
    event = events.Event(events.EventKind.START, at, term, due=due)
    state = timeline.apply(None, event, calendar)
    clock = Clock(
        subject_label=subject.label,
        subject_key=subject.key,
        subject_id=subject.id,
        kind=kind,
        round=round,
        region_id=region_id,
        holder_id=holder_id,
        amount=term.amount,
        unit=term.unit,
        rules_id=rule.rules_id,
        profile=rule.profile,
        state=ClockState.RUNNING,
        started_at=at,
        due_at=state.due_at,
        yellow_at=state.yellow_at,
        climb_at=None if advisory else state.yellow_at,
        advisory=advisory,
    )
    clock.provisional = _provisional(calendar, clock, state.due_at)
    changes.enact(clock, "clock.start")
    clock.history = []
    _remember(changes, clock, EventKind.START, term)
    return clock


def pause(changes: Changes, clock: Clock, calendar: WorkCalendar) -> None:
    _moved(changes, clock, events.EventKind.PAUSE, calendar)


def resume(changes: Changes, clock: Clock, calendar: WorkCalendar) -> None:
    _moved(changes, clock, events.EventKind.RESUME, calendar)


def extend(changes: Changes, clock: Clock, calendar: WorkCalendar, term: Term) -> None:
    _moved(changes, clock, events.EventKind.EXTEND, calendar, term)


def recompute(changes: Changes, clock: Clock, calendar: WorkCalendar) -> bool:
    """Count a running clock anew under a calendar that arrived; whether it is due, or turns yellow,
    at another time.
    """
    before = clock.due_at, clock.yellow_at, clock.provisional
    event = events.Event(events.EventKind.RECOMPUTE, changes.at)
    state = timeline.apply(_state(clock, calendar), event, calendar)
    provisional = _provisional(calendar, clock, state.due_at)
    if (state.due_at, state.yellow_at, provisional) == before:
        return False
    changes.enact(
        clock,
        "clock.recompute",
        due_at=state.due_at,
        yellow_at=state.yellow_at,
        provisional=provisional,
        climb_at=_climb(clock, state),
    )
    _remember(changes, clock, EventKind.RECOMPUTE)
    return (state.due_at, state.yellow_at) != before[:2]


def hand_over(changes: Changes, clock: Clock, holder_id: int | None, *, advisory: bool) -> None:
    """Another unit answers for it from now on, or none yet; its time runs on, so no event is
    stored.
    """
    climb_at = None if advisory or not clock.is_running else clock.climb_at or clock.yellow_at
    changes.enact(
        clock, "clock.hand_over", holder_id=holder_id, advisory=advisory, climb_at=climb_at
    )


def is_late(clock: Clock, at: datetime) -> bool:
    """Whether its time is over; a paused clock was frozen at its pause, in time or too late."""
    return (clock.paused_at or at.replace(microsecond=0)) > clock.due_at


def stop(changes: Changes, clock: Clock) -> None:
    """The act it waited for happened. On a paused clock the pause froze it in time, or too late."""
    changes.enact(
        clock,
        "clock.stop",
        state=ClockState.STOPPED,
        stopped_at=changes.at,
        paused_at=None,
        climb_at=None,
        result=Result.MISSED if is_late(clock, changes.at) else Result.MET,
    )
    _remember(changes, clock, EventKind.STOP)


def void(changes: Changes, clock: Clock) -> None:
    """Its reason fell away: it is never judged."""
    changes.enact(
        clock,
        "clock.void",
        state=ClockState.VOID,
        stopped_at=changes.at,
        paused_at=None,
        climb_at=None,
    )
    _remember(changes, clock, EventKind.VOID)


def reopen(changes: Changes, clock: Clock, calendar: WorkCalendar) -> None:
    """The act it waited for was undone: it runs on as if it had never been stopped."""
    event = events.Event(events.EventKind.REOPEN, changes.at)
    state = timeline.apply(_state(clock, calendar), event, calendar)
    changes.enact(
        clock,
        "clock.reopen",
        state=ClockState.RUNNING,
        stopped_at=None,
        result=Result.NONE,
        climb_at=_climb(clock, state),
    )
    _remember(changes, clock, EventKind.REOPEN)


def events_of(history: Iterable[ClockEvent]) -> list[events.Event]:
    """Stored events as the pure core reads them, with what each of them settled."""
    return [
        events.Event(
            events.EventKind(row.kind),
            row.at,
            Term(row.amount, Unit(row.unit)) if row.amount else None,
            due=row.due_at,
            left=row.left,
        )
        for row in history
    ]


def _provisional(calendar: WorkCalendar, clock: Clock, due: datetime) -> bool:
    """Whether a notice still to come may move it: only office time depends on one."""
    return Unit(clock.unit).measure.is_office_time and calendar.touches_provisional(
        clock.started_at, due
    )


def _climb(clock: Clock, state: events.ClockState) -> datetime | None:
    """When the ladder looks at it again: rungs taken already are skipped then."""
    running = state.phase is events.Phase.RUNNING
    return state.yellow_at if running and not clock.advisory else None


def _state(clock: Clock, calendar: WorkCalendar) -> events.ClockState | None:
    return timeline.fold(events_of(clock.history), calendar)


def _moved(
    changes: Changes,
    clock: Clock,
    kind: events.EventKind,
    calendar: WorkCalendar,
    term: Term | None = None,
) -> None:
    event = events.Event(kind, changes.at, term)
    state = timeline.apply(_state(clock, calendar), event, calendar)
    changes.enact(
        clock,
        f"clock.{kind}",
        state=ClockState(state.phase),
        due_at=state.due_at,
        yellow_at=state.yellow_at,
        paused_at=changes.at if state.paused_at else None,
        provisional=_provisional(calendar, clock, state.due_at),
        climb_at=_climb(clock, state),
    )
    _remember(changes, clock, EventKind(kind), term, state.left)


def _remember(
    changes: Changes,
    clock: Clock,
    kind: EventKind,
    term: Term | None = None,
    left: int | None = None,
) -> None:
    event = ClockEvent(
        clock=clock,
        seq=clock.version,
        kind=kind,
        at=changes.at,
        due_at=clock.due_at,
        left=left,
        amount=term.amount if term else None,
        unit=term.unit if term else "",
    )
    clock.remember(event)
    changes.create(event)
