"""One need of one client, from report to verdict: its present state, a projection of the ledger."""

from django.db import models

from weiqitong.directory.models import Category, Client, Contact, Department, Official, Region
from weiqitong.ledger.models import Ledgered
from weiqitong.rules.models import RuleVersion

from ..enums import (
    CaseKind,
    Channel,
    Confidentiality,
    Origin,
    Outcome,
    Rating,
    Status,
    TurnKind,
    Urgency,
    VerdictChannel,
)
from ..querysets import CaseQuerySet


class CaseSerial(models.Model):
    """Hands out case ids before the case is planned: one insert, no counter that reports would
    queue for.
    """

    def __str__(self) -> str:
        return str(self.pk)


class Case(Ledgered):
    """The present state. Words (title, text) stand here and, as a digest, in the ledger."""

    LABEL = "case"
    WORDS = ("title", "text", "outside")

    id = models.BigIntegerField(primary_key=True)  # a CaseSerial
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=CaseKind, default=CaseKind.NEED)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.LIVE)
    channel = models.CharField(max_length=12, choices=Channel)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NORMAL)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000)
    salt = models.CharField(max_length=16)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    # The client's, at report; of a hidden name its county, of a sealed need the city: by nothing
    # that is counted or filtered by place can one learn more.
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    reported_by_id = models.BigIntegerField(null=True)  # user
    specialist = models.ForeignKey(
        Official, models.PROTECT, null=True, related_name="+"
    )  # who reported it
    confirmed_at = models.DateTimeField(
        null=True
    )  # the enterprise stands by what was reported for it
    partner = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", db_index=False
    )  # the organisation that reported it for its member
    # What it belongs with: never a chain, and each keeps its own answer and verdict.
    master = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followers", db_index=False
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", db_index=False
    )  # of which need this is a part
    # Of a split need that waits: how many parts are still open. None: it does not wait for parts.
    parts_open = models.PositiveSmallIntegerField(null=True)

    status = models.CharField(max_length=16, choices=Status)
    turn_kind = models.CharField(max_length=12, choices=TurnKind)
    turn_id = models.BigIntegerField(null=True)
    turn_until = models.DateTimeField(null=True)
    desk = models.ForeignKey(
        Region, models.PROTECT, related_name="+"
    )  # whose office dispatches, names, decides
    lead = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    section = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)  # raised by every "no"
    rejections = models.PositiveSmallIntegerField(default=0)
    appeals = models.PositiveSmallIntegerField(default=0)
    # Pairs of round and depth: in which round an office of which level handed it down.
    handed = models.JSONField(default=list)
    outside = models.CharField(max_length=120, blank=True)  # body it lies with while parked

    rules = models.ForeignKey(RuleVersion, models.PROTECT, null=True, related_name="+")  # profiles
    profile = models.CharField(max_length=24, blank=True)  # frozen at report
    catalogue = models.ForeignKey(RuleVersion, models.PROTECT, null=True, related_name="+")

    reported_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    promised_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reminder_at = models.DateTimeField(null=True)  # next reminder of the verdict, or of a question
    reminders = models.PositiveSmallIntegerField(default=0)
    decide_until = models.DateTimeField(null=True)  # an application awaits its decision
    hurried_at = models.DateTimeField(null=True)  # the enterprise's last "please hurry"

    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    verdict = models.BooleanField(null=True)
    rating = models.PositiveSmallIntegerField(choices=Rating, null=True)
    verdict_channel = models.CharField(max_length=8, choices=VerdictChannel, blank=True)
    verdict_at = models.DateTimeField(null=True)

    confidentiality = models.CharField(
        max_length=8, choices=Confidentiality, default=Confidentiality.ORDINARY
    )
    # Whom the enterprise complains about: they take no part in it and do not see it.
    about_unit = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", db_index=False
    )
    about_official = models.ForeignKey(
        Official, models.PROTECT, null=True, related_name="+", db_index=False
    )

    # Of the running clock that rules the light on lists (the close clock where there is one).
    due_at = models.DateTimeField(null=True)
    yellow_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "turn_until", "id"], name="case_status_turn"),
            models.Index(fields=["turn_kind", "turn_id", "turn_until"], name="case_turn"),
            models.Index(fields=["lead", "status", "id"], name="case_lead"),
            models.Index(fields=["client", "-id"], name="case_client"),
            models.Index(fields=["region", "status", "id"], name="case_region"),
            models.Index(fields=["-reported_at", "-id"], name="case_reported"),
            # The control room counts what was closed in a period without reading the rows.
            models.Index(
                fields=[
                    "origin",
                    "closed_at",
                    "region",
                    "status",
                    "outcome",
                    "verdict",
                    "verdict_at",
                ],
                name="case_closed",
            ),
            models.Index(
                fields=["status", "origin", "region", "due_at", "yellow_at"], name="case_open"
            ),
            # From a verdict or a clock to its place, without reading the words.
            models.Index(fields=["id", "origin", "region"], name="case_place"),
            models.Index(
                fields=["due_at", "id"],
                name="case_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["desk", "decide_until"],
                name="case_decide",
                condition=models.Q(decide_until__isnull=False),
            ),
            models.Index(
                fields=["partner", "-id"],
                name="case_partner",
                condition=models.Q(partner__isnull=False),
            ),
            models.Index(
                fields=["master", "id"],
                name="case_master",
                condition=models.Q(master__isnull=False),
            ),
            models.Index(
                fields=["parent", "id"],
                name="case_parent",
                condition=models.Q(parent__isnull=False),
            ),
            models.Index(
                fields=["reminder_at"],
                name="case_reminder",
                condition=models.Q(reminder_at__isnull=False),
            ),
            models.Index(
                fields=["about_unit"],
                name="case_about_unit",
                condition=models.Q(about_unit__isnull=False),
            ),
            models.Index(
                fields=["about_official"],
                name="case_about_official",
                condition=models.Q(about_official__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def ledger_key(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def complains(self) -> bool:
        """Whether the enterprise complains of a unit or an official."""
        return self.about_unit_id is not None or self.about_official_id is not None

    @property
    def is_hidden(self) -> bool:
        """Whether staff are not to learn which enterprise asks."""
        return self.confidentiality != Confidentiality.ORDINARY
