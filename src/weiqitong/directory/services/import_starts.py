"""Hands a file to the worker, with the row its owner watches."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.jobs.services import start_long_job

from .. import jobs
from ..importing import passing
from ..models import BatchState, ImportBatch
from .imports import at_work, importer_of

UNLOADED = (BatchState.MAPPING, BatchState.EXAMINING, BatchState.READY, BatchState.FAILED)


@transaction.atomic
def start_examining(actor: Actor, batch: ImportBatch, *, now: datetime) -> ImportBatch:
    """Columns are chosen: examine the rows. Nothing is loaded."""
    importer = importer_of(batch.kind)
    passing.check_mapping(importer, batch.mapping)
    _claim(actor, batch, *UNLOADED)
    progress = start_long_job(
        actor,
        jobs.examine_import,
        title=_("Examining %(name)s") % {"name": batch.name},
        now=now,
        batch_id=batch.pk,
    )
    return _watch(batch, BatchState.EXAMINING, progress.pk)


@transaction.atomic
def start_loading(actor: Actor, batch: ImportBatch, *, now: datetime) -> ImportBatch:
    """Load the good rows; the refused ones stay in the sheet of problems."""
    _claim(actor, batch, BatchState.READY, BatchState.STOPPED, BatchState.APPLYING)
    if not batch.loadable:
        raise WrongStep(_("There is nothing to load."))
    progress = start_long_job(
        actor,
        jobs.load_import,
        title=_("Loading %(name)s") % {"name": batch.name},
        now=now,
        batch_id=batch.pk,
    )
    return _watch(batch, BatchState.APPLYING, progress.pk)


def _claim(actor: Actor, batch: ImportBatch, *states: BatchState) -> None:
    """Two presses of one button start one job."""
    if not importer_of(batch.kind).open_to(actor):
        raise NotAllowed(_("You may not bring in this roster."))
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state not in states or at_work(locked):
        raise WrongStep(_("This is being done already."))
    batch.state = locked.state


def _watch(batch: ImportBatch, state: str, progress_id: int) -> ImportBatch:
    batch.state, batch.progress_id = state, progress_id
    batch.save(update_fields=["state", "progress_id"])
    return batch
