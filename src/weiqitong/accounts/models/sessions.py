"""What a person is shown of their own sessions: device and times; no address, no place, no path."""

from django.contrib.sessions.models import Session
from django.db import models

from .users import User


class SignIn(models.Model):
    """One session on one device. It goes when Django's session goes."""

    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    device = models.CharField(max_length=60, blank=True)
    way = models.CharField(max_length=12)
    at = models.DateTimeField()
    seen_at = models.DateTimeField()  # to the hour: not every request is worth a write

    def __str__(self) -> str:
        return f"{self.user_id} on {self.device}"
