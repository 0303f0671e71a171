"""The units of a city: every function of every level, unique, named as people name them."""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from weiqitong.demo.city import load_city
from weiqitong.demo.departments import build_departments, functions

SECOND = Path(__file__).parents[1] / "fixtures" / "second_city"


@pytest.fixture(scope="module", params=["reference", "second"])
def city(request):
    return load_city(None if request.param == "reference" else SECOND)


@pytest.fixture(scope="module")
def units(city):
    return build_departments(city.regions)


def test_codes_and_names_are_unique_and_fit(units):
    codes = [unit.code for unit in units] + [s.code for unit in units for s in unit.sections]
    assert len(codes) == len(set(codes))
    assert max(len(code) for code in codes) <= 40
    names = Counter(unit.name for unit in units)
    assert [name for name, count in names.items() if count > 1] == []
    for unit in units:
        assert "{" not in unit.name + unit.short
        assert len(unit.name) <= 80
        assert len(unit.short) <= 40
        assert len(unit.name_en) <= 120


def test_every_unit_has_two_to_five_sections(units):
    for unit in units:
        assert 2 <= len(unit.sections) <= 5, unit
        assert len({section.name for section in unit.sections}) == len(unit.sections)


def test_the_office_is_at_every_level_and_the_territory_below_the_city(city, units):
    at = {function: {u.region for u in units if u.function == function} for function in functions()}
    assert at["office"] == {row.code for row in city.regions}
    assert at["territory"] == {row.code for row in city.regions if row.level != "city"}
    counties = {row.code for row in city.regions if row.level in {"city", "county", "zone"}}
    assert at["supervision"] == at["market-regulation"] == counties


def test_a_superior_stands_before_and_does_the_same(units):
    seen: dict[str, Any] = {}
    for unit in units:
        if unit.superior:
            assert seen[unit.superior].function == unit.function
        seen[unit.code] = unit


def test_every_lead_of_the_catalogue_is_found_from_every_region(city, units):
    """Own region, else upwards: no leaf of the sample catalogue ends without a unit."""
    path = resources.files("weiqitong.cases") / "samples" / "catalogue.json"
    items = json.loads(path.read_text(encoding="utf-8"))["items"]
    leads = {item["lead"] for item in items if "parent" in item}
    regions = {row.code: row for row in city.regions}
    have = {(unit.region, unit.function) for unit in units}
    for row in city.regions[1:]:
        for lead in leads:
            place = row.code
            while place and (place, lead) not in have:
                place = regions[place].parent
            assert place, (row.code, lead)


def test_the_same_regions_give_the_same_units(city, units):
    assert build_departments(city.regions) == units


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("370700-market-regulation", "潍坊市市场监督管理局", "潍坊市市场监管局"),
        ("370704-market-regulation", "坊子区市场监督管理局", "坊子区市场监管局"),
        ("370704-public-security", "潍坊市公安局坊子分局", "坊子区公安分局"),
        ("370783-public-security", "寿光市公安局", "寿光市公安局"),
        ("370704-ecology", "潍坊市生态环境局坊子分局", "坊子区生态环境分局"),
        ("370783-tax", "国家税务总局寿光市税务局", "寿光市税务局"),
        ("370704-tax", "国家税务总局潍坊市坊子区税务局", "坊子区税务局"),
        ("3707-GX-tax", "国家税务总局潍坊高新技术产业开发区税务局", "高新区税务局"),
        ("370700-customs", "潍坊海关", "潍坊海关"),
        ("370704003-territory", "坊子区凤凰街道办事处", "凤凰街道"),
        ("370783109-territory", "寿光市侯镇人民政府", "侯镇"),
        ("370702400-territory", "潍城经济开发区管理委员会", "潍城经济开发区"),
        ("370705009-territory", "高新区新城街道办事处", "新城街道"),
    ],
)
def test_names_as_people_know_them(code, name, short):
    units = {unit.code: unit for unit in build_departments(load_city().regions)}
    assert (units[code].name, units[code].short) == (name, short)


def test_relations_reach_the_units(units):
    relation = {unit.function: unit.relation for unit in units}
    assert relation["tax"] == relation["customs"] == "vertical"
    assert relation["power"] == relation["bank"] == "enterprise"
    assert relation["ecology"] == "dual"
