"""One-time ways in: a code by SMS, an invitation by link or QR. Only hashes are stored."""

from django.db import models

from weiqitong.directory.models import Client, Person

from .users import User


class LoginCode(models.Model):
    """A six-digit code sent to a phone: five minutes, five tries."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code for {self.user_id}"


class Invitation(models.Model):
    """A link by which a person of a client becomes a user; dies when used."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=16)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"
