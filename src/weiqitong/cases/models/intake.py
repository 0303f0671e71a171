"""How a need came that its enterprise did not type itself: by letter, visit, hotline, partner."""

from django.db import models
from django.db.models import Q

from weiqitong.ledger.models import Ledgered

from ..enums import Channel
from .case import Case


class Intake(Ledgered):
    """Where it came from: channel, number there, paper, day, and who said it."""

    LABEL = "intake"
    WORDS = ("said_by",)  # a person's name
    KEYED_BY = ("case",)

    case = models.OneToOneField(Case, models.CASCADE, related_name="intake")
    channel = models.CharField(max_length=12, choices=Channel)
    source_ref = models.CharField(max_length=40, blank=True)  # its number there, once a channel
    paper_number = models.CharField(max_length=60, blank=True)
    said_by = models.CharField(max_length=60, blank=True)
    salt = models.CharField(max_length=16)
    received_on = models.DateField(null=True)  # the day it came; the clock starts at its entry

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "source_ref"],
                name="intake_once",
                condition=~Q(source_ref=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.source_ref}".strip()

    def ledger_key(self) -> str:
        return self.case.number
