"""What a referral writes, act by act, recorded into Changes; touches no database. Each act says
until when the next step is awaited.
"""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.cases.delay import Desk
from weiqitong.cases.models import Case
from weiqitong.cases.plans.climbing import Named
from weiqitong.core import crypto
from weiqitong.core.clock import local
from weiqitong.core.errors import BadInput
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.models import Clock
from weiqitong.directory.models import Official, Region
from weiqitong.ledger.changes import Changes

from .enums import HandedKind, HandedTo
from .models import Referral

DECIDE = 3  # working days for the office: to hand something on, to close what came back


def number_of(office: Region, serial: int, at: datetime) -> str:
    """坊问2021-17: unique by its serial; the office's short name stands before it."""
    return f"{office.short}问{local(at):%Y}-{serial}"


def facts_of(
    late: int, held: dict[Desk, int], nudges: list[date], orders: list[str]
) -> dict[str, Any]:
    """The facts as they stood: who held it how long past due, and what was done before."""
    return {
        "late": late,
        "held": [[kind, id_, seconds] for (kind, id_), seconds in held.items()],
        "nudges": [day.isoformat() for day in nudges],
        "orders": orders,
    }


def plan_open(
    changes: Changes,
    case: Case,
    clock: Clock,
    *,
    number: str,
    office: Region,
    named: Named,
    facts: dict[str, Any],
    due_at: datetime,
) -> Referral:
    """A referral opens by itself, with its rung."""
    row = Referral(
        number=number,
        case=case,
        clock_key=clock.ledger_key(),
        kind=clock.kind,
        clock_due_at=clock.due_at,
        office=office,
        unit_id=named.unit_id,
        region_id=named.region_id,
        official_id=named.official_id,
        facts=facts,
        opened_at=changes.at,
        due_at=due_at,
        salt=crypto.salt(),
    )
    changes.enact(row, "referral.open")
    return row


def plan_state(
    changes: Changes,
    referral: Referral,
    text: str,
    by: Official | None,
    calendar: WorkCalendar,
) -> None:
    """What the unit says to it."""
    changes.enact(
        referral,
        "referral.state",
        statement=text,
        stated_at=changes.at,
        stated_by=by,
        due_at=calendar.add_working_days(changes.at, DECIDE),
    )


def plan_move(changes: Changes, referral: Referral, unit_id: int) -> None:
    """The unit was merged: the one that goes on makes its statement."""
    changes.enact(referral, "referral.move", unit_id=unit_id)


def plan_raise(changes: Changes, referral: Referral, office: Region) -> None:
    """Nobody is left who could decide it there: the office above does, by the same day."""
    changes.enact(referral, "referral.raise", office=office)


def plan_skip(changes: Changes, referral: Referral) -> None:
    """Nobody is left who could make the statement: the office goes on without it."""
    changes.enact(referral, "referral.skip", due_at=changes.at)


def plan_hand_on(
    changes: Changes,
    referral: Referral,
    *,
    kind: HandedKind,
    to: HandedTo,
    text: str,
    back_on: date | None,
    by: Official,
    calendar: WorkCalendar,
) -> None:
    """A person hands it on, and says when something should have come back."""
    if back_on is None or back_on <= calendar.local(changes.at).date():
        raise BadInput(_("Name the day by which you expect word; it lies ahead."), field="back_on")
    if kind == HandedKind.CLUE and to == HandedTo.UNIT:
        raise BadInput(_("A clue goes to the inspection or the organisation."), field="to")
    changes.enact(
        referral,
        "referral.hand_on",
        handed_kind=kind,
        handed_to=to,
        handed_note=text,
        handed_at=changes.at,
        handed_by=by,
        due_at=calendar.closing(back_on),
    )


def plan_return(changes: Changes, referral: Referral, text: str, calendar: WorkCalendar) -> None:
    """What came back; the office closes it."""
    changes.enact(
        referral,
        "referral.return",
        returned=text,
        returned_at=changes.at,
        due_at=calendar.add_working_days(changes.at, DECIDE),
    )


def plan_close(changes: Changes, referral: Referral, text: str, by: Official) -> None:
    """The end, with its grounds where nothing was handed on."""
    if referral.handed_at is None and not text:
        raise BadInput(_("Say why nothing is handed on."), field="text")
    changes.enact(referral, "referral.close", grounds=text, closed_at=changes.at, closed_by=by)
