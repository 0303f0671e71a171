"""A lead's one objection to its dispatch: raised, heard, designated. The close clock of the first
dispatch runs on throughout, so bouncing a case buys nobody time.
"""

from datetime import datetime, time

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import ClockKind
from weiqitong.deadlines.terms import Unit, due_at, same_day
from weiqitong.directory.models import Category, Department, Region
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier, Turn
from ..enums import Action, Audience, Mode, Part, PrecedentSource, TurnKind
from ..models import Dispatch, Objection, Precedent
from .intake import make_dispatch
from .steps import close_due, end, start, start_until, stop, take

# An objection is settled the same working day; filed later than this, by the next noon (§4.5).
LAST, NOON = time(15), time(12)
OF_LEAD = (ClockKind.CLOSE, ClockKind.CONTACT, ClockKind.PLAN)


def may_object(dossier: Dossier, at: datetime) -> bool:
    """Whether the dispatch of today's lead is still open to its one objection."""
    lead = dossier.lead
    return lead is not None and not _closed_by(dossier, lead) and at <= object_until(dossier, lead)


def object_until(dossier: Dossier, lead: Dispatch) -> datetime:
    """Until when the lead may object to this dispatch."""
    term = dossier.frame.term("objection")
    assert term is not None  # every profile has it
    return due_at(dossier.frame.calendar, term, lead.made_at)


def _closed_by(dossier: Dossier, lead: Dispatch) -> bool:
    raised = any(one.dispatch_seq == lead.seq for one in dossier.objections)
    return lead.final or raised or lead.mode == Mode.SELF


def plan_object(changes: Changes, dossier: Dossier, proposed: Department, reason: str) -> None:
    """Not ours, but theirs: the unit proposed is asked at once, the office answers the same day."""
    lead, case = dossier.lead, dossier.case
    if lead is None or _closed_by(dossier, lead):
        raise WrongStep(_("This dispatch is final; there is no second objection."))
    if changes.at > object_until(dossier, lead):
        raise WrongStep(_("The time for an objection to this dispatch is over."))
    if proposed.pk == lead.department_id:
        raise BadInput(_("Propose another unit than your own."), field="proposed")
    objection = Objection(
        case=case,
        seq=len(dossier.objections) + 1,
        dispatch_seq=lead.seq,
        department=lead.department,
        proposed=proposed,
        reason=reason,
        made_at=changes.at,
        salt=crypto.salt(),
    )
    changes.enact(objection, "objection.raise")
    dossier.objections.append(objection)
    make_dispatch(changes, dossier, proposed, Part.HEARD, Mode.LEVEL, "", accepted=False)
    hearing = start(changes, dossier, ClockKind.HEARING, "designation", holder_id=proposed.pk)
    assert hearing is not None
    _start_designation(changes, dossier)
    turn = Turn(TurnKind.UNIT, proposed.pk, hearing.due_at)
    facts = {"objection": objection.seq, "proposed": proposed.pk, "lead": lead.department_id}
    take(
        changes,
        dossier,
        Action.OBJECT,
        turn,
        text=reason,
        audience=Audience.OFFICE,
        facts=facts,
        section=None,
        handler=None,
    )


def plan_hear(changes: Changes, dossier: Dossier, *, agrees: bool, text: str) -> None:
    """The unit proposed says whether the case is its own; the office decides."""
    objection = _open(dossier)
    stop(changes, dossier, ClockKind.HEARING)
    changes.enact(objection, "objection.hear", agrees=agrees, statement=text, heard_at=changes.at)
    _end_hearing(changes, dossier)
    facts = {"unit": objection.proposed_id, "agrees": agrees}
    take(
        changes,
        dossier,
        Action.HEAR,
        _office(dossier),
        text=text,
        audience=Audience.OFFICE,
        facts=facts,
    )


def plan_unheard(changes: Changes, dossier: Dossier) -> None:
    """The unit asked said nothing in its time: the office decides without it."""
    objection = _open(dossier)
    stop(changes, dossier, ClockKind.HEARING)
    _end_hearing(changes, dossier)
    facts = {"unit": objection.proposed_id}
    office = _office(dossier)
    take(changes, dossier, Action.UNHEARD, office, audience=Audience.OFFICE, facts=facts)


def plan_designate(
    changes: Changes,
    dossier: Dossier,
    lead: Department,
    grounds: str,
    *,
    circumstances: str = "",
    region: Region | None = None,
) -> None:
    """The office's final answer, a precedent for needs of this kind; whose clock runs changes, not
    how long.
    """
    objection, case = _open(dossier), dossier.case
    if not lead.active or lead.parent_id is not None:
        raise BadInput(
            _("%(unit)s is not a unit in service; choose another.") % {"unit": lead.name},
            field="lead",
        )
    stop(changes, dossier, ClockKind.DESIGNATE)
    kept = lead.pk == objection.department_id
    changes.enact(
        objection, "objection.settle", designated=lead, grounds=grounds, decided_at=changes.at
    )
    _hand_over(changes, dossier, lead, grounds)
    if case.category is not None and circumstances:
        _set_precedent(changes, objection, case.category, lead, circumstances, region or case.desk)
    facts = {"objection": objection.seq, "lead": lead.pk, "kept": kept}
    turn = Turn(TurnKind.UNIT, lead.pk, close_due(dossier))
    take(
        changes,
        dossier,
        Action.DESIGNATE,
        turn,
        text=grounds,
        facts=facts,
        lead=lead,
        section=None,
        handler=None,
        accepted_at=None,
    )


def _start_designation(changes: Changes, dossier: Dossier) -> None:
    due = same_day(dossier.frame.calendar, changes.at, last=LAST, noon=NOON)
    start_until(changes, dossier, ClockKind.DESIGNATE, Unit.WORKING_MINUTES, due)


def _open(dossier: Dossier) -> Objection:
    objection = dossier.objection
    if objection is None:
        raise WrongStep(_("There is no objection to settle."))
    return objection


def _office(dossier: Dossier) -> Turn:
    clock = dossier.clock(ClockKind.DESIGNATE)
    return Turn(dossier.chair, dossier.case.desk_id, clock.due_at if clock else None)


def _end_hearing(changes: Changes, dossier: Dossier) -> None:
    heard = dossier.heard
    if heard is not None:
        changes.enact(heard, "dispatch.end", answered_at=changes.at, ended_at=changes.at)


def _hand_over(changes: Changes, dossier: Dossier, lead: Department, grounds: str) -> None:
    """Whoever leads from now on: one dispatch row, made final; clocks change hands and run on."""
    before = dossier.lead
    assert before is not None
    if before.department_id == lead.pk:
        changes.enact(before, "dispatch.settle", final=True)
        return
    changes.enact(before, "dispatch.end", ended_at=changes.at)
    for co in dossier.silent_co:
        if co.department_id == lead.pk:  # who leads does not co-handle as well
            changes.enact(co, "dispatch.end", ended_at=changes.at)
            for clock in dossier.clocks:
                if clock.kind == ClockKind.CO and clock.holder_id == lead.pk and clock.is_running:
                    clocks.void(changes, clock)
    mode = Mode.ASKED if lead.is_asked else Mode.LEVEL
    make_dispatch(changes, dossier, lead, Part.LEAD, mode, grounds, accepted=False, final=True)
    for kind in OF_LEAD:
        clock_of = dossier.clock(kind)
        if clock_of is not None:
            clocks.hand_over(changes, clock_of, lead.pk, advisory=lead.is_asked)


def _set_precedent(
    changes: Changes,
    objection: Objection,
    category: Category,
    lead: Department,
    circumstances: str,
    region: Region,
) -> None:
    precedent = Precedent(
        key=objection.ledger_key(),
        category=category,
        region=region,
        department=lead,
        circumstances=circumstances,
        salt=crypto.salt(),
        source=PrecedentSource.DESIGNATION,
        case=objection.case,
        made_at=changes.at,
    )
    changes.enact(precedent, "precedent.set")


def end_objection(changes: Changes, dossier: Dossier) -> None:
    """The case ends while an objection is open: nobody needs to settle it any more."""
    objection = dossier.objection
    if objection is not None:
        changes.enact(objection, "objection.drop", decided_at=changes.at)
        end(changes, dossier, ClockKind.HEARING, ClockKind.DESIGNATE)
