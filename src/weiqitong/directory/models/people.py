"""People and the officials among them. Phones lie encrypted, with a keyed hash to find them by."""

from django.db import models

from weiqitong.core import crypto
from weiqitong.core.phone import mask
from weiqitong.ledger.models import Ledgered

from ..enums import Level
from ..querysets import OfficialQuerySet


class Person(models.Model):
    """A human being: name and phone. Stands behind an official, a contact, a user; known to no
    ledger entry.
    """

    name = models.CharField(max_length=60)
    phone_sealed = models.TextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    phone_masked = models.CharField(max_length=24, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        # Rows are wide with sealed numbers: a name is sought in its index, not in the table.
        indexes = [models.Index(fields=["name"], name="person_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        """The number in clear; whoever shows it puts the look on record."""
        return crypto.decrypt(self.phone_sealed)

    def set_phone(self, number: str) -> None:
        """Seal a normalised number and keep its hash and its mask."""
        self.phone_sealed = crypto.encrypt(number)
        self.phone_hash = crypto.lookup_hash(number)
        self.phone_masked = mask(number)


class Official(Ledgered):
    """A person on the roster. Becomes a specialist by a pairing, not by a flag."""

    LABEL = "official"

    code = models.CharField(max_length=40, unique=True)  # roster number
    person = models.OneToOneField(Person, models.PROTECT, related_name="official")
    department = models.ForeignKey("directory.Department", models.PROTECT, related_name="officials")
    level = models.CharField(max_length=8, choices=Level)
    rank = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=60, blank=True)
    expertise = models.JSONField(default=list)  # industry letters and department functions
    active = models.BooleanField(default=True)

    objects = OfficialQuerySet.as_manager()

    def __str__(self) -> str:
        return self.person.name

    def ledger_key(self) -> str:
        return self.code
