"""Tries to reach an enterprise by phone (回访), each with what came of it."""

from django.db import models

from weiqitong.directory.models import Official
from weiqitong.ledger.models import Ledgered

from ..enums import CallOutcome, CallPurpose
from .case import Case


class CallTry(Ledgered):
    """One try. What the enterprise said in it is kept here and nowhere on the timeline."""

    LABEL = "call"
    WORDS = ("words",)
    KEYED_BY = ("case",)

    case = models.ForeignKey(Case, models.CASCADE, related_name="calls")
    seq = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=9, choices=CallPurpose)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=CallOutcome)
    pushed = models.BooleanField(null=True)  # of a withdrawal: whether anybody pushed
    recording = models.CharField(max_length=40, blank=True)  # number of the recording
    caller = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    words = models.TextField(max_length=1000, blank=True)  # of the enterprise
    salt = models.CharField(max_length=16)
    again_at = models.DateTimeField(null=True)  # when it asked to be called back
    next_at = models.DateTimeField(null=True)  # the next try is not before; None: no more

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="call_seq")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"

    def ledger_key(self) -> str:
        return f"{self.case.number}/{self.seq}"
