"""Who is on duty at a unit or an office when nobody is at work: nights, weekends, holidays."""

from django.db import models
from django.db.models import Q

from weiqitong.directory.models import Department, Official, Region
from weiqitong.ledger.models import Ledgered


class Duty(Ledgered):
    """One turn of duty (值班) of one person, for a unit or for the office of a region."""

    LABEL = "duty"

    serial = models.UUIDField(unique=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    official = models.ForeignKey(Official, models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=False) ^ Q(region__isnull=False),
                name="duty_of_one_place",
            )
        ]
        indexes = [
            models.Index(fields=["department", "until_at"], name="duty_department"),
            models.Index(fields=["region", "until_at"], name="duty_region"),
        ]

    def __str__(self) -> str:
        return f"{self.official_id} {self.from_at:%m-%d %H:%M}"

    def ledger_key(self) -> str:
        return str(self.serial)
