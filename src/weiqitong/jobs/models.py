"""Rows beside the queue: when periodic jobs are due, which workers live, how far a long job is."""

from django.db import models

from .enums import OPEN, State
from .querysets import ProgressQuerySet


class ScheduleRow(models.Model):
    """One periodic job. Whoever moves `next_due` on has claimed the slot."""

    code = models.CharField(max_length=80, primary_key=True)
    rule = models.CharField(max_length=40)
    last_due = models.DateTimeField(null=True)
    next_due = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.code} {self.rule}"


class WorkerBeat(models.Model):
    """A worker's sign of life. Its jobs go back to the queue when the sign stays away."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    queues = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker_id


class Progress(models.Model):
    """A long job as its owner sees it: how far, what came out, and the wish to stop it."""

    code = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    actor_id = models.BigIntegerField(db_index=True)  # below `accounts`: an id, no foreign key
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)  # 0: not known yet
    done = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)  # of the result
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ProgressQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.title} {self.done}/{self.total}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
