"""Which profile a case gets, and what a profile must say."""

import json
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from weiqitong.core.errors import BadInput
from weiqitong.deadlines import kinds, profiles
from weiqitong.deadlines.profiles import (
    DEFAULTS,
    BadProfile,
    choose,
    parse_assignment,
    parse_profiles,
)
from weiqitong.deadlines.terms import MOST, Term, Unit

SAMPLES = Path(kinds.__file__).parent / "samples"
PROFILES = json.loads((SAMPLES / "profiles.json").read_text("utf-8"))["items"]
CITY, COUNTY, TOWN = "370700", "370705", "370705001"


def line(profile, region=None, category=None, urgency=None):
    code = f"{region}/{category}/{urgency}"
    return {
        "code": code,
        "region": region,
        "category": category,
        "urgency": urgency,
        "profile": profile,
    }


LINES = parse_assignment(
    [
        line("city"),
        line("city urgent", urgency="urgent"),
        line("city labour", category="01"),
        line("city recruiting", category="01.01"),
        line("county", region=COUNTY),
        line("county recruiting", region=COUNTY, category="01.01"),
        line("county recruiting urgent", region=COUNTY, category="01.01", urgency="urgent"),
        line("town labour", region=TOWN, category="01"),
    ]
)


@pytest.mark.parametrize(
    ("regions", "category", "urgency", "profile"),
    [
        ([CITY], "09.01", "normal", "city"),
        ([CITY], "09.01", "urgent", "city urgent"),
        ([CITY], "09.01", "emergency", "city"),
        ([CITY], "01.02", "normal", "city labour"),
        ([CITY], "01.02", "urgent", "city labour"),  # category before urgency
        ([CITY], "01.01", "normal", "city recruiting"),
        ([CITY, COUNTY], "09.01", "urgent", "county"),  # region before urgency
        ([CITY, COUNTY], "01.02", "normal", "county"),  # region before category
        ([CITY, COUNTY], "01.01", "normal", "county recruiting"),
        ([CITY, COUNTY], "01.01", "urgent", "county recruiting urgent"),
        ([CITY, COUNTY, TOWN], "01.01", "urgent", "town labour"),
        ([CITY, COUNTY, TOWN], "09.01", "normal", "county"),
        ([CITY, "370783"], "01.01", "normal", "city recruiting"),
        ([], "", "normal", "city"),
        (["other city"], "99", "unknown", "city"),
    ],
)
def test_the_most_particular_line_wins(regions, category, urgency, profile):
    assert choose(LINES, regions, category, urgency) == profile


def test_without_a_line_for_the_urgency_the_one_for_normal_decides():
    lines = parse_assignment([line("usual", urgency="normal"), line("fast", urgency="urgent")])
    assert choose(lines, [CITY], "01.01", "emergency") == "usual"


@given(st.permutations(LINES), st.sampled_from(["01.01", "01.02", "09.01"]))
def test_the_order_of_lines_does_not_matter(lines, category):
    regions = [CITY, COUNTY, TOWN]
    for urgency in ("normal", "urgent", "emergency"):
        assert choose(tuple(lines), regions, category, urgency) == choose(
            LINES, regions, category, urgency
        )


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line("county", region=COUNTY)],
        [line("fast", urgency="urgent")],
        [line("a"), line("b") | {"code": "other"}],
        [line("")],
    ],
)
def test_an_assignment_that_leaves_a_doubt_is_refused(lines):
    with pytest.raises(BadProfile):
        parse_assignment(lines)


def test_the_shipped_profiles_say_what_their_sources_say():
    found = parse_profiles(PROFILES)
    assert len(found) == 20
    assert found["133"].close == Term(3, Unit.WORKING_DAYS)
    assert found["133"].extension is None
    assert found["133"].term("contact") is None
    rule = found["2115"]
    assert rule.term("contact") == Term(2, Unit.WORKING_HOURS)
    assert rule.term("plan") == Term(1, Unit.WORKING_DAYS)
    assert rule.close == Term(15, Unit.WORKING_DAYS)
    assert found["15+7"].extension == profiles.Extension(Term(7, Unit.WORKING_DAYS), 2)
    assert found["5+10"].verdict_reminders == (3, 6)
    assert found["5+10"].ask_reminder == 3
    assert all(profile.term("name") == Term(1, Unit.WORKING_DAYS) for profile in found.values())


def changed(**terms):
    item = json.loads(json.dumps(PROFILES[1]))
    item["terms"].update(terms)
    return item


@pytest.mark.parametrize(
    "terms",
    [
        {"close": None},
        {"close": {"amount": 0, "unit": "working_days"}},
        {"close": {"amount": "3", "unit": "working_days"}},
        {"close": {"amount": 3, "unit": "moons"}},
        {"extension": {"amount": 3, "unit": "natural_days", "times": 1}},
        {"extension": {"amount": 3, "unit": "working_days", "times": 0}},
        {"extension": 3},
        {"verdict_reminders": [6, 3]},
        {"verdict_reminders": [0]},
        {"ask_reminder": "soon"},
        {"contact": "soon"},
    ],
)
def test_a_profile_no_clock_could_follow_is_refused(terms):
    with pytest.raises(BadProfile):
        parse_profiles([changed(**terms)])


def test_a_refusal_names_the_item_and_the_limit_in_the_readers_language():
    with translation.override("en"), pytest.raises(BadInput) as refused:
        kinds.parsed_profiles([changed(close=None)])
    assert str(refused.value) == "2115: The limit “Answer” is missing."


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@given(amount=st.integers(1, MOST), unit=st.sampled_from(Unit))
def test_a_limit_shown_in_a_cell_is_read_back(language, amount, unit):
    value = {"amount": amount, "unit": str(unit)}
    with translation.override(language):
        assert kinds.read_term(kinds.show_term(value)) == value
        longer = {**value, "times": 2}
        assert kinds.read_extension(kinds.show_extension(longer)) == longer


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3个工作日", (3, "working_days")),
        ("3 工作日", (3, "working_days")),
        ("2个工作小时", (2, "working_hours")),
        ("24小时", (24, "hours")),
        ("1 natural day", (1, "natural_days")),
        ("30.0 working minutes", (30, "working_minutes")),
    ],
)
def test_what_people_write_is_understood(typed, value):
    assert kinds.read_term(typed) == {"amount": value[0], "unit": value[1]}


@pytest.mark.parametrize("typed", ["3", "days", "3 moons", "-3 working days", "0 working days"])
def test_what_is_no_limit_is_refused(typed):
    with pytest.raises(BadInput):
        kinds.read_term(typed)


@pytest.mark.parametrize("kind", [kinds.profiles_kind])
def test_every_field_of_a_sample_survives_a_spreadsheet(kind):
    for item in PROFILES:
        copy = json.loads(json.dumps(item))
        for one in kind.fields:
            one.put(copy, one.show(one.of(item)))
        terms = {key: value for key, value in copy["terms"].items() if key not in DEFAULTS}
        assert terms == item["terms"]
        assert {**copy, "terms": 0} == {**item, "terms": 0}
