"""Instructions and the delegations under which a secretary enters them: projections of the ledger.
What each unit owes by an instruction are its items.
"""

from datetime import date

from django.db import models

from weiqitong.cases.models import Case
from weiqitong.directory.models import Official, Region
from weiqitong.ledger.models import Ledgered

from .enums import InstructionState
from .querysets import DelegationQuerySet, InstructionQuerySet


class InstructionSerial(models.Model):
    """Hands out ids, which are the last part of a number: one insert, no counter to queue for."""

    def __str__(self) -> str:
        return str(self.pk)


class Delegation(Ledgered):
    """A leader lets a secretary enter instructions and decide about what came of them, from a day
    to a day.
    """

    LABEL = "delegation"
    WORDS = ("scope",)

    serial = models.UUIDField(unique=True)
    leader = models.ForeignKey(Official, models.PROTECT, related_name="+")
    secretary = models.ForeignKey(Official, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # where the leader leads
    valid_from = models.DateField()
    valid_to = models.DateField()  # the last day it holds
    scope = models.TextField(max_length=500)
    made_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    salt = models.CharField(max_length=16)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["secretary", "valid_to"], name="delegation_secretary"),
            models.Index(fields=["leader", "valid_to"], name="delegation_leader"),
        ]

    def __str__(self) -> str:
        return str(self.serial)

    def ledger_key(self) -> str:
        return str(self.serial)

    def holds_on(self, day: date) -> bool:
        return self.withdrawn_at is None and self.valid_from <= day <= self.valid_to


class Instruction(Ledgered):
    """A leader's written instruction (批示件), on a case or on its own."""

    LABEL = "instruction"
    WORDS = ("title", "text", "conclusion")

    id = models.BigIntegerField(primary_key=True)  # an InstructionSerial
    number = models.CharField(max_length=32, unique=True)
    office = models.ForeignKey(Region, models.PROTECT, related_name="+")  # where the leader leads
    leader = models.ForeignKey(Official, models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    # Under which a secretary entered it; null where the leader did.
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=1000)
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=InstructionState, default=InstructionState.OPEN)
    conclusion = models.TextField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    salt = models.CharField(max_length=16)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["leader", "state", "due_at"], name="instruction_leader"),
            models.Index(fields=["office", "state", "due_at"], name="instruction_office"),
            models.Index(
                fields=["case"], name="instruction_case", condition=models.Q(case__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def ledger_key(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == InstructionState.OPEN
