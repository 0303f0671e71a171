"""A need changes hands by itself, nothing else about it: clocks, dates and what was said stand. And
a dispatch nobody has signed for yet is undone, as if the office had never dispatched.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.directory.models import Department
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier, Turn
from ..enums import Action, Audience, Mode, Part, Status, TurnKind
from ..models import Dispatch
from .applying import drop
from .intake import make_dispatch
from .objecting import may_object
from .recusal import refuse_officials, refuse_units
from .steps import end, take

OF_LEAD = (ClockKind.CLOSE, ClockKind.CONTACT, ClockKind.PLAN, ClockKind.FOLLOW)
OF_DISPATCH = (ClockKind.CLOSE, ClockKind.CONTACT, ClockKind.PLAN, ClockKind.CO)
LED = frozenset({Status.DISPATCHED, Status.IN_PROGRESS, Status.OBJECTED, Status.PARKED})


@dataclass(frozen=True, slots=True)
class Hands:
    """Who holds a case: the lead, and whom of its people it named."""

    lead: int | None = None
    section: int | None = None
    handler: int | None = None

    def stored(self) -> dict[str, int | None]:
        return {"lead": self.lead, "section": self.section, "handler": self.handler}


def hands_of(dossier: Dossier) -> Hands:
    case = dossier.case
    return Hands(case.lead_id, case.section_id, case.handler_id)


def plan_succeed(
    changes: Changes,
    dossier: Dossier,
    old: Department,
    new: Department,
    *,
    text: str = "",
    hands: Hands | None = None,
    only: Collection[str] = tuple(Part),
    **facts: Any,
) -> list[str]:
    """All that one unit holds of a case passes to another; the parts that did. `hands` names
    section and handler that go on: those it had where the people come along, else none.
    """
    if dossier.case.status not in LED:
        return []
    keep = hands is not None
    leads = Part.LEAD in only and _succeed_lead(changes, dossier, old, new, keep=keep)
    heard = Part.HEARD in only and _succeed_heard(changes, dossier, old, new)
    co = Part.CO in only and _succeed_co(changes, dossier, old, new)
    held = {Part.LEAD: leads, Part.CO: co, Part.HEARD: heard}
    parts = [str(part) for part, was in held.items() if was]
    if not parts:
        return []
    facts |= {"from": old.pk, "unit": new.pk}
    if not leads:
        facts["part"] = "heard" if heard else "co"
    values: dict[str, Any] = {}
    if leads and hands is not None:
        values = {"lead": new, "section_id": hands.section, "handler_id": hands.handler}
    elif leads:
        values = {"lead": new, "section": None, "handler": None, "decide_until": None}
    audience = Audience.EVERYBODY if leads else Audience.OFFICE
    turn = None
    if heard:
        turn = Turn(TurnKind.UNIT, new.pk, dossier.case.turn_until)
    elif leads and dossier.case.status != Status.OBJECTED:
        turn = _turn(dossier, new, hands)
    take(changes, dossier, Action.MOVE, turn, text=text, audience=audience, facts=facts, **values)
    return parts


def _turn(dossier: Dossier, new: Department, hands: Hands | None) -> Turn | None:
    """Whose turn it is afterwards: whoever it was of the people who come along, else the unit."""
    case = dossier.case
    kind, until = TurnKind(case.turn_kind), case.turn_until
    if kind in {TurnKind.OFFICE, TurnKind.LEADER, TurnKind.ENTERPRISE}:
        return None
    if hands and kind == TurnKind.SIGNER:
        return None
    if kind == TurnKind.SIGNER:  # who should have signed is no longer of the unit
        close = dossier.clock(ClockKind.CLOSE)
        until = close.due_at if close else until
    if hands and hands.handler:
        return Turn(TurnKind.HANDLER, hands.handler, until)
    return Turn(TurnKind.UNIT, (hands.section if hands else None) or new.pk, until)


def _succeed_lead(
    changes: Changes, dossier: Dossier, old: Department, new: Department, *, keep: bool
) -> bool:
    """The lead's part, with the clocks that were its own."""
    before, case = dossier.lead, dossier.case
    if case.lead_id != old.pk or before is None:
        return False
    final = before.final or (keep and not may_object(dossier, changes.at))
    changes.enact(before, "dispatch.end", ended_at=changes.at)
    made = make_dispatch(
        changes,
        dossier,
        new,
        Part.LEAD,
        _mode(before, new, keep=keep),
        "",
        accepted=before.accepted_at is not None,
        final=final,
    )
    assert made.case_id == case.pk
    for kind in OF_LEAD:
        clock = dossier.clock(kind)
        if clock is not None:
            clocks.hand_over(changes, clock, new.pk, advisory=new.is_asked)
    pending = dossier.pending
    if keep and pending is not None and pending.department_id == old.pk:
        changes.enact(pending, "answer.hand_over", department=new)
    elif pending is not None and not keep:  # written by people who are no longer on the case
        changes.enact(pending, "answer.return", returned_at=changes.at)
    if not keep:
        drop(changes, dossier)
    return True


def _mode(before: Dispatch, new: Department, *, keep: bool = True) -> Mode:
    if keep and before.mode == Mode.SELF:
        return Mode.SELF
    if new.is_asked:
        return Mode.ASKED
    return Mode.LEVEL if before.mode in {Mode.ASKED, Mode.SELF} else Mode(before.mode)


def _succeed_heard(changes: Changes, dossier: Dossier, old: Department, new: Department) -> bool:
    """The question whether it is theirs goes to the successor."""
    heard = dossier.heard
    if heard is None or heard.department_id != old.pk:
        return False
    changes.enact(heard, "dispatch.end", ended_at=changes.at)
    make_dispatch(changes, dossier, new, Part.HEARD, Mode(heard.mode), "", accepted=False)
    hearing = dossier.clock(ClockKind.HEARING)
    if hearing is not None:
        clocks.hand_over(changes, hearing, new.pk, advisory=False)
    return True


def _succeed_co(changes: Changes, dossier: Dossier, old: Department, new: Department) -> bool:
    """An opinion still owed is owed by the successor; by nobody where it leads or owes one too."""
    parts = {one.department_id: one for one in dossier.silent_co}
    before, lead = parts.get(old.pk), dossier.lead
    if lead is not None and lead.department_id == new.pk:  # who leads co-handles no more
        for unit in {old.pk, new.pk} & parts.keys():
            _end_co(changes, dossier, parts[unit])
        return before is not None
    if before is None:
        return False
    if new.pk in parts:
        _end_co(changes, dossier, before)
        return True
    clock = _clock_of(dossier, old.pk)
    changes.enact(before, "dispatch.end", ended_at=changes.at)
    make_dispatch(changes, dossier, new, Part.CO, _mode(before, new), "", accepted=False)
    if clock is not None:
        clocks.hand_over(changes, clock, new.pk, advisory=new.is_asked)
    return True


def _end_co(changes: Changes, dossier: Dossier, part: Dispatch) -> None:
    clock = _clock_of(dossier, part.department_id)
    if clock is not None:
        late = clocks.is_late(clock, changes.at)
        (clocks.stop if late else clocks.void)(changes, clock)
    changes.enact(part, "dispatch.end", ended_at=changes.at)


def _clock_of(dossier: Dossier, unit: int) -> Clock | None:
    """The co-handling clock that a unit holds."""
    live = (one for one in dossier.clocks if one.stopped_at is None and one.kind == ClockKind.CO)
    return next((one for one in live if one.holder_id == unit), None)


def plan_pass_within(
    changes: Changes, dossier: Dossier, *, section: Department | None, handler: Any, text: str = ""
) -> None:
    """To another section or person of the lead, in whatever state; what is asked of others stays
    asked, and the turn moves only where it was the unit's own.
    """
    case = dossier.case
    lead, kind = case.lead, TurnKind(case.turn_kind)
    at_office = kind in {TurnKind.OFFICE, TurnKind.LEADER}
    if lead is None or case.status not in LED - {Status.OBJECTED} or at_office:
        raise WrongStep(
            _("This step is not open now: the case is “%(status)s”.")
            % {"status": Status(case.status).label}
        )
    for target in (section, handler.department if handler else None):
        if target is not None and not target.path.startswith(lead.path):
            raise BadInput(
                _("%(unit)s does not belong to %(lead)s.")
                % {"unit": target.name, "lead": lead.name}
            )
    refuse_units(case, [section] if section else [], "section")
    refuse_officials(case, [handler] if handler else [], "handler")
    place = section or (handler.department if handler and handler.department != lead else None)
    turn = None
    if kind in {TurnKind.UNIT, TurnKind.HANDLER}:
        unit = Turn(TurnKind.UNIT, place.pk if place else lead.pk, case.turn_until)
        turn = Turn(TurnKind.HANDLER, handler.pk, case.turn_until) if handler else unit
    facts = {
        "section": place.pk if place else None,
        "handler": handler.pk if handler else None,
        "before": hands_of(dossier).stored(),
    }
    take(
        changes,
        dossier,
        Action.MOVE,
        turn,
        text=text,
        audience=Audience.OFFICE,
        facts=facts,
        section=place,
        handler=handler,
    )


def may_undo(dossier: Dossier) -> bool:
    """Whether the present dispatch may be taken back: the office's own, not signed for, nothing
    said to it, and the first of its round: one that was designated or named after a "no" stands.
    """
    lead, clock = dossier.lead, _dispatch_clock(dossier)
    if dossier.case.status != Status.DISPATCHED or lead is None or clock is None:
        return False
    untouched = lead.accepted_at is None and not lead.final and not dossier.objections
    silent = all(one.answered_at is None for one in dossier.dispatches if one.ended_at is None)
    own = clock.state == ClockState.STOPPED and clock.stopped_at == lead.made_at
    return untouched and silent and own and lead.mode != Mode.SELF


def _dispatch_clock(dossier: Dossier) -> Clock | None:
    found = [one for one in dossier.clocks if one.kind == ClockKind.DISPATCH]
    return found[-1] if found else None


def plan_undo(changes: Changes, dossier: Dossier, *, text: str = "", **before: Any) -> None:
    """Back to the office's desk; its dispatch clock runs as if it had never been stopped. `before`
    are category and catalogue as they were.
    """
    clock, case = _dispatch_clock(dossier), dossier.case
    if clock is None or not may_undo(dossier):
        raise WrongStep(_("Only a dispatch that nobody has signed for or objected to is undone."))
    end(changes, dossier, *OF_DISPATCH)
    for dispatch in dossier.dispatches:
        if dispatch.ended_at is None:
            changes.enact(dispatch, "dispatch.end", ended_at=changes.at)
    clocks.reopen(changes, clock, dossier.frame.calendar)
    turn = Turn(TurnKind.OFFICE, case.desk_id, clock.due_at)
    take(
        changes,
        dossier,
        Action.UNDO,
        turn,
        text=text,
        facts={"lead": case.lead_id},
        lead=None,
        section=None,
        handler=None,
        dispatched_at=None,
        **before,
    )
