"""The shipped deadline profiles: each term parses, its source beside it, the figures theirs."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from weiqitong.deadlines.terms import Term


def load(name: str) -> dict:
    path = resources.files("weiqitong.deadlines") / "samples" / name
    return json.loads(path.read_text(encoding="utf-8"))


PROFILES = {item["code"]: item for item in load("profiles.json")["items"]}
ASSIGNMENT = load("assignment.json")["items"]

CLOCKS = {"dispatch", "contact", "plan", "close", "rework", "co", "ask", "verdict", "verdict_late"}
RULINGS = {"objection", "designation", "appeal"}
NULLABLE = {"contact", "plan", "extension"}
DAYS = {"ask_reminder", "verdict_reminders"}  # working days after the start, plain numbers


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile["code"])
def test_each_profile_parses_and_names_what_is_ours(profile):
    assert set(profile) == {"code", "name", "name_en", "source", "note", "ours", "terms"}
    assert all(profile[key] for key in ("name", "name_en", "source", "note"))
    terms = profile["terms"]
    assert set(terms) == CLOCKS | RULINGS | DAYS | {"extension"}
    assert {key for key, value in terms.items() if value is None} <= NULLABLE
    for key in (CLOCKS | RULINGS) & {key for key, value in terms.items() if value}:
        Term.parse(terms[key])
    assert set(profile["ours"]) <= {key for key, value in terms.items() if value is not None}
    assert "rework" in profile["ours"]  # no published rule speaks of it


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile["code"])
def test_extension_and_reminders(profile):
    terms = profile["terms"]
    if extension := terms["extension"]:
        times = extension["times"]
        Term.parse({key: value for key, value in extension.items() if key != "times"})
        assert times in {1, 2}
    assert terms["verdict"]["unit"] == "working_days"
    assert terms["verdict_reminders"] == sorted(terms["verdict_reminders"])
    assert terms["verdict_reminders"][0] > 0
    assert terms["verdict_reminders"][-1] < terms["verdict"]["amount"]
    assert 0 < terms["ask_reminder"] < terms["ask"]["amount"]


@pytest.mark.parametrize(
    ("code", "term", "amount", "unit"),
    [
        ("133", "dispatch", 1, "working_days"),
        ("133", "close", 3, "working_days"),
        ("2115", "contact", 2, "working_hours"),
        ("2115", "plan", 1, "working_days"),
        ("2115", "close", 15, "working_days"),
        ("1-3-15-30", "contact", 1, "working_days"),
        ("1-3-15-30", "plan", 3, "working_days"),
        ("1-3-15-30", "close", 15, "working_days"),
        ("1-2-10-25", "plan", 2, "working_days"),
        ("1-2-10-25", "close", 10, "working_days"),
        ("5+10", "close", 5, "working_days"),
        ("5+10", "objection", 2, "working_days"),
        ("xiqitong", "close", 3, "working_days"),
        ("zhongshan", "contact", 1, "working_hours"),
        ("zhongshan", "close", 5, "working_days"),
        ("quanzhou", "close", 7, "working_days"),
        ("quanzhou", "co", 3, "working_days"),
        ("quanzhou", "objection", 1, "working_days"),
        ("beijing-7d", "close", 7, "natural_days"),
        ("beijing-24h", "close", 24, "hours"),
    ],
)
def test_the_figures_of_the_sources(code, term, amount, unit):
    """DOMAIN.md §2.2."""
    profile = PROFILES[code]
    assert profile["terms"][term] == {"amount": amount, "unit": unit}
    assert term not in profile["ours"]


@pytest.mark.parametrize(
    ("code", "total"), [("1-3-15-30", 30), ("1-2-10-25", 25), ("5+10", 15), ("xuchang", 30)]
)
def test_close_and_extension_make_the_last_number(code, total):
    terms = PROFILES[code]["terms"]
    extension = terms["extension"]
    assert terms["close"]["amount"] + extension["amount"] * extension["times"] == total


def test_the_assignment_names_known_profiles_one_for_each_urgency():
    assert len({item["code"] for item in ASSIGNMENT}) == len(ASSIGNMENT)
    for item in ASSIGNMENT:
        assert set(item) == {"code", "region", "category", "urgency", "profile"}
        assert item["profile"] in PROFILES
    fallback = [i for i in ASSIGNMENT if i["region"] is None and i["category"] is None]
    assert sorted(i["urgency"] for i in fallback) == ["emergency", "normal", "urgent"]
