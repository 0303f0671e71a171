"""What a lead applies for and others decide: more time, a statutory procedure, parking, a finding.

One mechanism for all: the lead applies, one person outside it grants or refuses (two where
somebody is told no for good), and the grant brings its effect in the same act. The lead keeps its
turn, and its clocks run on meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.deadlines.terms import Term, Unit, until
from weiqitong.deadlines.words import term_words
from weiqitong.directory.models import Official, Region
from weiqitong.ledger.canonical import plain
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier, Seat
from ..enums import Action, ApplicationKind, ApplicationState, Audience, Cause, TurnKind
from ..models import Application
from .beyond import check_escalation, check_outside
from .finding import conclude
from .levels import lift
from .parking import check_next, park
from .steps import lead_turn, start, stop, take, void

# How many persons outside the lead must agree. A no that stands is never one person's.
NEEDED = {ApplicationKind.MERIT: 2, ApplicationKind.NO_BASIS: 2}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the lead writes into its application."""

    kind: ApplicationKind
    reason: str
    basis: str = ""
    cause: Cause | str = ""
    until_on: date | None = None
    next_on: date | None = None
    amount: int | None = None
    level: Region | None = None  # whose office should have it
    body: str = ""  # outside the city
    letter: str = ""
    liaison: Official | None = None  # who keeps asking there


def needed(kind: str) -> int:
    return NEEDED.get(ApplicationKind(kind), 1)


def extensions_left(dossier: Dossier) -> int:
    """How many extensions the profile still allows in this round."""
    allowed = dossier.frame.profile.extension
    if allowed is None:
        return 0
    used = sum(
        one.kind == ApplicationKind.EXTENSION
        and one.state == ApplicationState.GRANTED
        and one.round == dossier.case.round
        for one in dossier.applications
    )
    return max(0, allowed.times - used)


def plan_apply(
    changes: Changes, dossier: Dossier, asked: Asked, author: Official | None = None
) -> None:
    """The lead's application; its clocks run on until somebody grants it."""
    if dossier.applied is not None:
        raise WrongStep(_("An application of this case awaits its decision already."))
    CHECKS[asked.kind](dossier, asked, changes.at)
    case = dossier.case
    application = Application(
        case=case,
        seq=len(dossier.applications) + 1,
        round=case.round,
        kind=asked.kind,
        department=case.lead,
        author=author,
        cause=Cause.OUTSIDE if asked.kind == ApplicationKind.OUTSIDE else asked.cause,
        reason=asked.reason,
        basis=asked.basis,
        until_on=asked.until_on,
        next_on=asked.next_on,
        amount=asked.amount,
        level=asked.level,
        body=asked.body,
        letter=asked.letter,
        liaison=asked.liaison,
        made_at=changes.at,
        salt=crypto.salt(),
    )
    changes.enact(application, "application.make")
    dossier.applications.append(application)
    decide = start(changes, dossier, ClockKind.DECIDE, "decision")
    assert decide is not None  # every profile has it
    take(
        changes,
        dossier,
        Action.APPLY,
        text=asked.reason,
        audience=Audience.OFFICE,
        facts=_told(application),
        decide_until=decide.due_at,
    )


def _told(application: Application) -> dict[str, Any]:
    """What was asked, as the act's lines say it."""
    days = {"until": application.until_on, "next": application.next_on}
    return {
        "application": application.seq,
        "kind": application.kind,
        "cause": application.cause,
        "basis": application.basis,
        "amount": application.amount,
        **({"region": application.level_id} if application.level_id else {}),
        **({"official": application.liaison_id} if application.liaison_id else {}),
        **{name: day.isoformat() for name, day in days.items() if day},
    }


def plan_grant(
    changes: Changes,
    dossier: Dossier,
    by: Official | None,
    words: str = "",
    *,
    seat: Seat | None = None,
) -> None:
    """One person's yes. The last yes that is needed brings the effect with it. `seat` is where an
    escalation leads, if nobody sits at the office it names.
    """
    application = _open(dossier)
    mine = by.pk if by else None
    if mine is not None and mine in application.findings:
        raise WrongStep(_("You have agreed already; a second person decides."))
    findings = [*application.findings, mine]
    settled = len(findings) >= needed(application.kind)
    values: dict[str, Any] = {"findings": findings}
    if settled:
        values |= {"state": ApplicationState.GRANTED, "decided_at": changes.at, "decision": words}
        stop(changes, dossier, ClockKind.DECIDE)
    changes.enact(application, "application.grant", **values)
    facts = {
        "application": application.seq,
        "kind": application.kind,
        "agreed": len(findings),
        "needed": needed(application.kind),
    }
    until = None if settled else dossier.case.decide_until
    take(
        changes,
        dossier,
        Action.GRANT,
        text=words,
        audience=Audience.OFFICE,
        facts=facts,
        decide_until=until,
    )
    if settled and application.kind == ApplicationKind.ESCALATION:
        lift(changes, dossier, application, seat)
    elif settled:
        EFFECTS[ApplicationKind(application.kind)](changes, dossier, application)


def plan_refuse(changes: Changes, dossier: Dossier, words: str) -> None:
    """No, with the reason; the lead goes on in what is left of its time."""
    application = _open(dossier)
    stop(changes, dossier, ClockKind.DECIDE)
    changes.enact(
        application,
        "application.refuse",
        state=ApplicationState.REFUSED,
        decided_at=changes.at,
        decision=words,
    )
    facts = {"application": application.seq, "kind": application.kind}
    take(
        changes,
        dossier,
        Action.REFUSE,
        text=words,
        audience=Audience.OFFICE,
        facts=facts,
        decide_until=None,
    )


def drop(changes: Changes, dossier: Dossier) -> None:
    """The case goes on without it: answered, withdrawn. Called by whatever ends the lead's work,
    whose act clears the case's own note of it.
    """
    application = dossier.applied
    if application is not None:
        void(changes, dossier, ClockKind.DECIDE)
        changes.enact(
            application,
            "application.drop",
            state=ApplicationState.DROPPED,
            decided_at=changes.at,
        )


def _open(dossier: Dossier) -> Application:
    application = dossier.applied
    if application is None:
        raise WrongStep(_("There is no application to decide."))
    return application


# What may be applied for


def _close(dossier: Dossier, at: datetime) -> Clock:
    """The close clock, while its time is not over: afterwards nobody asks for more."""
    clock = dossier.clock(ClockKind.CLOSE)
    if clock is None or clocks.is_late(clock, at):
        raise WrongStep(_("The time for the answer is over; ask before it is due."))
    return clock


def _check_extension(dossier: Dossier, asked: Asked, at: datetime) -> None:
    _close(dossier, at)
    allowed = dossier.frame.profile.extension
    if allowed is None:
        raise WrongStep(_("This case's rule allows no extension."))
    if not extensions_left(dossier):
        raise WrongStep(_("This case's rule allows no further extension."))
    if asked.amount is None or not 1 <= asked.amount <= allowed.term.amount:
        raise BadInput(
            _("Ask for at most %(term)s.") % {"term": term_words(allowed.term)},
            field="amount",
        )


def _check_statutory(dossier: Dossier, asked: Asked, at: datetime) -> None:
    clock = _close(dossier, at)
    if not asked.basis.strip():
        raise BadInput(_("Name the provision that sets the procedure."), field="basis")
    calendar = dossier.frame.calendar
    if asked.until_on is None or asked.until_on <= calendar.local(clock.due_at).date():
        raise BadInput(
            _("The procedure's end lies after the day the answer is due; name its day."),
            field="until_on",
        )


def _check_parking(dossier: Dossier, asked: Asked, at: datetime) -> None:
    today = dossier.frame.calendar.local(at).date()
    if not asked.cause:
        raise BadInput(_("Say what it waits for."), field="cause")
    if asked.until_on is None or asked.until_on <= today:
        raise BadInput(_("Name the day promised; it lies in the future."), field="until_on")
    if check_next(dossier, asked.next_on, at) > asked.until_on:
        raise BadInput(_("The next reply comes no later than the day promised."), field="next_on")


def _check_merit(dossier: Dossier, asked: Asked, at: datetime) -> None:
    if not asked.cause:
        raise BadInput(_("Say whether it is unreasonable or repeated."), field="cause")


def _check_basis(dossier: Dossier, asked: Asked, at: datetime) -> None:
    if not asked.basis.strip():
        raise BadInput(_("Name the provision that stands against it."), field="basis")


CHECKS: dict[ApplicationKind, Callable[[Dossier, Asked, datetime], None]] = {
    ApplicationKind.EXTENSION: _check_extension,
    ApplicationKind.STATUTORY: _check_statutory,
    ApplicationKind.PARKING: _check_parking,
    ApplicationKind.MERIT: _check_merit,
    ApplicationKind.NO_BASIS: _check_basis,
    ApplicationKind.ESCALATION: check_escalation,
    ApplicationKind.OUTSIDE: check_outside,
}


# What a grant brings with it


def _extend(changes: Changes, dossier: Dossier, application: Application) -> None:
    """More time, explained to the enterprise."""
    allowed = dossier.frame.profile.extension
    assert allowed is not None
    assert application.amount is not None
    _longer(changes, dossier, application, Term(application.amount, allowed.term.unit))


def _give_procedure(changes: Changes, dossier: Dossier, application: Application) -> None:
    """The answer is due at the end the law sets; the path there is what day three owes."""
    close, calendar = dossier.clock(ClockKind.CLOSE), dossier.frame.calendar
    assert close is not None
    assert application.until_on is not None
    end = calendar.closing(application.until_on)
    stop(changes, dossier, ClockKind.PLAN)
    _longer(changes, dossier, application, until(calendar, Unit(close.unit), close.due_at, end))


def _longer(changes: Changes, dossier: Dossier, application: Application, term: Term) -> None:
    close = dossier.clock(ClockKind.CLOSE)
    assert close is not None
    before = close.due_at
    clocks.extend(changes, close, dossier.frame.calendar, term)
    turn = None
    if dossier.case.turn_kind in {TurnKind.UNIT, TurnKind.HANDLER}:
        turn = lead_turn(dossier)
    facts = {
        "application": application.seq,
        "kind": application.kind,
        "from": plain(before),
        "to": plain(close.due_at),
        "basis": application.basis,
    }
    take(changes, dossier, Action.EXTEND, turn, text=application.reason, facts=facts)


def _allow_no(changes: Changes, dossier: Dossier, application: Application) -> None:
    """No effect of its own: the answer “no legal basis” may now be given."""


EFFECTS: dict[ApplicationKind, Callable[[Changes, Dossier, Application], None]] = {
    ApplicationKind.EXTENSION: _extend,
    ApplicationKind.STATUTORY: _give_procedure,
    ApplicationKind.PARKING: park,
    ApplicationKind.MERIT: conclude,
    ApplicationKind.NO_BASIS: _allow_no,
    ApplicationKind.ESCALATION: lift,
    ApplicationKind.OUTSIDE: park,
}
