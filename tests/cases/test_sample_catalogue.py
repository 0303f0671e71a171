"""The shipped dispatch catalogue and the functions it names: whole, unique, every lead known."""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources

import pytest


def load(package: str, name: str) -> dict:
    path = resources.files(package) / "samples" / name
    return json.loads(path.read_text(encoding="utf-8"))


CATALOGUE = load("weiqitong.cases", "catalogue.json")
FUNCTIONS = load("weiqitong.directory", "functions.json")
ROOTS = [item for item in CATALOGUE["items"] if "parent" not in item]
LEAVES = [item for item in CATALOGUE["items"] if "parent" in item]
KNOWN = {item["code"]: item for item in FUNCTIONS["items"]}


def test_both_say_that_they_are_samples():
    assert CATALOGUE["sample"] is True
    assert FUNCTIONS["sample"] is True


def test_two_levels_of_the_intended_size():
    assert 14 <= len(ROOTS) <= 16
    assert 75 <= len(LEAVES) <= 100
    roots = {item["code"] for item in ROOTS}
    assert {leaf["parent"] for leaf in LEAVES} == roots


def test_codes_and_names_are_unique_and_codes_lie_below_their_parent():
    for key in ("code", "name", "name_en"):
        counts = Counter(item[key] for item in CATALOGUE["items"])
        assert [value for value, count in counts.items() if count > 1] == []
    for leaf in LEAVES:
        assert leaf["code"].rpartition(".")[0] == leaf["parent"]


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf["code"])
def test_each_leaf_has_a_known_lead_few_others_and_words(leaf):
    assert set(leaf) == {
        "code", "parent", "name", "name_en", "lead", "co", "keywords", "urgency",
    }  # fmt: skip
    assert {leaf["lead"], *leaf["co"]} <= set(KNOWN)
    assert leaf["lead"] not in leaf["co"]
    assert len(leaf["co"]) == len(set(leaf["co"])) <= 3
    assert 4 <= len(leaf["keywords"]) <= 10
    assert all(2 <= len(word) <= 8 for word in leaf["keywords"])
    assert leaf["urgency"] in {"normal", "urgent", "emergency"}


def test_a_keyword_points_to_one_leaf_only():
    counts = Counter(word for leaf in LEAVES for word in leaf["keywords"])
    assert [word for word, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("word", "lead"),
    [
        ("招工", "human-resources"),
        ("贷款", "local-finance"),
        ("建设用地", "natural-resources"),
        ("环评", "ecology"),
        ("安评", "emergency"),
        ("立项", "development-reform"),
        ("许可证", "approval"),
        ("发票", "tax"),
        ("技改", "industry"),
        ("高新技术企业", "science"),
        ("消防验收", "housing"),
        ("增容", "power"),
        ("水压", "water-supply"),
        ("修路", "transport"),
        ("通行证", "traffic-police"),
        ("通关", "customs"),
        ("商标", "market-regulation"),
        ("拖欠", "industry"),
        ("重复检查", "justice"),
        ("拆迁", "territory"),
        ("清表", "territory"),
        ("历史遗留", "territory"),
        ("其他", "office"),
    ],
)
def test_the_usual_duties(word, lead):
    """The suggested default routing of DOMAIN.md §3.6."""
    (leaf,) = [leaf for leaf in LEAVES if word in leaf["keywords"]]
    assert leaf["lead"] == lead


def test_functions_are_well_formed():
    assert len(KNOWN) == len(FUNCTIONS["items"])
    for item in KNOWN.values():
        assert set(item) == {"code", "name", "name_en", "short", "relation", "levels"}
        assert all(item.values())
        assert item["relation"] in {"direct", "dual", "vertical", "enterprise"}
        assert set(item["levels"]) <= {"city", "county", "town"}
    assert KNOWN["tax"]["relation"] == KNOWN["customs"]["relation"] == "vertical"
    assert KNOWN["power"]["relation"] == "enterprise"
    assert KNOWN["office"]["levels"] == ["city", "county", "town"]


def test_every_lead_exists_at_the_city_or_in_the_territory():
    """A case whose county lacks the function goes to the parent region: there it must exist."""
    for leaf in LEAVES:
        assert leaf["lead"] == "territory" or "city" in KNOWN[leaf["lead"]]["levels"]
