"""What belongs to a case: acts with their words, dispatches, answers, verdicts, attachments, links,
drafts.
"""

from django.db import models

from weiqitong.directory.models import Contact, Department, Official
from weiqitong.files.models import StoredFile
from weiqitong.ledger.models import Ledgered

from ..enums import Action, Audience, Mode, Outcome, Part, Rating, VerdictChannel
from .case import Case


class Act(models.Model):
    """One step as people read it. Its words are here; the ledger holds their digest and the change
    of state.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="acts")
    version = models.PositiveIntegerField()  # of the case, after this act
    action = models.CharField(max_length=12, choices=Action)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=60, blank=True)  # of the person, as it was then
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYBODY)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=16, blank=True)
    facts = models.JSONField(default=dict)  # ids and codes that the line's sentence is made of
    # Whose turn it was after this act: time at each desk is folded from these.
    turn_kind = models.CharField(max_length=12)
    turn_id = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)  # set by the job that tells people, once

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="act_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.action}"


class Dispatch(Ledgered):
    """Which unit leads or co-handles in which round, on what grounds."""

    LABEL = "dispatch"
    WORDS = ("grounds", "opinion")
    KEYED_BY = ("case",)

    case = models.ForeignKey(Case, models.CASCADE, related_name="dispatches")
    seq = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=5, choices=Part)
    mode = models.CharField(max_length=6, choices=Mode)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    grounds = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    opinion = models.TextField(blank=True)  # of a co-handler
    salt = models.CharField(max_length=16)
    ended_at = models.DateTimeField(null=True)  # replaced by another lead, or the case closed
    final = models.BooleanField(default=False)  # designated: no objection is open against it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="dispatch_seq")]
        indexes = [
            models.Index(fields=["department", "part", "answered_at"], name="dispatch_department")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part} {self.department_id}"

    def ledger_key(self) -> str:
        return f"{self.case.number}/{self.seq}"


class Answer(Ledgered):
    """A proposed outcome, through 0–2 sign-offs, until it is sent."""

    LABEL = "answer"
    WORDS = ("text",)
    KEYED_BY = ("case",)

    case = models.ForeignKey(Case, models.CASCADE, related_name="answers")
    seq = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    text = models.TextField(max_length=4000)
    salt = models.CharField(max_length=16)
    documents = models.JSONField(default=list)  # issued document numbers (文号)
    quantities = models.JSONField(default=dict)  # {"万元": 1200}
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    signers = models.JSONField(default=list)  # official ids, in order
    signed = models.PositiveSmallIntegerField(default=0)  # how many have
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="answer_seq")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"

    def ledger_key(self) -> str:
        return f"{self.case.number}/{self.seq}"


class Verdict(Ledgered):
    """The enterprise's own word on one answer, and the channel it came by."""

    LABEL = "verdict"
    WORDS = ("comment",)
    KEYED_BY = ("case",)

    case = models.ForeignKey(Case, models.CASCADE, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    answer_seq = (
        models.PositiveSmallIntegerField()
    )  # which answer; no key, so that bulk can plan it
    yes = models.BooleanField()
    # None by whichever channel it was not given: no rating is ever assumed.
    rating = models.PositiveSmallIntegerField(choices=Rating, null=True)
    comment = models.TextField(max_length=1000, blank=True)
    salt = models.CharField(max_length=16)
    channel = models.CharField(max_length=8, choices=VerdictChannel)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="verdict_once_per_round")
        ]
        indexes = [
            models.Index(fields=["at", "yes", "rating", "channel", "case"], name="verdict_at")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {'yes' if self.yes else 'no'}"

    def ledger_key(self) -> str:
        return f"{self.case.number}/{self.round}"


class Attachment(models.Model):
    """A file laid to a case by one act."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    version = models.PositiveIntegerField()  # of the act that brought it
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYBODY)

    def __str__(self) -> str:
        return f"{self.case_id} {self.file_id}"


class LinkPurpose(models.TextChoices):
    CONFIRM = "confirm"  # stand by what the specialist reported
    VERDICT = "verdict"


class SignedLink(models.Model):
    """A link that lets one contact act on one case without signing in. GET shows, POST acts; never
    visible to staff.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=8, choices=LinkPurpose)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} link of {self.case_id}"


class Once(models.Model):
    """A form that was sent once: the same token again finds the case it made."""

    token = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.token)


class Draft(models.Model):
    """What somebody has typed and not yet sent, per person and form."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=80)  # "report/12", "answer/2021-000123"
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="draft_once")]

    def __str__(self) -> str:
        return self.key
