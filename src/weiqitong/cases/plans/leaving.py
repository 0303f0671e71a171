"""Nobody is left where the next step lies: it moves to the nearest who is there. It asks no
database who that is: `Staff` says so.
"""

from collections.abc import Mapping
from typing import Any

from weiqitong.directory.models import Region
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier, Seat, Staff, Turn
from ..enums import Action, Audience, Part, Status, TurnKind
from ..models import Case
from .answers import instead
from .applying import drop
from .helping import end_part
from .levels import back_to_office
from .objecting import plan_unheard
from .parking import plan_unpark
from .steps import close_due, take

AT_A_DESK = frozenset({TurnKind.OFFICE, TurnKind.LEADER})
LED = frozenset({Status.DISPATCHED, Status.IN_PROGRESS, Status.PARKED})


def nearest(seat: Seat, staff: Staff, *, leaders: bool = True) -> Seat | None:
    """The seat itself, else the nearest above where somebody sits; at the top the leader in
    charge, and for a leader nobody is, the office. None where nobody sits anywhere.
    """
    passed: list[int] = []
    for one in _way_up(seat, leaders):
        if staff.sits(one):
            return Seat(one.kind, one.region, tuple(passed))
        passed.append(one.region.pk)
    return None


def _way_up(seat: Seat, leaders: bool) -> list[Seat]:
    found, at = [seat], seat.region
    while at.parent is not None:
        at = at.parent
        found.append(Seat(TurnKind.OFFICE, at))
    other = TurnKind.OFFICE if seat.kind == TurnKind.LEADER else TurnKind.LEADER
    return [*found, Seat(other, at)] if leaders else found


def is_deserted(case: Case, staff: Staff) -> bool:
    """Whether somebody the case counts on is gone; asks no more than its own row."""
    kind, status = TurnKind(case.turn_kind), Status(case.status)
    if kind in AT_A_DESK:
        seat = _desk_left(case, staff)
        return seat is not None and bool(seat.passed)
    if is_heard_by(case):
        return case.turn_id not in staff.units
    if status not in LED or case.lead is None:
        return False
    if kind == TurnKind.ENTERPRISE and not case.client.active:
        return True
    signed = kind != TurnKind.SIGNER or bool(staff.workers.get(case.turn_id or 0))
    served = kind != TurnKind.UNIT or staff.serves(case.section or case.lead)
    closed = kind != TurnKind.ENTERPRISE and not case.lead.active
    return closed or not signed or not served or bool(_gone(case, staff))


def is_heard_by(case: Case) -> bool:
    """Whether a unit that an objection proposes is being asked."""
    return (case.status, case.turn_kind) == (Status.OBJECTED, TurnKind.UNIT)


def plan_hand_over(changes: Changes, dossier: Dossier, staff: Staff) -> bool:
    """Move what nobody holds any more; whether anything moved."""
    case = dossier.case
    version = case.version
    if not is_deserted(case, staff):
        pass
    elif is_heard_by(case):
        plan_unheard(changes, dossier)  # nobody is left there to ask
    elif TurnKind(case.turn_kind) in AT_A_DESK:
        _to_desk(changes, dossier, staff)
    elif case.turn_kind == TurnKind.ENTERPRISE:
        if gone := _gone(case, staff):  # its reply goes to the unit instead
            _pass_on(changes, dossier, None, dict(gone), **dict.fromkeys(gone))
    else:
        _within_unit(changes, dossier, staff)
    _close_parts(changes, dossier)
    return case.version > version


def _gone(case: Case, staff: Staff) -> dict[str, int | None]:
    """Whom of the lead's people the case can count on no more: its handler, its section."""
    handler, section = case.handler_id, case.section
    if staff.handles(handler, (section, case.lead)):
        return {}
    gone: dict[str, int | None] = {"handler": handler} if handler else {}
    if section is not None and not staff.serves(section):
        gone["section"] = section.pk
    return gone


def _desk_left(case: Case, staff: Staff) -> Seat | None:
    """Only an office dispatches, a leader where that office is complained of; another lead may
    also be named by a leader.
    """
    leaders = case.status != Status.REPORTED or case.complains
    return nearest(Seat(TurnKind(case.turn_kind), case.desk), staff, leaders=leaders)


def _to_desk(changes: Changes, dossier: Dossier, staff: Staff) -> None:
    """Up to the nearest office where somebody sits; the clock runs on."""
    seat = _desk_left(dossier.case, staff)
    assert seat is not None
    turn = Turn(seat.kind, seat.region.pk, dossier.case.turn_until)
    facts = {"passed": list(seat.passed)}
    take(changes, dossier, Action.HAND_OVER, turn, facts=facts, desk=seat.region)


def _within_unit(changes: Changes, dossier: Dossier, staff: Staff) -> None:
    """To another signer, or whoever of section and unit can still act; else to the office."""
    case = dossier.case
    gone = _gone(case, staff)
    rest = _left(dossier, staff, gone)
    facts: dict[str, Any] = dict(gone)
    turn = rest
    if case.turn_kind == TurnKind.SIGNER and case.lead and case.lead.active:
        if staff.workers.get(case.turn_id or 0):
            _pass_on(changes, dossier, None, facts, **dict.fromkeys(gone))  # signed off first
            return
        facts["signers"] = [case.turn_id]
        turn = _other_signer(changes, dossier, staff) or rest
        if turn is not None and turn is rest:
            _drop_pending(changes, dossier)
    if turn is None or case.lead is None or not case.lead.active:
        _take_back(changes, dossier, staff)
        return
    values: dict[str, Any] = dict.fromkeys(gone)
    if case.outside and turn.kind == TurnKind.HANDLER:
        values.pop("handler", None)
        values |= {"handler_id": turn.id, "section": None}
    _pass_on(changes, dossier, turn, facts, **values)


def _left(dossier: Dossier, staff: Staff, gone: Mapping[str, Any]) -> Turn | None:
    """Whose turn it is among those who are left."""
    case, due = dossier.case, close_due(dossier)
    if case.status == Status.PARKED:
        due = case.turn_until  # the day of the next reply stands
    if case.handler_id and "handler" not in gone:
        return Turn(TurnKind.HANDLER, case.handler_id, due)
    if case.outside and (other := _next_liaison(case, staff)) is not None:
        return Turn(TurnKind.HANDLER, other, due)
    section = None if "section" in gone else case.section
    unit = section or (case.lead if staff.serves(case.lead) else None)
    return Turn(TurnKind.UNIT, unit.pk, due) if unit is not None else None


def _next_liaison(case: Case, staff: Staff) -> int | None:
    """Somebody by name goes on asking the body outside: who receives for the whole unit."""
    return next(iter(staff.heads.get(case.lead_id or 0, ())), None)


def _other_signer(changes: Changes, dossier: Dossier, staff: Staff) -> Turn | None:
    """One who acts for the whole unit signs in the place of who is gone."""
    answer, lead = dossier.pending, dossier.case.lead_id
    assert answer is not None
    taken = {answer.author_id, *answer.signers, dossier.case.about_official_id}
    other = next((one for one in staff.heads.get(lead or 0, ()) if one not in taken), None)
    if other is None:
        return None
    changes.enact(answer, "answer.hand_over", signers=instead(answer, other))
    return Turn(TurnKind.SIGNER, other, close_due(dossier))


def _drop_pending(changes: Changes, dossier: Dossier) -> None:
    answer = dossier.pending
    if answer is not None:
        changes.enact(answer, "answer.return", returned_at=changes.at)


def _pass_on(
    changes: Changes, dossier: Dossier, turn: Turn | None, facts: dict[str, Any], **values: Any
) -> None:
    take(
        changes,
        dossier,
        Action.HAND_OVER,
        turn,
        audience=Audience.OFFICE,
        facts=facts,
        **values,
    )


def _take_back(changes: Changes, dossier: Dossier, staff: Staff) -> None:
    """Nobody of the lead is left: the office names another, as after a "no"; the round and its
    close clock go on.
    """
    case = dossier.case
    if case.status == Status.PARKED:
        plan_unpark(changes, dossier, "")
    drop(changes, dossier)
    desk: Region = case.desk
    own = Seat(dossier.chair, desk)
    seat = nearest(own, staff) or own
    facts: dict[str, Any] = {"unit": case.lead_id, "passed": list(seat.passed)}
    back_to_office(changes, dossier, seat, Action.TAKE_BACK, facts)


def _close_parts(changes: Changes, dossier: Dossier) -> None:
    """Nobody waits for the opinion of a unit that is closed."""
    closed = [one for one in dossier.silent_co if not one.department.active]
    if not closed or dossier.case.lead_id is None:
        return
    for dispatch in closed:
        assert dispatch.part == Part.CO
        end_part(changes, dossier, dispatch)
    facts = {"co": [one.department_id for one in closed]}
    _pass_on(changes, dossier, None, facts)
