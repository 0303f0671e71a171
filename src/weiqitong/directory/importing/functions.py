"""What departments are for: the sample list of functions, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Function:
    """One function: the code a catalogue names, and how such a department is usually called."""

    code: str
    name: str
    short: str
    relation: str


@cache
def functions() -> Mapping[str, Function]:
    path = resources.files("weiqitong.directory") / "samples" / "functions.json"
    items = json.loads(path.read_text(encoding="utf-8"))["items"]
    return MappingProxyType(
        {
            one["code"]: Function(one["code"], one["name"], one.get("short", ""), one["relation"])
            for one in items
        }
    )


@cache
def by_word() -> Mapping[str, str]:
    """Codes by usual name and short name."""
    words = {one.name: one.code for one in functions().values()}
    words |= {one.short: one.code for one in functions().values() if one.short}
    return MappingProxyType(words)
