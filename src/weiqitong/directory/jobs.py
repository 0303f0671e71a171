"""Background work on the city's facts: examining and loading files, the index, sweeping up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.files import services as files
from weiqitong.jobs.define import job, periodic
from weiqitong.jobs.progress import Cancelled, reporting

from .indexing import index_clients
from .models import BatchState, Client, ImportBatch
from .services import import_work, imports


@job("directory.examine_import", gettext_lazy("Examine a file"), queue="bulk", retries=1)
def examine_import(batch_id: int, now: datetime, progress_id: int | None = None) -> None:
    """Judge a file's rows; a second run begins anew."""
    batch = ImportBatch.objects.select_related("source", "report", "problem_sheet").get(pk=batch_id)
    if batch.state != BatchState.EXAMINING:
        return  # stopped, or examined by an earlier run
    _work(batch, import_work.examine, "step", progress_id, now)


@job("directory.load_import", gettext_lazy("Load a file"), queue="bulk", retries=3)
def load_import(batch_id: int, now: datetime, progress_id: int | None = None) -> None:
    """Load a file's good rows; a second run goes on after the last step written."""
    batch = ImportBatch.objects.select_related("source").get(pk=batch_id)
    if batch.state not in {BatchState.READY, BatchState.APPLYING, BatchState.STOPPED}:
        return
    _work(batch, import_work.load, "done", progress_id, now)


def _work(
    batch: ImportBatch,
    work: Callable[..., Any],
    hears: str,
    progress_id: int | None,
    now: datetime,
) -> None:
    with reporting(progress_id) as report:
        report.total(batch.rows)
        report.result(url=reverse("directory:import-page", args=[batch.pk]))
        try:
            work(batch.actor(), batch, now=now, **{hears: report.step})
        except Cancelled:
            import_work.stop(batch.actor(), batch)
            raise
        report.result(
            url=reverse("directory:import-page", args=[batch.pk]),
            message=_("%(rows)s rows, %(bad)s with problems.")
            % {"rows": batch.rows, "bad": batch.bad_rows},
        )


@job("directory.index_client", gettext_lazy("Make a client findable"))
def index_client(client_id: int, now: datetime) -> None:
    """Keep the search index current after a change by hand."""
    index_clients(Client.objects.filter(pk=client_id), now)


@periodic("directory.sweep_files", gettext_lazy("Sweep files up"), at="03:40")
def sweep_files(now: datetime) -> int:
    """Files that nothing claimed, and rosters older than a month. `files` lies below jobs."""
    return files.remove_orphans(now) + imports.forget_sources(now)
