"""What instructions and delegations write, recorded into Changes; touches no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from weiqitong.cases.models import Case
from weiqitong.core import crypto
from weiqitong.core.clock import local
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.directory.models import Department, Official, Region
from weiqitong.items.models import Item
from weiqitong.items.plan import due_of, plan_give
from weiqitong.items.source import Source
from weiqitong.ledger.changes import Changes

from .enums import InstructionState
from .models import Delegation, Instruction
from .querysets import LABEL

SHOWN = 40  # characters of a title beside a number


@dataclass(frozen=True, slots=True)
class Words:
    """What the leader wrote, and by when it is to be carried out."""

    title: str
    text: str
    due_on: date


def number_of(office: Region, serial: int, at: datetime) -> str:
    """潍批2021-17: unique by its serial; the office's short name stands before it."""
    return f"{office.short}批{local(at):%Y}-{serial}"


def plan_enter(
    changes: Changes,
    *,
    pk: int,
    number: str,
    office: Region,
    leader: Official,
    entered_by: Official,
    delegation: Delegation | None,
    case: Case | None,
    words: Words,
    units: Sequence[Department],
    calendar: WorkCalendar,
) -> tuple[Instruction, list[Item]]:
    """The instruction, and one item for each unit."""
    row = Instruction(
        pk=pk,
        number=number,
        office=office,
        leader=leader,
        entered_by=entered_by,
        delegation=delegation,
        case=case,
        title=words.title,
        text=words.text,
        issued_at=changes.at,
        due_at=due_of(calendar, words.due_on),
        salt=crypto.salt(),
    )
    changes.enact(row, "instruction.enter")
    source = Source(LABEL, pk, source_name(row), office, leader)
    items = [
        plan_give(
            changes,
            key=f"{LABEL}/{pk}/{place}",
            source=source,
            unit=unit,
            text=words.text,
            due_on=words.due_on,
            calendar=calendar,
            case=case,
        )
        for place, unit in enumerate(units, 1)
    ]
    return row, items


def source_name(instruction: Instruction) -> str:
    """潍批2021-17 关于厂区南门道路开口."""
    return f"{instruction.number} {instruction.title[:SHOWN]}"


def plan_close(
    changes: Changes, instruction: Instruction, *, text: str = "", official: Official | None = None
) -> None:
    """It is carried out."""
    changes.enact(
        instruction,
        "instruction.close",
        state=InstructionState.CLOSED,
        conclusion=text,
        closed_at=changes.at,
        closed_by=official,
    )


def plan_delegate(
    changes: Changes,
    *,
    leader: Official,
    secretary: Official,
    region: Region,
    valid_from: date,
    valid_to: date,
    scope: str,
    made_by: Official | None,
) -> Delegation:
    """A leader lets a secretary act."""
    row = Delegation(
        serial=uuid4(),
        leader=leader,
        secretary=secretary,
        region=region,
        valid_from=valid_from,
        valid_to=valid_to,
        scope=scope,
        made_by=made_by,
        made_at=changes.at,
        salt=crypto.salt(),
    )
    changes.enact(row, "delegation.make")
    return row


def plan_withdraw(changes: Changes, delegation: Delegation, *, official: Official | None) -> None:
    """From now on it lets nobody act; what was entered under it stays."""
    changes.enact(delegation, "delegation.withdraw", withdrawn_at=changes.at, withdrawn_by=official)
