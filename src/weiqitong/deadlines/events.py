"""What happens to a clock, as stored, and what a clock is after it. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .calendar import WorkCalendar
from .refusal import WrongEvent, gettext_noop
from .terms import Term, Unit, Yellow, own_seconds


class EventKind(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    RECOMPUTE = "recompute"
    STOP = "stop"
    VOID = "void"  # its reason fell away (declined, withdrawn): never judged
    REOPEN = "reopen"  # the act that stopped it was undone


@dataclass(frozen=True, slots=True)
class Event:
    """One stored act on a clock; starts and extensions carry a term.

    `due` is the due time as it was stored after the act, `left` what a pause froze. Where they are
    given they stand, whatever the calendar of today would say: a calendar that came later judges
    nothing anew, it moves a clock only by a RECOMPUTE.
    """

    kind: EventKind
    at: datetime
    term: Term | None = None
    due: datetime | None = None
    left: int | None = None

    def __post_init__(self) -> None:
        if (self.term is not None) != (self.kind in {EventKind.START, EventKind.EXTEND}):
            raise WrongEvent(gettext_noop("Starts and extensions, and only they, carry a term."))

    @classmethod
    def parse(cls, kind: str, at: datetime, amount: int | None = None, unit: str = "") -> Event:
        """From the columns of a stored row."""
        term = None if amount is None else Term.parse({"amount": amount, "unit": unit})
        return cls(EventKind(kind), at, term)


class Phase(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    VOID = "void"


class Result(StrEnum):
    MET = "met"
    MISSED = "missed"


class Light(StrEnum):
    NOT_STARTED = "not_started"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ClockState:
    """A clock after an event. While paused, `due_at` is the due time there was before the pause.

    "Own seconds" are the clock's own time: office time, or all of it for natural days and hours.
    """

    unit: Unit
    phase: Phase
    started_at: datetime
    begins_at: datetime  # when time first runs: the opening after a report by night
    due_at: datetime
    yellow: Yellow
    whole: int  # own seconds from start to due without the pauses: what `spent` is measured against
    counted_from: datetime  # the start or a resumption, from which `to_count` leads to the due time
    to_count: int  # in the unit's measure, extensions included
    running_since: datetime
    last_at: datetime
    spent_before: int = 0  # own seconds used before `running_since`
    paused_for: int = 0  # own seconds of finished pauses
    paused_at: datetime | None = None
    left: int | None = None  # frozen by a pause, in the unit's measure; None when it came too late
    stopped_at: datetime | None = None
    result: Result | None = None
    overdue: int = 0  # own seconds from due to stop

    @property
    def yellow_at(self) -> datetime:
        return self.yellow.at

    def spent(self, calendar: WorkCalendar, now: datetime) -> int:
        """Own seconds used so far."""
        if self.phase is not Phase.RUNNING:
            return self.spent_before
        return self.spent_before + max(0, own_seconds(calendar, self.unit, self.running_since, now))
