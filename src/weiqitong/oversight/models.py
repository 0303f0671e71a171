"""Rungs taken and supervision orders given: projections of the ledger, beside the acts on the
case's timeline.
"""

from datetime import datetime

from django.db import models

from weiqitong.cases.enums import RungKind
from weiqitong.cases.models import Case
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Client, Contact, Department, Official, Region
from weiqitong.ledger.models import Ledgered
from weiqitong.rules.models import RuleVersion

from .enums import Concluded, HandedKind, HandedTo, OrderCause, Said
from .querysets import ReferralQuerySet, RetaliationQuerySet, SupervisionQuerySet


class OrderSerial(models.Model):
    """Hands out the last part of an order's number: one insert, no counter to queue for."""

    def __str__(self) -> str:
        return str(self.pk)


class Rung(Ledgered):
    """One rung of one clock, taken once whatever dies on the way."""

    LABEL = "rung"

    clock_key = models.CharField(max_length=64)  # the clock's name in the ledger
    rung = models.CharField(max_length=12, choices=RungKind)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ClockKind)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    official = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    rules = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+")
    line = models.CharField(max_length=64)  # of the rule
    clock_due_at = models.DateTimeField()
    moment = models.DateTimeField()  # when the rule asked for it
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock_key", "rung"], name="rung_once"),
        ]
        indexes = [models.Index(fields=["case", "taken_at"], name="rung_case")]

    def __str__(self) -> str:
        return self.ledger_key()

    def ledger_key(self) -> str:
        return f"{self.clock_key}/{self.rung}"


class Supervision(Ledgered):
    """A supervision order (督办单): a named unit and person, what is demanded, until when."""

    LABEL = "supervision"
    WORDS = ("demand", "reply")

    number = models.CharField(max_length=32, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=8, choices=OrderCause)
    ref = models.CharField(max_length=64)  # the clock, or the round, or its own number
    office = models.ForeignKey(Region, models.PROTECT, related_name="+")  # whose office gives it
    unit = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")  # an office
    official = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    demand = models.TextField(max_length=1000, blank=True)  # empty: the usual one of its cause
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reply = models.TextField(max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=16)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "cause", "ref"], name="supervision_once"),
        ]
        indexes = [
            models.Index(fields=["case", "issued_at"], name="supervision_case"),
            models.Index(
                fields=["due_at"],
                name="supervision_open",
                condition=models.Q(replied_at__isnull=True, closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def ledger_key(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class RetaliationSerial(models.Model):
    """Hands out the last part of a report's number."""

    def __str__(self) -> str:
        return str(self.pk)


class Retaliation(Ledgered):
    """A report of retaliation (打击报复举报): for inspection alone. No act of a case, no page of an
    office and no figure shows that there is one.
    """

    LABEL = "retaliation"
    WORDS = ("text",)

    number = models.CharField(max_length=24, unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # whose inspection
    about_unit = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    about_official = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=4000)
    salt = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # of the first reply
    rules = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Concluded, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = RetaliationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-id"], name="retaliation_client"),
            models.Index(
                fields=["region", "due_at"],
                name="retaliation_open",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def ledger_key(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class RetaliationWord(models.Model):
    """What was said on a report afterwards; the ledger holds its digest."""

    report = models.ForeignKey(Retaliation, models.CASCADE, related_name="words")
    kind = models.CharField(max_length=5, choices=Said)
    text = models.TextField(max_length=4000)
    salt = models.CharField(max_length=16)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60, blank=True)  # as it was then

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind}"


class ReferralSerial(models.Model):
    """Hands out the last part of a referral's number."""

    def __str__(self) -> str:
        return str(self.pk)


class Referral(Ledgered):
    """A referral (问责线索): the facts of a clock that was missed in a 133 zone, the unit's
    statement, what a person of the office handed on, and what came back. It sanctions nobody.
    """

    LABEL = "referral"
    WORDS = ("statement", "handed_note", "returned", "grounds")

    number = models.CharField(max_length=32, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    clock_key = models.CharField(max_length=64, unique=True)  # one for a clock, as its rung
    kind = models.CharField(max_length=10, choices=ClockKind)
    clock_due_at = models.DateTimeField()
    office = models.ForeignKey(Region, models.PROTECT, related_name="+")  # whose office decides
    unit = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")  # an office
    official = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    # Codes, ids and days only: {"late": seconds, "held": [[kind, id, seconds]], "nudges": [day],
    # "orders": [number]}, as they stood when it was opened.
    facts = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()  # of whoever has the next step
    statement = models.TextField(max_length=2000, blank=True)
    stated_at = models.DateTimeField(null=True)
    stated_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    handed_kind = models.CharField(max_length=8, choices=HandedKind, blank=True)
    handed_to = models.CharField(max_length=12, choices=HandedTo, blank=True)
    handed_note = models.TextField(max_length=2000, blank=True)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    returned = models.TextField(max_length=2000, blank=True)  # what came back
    returned_at = models.DateTimeField(null=True)
    grounds = models.TextField(max_length=1000, blank=True)  # why it is closed
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    salt = models.CharField(max_length=16)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "opened_at"], name="referral_case"),
            models.Index(
                fields=["due_at"], name="referral_open", condition=models.Q(closed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def ledger_key(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def awaits_statement(self, now: datetime) -> bool:
        """Whether the unit still has its say; past its day the office goes on without it."""
        return self.is_open and self.stated_at is None and now <= self.due_at
