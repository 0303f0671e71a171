"""Pairing anew with few changes: a price for each, a frontier to choose from, one who leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .certificate import Certificate
from .paths import Rest
from .problem import NOBODY, SURELY_BARRED, BadProblem, Ints, PairPrices, Problem
from .solve import Solution, solve

# The name of the criterion that prices a change.
CHANGE = "change"


def with_price(problem: Problem, today: Ints, price: int) -> Problem:
    """The problem in which leaving today's official costs `price` more than keeping it.

    today: (n,) officials or NOBODY. A client without one, or whose pair is barred today, changes
    for nothing: it has no choice. Written as a discount on today's pairs, so a plan's value is
    lower by `price` for each pair kept.
    """
    if price < 0:
        raise BadProblem("the price of a change is not negative")
    keeping = np.flatnonzero(today != NOBODY)
    keeping = keeping[problem.adjusted(today[keeping], keeping) < SURELY_BARRED]
    criterion = PairPrices(CHANGE, today[keeping], keeping, np.full(len(keeping), -price))
    others = tuple(t for t in problem.pair_prices if t.name != CHANGE)
    return replace(problem, pair_prices=(*others, criterion))


@dataclass(frozen=True)
class Point:
    """The best plan at one price of a change; how many change, and what it costs by itself.

    No plan with as few changes is cheaper, for else it would have been better at this price.
    """

    price: int
    changes: int
    cost: int
    problem: Problem
    solution: Solution


def frontier(problem: Problem, today: Ints, prices: Sequence[int]) -> list[Point]:
    """One proven plan for each price of a change, dearest first: changes rise, cost falls."""
    found: list[Point] = []
    known: Solution | None = None
    for price in sorted(set(prices), reverse=True):
        priced = with_price(problem, today, price)
        known = solve(priced, like=known)
        changes = int(((known.plan != today) & (today != NOBODY)).sum())
        found.append(Point(price, changes, problem.value(known.plan), priced, known))
    return found


def leave(
    problem: Problem, one: Certificate, official: int, *, price: int
) -> tuple[Problem, Certificate, tuple[tuple[int, int], ...]]:
    """Somebody leaves: their clients find others, everybody else stays unless that saves `price`.

    Gives the problem without them (and with a price per change), its proven plan, and all moves.
    The plan stays the best when every pair of it gets the same discount, and so do its prices, less
    that discount: so the clients are placed one after the other by shortest ways, over all
    officials, without solving anew. Only where a quota of their department comes into play is the
    whole solved again, or where a change was dearer before.
    """
    after = with_price(_without(problem, official), one.plan, price)
    stranded = np.flatnonzero(one.plan == official)
    fits = _fits_without(after, one, official, len(stranded))
    if not fits or price < _present_price(problem):
        found = solve(after).certificate
    else:
        found = _moved_on(after, one, stranded, official, price)
    moved = np.flatnonzero(found.plan != one.plan)
    moves = zip(moved.tolist(), found.plan[moved].tolist(), strict=True)
    return after, found, tuple(moves)


def _fits_without(after: Problem, one: Certificate, official: int, fewer: int) -> bool:
    """Whether the department's price still fits when it has so many clients fewer.

    It lies between what its last place costs and what its next one would.
    """
    unit = int(after.department[official])
    held = int((after.department[one.plan[one.plan != NOBODY]] == unit).sum()) - fewer
    least, most = int(after.least[unit]), int(after.ceiling[unit])
    following = -after.shortfall if held < min(least, most) else 0
    last = -after.shortfall if held - 1 < min(least, most) else 0
    toll = int(one.departments[unit])
    return (held >= most or toll <= following) and (held == 0 or toll >= last)


def _present_price(problem: Problem) -> int:
    """What a change costs already, after somebody else left."""
    amounts = [pairs.amounts for pairs in problem.pair_prices if pairs.name == CHANGE]
    return -min((int(part.min(initial=0)) for part in amounts), default=0)


def _without(problem: Problem, official: int) -> Problem:
    """No room, no pin, and no pair for whoever leaves."""
    capacity = problem.capacity.copy()
    capacity[official] = 0
    return replace(problem, capacity=capacity, pins=problem.pins[problem.pins[:, 0] != official])


def _moved_on(
    after: Problem, one: Certificate, stranded: Ints, official: int, price: int
) -> Certificate:
    officials = one.officials.copy()
    # Nobody asks for a place that is not there: a price above all others.
    officials[official] = max(int(officials.max()), int(one.clients.max()) + price) * 2 + 1
    rest = Rest(
        problem=after,
        plan=np.where(one.plan == official, NOBODY, one.plan),
        officials=officials,
        departments=one.departments,
        clients=one.clients,
        waiting=set(stranded.tolist()),
    )
    settled = rest.settled_prices()
    settled[stranded] = one.clients[stranded]
    rest.clients = settled
    for client in stranded.tolist():
        rest.serve(client)
    return Certificate(
        digest=after.digest,
        cost=after.value(rest.plan),
        plan=rest.plan,
        officials=rest.officials,
        departments=rest.departments,
        clients=rest.clients,
    )
