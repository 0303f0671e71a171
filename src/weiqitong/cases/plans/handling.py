"""The lead's work inside the close clock: receive, pass on, contact, plan, ask, co-handle, sign
off, answer.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Department, Official
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier, Turn
from ..enums import Action, Audience, ContactMeans, Outcome, TurnKind
from ..models import Dispatch
from .answers import instead, send_answer, write_answer
from .finding import refuse_unfound
from .recusal import refuse_officials, refuse_units
from .steps import close_due, lead_turn, start, stop, take, void

PAUSED_BY_QUESTION = (ClockKind.CLOSE, ClockKind.PLAN)


def plan_accept(changes: Changes, dossier: Dossier, handler: Official | None = None) -> None:
    """The unit signs for the case; the clock has been running since the dispatch."""
    lead = dossier.lead
    if lead is not None:
        changes.enact(lead, "dispatch.accept", accepted_at=changes.at)
    case = dossier.case
    if handler is not None:
        turn = Turn(TurnKind.HANDLER, handler.pk, close_due(dossier))
    else:
        turn = lead_turn(dossier)
    holder = handler or case.handler
    take(changes, dossier, Action.ACCEPT, turn, accepted_at=changes.at, handler=holder)


def plan_assign(
    changes: Changes,
    dossier: Dossier,
    *,
    section: Department | None,
    handler: Official | None,
    text: str = "",
) -> None:
    """On to a section, a subordinate unit or a person, inside the same clock."""
    lead = dossier.case.lead
    for target in (section, handler.department if handler else None):
        if lead and target and not target.path.startswith(lead.path):
            raise BadInput(
                _("%(unit)s does not belong to %(lead)s.")
                % {"unit": target.name, "lead": lead.name},
                field="section",
            )
    refuse_units(dossier.case, [section] if section else [], "section")
    refuse_officials(dossier.case, [handler] if handler else [], "handler")
    place = section or (handler.department if handler and handler.department != lead else None)
    until = close_due(dossier)
    if handler:
        turn = Turn(TurnKind.HANDLER, handler.pk, until)
    elif place:
        turn = Turn(TurnKind.UNIT, place.pk, until)
    else:
        raise BadInput(_("Name a section or a person."), field="section")
    facts = {"section": place.pk if place else None, "handler": handler.pk if handler else None}
    take(
        changes,
        dossier,
        Action.ASSIGN,
        turn,
        text=text,
        audience=Audience.OFFICE,
        facts=facts,
        section=place,
        handler=handler,
    )


def plan_contact(changes: Changes, dossier: Dossier, means: ContactMeans, text: str) -> None:
    """Somebody spoke with the enterprise."""
    stop(changes, dossier, ClockKind.CONTACT)
    take(
        changes,
        dossier,
        Action.CONTACT,
        text=text,
        facts={"means": means},
        contacted_at=dossier.case.contacted_at or changes.at,
    )


def plan_plan(changes: Changes, dossier: Dossier, text: str, promised: date | None) -> None:
    """What will be done, by which day; shown to the enterprise."""
    stop(changes, dossier, ClockKind.PLAN)
    take(
        changes,
        dossier,
        Action.PLAN,
        text=text,
        facts={"promised": promised.isoformat() if promised else None},
        planned_at=dossier.case.planned_at or changes.at,
        promised_on=promised,
    )


def plan_ask(changes: Changes, dossier: Dossier, question: str) -> None:
    """A question to the enterprise: only the clocks that wait for its reply pause."""
    for kind in PAUSED_BY_QUESTION:
        clock = dossier.clock(kind)
        if clock and clock.is_running:
            clocks.pause(changes, clock, dossier.frame.calendar)
    ask = start(changes, dossier, ClockKind.ASK, "ask")
    assert ask is not None
    turn = Turn(TurnKind.ENTERPRISE, dossier.case.client_id, ask.due_at)
    days = dossier.frame.profile.ask_reminder
    reminder_at = dossier.frame.calendar.add_working_days(changes.at, days) if days else None
    take(
        changes,
        dossier,
        Action.ASK,
        turn,
        text=question,
        reminder_at=reminder_at,
        reminders=0,
    )


def plan_reply(changes: Changes, dossier: Dossier, text: str) -> None:
    """The enterprise's reply; the clock runs on with what was left."""
    stop(changes, dossier, ClockKind.ASK)
    _go_on(changes, dossier, Action.REPLY, text)


def plan_resume(changes: Changes, dossier: Dossier, text: str = "") -> None:
    """No reply came, or none is needed any more: the lead owns it again."""
    void(changes, dossier, ClockKind.ASK)
    _go_on(changes, dossier, Action.RESUME, text)


def _go_on(changes: Changes, dossier: Dossier, action: Action, text: str) -> None:
    for kind in PAUSED_BY_QUESTION:
        clock = dossier.clock(kind)
        if clock and clock.paused_at:
            clocks.resume(changes, clock, dossier.frame.calendar)
    take(changes, dossier, action, lead_turn(dossier), text=text, reminder_at=None)


def plan_opine(changes: Changes, dossier: Dossier, dispatch: Dispatch, text: str) -> None:
    """A co-handler's part: its own clock stops, the turn stays with the lead."""
    if dispatch.answered_at is not None:
        raise WrongStep(_("%(unit)s has given its opinion.") % {"unit": dispatch.department.name})
    late = False
    for clock in dossier.clocks:
        same = clock.kind == ClockKind.CO and clock.holder_id == dispatch.department_id
        if same and clock.stopped_at is None:
            late = late or (clocks.is_late(clock, changes.at) and not clock.advisory)
            clocks.stop(changes, clock)
    changes.enact(dispatch, "dispatch.opine", answered_at=changes.at, opinion=text)
    take(
        changes,
        dossier,
        Action.OPINE,
        text=text,
        audience=Audience.OFFICE,
        facts={"unit": dispatch.department_id, **({"late": True} if late else {})},
    )


def plan_submit(
    changes: Changes,
    dossier: Dossier,
    *,
    outcome: Outcome,
    text: str,
    signers: Sequence[Official],
    documents: Sequence[str] = (),
    quantities: Mapping[str, Any] | None = None,
    author: Official | None = None,
    over_silence: str = "",
) -> None:
    """An answer on its way through one or two sign-offs; the close clock runs on. Whoever signs
    reads what is said about silent co-handlers.
    """
    refuse_unfound(dossier, outcome)
    silent = _silent(dossier, over_silence)
    if not 1 <= len(signers) <= 2:
        raise BadInput(_("Choose one or two people to sign off."), field="signers")
    case = dossier.case
    refuse_officials(case, signers, "signers")
    answer = write_answer(
        changes,
        dossier,
        outcome=outcome,
        text=text,
        documents=documents,
        quantities=quantities,
        department=case.lead,
        author=author,
        signers=[official.pk for official in signers],
    )
    _say_silence(changes, dossier, silent, over_silence)
    turn = Turn(TurnKind.SIGNER, answer.signers[0], close_due(dossier))
    facts = {"answer": answer.seq, "outcome": outcome, "signers": answer.signers}
    take(changes, dossier, Action.SUBMIT, turn, text=text, audience=Audience.OFFICE, facts=facts)


def plan_sign(changes: Changes, dossier: Dossier, text: str = "", *, by: int | None = None) -> None:
    """One sign-off more; after the last the answer goes out. `by` is who signs where that is not
    the one who was chosen.
    """
    answer = dossier.pending
    assert answer is not None
    signers = instead(answer, by) if by is not None else answer.signers
    changes.enact(answer, "answer.sign", signed=answer.signed + 1, signers=signers)
    if answer.signed < len(answer.signers):
        turn = Turn(TurnKind.SIGNER, answer.signers[answer.signed], close_due(dossier))
    else:
        turn = lead_turn(dossier)
    facts = {"answer": answer.seq, "signed": answer.signed}
    take(changes, dossier, Action.SIGN, turn, text=text, audience=Audience.OFFICE, facts=facts)
    if answer.signed == len(answer.signers):
        send_answer(changes, dossier, answer, Action.ANSWER)


def plan_return(changes: Changes, dossier: Dossier, text: str, *, recalled: bool = False) -> None:
    """Back to whoever wrote it, with the reason; `recalled` where they took it back themselves."""
    answer = dossier.pending
    if answer is None:
        raise WrongStep(_("No answer is in sign-off."))
    changes.enact(answer, "answer.return", returned_at=changes.at)
    turn = lead_turn(dossier)
    facts: dict[str, Any] = {"answer": answer.seq}
    if recalled:
        facts |= {"recalled": True, "signer": dossier.case.turn_id}
    take(changes, dossier, Action.RETURN, turn, text=text, audience=Audience.OFFICE, facts=facts)


def plan_answer(
    changes: Changes,
    dossier: Dossier,
    *,
    outcome: Outcome,
    text: str,
    documents: Sequence[str] = (),
    quantities: Mapping[str, Any] | None = None,
    author: Official | None = None,
    over_silence: str = "",
) -> None:
    """The answer itself. Over a co-handler who has not spoken only with a word said about it."""
    refuse_unfound(dossier, outcome)
    silent = _silent(dossier, over_silence)
    answer = write_answer(
        changes,
        dossier,
        outcome=outcome,
        text=text,
        documents=documents,
        quantities=quantities,
        department=dossier.case.lead,
        author=author,
    )
    _say_silence(changes, dossier, silent, over_silence)
    send_answer(changes, dossier, answer, Action.ANSWER)


def _silent(dossier: Dossier, over_silence: str) -> list[Dispatch]:
    """Co-handlers that owe an opinion; BadInput where nothing is said about them."""
    silent = dossier.silent_co
    if silent and not over_silence:
        units = "、".join(dispatch.department.name for dispatch in silent)
        raise BadInput(
            _("%(units)s has not given its opinion; say why you answer without it.")
            % {"units": units},
            field="over_silence",
        )
    return silent


def _say_silence(
    changes: Changes, dossier: Dossier, silent: Sequence[Dispatch], over_silence: str
) -> None:
    if silent:
        take(
            changes,
            dossier,
            Action.NOTE,
            text=over_silence,
            audience=Audience.OFFICE,
            facts={"silent": [dispatch.department_id for dispatch in silent]},
        )
