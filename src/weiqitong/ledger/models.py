"""The append-only record of every act, and the base of rows whose state it can rebuild; no words,
no personal data.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from weiqitong.core import crypto

from .canonical import Plain, plain


class Entry(models.Model):
    """One act on one object. Replay trusts `body` alone; the columns beside it are for finding."""

    kind = models.CharField(max_length=40)
    object_label = models.CharField(max_length=24)
    object_key = models.CharField(max_length=64)
    # Null: an act that changes no state (a sign-in, a look behind a mask). Unique with label and
    # key.
    object_version = models.PositiveIntegerField(null=True)
    act = models.UUIDField()
    user_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=16)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_label", "object_key", "object_version"],
                name="entry_once_per_version",
            )
        ]
        indexes = [models.Index(fields=["recorded_at"], name="entry_recorded")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_label} {self.object_key} v{self.object_version}"


class Ledgered(models.Model):
    """A row that is a projection of the ledger: changed only by `Changes.enact`, rebuilt by
    `replay`.

    Every column is either plain state (in the entry as it is), a word (in the entry as a salted
    digest of all
    words together), or named in UNLEDGERED with the reason beside it.
    """

    LABEL: ClassVar[str]
    WORDS: ClassVar[tuple[str, ...]] = ()
    UNLEDGERED: ClassVar[tuple[str, ...]] = ()
    KEYED_BY: ClassVar[tuple[str, ...]] = ()  # relations that `ledger_key` follows

    version = models.PositiveIntegerField(default=0)  # raised by every act; guards lost updates

    class Meta:
        abstract = True

    def ledger_key(self) -> str:
        """The name under which the ledger knows this row: never a database id."""
        raise NotImplementedError

    @classmethod
    def ledger_fields(cls) -> tuple[str, ...]:
        """Attribute names of the columns that stand in entries as they are."""
        cached: tuple[str, ...] | None = cls.__dict__.get("_ledger_fields")
        if cached is None:
            outside = {"version", "salt", cls._meta.pk.attname, *cls.WORDS, *cls.UNLEDGERED}
            cached = tuple(f.attname for f in cls._meta.concrete_fields if f.attname not in outside)
            cls._ledger_fields = cached  # type: ignore[attr-defined]
        return cached

    def stated(self, attname: str) -> Plain:
        """A column's value as the ledger writes it, with all the decimals the column keeps."""
        value = getattr(self, attname)
        if isinstance(value, Decimal):
            field = self._meta.get_field(attname)
            value = round(value, field.decimal_places)  # type: ignore[union-attr]
        return plain(value)

    def words_digest(self) -> str | None:
        """Salted digest of the row's words as they are now; None where it has none."""
        if not self.WORDS:
            return None
        return crypto.digest(
            getattr(self, "salt", ""), *(str(getattr(self, name)) for name in self.WORDS)
        )

    def ledger_state(self) -> dict[str, Plain]:
        """All that the ledger should know of this row now."""
        state = {name: self.stated(name) for name in self.ledger_fields()}
        digest = self.words_digest()
        if digest is not None:
            state["words"] = digest
        return state


def key_of(row: Any) -> str:
    """`LABEL key` of a ledgered row, for messages."""
    return f"{row.LABEL} {row.ledger_key()}"
