"""Reads a city's files: regions, office hours, facts. It checks them and writes nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

LEVELS: Final = ("city", "county", "zone", "town")


class BadCity(ValueError):
    """A city's files do not fit together; the message says where."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One line of regions.csv: a parent stands before its children."""

    code: str
    name: str
    name_en: str
    parent: str  # empty for the city
    level: str
    short: str  # for case numbers; unique among siblings
    label: str  # how its units are called: 高新区, where the name is longer
    local: bool  # the code is the city's own, none of GB/T 2260
    lat: Decimal | None = None
    lon: Decimal | None = None


@dataclass(frozen=True, slots=True)
class City:
    """All that a city brings along."""

    regions: tuple[RegionRow, ...]
    hours: Mapping[str, Any]  # as `deadlines.hours.OfficeHours.parse` takes it
    facts: Mapping[str, Any]
    boundaries: str  # GeoJSON; a region without a polygon is simply absent

    @property
    def root(self) -> RegionRow:
        return self.regions[0]


def load_city(folder: Traversable | Path | None = None) -> City:
    """The city in `folder`; the reference city when none is given."""
    place = folder or _reference_folder()
    return City(
        regions=read_regions((place / "regions.csv").read_text(encoding="utf-8")),
        hours=json.loads((place / "hours.json").read_text(encoding="utf-8")),
        facts=json.loads((place / "city.json").read_text(encoding="utf-8")),
        boundaries=(place / "boundaries.geojson").read_text(encoding="utf-8"),
    )


def _reference_folder() -> Traversable:
    """The one city that ships: its name stands in the data, not here."""
    (only,) = (p for p in (resources.files("weiqitong.demo") / "cities").iterdir() if p.is_dir())
    return only


def read_regions(text: str) -> tuple[RegionRow, ...]:
    """The tree of regions, or BadCity: one city first, each code once, each parent before."""
    rows: dict[str, RegionRow] = {}
    for raw in csv.DictReader(text.splitlines()):
        row = _row(raw)
        if row.code in rows:
            raise BadCity(f"region {row.code} stands twice")
        if row.level not in LEVELS:
            raise BadCity(f"region {row.code} has the unknown level {row.level!r}")
        if (row.level == "city") != (not rows):
            raise BadCity(f"region {row.code}: the city, and only it, comes first")
        if rows and row.parent not in rows:
            raise BadCity(f"region {row.code} stands before its parent {row.parent!r}")
        rows[row.code] = row
    if not rows:
        raise BadCity("there is no region")
    return tuple(rows.values())


def _row(raw: Mapping[str, str]) -> RegionRow:
    return RegionRow(
        code=raw["code"],
        name=raw["name"],
        name_en=raw["name_en"],
        parent=raw["parent"],
        level=raw["level"],
        short=raw["short"],
        label=raw["label"],
        local=raw["local"] == "1",
        lat=Decimal(raw["lat"]) if raw["lat"] else None,
        lon=Decimal(raw["lon"]) if raw["lon"] else None,
    )
