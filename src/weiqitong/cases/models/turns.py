"""Where a case leaves its main road: objections and the precedents they make, and what a lead
applies for.
"""

from django.db import models

from weiqitong.directory.models import Category, Department, Official, Region
from weiqitong.ledger.models import Ledgered

from ..enums import ApplicationKind, ApplicationState, Cause, PrecedentSource
from .case import Case


class Objection(Ledgered):
    """A lead's one objection to its dispatch, what the unit it proposes says, and the final
    answer.
    """

    LABEL = "objection"
    WORDS = ("reason", "statement", "grounds")
    KEYED_BY = ("case",)

    case = models.ForeignKey(Case, models.CASCADE, related_name="objections")
    seq = models.PositiveSmallIntegerField()
    dispatch_seq = models.PositiveSmallIntegerField()  # the dispatch it is raised against
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")  # who objects
    proposed = models.ForeignKey(Department, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1000)
    made_at = models.DateTimeField()
    agrees = models.BooleanField(null=True)  # the unit proposed says that it is its own
    statement = models.TextField(max_length=1000, blank=True)
    heard_at = models.DateTimeField(null=True)
    designated = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    grounds = models.TextField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="objection_seq")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.department_id}"

    def ledger_key(self) -> str:
        return f"{self.case.number}/{self.seq}"


class Precedent(Ledgered):
    """What was settled once for needs of a kind: category and circumstances lead to a unit."""

    LABEL = "precedent"
    WORDS = ("circumstances",)

    key = models.CharField(max_length=40, unique=True)  # the objection or conference that made it
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # and all below it
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    circumstances = models.TextField(max_length=1000)
    salt = models.CharField(max_length=16)
    source = models.CharField(max_length=12, choices=PrecedentSource)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["category", "withdrawn_at"], name="precedent_category")]

    def __str__(self) -> str:
        return self.key

    def ledger_key(self) -> str:
        return self.key


class Application(Ledgered):
    """What a lead asks for and others decide: more time, parking, a finding."""

    LABEL = "application"
    WORDS = ("reason", "basis", "decision", "body", "letter")
    KEYED_BY = ("case",)

    case = models.ForeignKey(Case, models.CASCADE, related_name="applications")
    seq = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ApplicationKind)
    state = models.CharField(max_length=8, choices=ApplicationState, default=ApplicationState.ASKED)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=12, choices=Cause, blank=True)
    reason = models.TextField(max_length=2000)  # what the enterprise is told, once granted
    basis = models.CharField(max_length=300, blank=True)  # article of law
    until_on = models.DateField(null=True)  # statutory end, or day promised for a parked need
    next_on = models.DateField(null=True)  # next reply on a parked need
    amount = models.PositiveSmallIntegerField(null=True)  # of an extension, in the profile's unit
    level = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")  # whose office
    body = models.CharField(max_length=120, blank=True)  # outside the city
    letter = models.CharField(max_length=60, blank=True)  # number of the letter to it
    # Who keeps asking there.
    liaison = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    decision = models.TextField(max_length=1000, blank=True)
    findings = models.JSONField(default=list)  # ids of officials who have agreed, in order
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="application_seq")]
        indexes = [
            models.Index(
                fields=["made_at"], name="application_asked", condition=models.Q(state="asked")
            ),
            models.Index(fields=["kind", "state", "decided_at"], name="application_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    def ledger_key(self) -> str:
        return f"{self.case.number}/{self.seq}"
