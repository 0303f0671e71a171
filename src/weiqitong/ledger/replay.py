"""Rebuilds rows from the ledger alone and tells where the tables differ; it repairs nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from .canonical import Plain, decode, encode
from .models import Entry, Ledgered


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a row is not what the ledger says; `key` names the row, `field` the
    column."""

    label: str
    key: str
    field: str
    ledger: Plain
    row: Plain

    def __str__(self) -> str:
        said = f"is {self.row!r}, the ledger says {self.ledger!r}"
        return f"{self.label} {self.key}: {self.field} {said}"


def fold(state: dict[str, Plain], body: dict[str, Any]) -> Iterator[tuple[str, Plain, Plain]]:
    """Apply one entry to a state in place; yields (field, ledger, entry) where `before` is not what
    was.
    """
    for name, value in body["before"].items():
        if state.get(name) != value:
            yield f"{name} before v{body['object'][2]}", state.get(name), value
    state.update(body["after"])


@dataclass(slots=True)
class Reading:
    """What reading the ledger of one label found: entries read, and breaks in their chain."""

    label: str
    count: int = 0
    breaks: list[Difference] = field(default_factory=list)

    def states(self) -> Iterator[tuple[str, dict[str, Plain]]]:
        """(key, state) of every object, one at a time: the ledger may be larger than memory."""
        rows = (
            Entry.objects.filter(object_label=self.label, object_version__isnull=False)
            .order_by("object_key", "object_version")
            .values_list("body", flat=True)
        )
        key, state = "", dict[str, Plain]()
        for data in rows.iterator(chunk_size=5000):
            self.count += 1
            body = decode(bytes(data))
            _, owner, version = body["object"]
            if owner != key:
                if state:
                    yield key, state
                key, state = owner, {"version": 0}
            expected = int(str(state["version"])) + 1
            if version != expected:
                found = Difference(self.label, key, "version", state["version"], version)
                self.breaks.append(found)
            self.breaks += [Difference(self.label, key, *found) for found in fold(state, body)]
            state["version"] = version
        if state:
            yield key, state


def rebuild(label: str) -> tuple[dict[str, dict[str, Plain]], list[Difference], int]:
    """State of every object under a label, the breaks found on the way, and the number of entries
    read.
    """
    reading = Reading(label)
    states = dict(reading.states())
    return states, reading.breaks, reading.count


def compare(model: type[Ledgered]) -> tuple[list[Difference], int, int]:
    """Differences between a table and its ledger, rows compared and entries read.

    A table is read once into digests and the ledger streamed past them; only rows that differ are
    looked at again, column by column. Memory: some 200 bytes a row, whatever the rows hold.
    """
    rows = {key: _digest(state) for key, state in _rows(model)}
    count, reading = len(rows), Reading(model.LABEL)
    changed: dict[str, dict[str, Plain]] = {}
    gone: list[str] = []
    for key, state in reading.states():
        known = rows.pop(key, None)
        if known is None:
            gone.append(key)
        elif known != _digest(state):
            changed[key] = state
    label = model.LABEL
    differences = [
        *reading.breaks,
        *(Difference(label, key, "row", None, "present") for key in rows),
    ]
    for key, actual in _rows(model) if changed else ():
        if key in changed:
            differences += _fields(label, key, changed[key], actual)
    differences += [Difference(label, key, "row", "present", None) for key in gone]
    return differences, count, reading.count


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the database for all that is read inside, while others go on writing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield
            return
        # Not `atomic`: it would begin with the lock of a writer.
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def ledgered_models() -> list[type[Ledgered]]:
    """Every table that the ledger can rebuild, found by itself."""
    found = [model for model in apps.get_models() if issubclass(model, Ledgered)]
    return sorted(found, key=lambda model: model.LABEL)


def _rows(model: type[Ledgered]) -> Iterator[tuple[str, dict[str, Plain]]]:
    rows = model._default_manager.select_related(*model.KEYED_BY)
    for row in rows.iterator(chunk_size=2000):
        yield row.ledger_key(), {**row.ledger_state(), "version": row.version}


def _digest(state: dict[str, Plain]) -> bytes:
    return blake2b(encode(state), digest_size=16).digest()


def _fields(
    label: str, key: str, known: dict[str, Plain], actual: dict[str, Plain]
) -> Iterator[Difference]:
    for name in sorted({*actual, *known}):
        if actual.get(name) != known.get(name):
            yield Difference(label, key, name, known.get(name), actual.get(name))
