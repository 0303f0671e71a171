"""What happens to a clock, recorded into Changes: rows, events and ledger entries; touches no
database.

The rules of time are in `timeline` and `terms`; here their outcome is laid into rows. A clock
carries its stored
events as `history`; a service loads them before it plans anything but a stop of a running clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from weiqitong.ledger.changes import Changes

from . import timeline
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
) -> Clock:
    """A new running clock, from the act's instant."""
    at = changes.at
    state = timeline.apply(None, timeline.Event(timeline.EventKind.START, at, term), calendar)
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
        advisory=advisory,
        provisional=calendar.touches_provisional(at, state.due_at),
    )
    changes.enact(clock, "clock.start")
    clock.history = []
    _remember(changes, clock, EventKind.START, term)
    return clock


def pause(changes: Changes, clock: Clock, calendar: WorkCalendar) -> None:
    _moved(changes, clock, timeline.EventKind.PAUSE, calendar)


def resume(changes: Changes, clock: Clock, calendar: WorkCalendar) -> None:
    _moved(changes, clock, timeline.EventKind.RESUME, calendar)


def extend(changes: Changes, clock: Clock, calendar: WorkCalendar, term: Term) -> None:
    _moved(changes, clock, timeline.EventKind.EXTEND, calendar, term)


def recompute(changes: Changes, clock: Clock, calendar: WorkCalendar) -> bool:
    """Count a running clock anew under a calendar that arrived; whether its due time moved."""
    before = clock.due_at, clock.provisional
    event = timeline.Event(timeline.EventKind.RECOMPUTE, changes.at)
    state = timeline.apply(_state(clock, calendar), event, calendar)
    provisional = calendar.touches_provisional(clock.started_at, state.due_at)
    if (state.due_at, provisional) == before:
        return False
    changes.enact(
        clock,
        "clock.recompute",
        due_at=state.due_at,
        yellow_at=state.yellow_at,
        provisional=provisional,
    )
    _remember(changes, clock, EventKind.RECOMPUTE)
    return state.due_at != before[0]


def stop(changes: Changes, clock: Clock) -> None:
    """The act it waited for happened. On a paused clock the pause froze it in time, or too late."""
    at = changes.at.replace(microsecond=0)
    moment = clock.paused_at or at
    met = moment <= clock.due_at
    changes.enact(
        clock,
        "clock.stop",
        state=ClockState.STOPPED,
        stopped_at=changes.at,
        paused_at=None,
        result=Result.MET if met else Result.MISSED,
    )
    _remember(changes, clock, EventKind.STOP)


def void(changes: Changes, clock: Clock) -> None:
    """Its reason fell away: it is never judged."""
    changes.enact(clock, "clock.void", state=ClockState.VOID, stopped_at=changes.at, paused_at=None)
    _remember(changes, clock, EventKind.VOID)


def events_of(history: Iterable[ClockEvent]) -> list[timeline.Event]:
    """Stored events as the pure core reads them; a voided clock is a stopped one to it."""
    found = []
    for row in history:
        term = Term(row.amount, Unit(row.unit)) if row.amount else None
        kind = EventKind.STOP if row.kind == EventKind.VOID else row.kind
        found.append(timeline.Event(timeline.EventKind(kind), row.at, term))
    return found


def _state(clock: Clock, calendar: WorkCalendar) -> timeline.ClockState | None:
    return timeline.fold(events_of(clock.history), calendar)


def _moved(
    changes: Changes,
    clock: Clock,
    kind: timeline.EventKind,
    calendar: WorkCalendar,
    term: Term | None = None,
) -> None:
    event = timeline.Event(kind, changes.at, term)
    state = timeline.apply(_state(clock, calendar), event, calendar)
    changes.enact(
        clock,
        f"clock.{kind}",
        state=ClockState(state.phase),
        due_at=state.due_at,
        yellow_at=state.yellow_at,
        paused_at=changes.at if state.paused_at else None,
        provisional=calendar.touches_provisional(clock.started_at, state.due_at),
    )
    _remember(changes, clock, EventKind(kind), term)


def _remember(changes: Changes, clock: Clock, kind: EventKind, term: Term | None = None) -> None:
    event = ClockEvent(
        clock=clock,
        seq=clock.version,
        kind=kind,
        at=changes.at,
        due_at=clock.due_at,
        amount=term.amount if term else None,
        unit=term.unit if term else "",
    )
    clock.remember(event)
    changes.create(event)
