"""What the pages of background work show."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from weiqitong.core.actor import Actor
from weiqitong.core.errors import NotAllowed

from .define import registered
from .models import Progress, ScheduleRow, WorkerBeat
from .permissions import can_manage_queue
from .queue import LEASE

SHOWN = 50


@dataclass(frozen=True, slots=True)
class FailedJob:
    id: UUID
    code: str
    label: str
    error: str  # the class only: words of an exception may hold what was typed
    attempts: int
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The queue for its keeper."""

    workers: int
    waiting: int
    oldest: datetime | None
    failed: list[FailedJob]
    failed_count: int
    schedule: list[tuple[str, ScheduleRow]]  # what people call it, when


def living_workers(*, now: datetime) -> int:
    """How many workers gave a sign of life within the lease."""
    return WorkerBeat.objects.filter(beat_at__gte=now - LEASE).count()


def own_long_jobs(actor: Actor) -> QuerySet[Progress]:
    """The newest long jobs of a person; one query."""
    return Progress.objects.visible_to(actor).order_by("-pk")[:SHOWN]


def label_of(code: str) -> str:
    """What people call a job; its code where nobody gave it a name, or it is gone."""
    job = registered().get(code)
    return str(job.label) if job and job.label else code


def queue_page(actor: Actor, *, now: datetime) -> QueuePage:
    """State of the queue, in five queries."""
    if not can_manage_queue(actor):
        raise NotAllowed(_("Only the administrator looks after background jobs."))
    codes = {job.module_path: code for code, job in registered().items()}
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, run_after__lte=now
    ).aggregate(count=Count("pk"), oldest=Min("run_after"))
    return QueuePage(
        workers=living_workers(now=now),
        waiting=waiting["count"],
        oldest=waiting["oldest"],
        failed=[
            FailedJob(
                row.pk,
                codes.get(row.task_path, row.task_path),
                label_of(codes.get(row.task_path, row.task_path)),
                row.exception_class_path.rpartition(".")[2],
                len(row.worker_ids),
                row.finished_at,
            )
            for row in failed.order_by("-finished_at")[:SHOWN]
        ],
        failed_count=failed.count(),
        schedule=[(label_of(row.code), row) for row in ScheduleRow.objects.order_by("code")],
    )
