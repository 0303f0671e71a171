"""Items and what was done with each: projections of the ledger, with the words people wrote."""

from django.db import models

from weiqitong.cases.models import Case
from weiqitong.directory.models import Department, Official, Region
from weiqitong.ledger.models import Ledgered

from .enums import UNSETTLED, ItemAction, ItemState
from .querysets import ItemQuerySet


class Item(Ledgered):
    """What one unit, or one named person of it, owes by a date (事项)."""

    LABEL = "item"
    WORDS = ("text", "source_name", "report", "decision")
    UNLEDGERED = (
        "yellow_told_at",  # that a reminder went out is no state
        "late_told_at",
        "told_version",
    )

    key = models.CharField(max_length=60, unique=True)  # of its source: "conference/3/2"
    source_label = models.CharField(max_length=24)
    source_id = models.BigIntegerField()
    source_name = models.CharField(max_length=200)
    office = models.ForeignKey(Region, models.PROTECT, related_name="+")  # whose office gave it
    giver = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")  # a leader
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Department, models.PROTECT, related_name="+")
    person = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=1000)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    yellow_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.OPEN)
    # Whose turn it is follows from the state; until when is kept. Null once it is settled.
    turn_until = models.DateTimeField(null=True)
    stranded_at = models.DateTimeField(null=True)  # nobody at the unit: the office hands it on
    report = models.TextField(max_length=2000, blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    returns = models.PositiveSmallIntegerField(default=0)  # how often it was sent back
    decision = models.TextField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=16)
    yellow_told_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)
    told_version = models.PositiveIntegerField(default=0)

    objects = ItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "turn_until"], name="item_unit"),
            models.Index(fields=["office", "state", "turn_until"], name="item_office"),
            models.Index(fields=["source_label", "source_id"], name="item_source"),
            models.Index(fields=["case"], name="item_case", condition=models.Q(case__isnull=False)),
            models.Index(
                fields=["yellow_at"],
                name="item_yellow",
                condition=models.Q(state="open", yellow_told_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"],
                name="item_late",
                condition=models.Q(state="open", late_told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def ledger_key(self) -> str:
        return self.key

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED


class ItemAct(models.Model):
    """One act on an item as people read it; written once. The ledger keeps a digest of its text."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="acts")
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=ItemAction)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=60, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=16, blank=True)
    # Whom it was with from then on, and until when.
    unit = models.ForeignKey(Department, models.PROTECT, related_name="+")
    person = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="itemact_once")]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.version} {self.action}"
