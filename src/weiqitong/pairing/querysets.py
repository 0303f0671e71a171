"""Named filters on pairings."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Pairing


class PairingQuerySet(models.QuerySet["Pairing"]):
    def on(self, day: date) -> "PairingQuerySet":
        """Pairings that hold on a day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)

    def open(self) -> "PairingQuerySet":
        """Pairings without an end."""
        return self.filter(valid_until=None)
