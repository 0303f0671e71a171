"""Figures of invented firms, drawn so that the size table of 2017 puts them where they belong."""

from __future__ import annotations

from math import exp, log
from random import Random
from typing import Literal

Size = Literal["large", "medium", "small", "micro"]
SIZES: tuple[Size, ...] = ("large", "medium", "small", "micro")

# Sector -> indicators; each with the lower bounds of large, medium, small. Money in 万元.
_BOUNDS: dict[str, dict[str, tuple[int, int, int]]] = {
    "farming": {"revenue": (20000, 500, 50)},
    "industry": {"employees": (1000, 300, 20), "revenue": (40000, 2000, 300)},
    "building": {"revenue": (80000, 6000, 300), "assets": (80000, 5000, 300)},
    "wholesale": {"employees": (200, 20, 5), "revenue": (40000, 5000, 1000)},
    "retail": {"employees": (300, 50, 10), "revenue": (20000, 500, 100)},
    "transport": {"employees": (1000, 300, 20), "revenue": (30000, 3000, 200)},
    "storage": {"employees": (200, 100, 20), "revenue": (30000, 1000, 100)},
    "catering": {"employees": (300, 100, 10), "revenue": (10000, 2000, 100)},
    "telecom": {"employees": (2000, 100, 10), "revenue": (100000, 1000, 100)},
    "software": {"employees": (300, 100, 10), "revenue": (10000, 1000, 50)},
    "real_estate": {"revenue": (200000, 1000, 100), "assets": (10000, 5000, 2000)},
    "property": {"employees": (1000, 300, 100), "revenue": (5000, 1000, 500)},
    "leasing": {"employees": (300, 100, 10), "assets": (120000, 8000, 100)},
    "other": {"employees": (300, 100, 10)},
}
# Ten thousand yuan a head and year, where the table leaves revenue or employees open.
_PER_HEAD = {"farming": 45, "building": 60, "real_estate": 180, "leasing": 25, "other": 30}


def sector(code: str) -> str:
    """The sector of the size table for a GB/T 4754 code with its letter."""
    by_prefix = {"F51": "wholesale", "F52": "retail", "G59": "storage", "I63": "telecom",
                 "K701": "real_estate", "K702": "property"}  # fmt: skip
    for prefix, name in by_prefix.items():
        if code.startswith(prefix):
            return name
    letters = {"A": "farming", "B": "industry", "C": "industry", "D": "industry", "E": "building",
               "G": "transport", "H": "catering", "I": "software", "L": "leasing"}  # fmt: skip
    return letters.get(code[:1], "other")


def draw_figures(rng: Random, of_sector: str, size: Size) -> dict[str, int]:
    """Employees, revenue and assets of a firm of this size; log-uniform within the tier."""
    tier, bounds = SIZES.index(size), _BOUNDS[of_sector]
    drawn: dict[str, int] = {}
    for indicator, lower in bounds.items():
        low = lower[tier] if tier < len(lower) else max(1, lower[-1] // 8)
        high = lower[tier - 1] - 1 if tier else lower[0] * 4
        drawn[indicator] = _between(rng, low, min(high, low * 9))
    per_head = _PER_HEAD.get(of_sector, 80)
    if "revenue" not in drawn:
        drawn["revenue"] = drawn["employees"] * per_head * rng.randint(6, 15) // 10
    if "employees" not in drawn:
        drawn["employees"] = max(2, drawn["revenue"] * 10 // (per_head * rng.randint(6, 15)))
    drawn.setdefault("assets", drawn["revenue"] * rng.randint(5, 16) // 10)
    return drawn


def _between(rng: Random, low: int, high: int) -> int:
    value = exp(rng.uniform(log(low), log(max(high, low + 1))))
    step = 1 if value < 100 else 5 if value < 500 else 10 if value < 5000 else 100
    return min(high, max(low, round(value / step) * step))


def four_up(code: str, revenue: int) -> str:
    """四上: whether a firm of this industry and revenue is on the statistical books."""
    thresholds = {"wholesale": 2000, "retail": 500, "catering": 200}
    of_sector = sector(code)
    if of_sector == "industry":
        return "规上工业" if revenue >= 2000 else ""
    if of_sector == "building":
        return "资质建筑业" if revenue >= 300 else ""
    if of_sector == "real_estate":
        return "房地产开发"
    if of_sector in thresholds:
        return "限上批零住餐" if revenue >= thresholds[of_sector] else ""
    return "规上服务业" if of_sector != "farming" and revenue >= 2000 else ""
