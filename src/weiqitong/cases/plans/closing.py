"""The enterprise's last word, and the honest exits: verdict, reminder, lapse, decline, appeal,
withdrawal.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines.models import ClockKind
from weiqitong.deadlines.terms import due_at
from weiqitong.directory.models import Contact, Region
from weiqitong.ledger.changes import Changes
from weiqitong.web.times import moment_words

from ..dossier import Dossier, Seat, Turn
from ..enums import Action, Rating, Route, Status, VerdictChannel
from ..models import Verdict
from .answers import next_reminder
from .applying import drop
from .calling import tries_of
from .finding import conclude, stands
from .objecting import end_objection
from .steps import NOBODY, end, start, stop, take

APPEALS = 1
HURRY_AGAIN = 2  # working days between two of the enterprise's "please hurry"


def plan_verdict(
    changes: Changes,
    dossier: Dossier,
    *,
    yes: bool,
    rating: Rating | None,
    channel: VerdictChannel,
    contact: Contact | None,
    answered_in: Region,
    seat: Seat | None = None,
    comment: str = "",
) -> None:
    """The enterprise's yes or no. `answered_in` is the region of the unit that answered.

    A "no" opens a new close clock of the profile's rework length and passes the turn one region
    level up, or to `seat` where nobody sits there.
    """
    case = dossier.case
    if case.status == Status.LAPSED and changes.at > _lapsed_until(dossier):
        raise WrongStep(_("The time for a verdict on this case is over."))
    answer = dossier.sent
    if answer is None:
        raise WrongStep(_("There is no answer to judge yet."))
    stop(changes, dossier, ClockKind.VERDICT)
    verdict = Verdict(
        case=case,
        round=case.round,
        answer_seq=answer.seq,
        yes=yes,
        rating=rating,
        comment=comment,
        salt=crypto.salt(),
        channel=channel,
        contact=contact,
        at=changes.at,
    )
    changes.enact(verdict, "verdict.give")
    facts: dict[str, Any] = {"answer": answer.seq, "channel": channel}
    if rating is not None:
        facts["rating"] = int(rating)
    said: dict[str, Any] = {
        "verdict": yes,
        "rating": rating,
        "verdict_channel": channel,
        "verdict_at": changes.at,
        "reminder_at": None,
    }
    if yes:
        take(
            changes,
            dossier,
            Action.ACCEPT_ANSWER,
            NOBODY,
            text=comment,
            facts=facts,
            **said,
        )
        return
    finding = stands(dossier)
    if finding is not None:  # two persons found so; the way on is one appeal, not the next level
        take(changes, dossier, Action.REJECT_ANSWER, NOBODY, text=comment, facts=facts, **said)
        conclude(changes, dossier, finding)
        return
    # Nobody's until the level above has named another lead: delay is booked to whoever holds it.
    start(changes, dossier, ClockKind.CLOSE, "rework")
    name = start(changes, dossier, ClockKind.NAME, "name")
    assert name is not None
    seat = seat or Seat.above(answered_in)
    up, turn = seat.region, Turn(seat.kind, seat.region.pk, name.due_at)
    facts |= {"up": up.pk, **({"passed": list(seat.passed)} if seat.passed else {})}
    take(
        changes,
        dossier,
        Action.REJECT_ANSWER,
        turn,
        text=comment,
        facts=facts,
        desk=up,
        round=case.round + 1,
        rejections=case.rejections + 1,
        lead=None,
        section=None,
        handler=None,
        outcome="",
        **said,
    )


def plan_remind(changes: Changes, dossier: Dossier) -> None:
    """One more reminder, of the verdict or of a question."""
    sent = dossier.case.reminders + 1
    following = None
    if dossier.case.status == Status.ANSWERED:
        following = next_reminder(dossier, sent, changes.at)
    take(changes, dossier, Action.REMIND, reminders=sent, reminder_at=following)


def plan_lapse(changes: Changes, dossier: Dossier, *, tries: int = 0) -> None:
    """No verdict came: counted apart, never as satisfied. Beside it how many of the `tries` owed
    by phone were made; none are owed where nobody calls.
    """
    stop(changes, dossier, ClockKind.VERDICT)
    facts = {"tries": len(tries_of(dossier)), "of": tries} if tries else {}
    take(changes, dossier, Action.LAPSE, NOBODY, facts=facts, reminder_at=None)


def plan_decline(changes: Changes, dossier: Dossier, route: Route, text: str) -> None:
    """Not receivable, with the legal way named; one appeal is open."""
    stop(changes, dossier, ClockKind.DISPATCH)
    take(changes, dossier, Action.DECLINE, NOBODY, text=text, facts={"route": route})


def plan_appeal(changes: Changes, dossier: Dossier, text: str, seat: Seat) -> None:
    """Once, at the desk that hears it: a finding opens a round of its own there."""
    case = dossier.case
    if case.appeals >= APPEALS:
        raise BadInput(_("An appeal was made already; the decision stands."))
    clock = start(changes, dossier, ClockKind.DISPATCH, "dispatch")
    assert clock is not None
    values: dict[str, Any] = {"appeals": case.appeals + 1, "desk": seat.region}
    if case.status == Status.FOUND:
        values |= {"round": case.round + 1, "lead": None, "section": None}
        values |= {"handler": None, "outcome": ""}
    turn = Turn(seat.kind, seat.region.pk, clock.due_at)
    take(changes, dossier, Action.APPEAL, turn, text=text, **values)


def hurry_again(dossier: Dossier) -> datetime | None:
    """When the enterprise may press again; None when it may now, never having pressed."""
    before = dossier.case.hurried_at
    return dossier.frame.calendar.add_working_days(before, HURRY_AGAIN) if before else None


def plan_hurry(changes: Changes, dossier: Dossier, text: str = "") -> None:
    """The enterprise asks whoever holds it to hurry: once in two working days."""
    again = hurry_again(dossier)
    if again is not None and changes.at < again:
        raise WrongStep(
            _("You have pressed already; you may again from %(when)s.")
            % {"when": moment_words(again, changes.at)}
        )
    take(changes, dossier, Action.HURRY, text=text, hurried_at=changes.at)


def plan_withdraw(changes: Changes, dossier: Dossier, text: str) -> None:
    """The enterprise takes its need back; a sample is called to see that nobody pushed."""
    end_objection(changes, dossier)
    drop(changes, dossier)
    end(changes, dossier)
    for dispatch in dossier.dispatches:
        if dispatch.ended_at is None:
            changes.enact(dispatch, "dispatch.end", ended_at=changes.at)
    take(
        changes,
        dossier,
        Action.WITHDRAW,
        NOBODY,
        text=text,
        reminder_at=None,
        decide_until=None,
        parts_open=None,
    )


def _lapsed_until(dossier: Dossier) -> datetime:
    closed, late = dossier.case.closed_at, dossier.frame.term("verdict_late")
    assert closed is not None
    assert late is not None
    return due_at(dossier.frame.calendar, late, closed)
