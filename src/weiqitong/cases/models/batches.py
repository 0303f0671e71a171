"""Hundreds of needs at once: what somebody asked for, and what became of it row by row."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from weiqitong.directory.models import Department, Official, Region
from weiqitong.jobs.models import Progress
from weiqitong.ledger.models import Ledgered

from ..enums import BatchKind, BatchState, LineState
from ..querysets import BatchQuerySet
from .case import Case

UNDO_WITHIN = timedelta(days=1)


class Batch(Ledgered):
    """One batch: who asked in which reach, for what, and how far it has come. Undoing one is a
    batch of its own that names it.
    """

    LABEL = "batch"
    WORDS = ("text",)
    # How far the job is: the queue's own note.
    UNLEDGERED: ClassVar[tuple[str, ...]] = ("progress_id",)

    serial = models.UUIDField(unique=True)
    kind = models.CharField(max_length=9, choices=BatchKind)
    state = models.CharField(max_length=9, choices=BatchState, default=BatchState.PREPARING)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    by_id = models.BigIntegerField()  # user
    grant = models.JSONField(default=dict)  # the reach it was asked in: `Actor.stored`
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")  # the office
    unit = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")  # from
    target = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")  # to
    person = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")  # to
    text = models.TextField(max_length=200, blank=True)  # the reason, or the grounds
    salt = models.CharField(max_length=16)
    planned = models.PositiveIntegerField(default=0)  # rows the preview found fit
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    progress = models.ForeignKey(Progress, models.SET_NULL, null=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["region", "-id"], name="batch_region")]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"

    def ledger_key(self) -> str:
        return str(self.serial)

    @property
    def is_open(self) -> bool:
        return self.state in {BatchState.PREPARING, BatchState.READY, BatchState.RUNNING}

    def may_be_undone(self, now: datetime) -> bool:
        """Whether its time for being undone still runs; a batch that undoes is not undone."""
        ended = self.ended_at is not None and self.state == BatchState.DONE
        return ended and self.undoes_id is None and self.done > 0 and now <= self.undo_until

    @property
    def undo_until(self) -> datetime:
        """The last instant at which undoing it may be asked for."""
        assert self.ended_at is not None
        return self.ended_at + UNDO_WITHIN


class BatchLine(models.Model):
    """One row of a batch: a need, or something else that moves with a unit. A to-do list for the
    job and a list for people: what was done stands in the entries of the object itself, each of
    which names the batch.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines")
    seq = models.PositiveIntegerField()
    label = models.CharField(max_length=24)  # of the object: a case, an official, a grant …
    object_id = models.BigIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=LineState, default=LineState.WAITING)
    code = models.CharField(max_length=12, blank=True)  # why it was left out
    facts = models.JSONField(default=dict)  # ids and codes that the reason's sentence is made of
    before = models.JSONField(default=dict)  # ids as they were, by column
    after = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)  # of the object: as looked at, as left
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "seq"], name="batch_line_seq")]
        indexes = [
            models.Index(fields=["batch", "state", "seq"], name="batch_line_state"),
            models.Index(fields=["case", "-batch"], name="batch_line_case"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.seq} {self.label} {self.state}"
