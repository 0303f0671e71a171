"""An invented city to pair, with every kind of criterion, from a seed. Measures nothing."""

import math
from dataclasses import dataclass

import numpy as np

from weiqitong.pairing.solver.problem import BARRED, Criterion, Ints, PairPrices, Problem

OFFICIALS, CLIENTS = 15_000, 21_000
COUNTIES, TOWNS, INDUSTRIES, FIELDS = 12, 130, 20, 20
CITY, COUNTY, TOWN = range(3)
# Level × tier (large, medium, small, micro, project): what the office thinks fitting.
FITTING = (
    (0, 4, 20, BARRED, 0),
    (10, 0, 4, 8, 4),
    (BARRED, 12, 0, 0, 10),
)
CAPS = (2, 3, 3)
LOADS = ((0, 9, 0), (0, 6, 14), (0, 5, 12))
LEFT = 100_000


@dataclass(frozen=True)
class Regions:
    """A tree of three levels as arrays: the city is 0, then counties, then towns. Places in km."""

    county: Ints  # (r,) a region's county, 0 for the city
    level: Ints  # (r,)
    place: np.ndarray  # (r, 2)

    def closeness(self) -> Ints:
        """(r, r) official's region × client's: own town, own county, the city, elsewhere by km."""
        r = len(self.level)
        km = np.linalg.norm(self.place[:, None] - self.place[None], axis=2)
        table = 25 + (km / 3).astype(np.int64)
        table[self.county[:, None] == self.county[None]] = 8
        table[self.level == CITY, :] = 6 + (km[self.level == CITY, :] / 12).astype(np.int64)
        in_county = (self.level == COUNTY)[:, None] & (self.county[:, None] == self.county[None])
        table[in_county] = 3
        table[np.arange(r), np.arange(r)] = 0
        return table


def regions(rng: np.random.Generator, counties: int, towns: int) -> Regions:
    centres = rng.uniform(0, 140, (counties, 2))
    # Every county has a town.
    of = np.concatenate([np.arange(counties), rng.integers(0, counties, max(0, towns - counties))])
    places = centres[of] + rng.normal(0, 10, (len(of), 2))
    return Regions(
        county=np.concatenate([[0], np.arange(1, counties + 1), of + 1]),
        level=np.concatenate([[CITY], np.full(counties, COUNTY), np.full(len(of), TOWN)]),
        place=np.concatenate([[[70, 70]], centres, places]),
    )


def city(seed: int = 2021, scale: float = 1.0) -> Problem:
    """The whole city at scale 1: officials, clients, today's pairs, conflicts, pins."""
    rng = np.random.default_rng(seed)
    m, n = math.ceil(OFFICIALS * scale), math.ceil(CLIENTS * scale)
    land = regions(rng, COUNTIES, max(COUNTIES, round(TOWNS * min(1, math.sqrt(scale)))))
    towns = np.flatnonzero(land.level == TOWN)
    weight = rng.lognormal(0, 0.7, len(towns))
    # Officials sit where there are people, clients where there is trade: not quite the same.
    seats = weight * rng.lognormal(0, 0.35, len(towns))
    level = rng.choice(3, m, p=[0.1, 0.35, 0.55])
    town = rng.choice(towns, m, p=seats / seats.sum())
    region = np.where(level == TOWN, town, np.where(level == COUNTY, land.county[town], 0))
    at = rng.choice(towns, n, p=weight / weight.sum())
    tier = rng.choice(5, n, p=[0.03, 0.12, 0.4, 0.38, 0.07])
    industry = rng.choice(INDUSTRIES, n, p=_shares(rng))
    skill, skills = _expertise(rng, m)
    department, most, least = _departments(rng, level, region)
    criteria = (
        Criterion("closeness", region, at, land.closeness()),
        Criterion("level", level, tier, np.array(FITTING)),
        Criterion("expertise", skill, industry, skills),
    )
    return Problem(
        criteria=criteria,
        capacity=np.array(CAPS)[level],
        load=np.sort(np.array(LOADS)[level], axis=1),
        department=department,
        most=most,
        least=least,
        unserved=np.full(n, LEFT),
        shortfall=40,
        pair_prices=_single_pairs(rng, level, region, at, tier, department),
        pins=_pins(rng, level, region, at, tier),
    )


def _shares(rng: np.random.Generator) -> np.ndarray:
    found = rng.lognormal(0, 1, INDUSTRIES)
    return found / found.sum()


def _expertise(rng: np.random.Generator, officials: int) -> tuple[Ints, Ints]:
    """(m,) an official's set of fields; (sets, industries) 0 own, 5 neighbouring, 12 no field."""
    bits = np.zeros(officials, np.int64)
    for more in (1.0, 0.5, 0.2):
        chosen = rng.random(officials) < more
        bits[chosen] |= 1 << rng.integers(0, FIELDS, chosen.sum())
    sets, skill = np.unique(bits, return_inverse=True)
    own = (sets[:, None] >> np.arange(FIELDS)) & 1 > 0
    near = own | np.roll(own, 1, axis=1) | np.roll(own, -1, axis=1)
    return skill, np.where(own, 0, np.where(near, 5, 12))


def _departments(rng: np.random.Generator, level: Ints, region: Ints) -> tuple[Ints, Ints, Ints]:
    """Sixty in the city, thirty in each county, one in each town; a tenth have quotas."""
    per = np.array([60, 30, 1])[level]
    own = region * 64 + rng.integers(0, 1 << 30, len(level)) % per
    department = np.unique(own, return_inverse=True)[1]
    size = np.bincount(department)
    most, least = 3 * size, np.zeros(len(size), np.int64)
    some = rng.random(len(size)) < 0.1
    most[some], least[some] = np.ceil(1.2 * size[some]), size[some] // 2
    return department, most, least


def _single_pairs(
    rng: np.random.Generator, level: Ints, region: Ints, at: Ints, tier: Ints, department: Ints
) -> tuple[PairPrices, ...]:
    """Today's list made by hand (four in five), departments that fined somebody, recusals."""
    m, n = len(level), len(at)
    with_pair = np.flatnonzero(rng.random(n) < 0.8)
    today = _by_hand(rng, level, region, at[with_pair])
    fined = rng.permutation(n)[: n // 20]
    office = department[_by_hand(rng, level, region, at[fined])]
    order = np.argsort(department, kind="stable")
    begins = np.searchsorted(department[order], np.arange(department.max() + 2))
    sizes = np.minimum(begins[office + 1] - begins[office], 40)
    rank = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    fining = order[np.repeat(begins[office], sizes) + rank]
    asked = np.unique(rng.integers(0, m * n, n // 50))
    return (
        PairPrices("continuity", today, with_pair, np.full(len(with_pair), -10)),
        PairPrices("conflict", fining, np.repeat(fined, sizes), np.full(len(fining), BARRED)),
        PairPrices("recusal", asked // n, asked % n, np.full(len(asked), BARRED)),
    )


def _by_hand(rng: np.random.Generator, level: Ints, region: Ints, at: Ints) -> Ints:
    """For each place somebody of it, chosen as lists are made by hand: the next in turn."""
    order = np.argsort(region, kind="stable")
    begins = np.searchsorted(region[order], np.arange(max(region.max(), at.max()) + 2))
    sizes = begins[at + 1] - begins[at]
    place = begins[at] + rng.integers(0, 1 << 30, len(at)) % np.maximum(sizes, 1)
    anybody = rng.integers(0, len(level), len(at))
    return np.where(sizes > 0, order[np.minimum(place, len(order) - 1)], anybody)


def _pins(rng: np.random.Generator, level: Ints, region: Ints, at: Ints, tier: Ints) -> Ints:
    """One large client in three is a city leader's by decision."""
    large = np.flatnonzero((tier == 0) & (rng.random(len(at)) < 0.33))
    leaders = np.flatnonzero(level == CITY)
    if not len(leaders):
        return np.zeros((0, 2), np.int64)
    return np.stack([leaders[rng.integers(0, len(leaders), len(large))], large], axis=1)
