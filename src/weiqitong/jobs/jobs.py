"""The queue's own housekeeping."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .define import periodic
from .enums import OPEN
from .models import Progress

KEPT = timedelta(days=3)
FAILED_KEPT = timedelta(days=90)
PROGRESS_KEPT = timedelta(days=30)
BATCH = 500  # a short transaction each, so that writers on SQLite pass between


@periodic("jobs.prune", gettext_lazy("Clear finished jobs away"), at="03:10")
def prune(now: datetime) -> int:
    """Delete old outcomes; failures stay long enough to be looked at."""
    done = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT
    )
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__lt=now - FAILED_KEPT
    )
    closed = Progress.objects.filter(finished_at__lt=now - PROGRESS_KEPT).exclude(state__in=OPEN)
    count = 0
    for rows in (done, failed, closed):
        while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
            rows.model.objects.filter(pk__in=ids).delete()
            count += len(ids)
    return count


@periodic("jobs.analyze", gettext_lazy("Let the database measure itself"), at="03:20")
def analyze() -> None:
    """Tell SQLite's planner how the tables look now; PostgreSQL sees to it by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
