"""Models of no app, so that the ledger's tests hold whatever the product's tables become."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from django.db import connection, models
from django.test.utils import isolate_apps

from weiqitong.core.actor import Actor, Role
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Ledgered

ACT = UUID("00000000-0000-4000-8000-000000000001")
THEN = datetime(2021, 9, 17, 2, 20, tzinfo=UTC)
LIAISON = Actor(user_id=7, name="王莉", role=Role.LIAISON, department_id=3)


class Colour(models.TextChoices):
    RED = "red"
    BLUE = "blue"


with isolate_apps():

    class Shelf(Ledgered):
        """Something that a sample may point at."""

        LABEL = "shelf"
        code = models.CharField(max_length=12, unique=True)
        objects: ClassVar[models.Manager["Shelf"]] = models.Manager()

        class Meta:
            app_label = "ledger"

        def __str__(self) -> str:
            return self.code

        def ledger_key(self) -> str:
            return self.code

    class Sample(Ledgered):
        """One column of each sort of value that product tables have, and words."""

        LABEL = "sample"
        WORDS = ("title", "text")
        UNLEDGERED = ("mood",)

        code = models.CharField(max_length=12, unique=True)
        shelf = models.ForeignKey(Shelf, models.CASCADE, null=True, related_name="+")
        colour = models.CharField(max_length=4, choices=Colour, default=Colour.RED)
        count = models.PositiveIntegerField(default=0)
        price = models.DecimalField(max_digits=9, decimal_places=2, null=True)
        open = models.BooleanField(default=True)
        day = models.DateField(null=True)
        at = models.DateTimeField(null=True)
        parts = models.JSONField(default=list)
        serial = models.UUIDField(null=True)
        title = models.CharField(max_length=40, blank=True)
        text = models.TextField(blank=True)
        salt = models.CharField(max_length=16, default="0123456789abcdef")
        mood = models.CharField(max_length=10, blank=True)
        objects: ClassVar[models.Manager["Sample"]] = models.Manager()

        class Meta:
            app_label = "ledger"

        def __str__(self) -> str:
            return self.code

        def ledger_key(self) -> str:
            return self.code

    class Everything(models.Model):
        """Every kind of column that a bulk insert may meet."""

        parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
        shelf = models.ForeignKey(Shelf, models.CASCADE, null=True, related_name="+")
        flag = models.BooleanField(null=True)
        small = models.PositiveSmallIntegerField(null=True)
        large = models.BigIntegerField(null=True)
        ratio = models.FloatField(null=True)
        price = models.DecimalField(max_digits=12, decimal_places=3, null=True)
        word = models.CharField(max_length=80, blank=True)
        colour = models.CharField(max_length=4, choices=Colour, blank=True)
        text = models.TextField(blank=True)
        mail = models.EmailField(blank=True)
        day = models.DateField(null=True)
        hour = models.TimeField(null=True)
        at = models.DateTimeField(null=True)
        span = models.DurationField(null=True)
        body = models.BinaryField(null=True)
        serial = models.UUIDField(null=True)
        facts = models.JSONField(null=True)
        objects: ClassVar[models.Manager["Everything"]] = models.Manager()

        class Meta:
            app_label = "ledger"

        def __str__(self) -> str:
            return str(self.pk)


def make_tables(kinds: Iterable[type[models.Model]] = (Shelf, Sample, Everything)) -> None:
    """Tables for these models, in the test's own transaction."""
    editor = connection.schema_editor(atomic=False)
    editor.deferred_sql = []
    for kind in kinds:
        statement, _parameters = editor.table_sql(kind)
        with connection.cursor() as cursor:
            cursor.execute(statement)


def fixed_changes(actor: Actor = LIAISON) -> Changes:
    """Changes whose act and instants never vary."""
    changes = Changes(actor, THEN)
    changes.act = ACT
    return changes
