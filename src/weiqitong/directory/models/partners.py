"""For whom a partner organisation may speak: a chamber, a federation, a park, a bank is a
department; its members are named one by one, from when until when.
"""

from datetime import date

from django.db import models

from weiqitong.ledger.models import Ledgered

from .clients import Client
from .places import Department


class MembershipQuerySet(models.QuerySet["PartnerMembership"]):
    def on(self, day: date) -> "MembershipQuerySet":
        """Memberships that hold on a day; the last day is the one before `valid_until`."""
        until = models.Q(valid_until=None) | models.Q(valid_until__gt=day)
        return self.filter(until, valid_from__lte=day)


class PartnerMembership(Ledgered):
    """One client a partner organisation may report for."""

    LABEL = "membership"

    serial = models.UUIDField(unique=True)
    partner = models.ForeignKey(Department, models.PROTECT, related_name="memberships")
    client = models.ForeignKey(Client, models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "client"],
                name="membership_open_once",
                condition=models.Q(valid_until=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.client_id}"

    def ledger_key(self) -> str:
        return str(self.serial)
