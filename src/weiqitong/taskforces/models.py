"""A standing team, who is in it from when until when, and which needs are its own: those of a
category, or of a project. It knows no case.
"""

from django.db import models
from django.db.models import Q

from weiqitong.directory.models import Category, Client, Official, Region
from weiqitong.ledger.models import Ledgered

from .querysets import TakeQuerySet, TaskForceQuerySet


class TaskForce(Ledgered):
    """A team for the problems of a region (问题解决专项小组), or for one project (项目专班)."""

    LABEL = "task_force"
    WORDS = ("name", "purpose")

    serial = models.UUIDField(unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # whose office keeps it
    name = models.CharField(max_length=60)
    purpose = models.TextField(max_length=500, blank=True)
    salt = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = TaskForceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["region", "ended_at"], name="task_force_region")]

    def __str__(self) -> str:
        return self.name

    def ledger_key(self) -> str:
        return str(self.serial)


class Member(Ledgered):
    """One person's time in a task force; one of its members heads it (组长)."""

    LABEL = "task_force_member"

    serial = models.UUIDField(unique=True)
    force = models.ForeignKey(TaskForce, models.CASCADE, related_name="members")
    official = models.ForeignKey(Official, models.PROTECT, related_name="+")
    heads = models.BooleanField(default=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "official"], condition=Q(until_at=None), name="member_once"
            ),
            models.UniqueConstraint(
                fields=["force"], condition=Q(until_at=None, heads=True), name="one_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official_id} in {self.force_id}"

    def ledger_key(self) -> str:
        return str(self.serial)


class Take(Ledgered):
    """What a task force takes: the needs of a category, of all its leaves, or of one project."""

    LABEL = "task_force_take"

    serial = models.UUIDField(unique=True)
    force = models.ForeignKey(TaskForce, models.CASCADE, related_name="takes")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    objects = TakeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) ^ Q(client__isnull=False),
                name="take_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["force", "category"], condition=Q(until_at=None), name="take_category_once"
            ),
            models.UniqueConstraint(
                fields=["force", "client"], condition=Q(until_at=None), name="take_client_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.force_id} takes {self.category_id or self.client_id}"

    def ledger_key(self) -> str:
        return str(self.serial)
