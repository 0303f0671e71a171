"""What people are told: an inbox for those who sign in, and an outbox for what leaves the house."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.accounts.models import User
from weiqitong.core import crypto
from weiqitong.directory.models import Department, Region

from .querysets import LetterQuerySet, NoticeQuerySet


class Notice(models.Model):
    """One line in a person's inbox. `kind` and `facts` become words when read, in the reader's
    language."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    to_mail = models.BooleanField(default=False)  # waits for the job that writes the letter
    to_digest = models.BooleanField(default=False)  # waits for the letter of the day

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(
                fields=["user"], name="notice_unread", condition=models.Q(read_at__isnull=True)
            ),
            models.Index(fields=["id"], name="notice_to_mail", condition=models.Q(to_mail=True)),
            models.Index(
                fields=["user"], name="notice_to_digest", condition=models.Q(to_digest=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Mail(models.TextChoices):
    AT_ONCE = "at_once", _("Each notice as it comes")
    DAILY = "daily", _("One letter a day, at eight")
    NONE = "none", _("No e-mail")


class Preference(models.Model):
    """What a person chose about being told. No row: the usual, which is mail at once, and quiet at
    night.
    """

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="notice_preference"
    )
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.AT_ONCE)
    quiet_from = models.TimeField(null=True)  # both or neither; neither: the city's
    quiet_until = models.TimeField(null=True)

    def __str__(self) -> str:
        return f"preference of {self.user_id}"


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    ROBOT = "robot", _("Robot in a chat")


class Delivery(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", pgettext_lazy("a letter", "Sent")
    FAILED = "failed", _("Not delivered")  # gave up; listed on the page of what was not delivered
    DROPPED = "dropped", _("Given up")  # by a person


class RobotKind(models.TextChoices):
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class Robot(models.Model):
    """A robot that says in a unit's or an office's group chat that something has come; it names no
    enterprise and no person.
    """

    serial = models.UUIDField(unique=True)
    kind = models.CharField(max_length=8, choices=RobotKind)
    name = models.CharField(max_length=40)  # of the group
    address_sealed = models.TextField()  # whoever knows it can write into the group
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="+")
    region = models.ForeignKey(Region, models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(department__isnull=False) ^ models.Q(region__isnull=False),
                name="robot_of_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Letter(models.Model):
    """One e-mail, text message or line of a robot: sent at least once, its message id the same over
    all tries.
    """

    message_id = models.UUIDField(unique=True)
    channel = models.CharField(max_length=6, choices=Channel)
    to_sealed = models.TextField()  # erased once sent, as the body is
    to_masked = models.CharField(max_length=80)
    subject = models.CharField(max_length=200, blank=True)
    body_sealed = models.TextField()  # may carry a signed link: never shown; erased once sent
    secret = models.BooleanField(default=False)  # the subject is not shown either
    # A text message as its template: which kind, and what is filled in; erased once sent.
    kind = models.CharField(max_length=40, blank=True)
    values_sealed = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=Delivery, default=Delivery.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # a login code is of no use after this
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    region_path = models.CharField(max_length=80, blank=True)  # who may see that it failed

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], name="letter_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["-id"], name="letter_failed", condition=models.Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.to_masked}"


class InboundOutcome(models.TextChoices):
    """What became of a text message that came in."""

    WAITING = "waiting", _("Waiting")
    VERDICT = "verdict", _("Taken as a verdict")
    STRANGER = "stranger", _("Number not known")
    NOTHING = "nothing", _("Nothing waits for a word")
    SEVERAL = "several", _("Several wait")
    JUDGED = "judged", _("Judged already")
    UNCLEAR = "unclear", _("Not understood")
    REFUSED = "refused", _("From somebody who may not judge")


class InboundMessage(models.Model):
    """A text message from somebody's phone, once for each id of the provider."""

    provider_id = models.CharField(max_length=64, unique=True)
    number_hash = models.CharField(max_length=64)
    number_sealed = models.TextField()
    number_masked = models.CharField(max_length=24)
    text_sealed = models.TextField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=InboundOutcome, default=InboundOutcome.WAITING)
    replied_at = models.DateTimeField(null=True)  # at most one reply per number and hour

    class Meta:
        indexes = [models.Index(fields=["number_hash", "replied_at"], name="inbound_replied")]

    def __str__(self) -> str:
        return f"from {self.number_masked}"

    @property
    def text(self) -> str:
        return crypto.decrypt(self.text_sealed)

    @property
    def number(self) -> str:
        return crypto.decrypt(self.number_sealed)
