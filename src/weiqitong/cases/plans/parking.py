"""A need that cannot be met now: parked with a reason, a day promised and a dated next reply that
rolls until it is done. Never counted as solved.
"""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.deadlines.terms import Unit, due_at
from weiqitong.ledger.changes import Changes
from weiqitong.web.times import plain_date

from ..dossier import Dossier, Turn
from ..enums import Action, TurnKind
from ..models import Application
from .steps import lead_turn, start_until, stop, take, void

WAITING = (ClockKind.CLOSE, ClockKind.PLAN, ClockKind.CONTACT)


def check_next(dossier: Dossier, next_on: date | None, at: datetime) -> date:
    """The day of the next reply, or BadInput: ahead, and not later than the rule allows."""
    calendar, most = dossier.frame.calendar, dossier.frame.term("follow")
    assert most is not None  # every profile has it
    if next_on is None or next_on <= calendar.local(at).date():
        raise BadInput(_("Name the day of the next reply; it lies in the future."), field="next_on")
    limit = due_at(calendar, most, at).date()
    if next_on > limit:
        raise BadInput(
            _("The next reply is due by %(day)s at the latest.") % {"day": plain_date(limit)},
            field="next_on",
        )
    return next_on


def park(changes: Changes, dossier: Dossier, application: Application) -> None:
    """The effect of a granted parking: the clocks of the answer rest, the next reply's runs. With
    a body outside, the person named keeps asking there, whoever handled it before.
    """
    for kind in WAITING:
        clock = dossier.clock(kind)
        if clock is not None and clock.is_running:
            clocks.pause(changes, clock, dossier.frame.calendar)
    void(changes, dossier, ClockKind.ASK)  # a question that is open waits with the rest
    if dossier.pending is not None:  # and an answer in sign-off is written anew when it can be
        changes.enact(dossier.pending, "answer.return", returned_at=changes.at)
    values: dict[str, Any] = {"outside": application.body}
    turn = lead_turn(dossier)
    if application.liaison is not None:
        turn = Turn(TurnKind.HANDLER, application.liaison_id)
        place = application.liaison.department_id
        values["handler_id"] = application.liaison_id
        values["section_id"] = None if place == dossier.case.lead_id else place
    assert application.next_on is not None
    follow = _follow(changes, dossier, application.next_on)
    facts = {
        "application": application.seq,
        "cause": application.cause,
        "promised": application.until_on.isoformat() if application.until_on else None,
        "next": application.next_on.isoformat(),
    }
    take(
        changes,
        dossier,
        Action.PARK,
        Turn(turn.kind, turn.id, follow.due_at),
        text=application.reason,
        facts=facts,
        reminder_at=None,
        promised_on=application.until_on,
        **values,
    )


def plan_follow(changes: Changes, dossier: Dossier, text: str, next_on: date | None) -> None:
    """The reply that was due, and the day of the next one."""
    day = check_next(dossier, next_on, changes.at)
    stop(changes, dossier, ClockKind.FOLLOW)
    follow = _follow(changes, dossier, day)
    facts = {"next": day.isoformat()}
    take(changes, dossier, Action.FOLLOW, _turn(dossier, follow), text=text, facts=facts)


def plan_unpark(changes: Changes, dossier: Dossier, text: str) -> None:
    """It can be done now: the clocks run on with what was left."""
    stop(changes, dossier, ClockKind.FOLLOW)
    for kind in WAITING:
        clock = dossier.clock(kind)
        if clock is not None and clock.paused_at:
            clocks.resume(changes, clock, dossier.frame.calendar)
    take(changes, dossier, Action.UNPARK, lead_turn(dossier), text=text)


def _follow(changes: Changes, dossier: Dossier, day: date) -> Clock:
    """The clock of the next reply, due at the closing hour of the day named."""
    due = dossier.frame.calendar.closing(day)
    holder_id, unit = dossier.case.lead_id, Unit.NATURAL_DAYS
    return start_until(changes, dossier, ClockKind.FOLLOW, unit, due, holder_id=holder_id)


def _turn(dossier: Dossier, follow: Clock) -> Turn:
    turn = lead_turn(dossier)
    return Turn(turn.kind, turn.id, follow.due_at)
