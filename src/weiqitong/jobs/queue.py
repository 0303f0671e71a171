"""The life of a queued row: claimed, run, settled, or taken back. No loop and no waiting here."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Q
from django.utils import translation
from django_tasks.base import TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult, get_date_max

from weiqitong.core import clock

from .define import GiveUp, Job, time_given
from .models import WorkerBeat
from .progress import close_after_failure, is_cancelled

log = logging.getLogger("weiqitong.jobs")
LEASE = timedelta(seconds=60)  # longer than SQLite's 30 s of waiting for a writer
CANDIDATES = 4
PAUSES = (1, 2, 4, 8, 15)  # seconds between tries to write an outcome

Row = DBTaskResult[Any, Any]  # the queue is django-tasks-db's table


def claim(worker_id: str, queues: Iterable[str], now: datetime) -> Row | None:
    """The next row that is due, marked as this worker's; None when there is none.

    By compare-and-set, the same on both databases: of many workers, one update counts a row.
    """
    due = Q(run_after__lte=now) | Q(run_after=get_date_max())
    waiting = Row.objects.filter(due, status=TaskResultStatus.READY, queue_name__in=list(queues))
    for row in waiting[:CANDIDATES]:
        row.status, row.started_at = TaskResultStatus.RUNNING, now
        row.worker_ids = [*row.worker_ids, worker_id]
        won = Row.objects.filter(pk=row.pk, status=TaskResultStatus.READY).update(
            status=row.status, started_at=row.started_at, worker_ids=row.worker_ids
        )
        if won:
            return row
    return None


def run(row: Row) -> bool:
    """Do the work of a claimed row and settle it; whether it succeeded."""
    job: Job | None = None
    try:
        task = row.task
        job = task if isinstance(task, Job) else None
        given: dict[str, Any] = dict(time_given(job)) if job else {}
        with translation.override(settings.LANGUAGE_CODE):
            value = _call(task, {**given, **row.args_kwargs["kwargs"]})
        result = normalize_json(value)
    except BaseException as error:
        _settle_failure(row, job, error)
        return False
    _settle(row, status=TaskResultStatus.SUCCESSFUL, finished_at=clock.now(), return_value=result)
    return True


def _call(task: Any, arguments: dict[str, Any]) -> Any:
    if is_cancelled(arguments.get("progress_id")):
        return None  # cancelled before it began
    return task.call(**arguments)


def _settle(row: Row, *, progress_id: int | None = None, **changes: Any) -> bool:
    """Write the outcome, unless the row was taken back meanwhile and belongs to another run."""
    own = Row.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)

    def write() -> int:
        if progress_id is None:
            return own.update(**changes)
        with transaction.atomic():
            count = own.update(**changes)
            if count:
                close_after_failure(progress_id)
            return count

    if _patiently(write):
        return True
    log.warning("%s %s had been taken back; its outcome is not recorded", row.task_path, row.pk)
    return False


def _patiently(write: Callable[[], int]) -> int:
    """An outcome must not be lost to a moment's trouble: a row left RUNNING would look alive."""
    for pause in PAUSES:
        try:
            return write()
        except DatabaseError:
            if transaction.get_connection().in_atomic_block:
                raise
            close_old_connections()
            time.sleep(pause)
    return write()


def _settle_failure(row: Row, job: Job | None, error: BaseException) -> None:
    kept: dict[str, Any] = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)),
    }
    attempt = len(row.worker_ids)
    if job and attempt <= job.retries and not isinstance(error, GiveUp):
        wait = job.wait_before(attempt)
        _settle(row, status=TaskResultStatus.READY, run_after=clock.now() + wait, **kept)
        log.warning("%s failed (%s), next try in %s", row.task_path, error, wait)
        return
    _give_up(row, kept)
    expected = isinstance(error, (GiveUp, ImportError, SuspiciousOperation))
    log.error("%s failed for good: %s", row.task_path, error, exc_info=None if expected else error)


def _give_up(row: Row, kept: dict[str, Any]) -> bool:
    return _settle(
        row,
        progress_id=row.args_kwargs["kwargs"].get("progress_id"),
        status=TaskResultStatus.FAILED,
        finished_at=clock.now(),
        **kept,
    )


def beat(worker_id: str, queues: Iterable[str], now: datetime) -> None:
    """Give a sign of life."""
    if not WorkerBeat.objects.filter(pk=worker_id).update(beat_at=now):
        WorkerBeat.objects.create(
            pk=worker_id, queues=",".join(queues), started_at=now, beat_at=now
        )


def reap(now: datetime) -> int:
    """Put the work of dead workers back into the queue; how many rows."""
    alive = set(
        WorkerBeat.objects.filter(beat_at__gte=now - LEASE).values_list("worker_id", flat=True)
    )
    back = 0
    for row in Row.objects.filter(status=TaskResultStatus.RUNNING):
        if row.worker_ids[-1] not in alive:
            back += _take_back(row, now)
    WorkerBeat.objects.filter(beat_at__lt=now - 10 * LEASE).delete()
    return back


def take_back_of(worker_id: str, now: datetime) -> int:
    """Put back what a worker of this name left behind: its successor bears the same name."""
    rows = Row.objects.filter(status=TaskResultStatus.RUNNING)
    return sum(_take_back(row, now) for row in rows if row.worker_ids[-1] == worker_id)


def _take_back(row: Row, now: datetime) -> bool:
    try:
        task = row.task
    except (ImportError, SuspiciousOperation):
        task = None
    retries = task.retries if isinstance(task, Job) else 0
    if len(row.worker_ids) > retries:
        words = "The worker died during this job, and it was the last try."
        return _give_up(row, {"exception_class_path": "weiqitong.jobs.gone", "traceback": words})
    log.warning("%s: its worker is gone, back into the queue", row.task_path)
    return _settle(row, status=TaskResultStatus.READY, run_after=now)
