"""What a batch does to one need: looked at again each time, then the plan of the single act. The
preview runs the same on Changes that nobody writes.
"""

from collections.abc import Callable
from typing import Any

from weiqitong.core.actor import Role
from weiqitong.directory.models import Category, Department, Official
from weiqitong.ledger.changes import Changes

from .. import permissions, plans
from ..dossier import Dossier
from ..enums import Action, BatchKind, Part, Status, TurnKind
from ..models import Act, Batch, BatchLine
from ..plans.moving import LED
from .confiding import refuse_unmanned
from .intake import mode_of

# What may happen to a need without anybody having worked on it.
PASSIVE = frozenset(
    {
        Action.NOTE,
        Action.NUDGE,
        Action.RUNG,
        Action.HURRY,
        Action.RECOUNT,
        Action.CONFIRM,
        Action.REMIND,
    }
)
AT_OFFICE = frozenset({TurnKind.OFFICE, TurnKind.LEADER})


class Refused(Exception):
    """A row is left out: a code, and what its sentence is made of."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def moved_on(dossier: Dossier, version: int) -> bool:
    """Whether anybody has worked on it since it was left, or looked at, in a version."""
    if dossier.case.version == version:
        return False
    since = Act.objects.filter(case=dossier.case, version__gt=version)
    return since.exclude(action__in=PASSIVE).exists()


def plan_line(changes: Changes, batch: Batch, line: BatchLine, dossier: Dossier) -> None:
    """Record what this batch does to this need and keep it in the line, or Refused."""
    changes.batch = batch.ledger_key()
    kind = BatchKind(batch.kind)
    case = dossier.case
    before = {**plans.hands_of(dossier).stored(), "category": case.category_id}
    before["catalogue"] = case.catalogue_id
    found = (UNDOING if batch.undoes_id else DOING)[kind](changes, batch, line, dossier)
    if not batch.undoes_id:
        line.before = before
    line.after = {**line.after, **plans.hands_of(dossier).stored(), **found}


def _dispatch(changes: Changes, batch: Batch, line: BatchLine, dossier: Dossier) -> dict[str, Any]:
    case, lead = dossier.case, line.target
    if case.status != Status.REPORTED:
        raise Refused("state", status=case.status)
    if not permissions.can_take(changes.actor, dossier, Action.DISPATCH):
        raise Refused("desk")
    if lead is None:
        raise Refused("none")
    if not lead.active or lead.parent_id is not None:
        raise Refused("unit", unit=lead.pk)
    wanted = line.after.get("co") or []
    co = list(Department.objects.units().filter(pk__in=wanted).exclude(pk=lead.pk))
    proposal = plans.Proposal(
        lead=lead,
        co=sorted(co, key=lambda unit: wanted.index(unit.pk)),
        category=Category.objects.filter(pk=line.after.get("category") or 0).first(),
        catalogue_id=line.after.get("catalogue"),
        mode=mode_of(case.desk, lead),
        grounds=batch.text,
    )
    refuse_unmanned(case, lead, changes.now)
    plans.plan_dispatch(changes, dossier, proposal)
    return {}


def _hand_over(changes: Changes, batch: Batch, line: BatchLine, dossier: Dossier) -> dict[str, Any]:
    case, target = dossier.case, batch.target
    if case.status not in LED or case.turn_kind in AT_OFFICE or case.lead is None:
        raise Refused("state", status=case.status)
    if not permissions.moves(changes.actor, dossier):
        raise Refused("desk")
    if changes.actor.role == Role.LIAISON:
        return _within(changes, batch, dossier)
    assert target is not None
    if not target.active or target.parent_id is not None:
        raise Refused("unit", unit=target.pk)
    if case.lead_id == target.pk:
        raise Refused("same", unit=target.pk)
    if target.pk in {one.department_id for one in dossier.answers if one.sent_at}:
        raise Refused("answered", unit=target.pk)
    refuse_unmanned(case, target, changes.now)
    parts = plans.plan_succeed(changes, dossier, case.lead, target, text=batch.text,
                               only=[Part.LEAD])  # fmt: skip
    return {"parts": parts}


def _within(changes: Changes, batch: Batch, dossier: Dossier) -> dict[str, Any]:
    case, section, person = dossier.case, batch.target, batch.person
    if case.status == Status.OBJECTED:
        raise Refused("state", status=case.status)
    if person is not None and case.handler_id == person.pk:
        raise Refused("held", official=person.pk)
    if person is None and case.handler_id is None and section and case.section_id == section.pk:
        raise Refused("same", unit=section.pk)
    plans.plan_pass_within(changes, dossier, section=section, handler=person, text=batch.text)
    return {"parts": []}


def _merge(changes: Changes, batch: Batch, line: BatchLine, dossier: Dossier) -> dict[str, Any]:
    assert batch.unit is not None
    assert batch.target is not None
    hands = plans.hands_of(dossier)
    parts = plans.plan_succeed(changes, dossier, batch.unit, batch.target, hands=hands, merged=True)
    if not parts:
        raise Refused("state", status=dossier.case.status)
    return {"parts": parts}


def _undispatch(
    changes: Changes, batch: Batch, line: BatchLine, dossier: Dossier
) -> dict[str, Any]:
    if not permissions.can_take(changes.actor, dossier, Action.UNDO):
        raise Refused("desk")
    if moved_on(dossier, line.version) or not plans.may_undo(dossier):
        raise Refused("moved", status=dossier.case.status)
    then = line.before
    plans.plan_undo(
        changes,
        dossier,
        text=batch.text,
        category_id=then["category"],
        catalogue_id=then["catalogue"],
    )
    return {}


def _hand_back(changes: Changes, batch: Batch, line: BatchLine, dossier: Dossier) -> dict[str, Any]:
    if not permissions.moves(changes.actor, dossier):
        raise Refused("desk")
    if moved_on(dossier, line.version) or not _as_left(line, dossier):
        raise Refused("moved", status=dossier.case.status)
    then = _then(line)
    if not line.after["parts"]:  # within the unit
        section = Department.objects.filter(pk=then.section or 0).first()
        handler = Official.objects.filter(pk=then.handler or 0).select_related("department").first()
        plans.plan_pass_within(changes, dossier, section=section, handler=handler, text=batch.text)
        return {}
    old, new = dossier.case.lead, Department.objects.get(pk=then.lead or 0)
    assert old is not None
    if not new.active:
        raise Refused("unit", unit=new.pk)
    plans.plan_succeed(
        changes, dossier, old, new, text=batch.text, hands=then, only=[Part.LEAD], back=True
    )
    return {}


def _unmerge(changes: Changes, batch: Batch, line: BatchLine, dossier: Dossier) -> dict[str, Any]:
    assert batch.unit is not None
    assert batch.target is not None
    if Part.LEAD in line.after["parts"] and not _as_left(line, dossier):
        raise Refused("moved", status=dossier.case.status)
    parts = plans.plan_succeed(
        changes,
        dossier,
        batch.target,
        batch.unit,
        hands=plans.hands_of(dossier),
        only=line.after["parts"],
        merged=True,
        back=True,
    )
    if not parts:
        raise Refused("moved", status=dossier.case.status)
    return {}


def _as_left(line: BatchLine, dossier: Dossier) -> bool:
    """Whether it still lies with whom the batch gave it to."""
    case = dossier.case
    fit = case.status in LED and (case.turn_kind not in AT_OFFICE or case.status == Status.OBJECTED)
    left = {name: line.after.get(name) for name in plans.Hands().stored()}
    return fit and plans.hands_of(dossier).stored() == left


def _then(line: BatchLine) -> plans.Hands:
    """Who had it before; a person who has left the roster is not named again."""
    handler = line.before["handler"]
    there = Official.objects.filter(pk=handler or 0, active=True).exists()
    return plans.Hands(line.before["lead"], line.before["section"], handler if there else None)


Doing = Callable[[Changes, Batch, BatchLine, Dossier], dict[str, Any]]
DOING: dict[BatchKind, Doing] = {
    BatchKind.DISPATCH: _dispatch,
    BatchKind.HAND_OVER: _hand_over,
    BatchKind.MERGE: _merge,
}
UNDOING: dict[BatchKind, Doing] = {
    BatchKind.DISPATCH: _undispatch,
    BatchKind.HAND_OVER: _hand_back,
    BatchKind.MERGE: _unmerge,
}
