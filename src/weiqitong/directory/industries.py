"""The industry classification GB/T 4754-2017 as a table in memory; it is read, never edited."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Industry:
    """One class; its code is the section letter and up to four digits: `C`, `C26`, `C2611`."""

    code: str
    level: int  # 1 门类, 2 大类, 3 中类, 4 小类
    name: str
    parent: str


@cache
def industries() -> Mapping[str, Industry]:
    """All classes by code, a parent before its children."""
    path = resources.files("weiqitong.directory") / "reference" / "industries.csv"
    rows = [
        Industry(row["code"], int(row["level"]), row["name"], row["parent"])
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]
    return MappingProxyType({row.code: row for row in rows})


def find(code: str) -> Industry | None:
    """The class with this code, given with or without its section letter."""
    wanted = code.strip().upper()
    return industries().get(wanted) or _by_digits().get(wanted)


@cache
def _by_digits() -> Mapping[str, Industry]:
    return {row.code[1:]: row for row in industries().values() if row.level > 1}
