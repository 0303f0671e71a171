"""The 2017 size table at every boundary of every sector."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from weiqitong.directory.enums import SizeTier
from weiqitong.directory.industries import industries
from weiqitong.directory.size_tier import (
    BOUNDS,
    Indicator,
    SizeSector,
    WhyUnknown,
    sector_of,
    size_tier,
    tier_in,
)

TIERS = [SizeTier.LARGE, SizeTier.MEDIUM, SizeTier.SMALL, SizeTier.MICRO]
EDGES = [
    (sector, indicator, place)
    for sector, bounds in BOUNDS.items()
    for indicator in bounds
    for place in range(3)
]


def test_every_sector_has_falling_bounds():
    assert set(BOUNDS) == set(SizeSector)
    for bounds in BOUNDS.values():
        for large, medium, small in bounds.values():
            assert large > medium > small > 0


@pytest.mark.parametrize(("sector", "indicator", "place"), EDGES)
def test_at_the_bound_the_tier_is_reached_and_just_below_it_is_not(sector, indicator, place):
    figures: dict[Any, Any] = {
        name: bounds[0] for name, bounds in BOUNDS[sector].items()
    }  # all others are large
    figures[indicator] = BOUNDS[sector][indicator][place]
    assert tier_in(sector, figures).tier == TIERS[place]
    figures[indicator] -= Decimal("0.01")
    assert tier_in(sector, figures).tier == TIERS[place + 1]


@pytest.mark.parametrize(
    ("staff", "revenue", "tier"),
    [
        (1000, 40_000, SizeTier.LARGE),
        (999, 40_000, SizeTier.MEDIUM),
        (1000, 39_999, SizeTier.MEDIUM),
        (5000, 300, SizeTier.SMALL),
        (19, 40_000, SizeTier.MICRO),
        (1000, 299, SizeTier.MICRO),
        (20, 300, SizeTier.SMALL),
        (0, 0, SizeTier.MICRO),
    ],
)
def test_industry_by_hand(staff, revenue, tier):
    assert size_tier("C2611", staff=staff, revenue=revenue).tier == tier


def test_a_missing_figure_leaves_the_tier_open_and_is_named():
    result = size_tier("C2611", staff=1200)
    assert (result.tier, result.why) == (SizeTier.UNKNOWN, WhyUnknown.NO_FIGURES)
    assert result.missing == (Indicator.REVENUE,)
    with translation.override("en"):
        assert str(result) == "Figures are missing: operating revenue."


def test_one_figure_below_the_small_bound_settles_it():
    assert size_tier("C2611", staff=8).tier == SizeTier.MICRO


def test_a_figure_the_sector_does_not_use_is_ignored():
    assert size_tier("E4710", revenue=80_000, assets=80_000, staff=1).tier == SizeTier.LARGE
    assert size_tier("M7310", staff=300, revenue=1, assets=1).tier == SizeTier.LARGE


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("A0111", SizeSector.FARMING), ("0511", SizeSector.FARMING),
        ("B06", SizeSector.INDUSTRY), ("C43", SizeSector.INDUSTRY), ("D4610", SizeSector.INDUSTRY),
        ("E50", SizeSector.CONSTRUCTION), ("F51", SizeSector.WHOLESALE),
        ("F5299", SizeSector.RETAIL),
        ("G54", SizeSector.TRANSPORT), ("G5910", SizeSector.TRANSPORT),
        ("G5930", SizeSector.STORAGE),
        ("G60", SizeSector.POSTAL), ("H61", SizeSector.LODGING), ("H62", SizeSector.CATERING),
        ("I63", SizeSector.TELECOM), ("I64", SizeSector.TELECOM), ("I65", SizeSector.SOFTWARE),
        ("K7010", SizeSector.REAL_ESTATE), ("K7020", SizeSector.PROPERTY),
        ("K7030", SizeSector.OTHER),
        ("L72", SizeSector.LEASING), ("M73", SizeSector.OTHER), ("N76", SizeSector.OTHER),
        ("O82", SizeSector.OTHER), ("Q85", SizeSector.OTHER), ("R90", SizeSector.OTHER),
        ("G53", None), ("J66", None), ("P83", None), ("Q84", None), ("S92", None), ("T97", None),
        ("K7040", None), ("K70", None),
    ],
)  # fmt: skip
def test_the_sector_of_an_industry(code, sector):
    assert sector_of(code) == sector


def test_every_class_of_the_classification_is_covered_or_refused_on_purpose():
    refused = {"G53", "J66", "J67", "J68", "J69", "P83", "Q84", "T97"}
    refused |= {f"S{number}" for number in range(91, 97)}
    for row in industries().values():
        if row.level == 4:
            result = size_tier(row.code, staff=10**6, revenue=10**6, assets=10**6)
            if row.code[:3] in refused or row.code == "K7040":
                assert result.why == WhyUnknown.NOT_COVERED, row
            else:
                assert result.tier == SizeTier.LARGE, row


@pytest.mark.parametrize("code", ["", "C", "K70", "0011", "9999", "C261111", "机械"])
def test_an_unknown_industry_gives_a_reason(code):
    result = size_tier(code, staff=1, revenue=1, assets=1)
    assert (result.tier, result.why) == (SizeTier.UNKNOWN, WhyUnknown.NO_INDUSTRY)
