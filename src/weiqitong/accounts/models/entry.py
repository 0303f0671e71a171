"""One-time ways in: a code by SMS, an invitation by link or QR. Only hashes are stored."""

from django.db import models

from weiqitong.directory.models import Client, Person

from .users import User


class LoginCode(models.Model):
    """A six-digit code for a phone: five minutes, five tries. Also kept for phones nobody has, so
    that
    limits are the same for both and tell nothing."""

    phone_hash = models.CharField(max_length=64)
    ip_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_hash", "-sent_at"], name="code_phone"),
            models.Index(fields=["ip_hash", "-sent_at"], name="code_ip"),
        ]

    def __str__(self) -> str:
        return f"code of {self.sent_at:%H:%M:%S}"


class Invitation(models.Model):
    """A link by which a person becomes a user, or sets a password again; dies when used."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=16, blank=True)  # given on acceptance; blank: none
    # True: the link went to the person's own number and was shown to nobody, so it proves the
    # number.
    # False: it was shown as link and QR, which identify but never sign in (DESIGN.md §5).
    delivered = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "client"], name="invitation_person")]

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"
