"""What a rung and a supervision order write, recorded into Changes; touches no database."""

from datetime import datetime

from weiqitong.cases.enums import RungKind
from weiqitong.cases.models import Case
from weiqitong.cases.plans.climbing import Named
from weiqitong.core import crypto
from weiqitong.core.clock import local
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.models import Clock
from weiqitong.directory.models import Official, Region
from weiqitong.ledger.changes import Changes

from .enums import OrderCause
from .ladder import Line
from .models import Rung, Supervision


def plan_rung(
    changes: Changes,
    case: Case,
    clock: Clock,
    rung: RungKind,
    named: Named,
    line: Line,
    rules_id: int,
    moment: datetime,
) -> Rung:
    """That this rung of this clock is taken."""
    row = Rung(
        clock_key=clock.ledger_key(),
        rung=rung,
        case=case,
        kind=clock.kind,
        region_id=named.region_id,
        unit_id=named.unit_id,
        official_id=named.official_id,
        rules_id=rules_id,
        line=line.code,
        clock_due_at=clock.due_at,
        moment=moment,
        taken_at=changes.at,
    )
    changes.enact(row, f"rung.{rung}")
    return row


def number_of(office: Region, serial: int, at: datetime) -> str:
    """坊督2021-17: unique by its serial; the office's short name stands before it."""
    return f"{office.short}督{local(at):%Y}-{serial}"


def plan_order(
    changes: Changes,
    case: Case,
    *,
    number: str,
    office: Region,
    named: Named,
    cause: OrderCause,
    ref: str,
    due_at: datetime,
    demand: str = "",
) -> Supervision:
    """A supervision order is given."""
    row = Supervision(
        number=number,
        case=case,
        cause=cause,
        ref=ref,
        office=office,
        unit_id=named.unit_id,
        region_id=named.region_id,
        official_id=named.official_id,
        demand=demand,
        issued_at=changes.at,
        due_at=due_at,
        salt=crypto.salt(),
    )
    changes.enact(row, "supervision.issue")
    return row


def reply_due(calendar: WorkCalendar, days: int, at: datetime) -> datetime:
    """Until when the unit replies on an order."""
    return calendar.add_working_days(at, days)


def plan_reply(changes: Changes, order: Supervision, text: str, official: Official | None) -> None:
    """What the unit says has been done."""
    changes.enact(
        order, "supervision.reply", reply=text, replied_at=changes.at, replied_by=official
    )


def plan_move(changes: Changes, order: Supervision, unit_id: int) -> None:
    """The unit it was given to was merged: the one that goes on replies."""
    changes.enact(order, "supervision.move", unit_id=unit_id)


def plan_raise(changes: Changes, order: Supervision, office: Region) -> None:
    """Nobody is left at the office that gave it: the one above reads the reply and ends it."""
    changes.enact(order, "supervision.raise", office=office)


def plan_close(changes: Changes, order: Supervision) -> None:
    """The office is content."""
    changes.enact(order, "supervision.close", closed_at=changes.at)
