"""Who serves whom, from when until when, and why: a dated relation, never a field on the client."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from weiqitong.directory.models import Client, Official
from weiqitong.ledger.models import Ledgered

from .querysets import PairingQuerySet


class PairingRole(models.TextChoices):
    LEADING_CADRE = "leading_cadre", _("Leading cadre")
    SPECIALIST = "specialist", _("Service specialist")
    LIAISON = "liaison", _("Liaison")


class Pairing(Ledgered):
    """One official beside one client. Exactly one specialist at a time: a constraint, not a
    habit."""

    LABEL = "pairing"
    WORDS = ("reason",)

    client = models.ForeignKey(Client, models.PROTECT, related_name="pairings")
    official = models.ForeignKey(Official, models.PROTECT, related_name="pairings")
    role = models.CharField(max_length=16, choices=PairingRole, default=PairingRole.SPECIALIST)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # the first day it no longer holds
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=16)
    serial = models.UUIDField(unique=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(role="specialist", valid_until=None),
                name="pairing_one_specialist",
            )
        ]
        indexes = [
            models.Index(fields=["official", "valid_until"], name="pairing_official"),
            # The two lists of the page, each in its order.
            models.Index(
                fields=["-valid_from", "-id"],
                condition=models.Q(valid_until=None),
                name="pairing_running",
            ),
            models.Index(
                fields=["-valid_from", "-id"],
                condition=models.Q(valid_until__isnull=False),
                name="pairing_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official_id} beside {self.client_id}"

    def ledger_key(self) -> str:
        return str(self.serial)
