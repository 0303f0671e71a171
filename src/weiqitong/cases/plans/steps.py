"""The one way a case moves: state from the table, turn, act with its words, entry. Every plan ends
here.
"""

from datetime import datetime
from typing import Any

from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.deadlines.terms import Unit, until
from weiqitong.ledger.changes import Changes

from .. import workflow
from ..dossier import Dossier, Turn
from ..enums import CLOSED, Action, Audience, Status, TurnKind
from ..identity import without_marks
from ..models import Act, Case

# The clock that lends its light to the case on lists, by state; the first that runs counts.
RULING: dict[Status, tuple[ClockKind, ...]] = {
    Status.REPORTED: (ClockKind.DISPATCH,),
    Status.DISPATCHED: (ClockKind.CLOSE,),
    Status.IN_PROGRESS: (ClockKind.NAME, ClockKind.SUM, ClockKind.CLOSE),
    Status.OBJECTED: (ClockKind.CLOSE,),
    Status.PARKED: (ClockKind.FOLLOW,),
}
# The clock that says until when it is somebody's turn: the first of these that is live.
TURN = (
    ClockKind.VERDICT,
    ClockKind.ASK,
    ClockKind.HEARING,
    ClockKind.DESIGNATE,
    ClockKind.NAME,
    ClockKind.SUM,
    ClockKind.DISPATCH,
    ClockKind.FOLLOW,
    ClockKind.CLOSE,
)
NOBODY = Turn(TurnKind.NOBODY)


def take(
    changes: Changes,
    dossier: Dossier,
    action: Action,
    turn: Turn | None = None,
    *,
    text: str = "",
    audience: Audience = Audience.EVERYBODY,
    facts: dict[str, Any] | None = None,
    **values: Any,
) -> Act:
    """Move the case one step. `turn` None leaves the next step where it is."""
    case = dossier.case
    status = workflow.step(Status(case.status), action, TurnKind(case.turn_kind))
    if turn is not None:
        values |= {"turn_kind": turn.kind, "turn_id": turn.id, "turn_until": turn.until}
    if status != case.status:
        values["status"] = status
        values["closed_at"] = changes.at if status in CLOSED else None
    if case.outside and status != Status.PARKED:
        values["outside"] = ""  # it lies with that body only while it is followed there
    kind = values.get("turn_kind", case.turn_kind)
    values |= light(dossier, status, TurnKind(kind))
    return record(changes, dossier, action, text, audience, facts or {}, values)


def record(
    changes: Changes,
    dossier: Dossier,
    action: Action,
    text: str,
    audience: Audience,
    facts: dict[str, Any],
    values: dict[str, Any],
) -> Act:
    """The act as people read it, and the entry as the ledger keeps it."""
    case = dossier.case
    if away := _stood_in_for(changes.actor, case):
        facts = {**facts, "for": away}
    # Nobody of a hidden enterprise is named, and no word of its own names it: whatever page shows
    # the act later cannot tell more than it holds.
    unnamed = case.is_hidden and changes.actor.role == Role.CONTACT
    if unnamed:
        text = without_marks(text, dossier.marks)
    salt = crypto.salt() if text else ""
    said = {**facts, "text": crypto.digest(salt, text)} if text else facts
    changes.enact(case, f"case.{action}", facts=said, **values)
    act = Act(
        case=case,
        version=case.version,
        action=action,
        at=changes.at,
        user_id=changes.actor.user_id,
        role=changes.actor.role,
        name="" if unnamed else changes.actor.name,
        department_id=changes.actor.department_id,
        audience=audience,
        text=text,
        salt=salt,
        facts=facts,
        turn_kind=case.turn_kind,
        turn_id=case.turn_id,
    )
    changes.create(act)
    return act


def _stood_in_for(actor: Actor, case: Case) -> int | None:
    """In whose place the actor takes the step: who has the turn, or handles the case."""
    own = {TurnKind.HANDLER, TurnKind.SIGNER}
    holder = case.turn_id if case.turn_kind in own else case.handler_id
    return holder if holder in actor.stands_for else None


def light(dossier: Dossier, status: Status, turn: TurnKind) -> dict[str, Any]:
    """Due and yellow times of the ruling clock; none while the enterprise is asked or it is
    closed."""
    if dossier.case.parts_open and turn in {TurnKind.OFFICE, TurnKind.LEADER}:
        return {}  # its light is that of its parts, until all are closed
    if turn != TurnKind.ENTERPRISE:
        for kind in RULING.get(status, ()):
            clock = dossier.clock(kind)
            if clock and clock.is_running:
                return {"due_at": clock.due_at, "yellow_at": clock.yellow_at}
    return {"due_at": None, "yellow_at": None}


def start(
    changes: Changes,
    dossier: Dossier,
    kind: ClockKind,
    term: str,
    *,
    holder_id: int | None = None,
    advisory: bool = False,
) -> Clock | None:
    """Start a clock of the case's profile; None where the profile does without it."""
    length = dossier.frame.term(term)
    if length is None:
        return None
    clock = clocks.start(
        changes,
        dossier.subject,
        kind,
        length,
        dossier.frame.calendar,
        region_id=dossier.case.region_id,
        rule=dossier.frame.rule,
        holder_id=holder_id,
        round=dossier.next_round(kind),
        advisory=advisory,
    )
    dossier.clocks.append(clock)
    return clock


def start_until(
    changes: Changes,
    dossier: Dossier,
    kind: ClockKind,
    unit: Unit,
    due: datetime,
    *,
    holder_id: int | None = None,
) -> Clock:
    """Start a clock whose end is named: a day promised, an hour that a rule sets."""
    clock = clocks.start(
        changes,
        dossier.subject,
        kind,
        until(dossier.frame.calendar, unit, changes.at, due),
        dossier.frame.calendar,
        region_id=dossier.case.region_id,
        rule=dossier.frame.rule,
        holder_id=holder_id,
        round=dossier.next_round(kind),
        due=due,
    )
    dossier.clocks.append(clock)
    return clock


def stop(changes: Changes, dossier: Dossier, *kinds: ClockKind) -> None:
    """The act these clocks waited for happened."""
    for kind in kinds:
        clock = dossier.clock(kind)
        if clock:
            clocks.stop(changes, clock)


def void(changes: Changes, dossier: Dossier, *kinds: ClockKind) -> None:
    """Whatever of these still runs loses its reason; without kinds, all."""
    for clock in dossier.clocks:
        if clock.stopped_at is None and (not kinds or clock.kind in kinds):
            clocks.void(changes, clock)


def end(changes: Changes, dossier: Dossier, *kinds: ClockKind) -> None:
    """As `void`, but what was missed by then stays missed: an exit wipes nothing away."""
    for clock in dossier.clocks:
        if clock.stopped_at is None and (not kinds or clock.kind in kinds):
            late = clocks.is_late(clock, changes.at)
            (clocks.stop if late else clocks.void)(changes, clock)


def plan_recount(changes: Changes, dossier: Dossier) -> bool:
    """Count the running clocks anew under today's calendar; whether anything moved.

    Clocks and case move in one act, so that the date in the first line is never another than the
    clock's. A paused clock counts anew when it is resumed.
    """
    case = dossier.case
    moved = {}
    for clock in dossier.clocks:
        before = clock.due_at
        if clock.is_running and clocks.recompute(changes, clock, dossier.frame.calendar):
            moved[clock.kind] = [before.isoformat(), clock.due_at.isoformat()]
    if not moved:
        return False
    live = (dossier.clock(kind) for kind in TURN)
    until = next((clock.due_at for clock in live if clock), case.turn_until)
    turn = Turn(TurnKind(case.turn_kind), case.turn_id, until)
    decide = dossier.clock(ClockKind.DECIDE)
    take(
        changes,
        dossier,
        Action.RECOUNT,
        turn,
        facts={"moved": moved},
        decide_until=decide.due_at if decide else None,
    )
    return True


def close_due(dossier: Dossier) -> Any:
    """When the answer is due, for the turn of whoever leads."""
    clock = dossier.clock(ClockKind.CLOSE)
    return clock.due_at if clock else None


def lead_turn(dossier: Dossier) -> Turn:
    """The turn of whoever handles for the lead: a person if named, else the section, else the
    unit."""
    case = dossier.case
    due = close_due(dossier)
    if case.handler_id:
        return Turn(TurnKind.HANDLER, case.handler_id, due)
    return Turn(TurnKind.UNIT, case.section_id or case.lead_id, due)
