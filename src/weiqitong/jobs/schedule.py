"""Turns due slots of periodic jobs into queued jobs, each slot once. Keeps time, does no work."""

from datetime import datetime

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .define import Job, periodic_jobs
from .models import ScheduleRow


def set_up(now: datetime) -> None:
    """Make the table agree with the code; each worker calls it when it starts."""
    defined = periodic_jobs()
    known = {row.code: row for row in ScheduleRow.objects.all()}
    ScheduleRow.objects.bulk_create(
        [
            ScheduleRow(code=code, rule=job.rule, next_due=job.due_after(now))
            for code, job in defined.items()
            if code not in known
        ],
        ignore_conflicts=True,
    )
    for code, row in known.items():
        if code not in defined:
            row.delete()
        elif row.rule != defined[code].rule:
            ScheduleRow.objects.filter(pk=code, rule=row.rule).update(
                rule=defined[code].rule, next_due=defined[code].due_after(now)
            )


def tick(now: datetime) -> int:
    """Enqueue what is due; how many jobs. Any number of workers may call it at once."""
    defined = periodic_jobs()
    return sum(
        _claim(row, defined[row.code], now)
        for row in ScheduleRow.objects.filter(next_due__lte=now)
        if row.code in defined
    )


def _claim(row: ScheduleRow, job: Job, now: datetime) -> bool:
    """Move the slot on, and enqueue in the same transaction. Slots gone by count as one."""
    with transaction.atomic():
        won = ScheduleRow.objects.filter(pk=row.pk, next_due=row.next_due).update(
            last_due=row.next_due, next_due=job.due_after(now)
        )
        if not won or _waits(job):
            return False
        job.later(now).enqueue()
    return True


def _waits(job: Job) -> bool:
    """Whether an earlier slot is still in the queue: it will serve for this one too."""
    return DBTaskResult.objects.filter(
        task_path=job.module_path, status=TaskResultStatus.READY
    ).exists()
