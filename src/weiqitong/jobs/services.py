"""Writes on behalf of people: open a long job's row, ask to stop it, try a failed job again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from weiqitong.core.actor import Actor
from weiqitong.core.errors import NotAllowed, WrongStep

from .define import Job
from .enums import OPEN, State
from .models import Progress
from .permissions import can_manage_queue


@transaction.atomic
def start_long_job(
    actor: Actor, job: Job, *, title: str, now: datetime, **arguments: object
) -> Progress:
    """Enqueue a job that takes `progress_id`, with the row that its owner watches."""
    if actor.user_id is None:
        raise NotAllowed(_("Sign in to start this."))
    progress = Progress.objects.create(
        code=job.code, title=title[:200], actor_id=actor.user_id, created_at=now
    )
    job.enqueue(progress_id=progress.pk, **arguments)
    return progress


@transaction.atomic
def cancel_long_job(actor: Actor, progress: Progress, *, now: datetime) -> None:
    """Ask the job to stop at the next safe place; one that has not begun never does."""
    own = Progress.objects.visible_to(actor).filter(pk=progress.pk, state__in=OPEN)
    if own.filter(state=State.WAITING).update(
        state=State.CANCELLED, cancel_requested=True, finished_at=now
    ):
        return
    if not own.update(cancel_requested=True):
        raise WrongStep(_("It has ended already."))


def run_again(actor: Actor, row_id: UUID, *, now: datetime) -> None:
    """Put a failed job back into the queue, with all its tries."""
    if not can_manage_queue(actor):
        raise NotAllowed(_("Only the administrator looks after background jobs."))
    failed = DBTaskResult.objects.filter(pk=row_id, status=TaskResultStatus.FAILED)
    if not failed.update(
        status=TaskResultStatus.READY, run_after=now, worker_ids=[], finished_at=None
    ):
        raise WrongStep(_("This job is not among the failed ones any more."))
