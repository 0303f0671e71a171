"""A rule set as published versions: rows are never edited in place, and whatever was decided points
at its version.
"""

from django.db import models

from weiqitong.ledger.models import Ledgered


class Status(models.TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class RuleVersion(Ledgered):
    """One version of one kind of rules. `body` is {"items": [{"code": …, …}]}, parsed by the kind's
    own reader.
    """

    LABEL = "rules"
    WORDS = ("reason",)
    UNLEDGERED = ("body", "made_by_name")  # `digest` stands for the body; names are personal

    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=16)
    valid_from = models.DateTimeField(null=True)
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="rules_kind_number")]
        indexes = [models.Index(fields=["kind", "status", "valid_from"], name="rules_in_force")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def ledger_key(self) -> str:
        return f"{self.kind}/{self.number}"
