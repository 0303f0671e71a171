"""The words of oversight: why a supervision order was given."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderCause(models.TextChoices):
    LADDER = "ladder", _("Overdue")
    REJECTED = "rejected", _("Rejected again")
    HAND = "hand", _("By the office")
