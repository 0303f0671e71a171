"""Who is away from when until when, and who stands in meanwhile."""

from datetime import date

from django.db import models

from weiqitong.ledger.models import Ledgered

from .users import User


class Absence(Ledgered):
    """From a day until the day somebody is back; the grants that follow from it say what the
    substitute may do (`Grant.stands_for`).
    """

    LABEL = "absence"

    serial = models.UUIDField(unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()  # the day back; earlier than planned where it was ended
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "until_on"], name="absence_user")]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.until_on}"

    def ledger_key(self) -> str:
        return str(self.serial)

    def overlaps(self, first: date, back: date) -> bool:
        return self.from_on < back and first < self.until_on
