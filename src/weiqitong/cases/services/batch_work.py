"""The work of a batch, for its jobs: look at each row, do each row. Every row is a transaction of
its own with the mark that it is done, so a worker that is killed loses nothing and its heir does
nothing twice.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from django.db import OperationalError, transaction
from django.db.models import Max

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import DomainError
from weiqitong.core.fairness import give_way
from weiqitong.directory.models import Category, Department
from weiqitong.directory.signals import department_changed
from weiqitong.ledger.changes import Changes

from ..enums import BatchKind, BatchState, LineState
from ..models import Batch, BatchLine, Case
from ..selectors.answerable import official_name
from ..selectors.merging import Moving, cases_of_unit, rows_of_unit
from ..selectors.proposals import proposals
from .acting import load, write
from .batch_cases import Refused, moved_on, plan_line
from .batch_rows import plan_row, read_row, values_of

log = logging.getLogger("weiqitong.cases")
STEP = 50  # rows looked at between two writes
DOABLE = (LineState.WAITING, LineState.PLANNED)


def actor_of(batch: Batch) -> Actor:
    """Whoever asked, in the reach they had then."""
    reach = Actor.restored(batch.grant)
    return replace(reach, name=official_name(reach.official_id))


def still_holds(actor: Actor, now: datetime) -> bool:
    """Whether whoever asked may still act so: a role may end while a batch waits."""
    held = Grant.objects.acting(today(now)).filter(user=actor.user_id, role=str(actor.role))
    if actor.role == Role.LIAISON:
        return held.filter(department=actor.department_id).exists()
    if actor.role == Role.ADMINISTRATOR and not actor.region_id:
        return held.filter(region=None).exists()
    return held.filter(region=actor.region_id).exists()


def lines_of(batch: Batch, *states: LineState) -> Iterator[BatchLine]:
    """Rows in these states, in their order; those added meanwhile too."""
    last = -1
    rows = batch.lines.filter(state__in=states).select_related("target")
    while step := list(rows.filter(seq__gt=last).order_by("seq")[:STEP]):
        last = step[-1].seq
        yield from step


# The preview


def look(actor: Actor, batch: Batch, now: datetime) -> Iterator[int]:
    """Run each plan on Changes that nobody writes; yields how many rows were looked at."""
    known = list(Category.objects.filter(active=True).select_related("parent"))
    while step := list(
        batch.lines.filter(state=LineState.WAITING).select_related("target").order_by("seq")[:STEP]
    ):
        for line in step:
            _look_at(actor, batch, line, known, now)
        with transaction.atomic():
            names = ["state", "code", "facts", "before", "after", "version", "target"]
            BatchLine.objects.bulk_update(step, names)
        yield len(step)


def _look_at(
    actor: Actor, batch: Batch, line: BatchLine, known: Sequence[Category], now: datetime
) -> None:
    changes = Changes(actor, now)
    if line.case_id is None:
        _look_at_row(changes, batch, line)
        return
    dossier = load(line.case_id)
    if batch.undoes_id is None:
        line.version = dossier.case.version
        if batch.kind == BatchKind.DISPATCH:
            _propose(batch, line, dossier.case, known, now)
    after, version = dict(line.after), line.version
    _settle(line, LineState.PLANNED, lambda: plan_line(changes, batch, line, dossier))
    line.after, line.version = after, version  # what it would be is not what it is


def _look_at_row(changes: Changes, batch: Batch, line: BatchLine) -> None:
    with transaction.atomic():
        row = read_row(line)
    if row is not None and batch.undoes_id is None:
        line.before = values_of(row, line.after)
        if line.before == line.after:
            line.state = LineState.REFUSED
            line.code = "same"
            return
    version = line.version
    _settle(line, LineState.PLANNED, lambda: plan_row(changes, batch, line, row))
    line.version = version


def _propose(
    batch: Batch, line: BatchLine, case: Case, known: Sequence[Category], now: datetime
) -> None:
    """The unit chosen for all, or whatever the catalogue or a precedent proposes first."""
    if batch.target_id is not None:
        line.target = batch.target
        return
    first = next(iter(proposals(case, known, now)), None)
    if first is not None:
        line.target = first.lead
        line.after = {
            "co": [unit.pk for unit in first.co],
            "category": first.category.pk,
            "catalogue": first.catalogue_id,
        }


def _settle(line: BatchLine, state: LineState, plan: Callable[[], None]) -> None:
    """Plan it; a refusal stands in the line as a code and what its sentence needs."""
    try:
        plan()
    except Refused as refused:
        line.state, line.code, line.facts = LineState.REFUSED, refused.code, refused.facts
    except DomainError as error:
        line.state, line.code = LineState.REFUSED, "other"
        line.facts = {"words": error.message}
    else:
        line.state, line.code, line.facts = state, "", {}


# The run


def do(actor: Actor, batch: Batch, now: datetime) -> Iterator[int]:
    """Do row after row; yields one for each. What a merged unit was given meanwhile comes too, and
    only then is it closed.
    """
    begun = monotonic()
    allowed = still_holds(actor, now)
    for line in lines_of(batch, *DOABLE):
        at = now + timedelta(seconds=monotonic() - begun)
        do_line(actor, batch, line.pk, now=at, allowed=allowed)
        yield 1
    if allowed and batch.kind == BatchKind.MERGE and batch.undoes_id is None:
        while more := _arrived(batch, now):
            for line in more:
                at = now + timedelta(seconds=monotonic() - begun)
                do_line(actor, batch, line.pk, now=at, allowed=allowed)
                yield 1
        close_unit(actor, batch, now=now + timedelta(seconds=monotonic() - begun))


def do_line(actor: Actor, batch: Batch, pk: int, *, now: datetime, allowed: bool = True) -> None:
    """One row and its mark, in one transaction; nothing where it is done already."""
    try:
        with transaction.atomic():
            rows = BatchLine.objects.select_for_update(of=("self",)).select_related("target")
            line = rows.get(pk=pk)
            if line.state not in DOABLE:
                return
            changes = Changes(actor, now)
            _settle(line, LineState.DONE, lambda: _plan(changes, batch, line, allowed))
            if line.state == LineState.DONE:
                line.at = now
                write(changes)
            line.save()
    except OperationalError:
        raise  # the database is busy or gone: the queue tries again
    except Exception:
        # One broken row must not stop five hundred others.
        log.exception("row %s of batch %s", pk, batch)
        BatchLine.objects.filter(pk=pk).update(state=LineState.REFUSED, code="broken", facts={})
    give_way()


def _plan(changes: Changes, batch: Batch, line: BatchLine, allowed: bool) -> None:
    if not allowed:
        raise Refused("role")
    if line.case_id is None:
        row = read_row(line)
        if row is not None and line.state == LineState.WAITING:  # it came after the preview
            line.before = values_of(row, line.after)
        plan_row(changes, batch, line, row)
        return
    dossier = load(line.case_id, lock=True)
    again = batch.undoes_id is not None or batch.kind == BatchKind.MERGE
    if not again and moved_on(dossier, line.version):
        raise Refused("changed")
    plan_line(changes, batch, line, dossier)
    line.version = dossier.case.version


def _arrived(batch: Batch, now: datetime) -> list[BatchLine]:
    """What the unit was given after the preview, as rows of this batch."""
    assert batch.unit is not None
    assert batch.target is not None
    known = set(batch.lines.values_list("label", "object_id"))
    found = [*rows_of_unit(batch.unit, batch.target, now)]
    cases = cases_of_unit(batch.unit).values_list("pk", flat=True)
    found += [Moving(Case.LABEL, pk, {}) for pk in cases]
    fresh = [one for one in found if (one.label, one.object_id) not in known]
    last = batch.lines.aggregate(last=Max("seq"))["last"] or 0
    made = rows_for(batch, fresh, after=last)
    BatchLine.objects.bulk_create(made)
    return made


def rows_for(batch: Batch, found: Sequence[Moving], *, after: int = 0) -> list[BatchLine]:
    """Rows of a batch for these objects, in their order."""
    return [
        BatchLine(
            batch=batch,
            seq=seq,
            label=one.label,
            object_id=one.object_id,
            case_id=one.object_id if one.label == Case.LABEL else None,
            target_id=batch.target_id if one.label == Case.LABEL else None,
            after=one.after,
        )
        for seq, one in enumerate(found, start=after + 1)
    ]


def close_unit(actor: Actor, batch: Batch, *, now: datetime) -> None:
    """Nothing is left with the unit: it closes, and undoing opens it first."""
    with transaction.atomic():
        unit = Department.objects.select_for_update(of=("self",)).get(pk=batch.unit_id or 0)
        if not unit.active:
            return
        last = batch.lines.aggregate(last=Max("seq"))["last"] or 0
        found = Moving(Department.LABEL, unit.pk, {"active": False})
        line = rows_for(batch, [found], after=last)[0]
        line.before = {"active": True}
        changes = Changes(actor, now)
        plan_row(changes, batch, line, unit)
        line.state, line.at = LineState.DONE, now
        changes.write()
        line.save()
        department_changed.send(Department, department=unit)


def finish(actor: Actor, batch_id: int, state: BatchState, now: datetime) -> Batch:
    """What came out, counted from the rows; one entry of the batch itself."""
    with transaction.atomic():
        batch: Batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        if batch.state not in {BatchState.PREPARING, BatchState.RUNNING}:
            return batch
        counts = {one: batch.lines.filter(state=one).count() for one in LineState}
        changes = Changes(actor, now)
        changes.batch = batch.ledger_key()
        changes.enact(
            batch,
            f"batch.{state}",
            state=state,
            planned=counts[LineState.PLANNED] or batch.planned,
            done=counts[LineState.DONE],
            refused=counts[LineState.REFUSED],
            ended_at=now if state == BatchState.DONE else None,
        )
        if state == BatchState.DONE and batch.undoes_id is not None:
            before = Batch.objects.select_for_update(of=("self",)).get(pk=batch.undoes_id)
            changes.enact(before, "batch.undone", state=BatchState.UNDONE)
        changes.write()
    return batch


def leave_rest(actor: Actor, batch: Batch) -> int:
    """Whoever asked wanted no more: the rows not done are left out."""
    rest = batch.lines.filter(state__in=DOABLE)
    return rest.update(state=LineState.REFUSED, code="stopped")
