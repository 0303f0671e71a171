"""What differs between two lists of items, field by field. Pure; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .kinds import Item, RuleKind


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that was added, removed or changed."""

    code: str
    title: str
    state: str  # "added", "removed" or "changed"
    fields: Sequence[FieldChange]


def compare(kind: RuleKind[Any], before: Sequence[Item], after: Sequence[Item]) -> list[Difference]:
    """Differences in the order of the newer list; what is gone comes last."""
    old = {item["code"]: item for item in before}
    new = {item["code"]: item for item in after}
    found = []
    for code, item in new.items():
        if code not in old:
            found.append(Difference(code, kind.title(item), "added", _changes(kind, {}, item)))
        elif changes := _changes(kind, old[code], item):
            found.append(Difference(code, kind.title(item), "changed", changes))
    for code, item in old.items():
        if code not in new:
            found.append(Difference(code, kind.title(item), "removed", _changes(kind, item, {})))
    return found


def _changes(kind: RuleKind[Any], before: Item, after: Item) -> list[FieldChange]:
    pairs = ((one, one.show(one.of(before)), one.show(one.of(after))) for one in kind.fields)
    return [FieldChange(str(one.label), was, now) for one, was, now in pairs if was != now]
