"""The files of the reference city and of a second one: whole trees, hours that parse."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from weiqitong.deadlines.hours import OfficeHours
from weiqitong.demo.city import BadCity, City, load_city, read_regions

SECOND = Path(__file__).parents[1] / "fixtures" / "second_city"
HEAD = "code,name,name_en,parent,level,short,label,local,lat,lon\n"


@pytest.fixture(scope="module", params=["reference", "second"])
def city(request) -> City:
    return load_city(None if request.param == "reference" else SECOND)


def test_the_tree_hangs_together(city):
    by_code = {row.code: row for row in city.regions}
    assert city.root.level == "city"
    above = {"county": {"city"}, "zone": {"city"}, "town": {"county", "zone"}}
    for row in city.regions[1:]:
        assert by_code[row.parent].level in above[row.level], row


def test_texts_fit_the_columns(city):
    for row in city.regions:
        assert row.name
        assert row.name_en
        assert row.label
        assert 1 <= len(row.code) <= 12
        assert 1 <= len(row.short) <= 8


def test_shorts_are_unique_where_case_numbers_meet(city):
    counts = Counter((row.parent, row.short) for row in city.regions)
    assert max(counts.values()) == 1
    upper = [row.short for row in city.regions if row.level != "town"]
    assert len(upper) == len(set(upper))
    assert {len(short) for short in upper} == {1}


def test_a_national_code_is_digits_and_a_local_one_cannot_be_taken_for_it(city):
    for row in city.regions:
        national = row.code.isdigit() and len(row.code) in (6, 9)
        assert national != row.local, row


def test_hours_parse_and_say_that_they_are_a_sample(city):
    hours = OfficeHours.parse(city.hours)
    assert city.hours["sample"] is True
    assert hours.seasons


def test_facts_name_what_every_city_must_say(city):
    facts = city.facts
    assert facts["code"] == city.root.code
    assert facts["name"] == city.root.name
    assert {"specialist", "pairing", "case", "office"} <= set(facts["labels"])
    assert facts["figures"]["solved"] <= facts["figures"]["reported"]
    levels = {item["region_level"] for item in facts["official_levels"]["items"]}
    assert levels <= {"city", "county", "town"}
    codes = {row.code for row in city.regions}
    assert {item["region"] for item in facts["profiles"]["items"]} <= codes


def test_a_polygon_belongs_to_a_known_region(city):
    codes = {row.code for row in city.regions}
    assert {f["properties"]["code"] for f in json.loads(city.boundaries)["features"]} <= codes


def test_the_reference_city_by_its_numbers():
    city = load_city()
    assert Counter(row.level for row in city.regions) == {
        "city": 1, "county": 12, "zone": 5, "town": 122,
    }  # fmt: skip
    assert len(city.boundaries.encode()) <= 60_000
    assert len(json.loads(city.boundaries)["features"]) == 12
    figures = city.facts["figures"]
    assert round(100 * figures["solved"] / figures["reported"], 1) == 97.5
    assert sum(row.local for row in city.regions) == 4


def test_neighbours_keep_their_common_border():
    """Simplified arc by arc: what two counties share is still the same points."""
    points: Counter[object] = Counter()
    for feature in json.loads(load_city().boundaries)["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
                points.update({tuple(point) for point in ring})
    assert sum(count > 1 for count in points.values()) > 300


def test_each_county_centre_lies_in_the_box_of_its_polygon():
    city = load_city()
    rows = {row.code: row for row in city.regions}
    for feature in json.loads(city.boundaries)["features"]:
        row = rows[feature["properties"]["code"]]
        points = [p for polygon in feature["geometry"]["coordinates"] for p in polygon[0]]
        assert min(x for x, _ in points) < float(row.lon or 0) < max(x for x, _ in points)
        assert min(y for _, y in points) < float(row.lat or 0) < max(y for _, y in points)


def test_the_second_city_is_of_another_shape():
    first, second = load_city(), load_city(SECOND)
    assert Counter(row.level for row in second.regions) == {
        "city": 1, "county": 3, "zone": 1, "town": 8,
    }  # fmt: skip
    assert second.hours["seasons"] != first.hours["seasons"]
    assert not set(second.facts["labels"].values()) & set(first.facts["labels"].values())
    assert not {row.code for row in first.regions} & {row.code for row in second.regions}


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("", "no region"),
        ("1,甲县,A,0,county,甲,甲县,0,,\n", "comes first"),
        ("1,甲市,A,,city,甲,甲市,0,,\n1,乙县,B,1,county,乙,乙县,0,,\n", "twice"),
        ("1,甲市,A,,city,甲,甲市,0,,\n2,乙县,B,3,county,乙,乙县,0,,\n", "before its parent"),
        ("1,甲市,A,,city,甲,甲市,0,,\n2,乙市,B,1,city,乙,乙市,0,,\n", "comes first"),
        ("1,甲市,A,,city,甲,甲市,0,,\n2,乙州,B,1,state,乙,乙州,0,,\n", "unknown level"),
    ],
)
def test_a_broken_tree_is_refused(lines, what):
    with pytest.raises(BadCity, match=what):
        read_regions(HEAD + lines)
