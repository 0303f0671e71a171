"""What a merger does to one row that is no need: a section, an official, a role, an order."""

from collections.abc import Callable, Mapping
from typing import Any

from weiqitong.accounts.models import Grant
from weiqitong.accounts.services.grants import plan_move_grant
from weiqitong.core.registry import unit_holdings
from weiqitong.directory.models import Department, Official
from weiqitong.directory.plan import plan_department, plan_official
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Ledgered

from ..models import Batch, BatchLine
from .batch_cases import Refused

Values = Mapping[str, Any]
Move = Callable[[Changes, Any, dict[str, Any]], Any]


def _move_grant(changes: Changes, grant: Grant, values: dict[str, Any]) -> None:
    plan_move_grant(changes, grant, values["department_id"])


OWN: dict[str, tuple[type[Ledgered], Move]] = {
    Department.LABEL: (Department, plan_department),
    Official.LABEL: (Official, plan_official),
    Grant.LABEL: (Grant, _move_grant),
}


def read_row(line: BatchLine) -> Ledgered | None:
    """The row that a line names, locked where the database locks rows."""
    if line.label in OWN:
        model = OWN[line.label][0]
    else:
        model = unit_holdings[line.label].held(0).model
    found: Ledgered | None = (
        model._default_manager.select_for_update(of=("self",)).filter(pk=line.object_id).first()
    )
    return found


def values_of(row: Ledgered, names: Values) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def plan_row(changes: Changes, batch: Batch, line: BatchLine, row: Ledgered | None) -> None:
    """Set the columns that the line names, unless they have become others meanwhile."""
    changes.batch = batch.ledger_key()
    if row is None:
        raise Refused("gone")
    if values_of(row, line.after) != line.before:
        raise Refused("moved")
    if line.label in OWN:
        OWN[line.label][1](changes, row, dict(line.after))
    else:
        holding = unit_holdings[line.label]
        if batch.undoes_id is None and not holding.held(line.before[holding.field]).filter(
            pk=row.pk
        ):
            raise Refused("moved")
        holding.move(changes, row, line.after[holding.field])
    line.version = row.version
