"""The words of instructions: their two states."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstructionState(models.TextChoices):
    OPEN = "open", _("Being carried out")
    CLOSED = "closed", _("Closed by the leader")
