"""The units of a city, made from its regions and the list of functions. No database, no chance.

Names and sections are data (departments.json): as usual in a prefecture-level city, not one
particular city's roster.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from .city import RegionRow


@dataclass(frozen=True, slots=True)
class Function:
    """What a unit is for, in the words of the dispatch catalogue."""

    code: str
    name: str
    name_en: str
    short: str
    relation: str
    levels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A department of one region, with its sections."""

    code: str
    name: str
    name_en: str
    short: str
    function: str
    region: str
    relation: str
    superior: str  # code of the same function one region up, where there is one
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Style:
    """How the units of one function are called and divided."""

    names: Mapping[str, str]
    shorts: Mapping[str, str]
    sections: tuple[str, ...]
    town_sections: tuple[str, ...]


@cache
def functions() -> Mapping[str, Function]:
    """The shipped functions by code, in their order."""
    items = _read("weiqitong.directory", "samples", "functions.json")["items"]
    return {
        item["code"]: Function(**{**item, "levels": frozenset(item["levels"])}) for item in items
    }


def build_departments(regions: Sequence[RegionRow]) -> tuple[Unit, ...]:
    """Every unit of the city, a superior before those below it."""
    by_code = {region.code: region for region in regions}
    built: dict[tuple[str, str], Unit] = {}
    for region in regions:
        for function in _functions_of(region):
            unit = _unit(region, function, by_code, built)
            built[region.code, function.code] = unit
    return tuple(built.values())


def _functions_of(region: RegionRow) -> Iterator[Function]:
    """A zone has a county's functions, but only those a zone usually has a bureau for."""
    level = "county" if region.level == "zone" else region.level
    for function in functions().values():
        in_zone = region.level != "zone" or function.code in _zone_functions()
        if level in function.levels and in_zone:
            yield function


def _unit(
    region: RegionRow,
    function: Function,
    regions: Mapping[str, RegionRow],
    built: Mapping[tuple[str, str], Unit],
) -> Unit:
    style = _styles()[function.code]
    kind = _kind(region)
    code = f"{region.code}-{function.code}"
    words = _words(region, regions)
    sections = style.town_sections if region.level == "town" else style.sections
    return Unit(
        code=code,
        name=style.names.get(kind, f"{{full}}{function.name}").format_map(words),
        name_en=f"{function.name_en}, {region.name_en}",
        short=style.shorts.get(kind, f"{{label}}{function.short}").format_map(words),
        function=function.code,
        region=region.code,
        relation=function.relation,
        superior=_superior(region, function, regions, built),
        sections=tuple(
            Section(f"{code}.{number}", name, _in_english()[name])
            for number, name in enumerate(sections, 1)
        ),
    )


def _superior(
    region: RegionRow,
    function: Function,
    regions: Mapping[str, RegionRow],
    built: Mapping[tuple[str, str], Unit],
) -> str:
    while region.parent:
        region = regions[region.parent]
        if above := built.get((region.code, function.code)):
            return above.code
    return ""


def _kind(region: RegionRow) -> str:
    """What decides the name: the level, and what kind of county or town it is."""
    if region.level == "county":
        return "district" if region.name.endswith("区") else "county"
    if region.level != "town" or region.name.endswith(("镇", "乡")):
        return region.level
    return "subdistrict" if region.name.endswith("街道") else "park"


def _words(region: RegionRow, regions: Mapping[str, RegionRow]) -> dict[str, str]:
    """What a pattern may name. Towns of two counties share names, so `full` says the county too."""
    top = region
    while top.parent:
        top = regions[top.parent]
    full = region.label
    if region.level == "town":
        above = regions[region.parent].label
        full = full if full.startswith(_stem(above)) else f"{above}{full}"
    return {
        "name": region.name,
        "label": region.label,
        "full": full,
        "stem": _stem(region.label),
        "city": top.label,
    }


def _stem(label: str) -> str:
    return label.rstrip("市区县")


@cache
def _styles() -> Mapping[str, _Style]:
    return {
        item["function"]: _Style(
            names=_by_kind(item.get("names", {})),
            shorts=_by_kind(item.get("shorts", {})),
            sections=tuple(item["sections"]),
            town_sections=tuple(item.get("town_sections", ())),
        )
        for item in _read("weiqitong.demo", "departments.json")["items"]
    }


def _by_kind(patterns: Mapping[str, str]) -> dict[str, str]:
    """A pattern for counties or towns holds for each kind of them that has none of its own."""
    wider = {"district": "county", "subdistrict": "town", "park": "town"}
    found = {kind: patterns[level] for kind, level in wider.items() if level in patterns}
    return {**found, **patterns}


@cache
def _in_english() -> Mapping[str, str]:
    """What the sections are called in English."""
    found: Mapping[str, str] = _read("weiqitong.demo", "departments.json")["sections_en"]
    return found


@cache
def _zone_functions() -> frozenset[str]:
    return frozenset(_read("weiqitong.demo", "departments.json")["zone_functions"])


def _read(package: str, *parts: str) -> Any:
    return json.loads(resources.files(package).joinpath(*parts).read_text(encoding="utf-8"))
