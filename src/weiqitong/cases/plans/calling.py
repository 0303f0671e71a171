"""The enterprise is asked by phone: a try and what came of it, the wait for tries still owed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.clock import at
from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import ClockKind
from weiqitong.deadlines.terms import Term, Unit
from weiqitong.directory.models import Official
from weiqitong.ledger.changes import Changes
from weiqitong.web.times import moment_words

from .. import calling
from ..calling import Script
from ..dossier import Dossier, Turn
from ..enums import Action, Audience, CallOutcome, CallPurpose, Rating, Status, TurnKind
from ..models import CallTry
from .steps import take

LONGEST_WORDS, LONGEST_RECORDING = 1000, 40


@dataclass(frozen=True, slots=True)
class CallMade:
    """What came of a try, as the caller writes it down."""

    outcome: CallOutcome
    recording: str = ""
    words: str = ""
    again_at: datetime | None = None
    pushed: bool | None = None  # of a withdrawal


@dataclass(frozen=True, slots=True)
class Word:
    """The enterprise's verdict, as it was said on the phone. No rating given: none is assumed."""

    yes: bool
    rating: Rating | None = None


def purpose_of(dossier: Dossier) -> CallPurpose:
    """What the enterprise is asked, in the state the case is in."""
    withdrawn = dossier.case.status == Status.WITHDRAWN
    return CallPurpose.WITHDRAWN if withdrawn else CallPurpose.VERDICT


def plan_call(
    changes: Changes,
    dossier: Dossier,
    called: CallMade,
    *,
    caller: Official | None,
    script: Script,
) -> CallTry:
    """One try. State and turn stay; a word of the enterprise follows as a verdict of its own."""
    purpose, calendar = purpose_of(dossier), dossier.frame.calendar
    before = tries_of(dossier)
    _refuse_early(dossier, called, before, script, changes.at)
    _check(called, purpose, changes.at)
    row = CallTry(
        case=dossier.case,
        seq=len(dossier.calls) + 1,
        round=dossier.case.round,
        purpose=purpose,
        at=changes.at,
        outcome=called.outcome,
        pushed=called.pushed,
        recording=called.recording,
        caller=caller,
        words=called.words,
        salt=crypto.salt(),
        again_at=called.again_at,
    )
    row.next_at = calling.next_try_after([*before, row], calendar, script.tries)
    changes.enact(row, "call.try")
    dossier.calls.append(row)
    facts = {"call": row.seq, "outcome": row.outcome, "try": len(before) + 1, "of": script.tries}
    facts["purpose"] = purpose
    take(changes, dossier, Action.CALL, audience=Audience.OFFICE, facts=facts)
    return row


def tries_of(dossier: Dossier) -> list[CallTry]:
    """Tries made since the last answer, or since it was withdrawn."""
    case, purpose = dossier.case, purpose_of(dossier)
    since = [one for one in dossier.calls if one.round == case.round and one.purpose == purpose]
    if purpose == CallPurpose.VERDICT and case.answered_at is not None:
        since = [one for one in since if one.at >= case.answered_at]
    return since


def begins_at(dossier: Dossier, script: Script) -> datetime | None:
    """The day from which an enterprise may be called: it has some days to speak by itself."""
    case, calendar = dossier.case, dossier.frame.calendar
    since = case.closed_at if case.status == Status.WITHDRAWN else case.answered_at
    if since is None or not script.after:
        return since
    day = calendar.nth_working_day(calendar.local(since).date(), script.after)
    return at(day)


def _refuse_early(
    dossier: Dossier, called: CallMade, before: list[CallTry], script: Script, now: datetime
) -> None:
    """Tries are made at different hours, and not before the day; an enterprise that calls back by
    itself is heard at any time after that.
    """
    begin = begins_at(dossier, script)
    if begin is None or now < begin:
        when = moment_words(begin, now) if begin else ""
        raise WrongStep(_("Calls begin %(when)s.") % {"when": when})
    following = before[-1].next_at if before else begin
    if following is None:
        raise WrongStep(_("There is nothing left to call for: all tries were made."))
    if called.outcome != CallOutcome.REACHED and now < following:
        raise WrongStep(
            _("The next try is due %(when)s, at another hour than the last.")
            % {"when": moment_words(following, now)}
        )


def _check(called: CallMade, purpose: CallPurpose, now: datetime) -> None:
    reached = called.outcome == CallOutcome.REACHED
    if reached and not called.recording:
        raise BadInput(
            _("What the enterprise says counts only with the number of the recording."),
            field="recording",
        )
    if reached and purpose == CallPurpose.WITHDRAWN and called.pushed is None:
        raise BadInput(_("Say whether anybody pushed it."), field="pushed")
    if (called.outcome == CallOutcome.CALL_BACK) != (called.again_at is not None):
        raise BadInput(_("Say when it asks to be called back."), field="again_at")
    if called.again_at is not None and called.again_at <= now:
        raise BadInput(_("This time is over already."), field="again_at")


def plan_wait(changes: Changes, dossier: Dossier, script: Script) -> None:
    """The time for a verdict is over, and tries to call are still owed: once, it gets longer. The
    enterprise is told one date again, and it holds.
    """
    clock = dossier.clock(ClockKind.VERDICT)
    if clock is None:
        raise WrongStep(_("No verdict is waited for."))
    calendar, unit = dossier.frame.calendar, Unit(clock.unit)
    clocks.extend(changes, clock, calendar, Term(script.wait * IN_A_DAY[unit], unit))
    case = dossier.case
    turn = Turn(TurnKind(case.turn_kind), case.turn_id, clock.due_at)
    facts = {"to": clock.due_at.isoformat(), "tries": len(tries_of(dossier)), "of": script.tries}
    take(changes, dossier, Action.WAIT, turn, facts=facts)


# So many of a clock's unit count as a day of the rule.
IN_A_DAY = {
    Unit.WORKING_DAYS: 1,
    Unit.NATURAL_DAYS: 1,
    Unit.WORKING_HOURS: 8,
    Unit.WORKING_MINUTES: 480,
    Unit.HOURS: 24,
}
