"""What people are told: an inbox for those who sign in, and an outbox for what leaves the house."""

from django.db import models

from weiqitong.accounts.models import User


class Notice(models.Model):
    """One line in a person's inbox. `kind` and `facts` are turned into words when read, in the
    reader's language.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="notice_user")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Channel(models.TextChoices):
    EMAIL = "email"
    SMS = "sms"


class Delivery(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = (
        "failed"  # gave up after the last try; listed on the page of what could not be delivered
    )
    DROPPED = "dropped"


class Letter(models.Model):
    """One e-mail or text message: sent at least once, with a message id that stays the same over
    tries.
    """

    message_id = models.UUIDField(unique=True)
    channel = models.CharField(max_length=6, choices=Channel)
    to_sealed = models.TextField()
    to_masked = models.CharField(max_length=80)
    subject = models.CharField(max_length=200, blank=True)
    body_sealed = models.TextField()  # may carry a signed link: never shown to staff
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=Delivery, default=Delivery.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    region_path = models.CharField(max_length=80, blank=True)  # who may see that it failed

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], name="letter_waiting", condition=models.Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.to_masked}"
