"""Rebuilds rows from the ledger alone and tells where the tables differ; it repairs nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .canonical import Plain, decode
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


def rebuild(label: str) -> tuple[dict[str, dict[str, Plain]], list[Difference], int]:
    """State of every object under a label, the breaks found on the way, and the number of entries
    read.
    """
    states: dict[str, dict[str, Plain]] = {}
    breaks: list[Difference] = []
    count = 0
    rows = (
        Entry.objects.filter(object_label=label, object_version__isnull=False)
        .order_by("object_key", "object_version")
        .values_list("body", flat=True)
    )
    for data in rows.iterator(chunk_size=5000):
        count += 1
        body = decode(bytes(data))
        _, key, version = body["object"]
        state = states.setdefault(key, {"version": 0})
        if version != int(str(state["version"])) + 1:
            breaks.append(Difference(label, key, "version", state["version"], version))
        breaks += [Difference(label, key, *found) for found in fold(state, body)]
        state["version"] = version
    return states, breaks, count


def compare(model: type[Ledgered]) -> tuple[list[Difference], int, int]:
    """Differences between a table and its ledger, rows compared and entries read."""
    states, differences, count = rebuild(model.LABEL)
    rows = 0
    for row in model._default_manager.all().iterator(chunk_size=2000):
        rows += 1
        key = row.ledger_key()
        known = states.pop(key, None)
        if known is None:
            differences.append(Difference(model.LABEL, key, "row", None, "present"))
            continue
        actual = {**row.ledger_state(), "version": row.version}
        differences += [
            Difference(model.LABEL, key, name, known.get(name), actual.get(name))
            for name in sorted({*actual, *known})
            if actual.get(name) != known.get(name)
        ]
    differences += [Difference(model.LABEL, key, "row", "present", None) for key in states]
    return differences, rows, count
