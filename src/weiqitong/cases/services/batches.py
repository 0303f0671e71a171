"""Batches asked for, begun, dropped, undone; the jobs of `cases.jobs` do the work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Department, Official
from weiqitong.jobs.define import Job
from weiqitong.jobs.services import start_long_job
from weiqitong.ledger.changes import Changes

from .. import permissions
from ..enums import BatchKind, BatchState, LineState
from ..models import Batch, BatchLine, Case
from ..selectors.merging import Moving, cases_of_unit, rows_of_unit
from ..words import short_of
from .acting import fits
from .batch_work import rows_for
from .intake import LONGEST_GROUNDS

MOST = 2000  # needs of one batch


def prepare_dispatch(
    actor: Actor, numbers: Sequence[str], *, target: Department | None, text: str, now: datetime
) -> Batch:
    """Each need to the unit proposed for it, or all to one; looked at first."""
    if actor.role != Role.COORDINATOR:
        raise NotAllowed(_("Only an office dispatches."))
    found = _cases(actor, numbers)
    return _prepare(actor, BatchKind.DISPATCH, found, now, target=target, text=text)


def prepare_hand_over(
    actor: Actor,
    numbers: Sequence[str],
    *,
    target: Department | None,
    person: Official | None = None,
    text: str,
    now: datetime,
) -> Batch:
    """An office hands needs over to another unit; a liaison, within the own unit."""
    if actor.role not in {Role.COORDINATOR, Role.LIAISON}:
        raise NotAllowed(_("Only an office or a unit's liaison hands needs over."))
    if not text.strip():
        raise BadInput(_("Say why they change hands."), field="text")
    if target is None and person is None:
        raise BadInput(_("Say to whom they go."), field="target")
    found = _cases(actor, numbers)
    return _prepare(actor, BatchKind.HAND_OVER, found, now, target=target, person=person, text=text)


def prepare_merge(
    actor: Actor, unit: Department, target: Department, *, text: str, now: datetime
) -> Batch:
    """One unit into another: what would move, looked at first."""
    if not permissions.may_merge(actor, unit, target):
        raise NotAllowed(_("Only the administrator of both units' region merges them."))
    for one in (unit, target):
        if not one.active or one.parent_id is not None:
            raise BadInput(
                _("%(unit)s is not a unit in service; choose another.") % {"unit": one.name},
                field="target",
            )
    if unit.pk == target.pk:
        raise BadInput(_("Choose another unit than itself."), field="target")
    if not text.strip():
        raise BadInput(_("Name the document or the reason."), field="text")
    running = Batch.objects.filter(state=BatchState.RUNNING, kind=BatchKind.MERGE)
    if running.filter(unit__in=[unit, target]) or running.filter(target=unit):
        raise WrongStep(_("A merger of this unit is running."))
    found = [*rows_of_unit(unit, target, now)]
    cases = cases_of_unit(unit).values_list("pk", flat=True)
    found += [Moving(Case.LABEL, pk, {}) for pk in cases]
    return _prepare(actor, BatchKind.MERGE, found, now, unit=unit, target=target, text=text)


def prepare_undo(actor: Actor, batch: Batch, *, now: datetime) -> Batch:
    """Take a batch back, the last row first: a batch of its own, looked at like the first."""
    if not permissions.may_undo_batch(actor, batch):
        raise NotAllowed(_("Only the office that ran it takes it back."))
    if not batch.may_be_undone(now):
        raise WrongStep(_("This batch can be taken back no more."))
    if Batch.objects.filter(undoes=batch).exclude(state=BatchState.DROPPED).exists():
        raise WrongStep(_("It is being taken back already."))
    made = _batch(actor, BatchKind(batch.kind), now, undoes=batch, unit=batch.unit,
                  target=batch.target, person=batch.person)  # fmt: skip
    done = batch.lines.filter(state=LineState.DONE).order_by("-seq")
    lines = [_reversed(made, line, seq) for seq, line in enumerate(done, start=1)]
    return _store(actor, made, lines, now)


def _reversed(made: Batch, line: BatchLine, seq: int) -> BatchLine:
    """A need remembers how it was and how it was left; another row goes from one to the other."""
    case = line.case_id is not None
    return BatchLine(
        batch=made,
        seq=seq,
        label=line.label,
        object_id=line.object_id,
        case_id=line.case_id,
        before=line.before if case else line.after,
        after=line.after if case else line.before,
        version=line.version,
    )


def _cases(actor: Actor, numbers: Sequence[str]) -> list[Moving]:
    """The needs in sight among these, in the order of their reports."""
    chosen = list(dict.fromkeys(numbers))[:MOST]
    rows = Case.objects.visible_to(actor).live().filter(number__in=chosen)
    return [Moving(Case.LABEL, pk, {}) for pk in rows.order_by("pk").values_list("pk", flat=True)]


def _batch(actor: Actor, kind: BatchKind, now: datetime, **values: Any) -> Batch:
    if actor.user_id is None:
        raise NotAllowed(_("Sign in to start this."))
    return Batch(
        serial=uuid4(),
        kind=kind,
        by_id=actor.user_id,
        grant=actor.stored(),
        region_id=actor.region_id if actor.role == Role.COORDINATOR else None,
        salt=crypto.salt(),
        made_at=now,
        **{"text": "", **values},
    )


def _prepare(
    actor: Actor, kind: BatchKind, found: Sequence[Moving], now: datetime, **values: Any
) -> Batch:
    if not found:
        raise BadInput(_("Choose at least one need."))
    values["text"] = fits(values["text"], LONGEST_GROUNDS)
    batch = _batch(actor, kind, now, **values)
    return _store(actor, batch, rows_for(batch, found), now)


@transaction.atomic
def _store(actor: Actor, batch: Batch, lines: Sequence[BatchLine], now: datetime) -> Batch:
    changes = Changes(actor, now)
    changes.batch = batch.ledger_key()
    changes.enact(batch, "batch.make")
    for line in lines:
        changes.create(line)
    changes.write()
    from ..jobs import look_at_batch

    _work(actor, batch, look_at_batch, now)
    return batch


def _work(actor: Actor, batch: Batch, job: Job, now: datetime) -> None:
    """The job, and the row by which its owner sees how far it is."""
    progress = start_long_job(actor, job, title=title_of(batch), now=now, batch_id=batch.pk)
    changes = Changes(actor, now)
    changes.update(batch, progress=progress)
    changes.write()


def title_of(batch: Batch) -> str:
    """What a batch is called, in the reader's language."""
    if batch.kind == BatchKind.MERGE:
        words = _("%(unit)s merged into %(target)s") % {
            "unit": short_of(batch.unit),
            "target": short_of(batch.target),
        }
    else:
        words = str(BatchKind(batch.kind).label)
    return _("Undo: %(batch)s") % {"batch": words} if batch.undoes_id else words


@transaction.atomic
def start(actor: Actor, batch: Batch, *, now: datetime) -> Batch:
    """Do what the preview showed. A job that died for good is begun again where it stopped."""
    from ..jobs import look_at_batch, run_batch

    batch = _locked(actor, batch)
    if batch.state == BatchState.READY:
        if not batch.planned:
            raise WrongStep(_("Nothing in it can be done."))
        changes = Changes(actor, now)
        changes.batch = batch.ledger_key()
        changes.enact(batch, "batch.start", state=BatchState.RUNNING, started_at=now)
        changes.write()
    elif batch.progress is not None and batch.progress.is_open:
        raise WrongStep(_("It is running already."))
    elif batch.state == BatchState.PREPARING:
        _work(actor, batch, look_at_batch, now)
        return batch
    elif batch.state != BatchState.RUNNING:
        raise WrongStep(_("It has ended already."))
    _work(actor, batch, run_batch, now)
    return batch


@transaction.atomic
def drop(actor: Actor, batch: Batch, *, now: datetime) -> Batch:
    """Nothing is done after all."""
    batch = _locked(actor, batch)
    if batch.state not in {BatchState.PREPARING, BatchState.READY}:
        raise WrongStep(_("It has ended already."))
    changes = Changes(actor, now)
    changes.batch = batch.ledger_key()
    changes.enact(batch, "batch.drop", state=BatchState.DROPPED)
    changes.write()
    return batch


def _locked(actor: Actor, batch: Batch) -> Batch:
    if batch.by_id != actor.user_id or batch.grant.get("role") != str(actor.role):
        raise NotAllowed(_("Only whoever prepared it runs it."))
    rows = Batch.objects.select_for_update(of=("self",))
    found: Batch = rows.select_related("progress", "unit", "target").get(pk=batch.pk)
    return found
