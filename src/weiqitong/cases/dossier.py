"""A case with the rows an act may touch, loaded once or built in memory; what plans work on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from weiqitong.core.actor import Actor
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.deadlines.plan import Rule, Subject
from weiqitong.deadlines.profiles import Profile
from weiqitong.deadlines.terms import Term
from weiqitong.directory.models import Department, Official, Region

from .enums import ApplicationState, Confidentiality, Part, Status, TurnKind
from .models import Answer, Application, CallTry, Case, Dispatch, Objection

# Where objections, and applications, can matter to a step: elsewhere they are not read.
OBJECTABLE = frozenset({Status.DISPATCHED, Status.OBJECTED})
APPLICABLE = frozenset({Status.IN_PROGRESS, Status.PARKED, Status.ANSWERED, Status.LAPSED})
CALLED = frozenset({Status.ANSWERED, Status.WITHDRAWN})  # and where calls can


@dataclass(frozen=True, slots=True)
class Frame:
    """What rules and calendar say for one case: frozen at its report."""

    profile: Profile
    rules_id: int | None
    calendar: WorkCalendar

    def term(self, name: str) -> Term | None:
        """The profile's length of a limit; None for a clock this profile does without."""
        return self.profile.terms.get(name)

    @property
    def rule(self) -> Rule:
        return Rule(self.rules_id, self.profile.code)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who owns the next step, and until when."""

    kind: TurnKind
    id: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """An office, or the leader in charge, and those passed over because nobody sits there."""

    kind: TurnKind
    region: Region
    passed: tuple[int, ...] = ()

    @classmethod
    def above(cls, region: Region) -> "Seat":
        """Where a "no" goes: one level up; above the city there is only its leader in charge."""
        if region.parent is None:
            return cls(TurnKind.LEADER, region)
        return cls(TurnKind.OFFICE, region.parent)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the enterprise confides in: who learns its name, and of whom it complains."""

    level: Confidentiality = Confidentiality.ORDINARY
    unit: Department | None = None
    official: Official | None = None

    @property
    def complains(self) -> bool:
        return self.unit is not None or self.official is not None


@dataclass(frozen=True, slots=True)
class Staff:
    """Who can sign in and act today, of the people and places that some cases name."""

    units: frozenset[int] = frozenset()  # where somebody receives or handles
    offices: frozenset[int] = frozenset()  # regions
    leaders: frozenset[int] = frozenset()
    specialists: frozenset[int] = frozenset()  # officials
    workers: Mapping[int, frozenset[str]] = field(default_factory=dict)  # official → units' paths
    heads: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # unit → its liaisons

    def handles(self, official_id: int | None, units: Iterable[Department | None]) -> bool:
        """Whether this person can still handle a case of one of these units."""
        if official_id is None or official_id in self.specialists:
            return official_id is not None
        paths = tuple(self.workers.get(official_id, ()))
        return any(unit is not None and unit.path.startswith(paths) for unit in units)

    def serves(self, unit: Department | None) -> bool:
        """Whether the unit is in service and somebody there can act."""
        return unit is not None and unit.active and unit.pk in self.units

    def sits(self, seat: Seat) -> bool:
        places = self.offices if seat.kind == TurnKind.OFFICE else self.leaders
        return seat.region.pk in places


@dataclass
class Dossier:
    """The case, its clocks, dispatches and answers, and the frame of rules it lives under."""

    case: Case
    frame: Frame
    clocks: list[Clock] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    calls: list[CallTry] = field(default_factory=list)
    hands: frozenset[int] = frozenset()  # departments that led, co-handled, answered, dispatched
    chair: TurnKind = TurnKind.OFFICE  # who decides at its desk
    team: frozenset[int] = frozenset()  # members of task forces that take it, asked for by notes
    marks: list[str] = field(default_factory=list)  # words that tell who asks, where it is hidden

    @property
    def subject(self) -> Subject:
        return Subject(Case.LABEL, self.case.number, self.case.pk)

    def clock(self, kind: ClockKind) -> Clock | None:
        """The clock of a kind that runs or is paused now."""
        for clock in reversed(self.clocks):
            if clock.kind == kind and clock.state in {ClockState.RUNNING, ClockState.PAUSED}:
                return clock
        return None

    def next_round(self, kind: ClockKind) -> int:
        return 1 + sum(clock.kind == kind for clock in self.clocks)

    @property
    def lead(self) -> Dispatch | None:
        """The dispatch under which somebody leads now."""
        for dispatch in reversed(self.dispatches):
            if dispatch.part == Part.LEAD and dispatch.ended_at is None:
                return dispatch
        return None

    def co_of(self, department_path: str) -> Dispatch | None:
        """The open co-handling of a unit at or below this path."""
        for dispatch in self.silent_co:
            if department_path and dispatch.department.path.startswith(department_path):
                return dispatch
        return None

    @property
    def silent_co(self) -> list[Dispatch]:
        """Co-handlers of this round who have not given their opinion."""
        return [
            dispatch
            for dispatch in self.dispatches
            if dispatch.part == Part.CO
            and dispatch.answered_at is None
            and dispatch.ended_at is None
        ]

    @property
    def pending(self) -> Answer | None:
        """The answer on its way through sign-off."""
        for answer in reversed(self.answers):
            if answer.sent_at is None and answer.returned_at is None:
                return answer
        return None

    @property
    def objection(self) -> Objection | None:
        """The objection that awaits its designation."""
        return next((one for one in self.objections if one.decided_at is None), None)

    @property
    def heard(self) -> Dispatch | None:
        """The unit that is being asked whether the case is its own."""
        for dispatch in reversed(self.dispatches):
            if dispatch.part == Part.HEARD and dispatch.ended_at is None:
                return dispatch
        return None

    @property
    def applied(self) -> Application | None:
        """What the lead has applied for and nobody has decided yet."""
        asked = ApplicationState.ASKED
        return next((one for one in self.applications if one.state == asked), None)

    @property
    def sent(self) -> Answer | None:
        """The last answer the enterprise received."""
        return next((a for a in reversed(self.answers) if a.sent_at), None)


def led_by(actor: Actor, department: Department | None) -> bool:
    """Whether the actor's unit is, or stands above, this department."""
    return bool(
        department and actor.department_path and department.path.startswith(actor.department_path)
    )
