"""Why this official, who else, what would help: figures by name, and no words for a page."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .certificate import Certificate
from .paths import Rest, Search
from .problem import BARRED, NOBODY, SURELY_BARRED, Ints, Problem


@dataclass(frozen=True)
class Part:
    """One part of a pair's price: the name of a criterion, and what it comes to."""

    name: str
    amount: int


@dataclass(frozen=True)
class Reason:
    """Why a client has its official.

    parts: what the pair costs. place: what this official's last place costs. runner_up: who would
    serve the client if this pair were forbidden (NOBODY: it would be left), extra: what that plan
    would cost more, exactly, and moves: all that would change.
    """

    client: int
    official: int
    parts: tuple[Part, ...]
    place: int
    pinned: bool
    runner_up: int = NOBODY
    extra: int | None = None
    moves: tuple[tuple[int, int], ...] = ()


class Left(StrEnum):
    """Why a client is left unserved."""

    BARRED = "barred"  # no official may serve it
    FULL = "full"  # all who may are at their cap, or their department is at its quota
    PRICE = "price"  # somebody has room, but it would cost more than to leave it


def parts(problem: Problem, official: int, client: int) -> tuple[Part, ...]:
    """A pair's price, criterion by criterion; pair prices only where they say something."""
    found = [
        Part(
            criterion.name,
            int(criterion.table[criterion.officials[official], criterion.clients[client]]),
        )
        for criterion in problem.criteria
    ]
    for pairs in problem.pair_prices:
        met = (pairs.officials == official) & (pairs.clients == client)
        found += [Part(pairs.name, int(amount)) for amount in pairs.amounts[met]]
    return tuple(found)


def why(rest: Rest, client: int) -> Reason | None:
    """The reason of one pair; None for a client that has nobody (see `left`)."""
    official = int(rest.plan[client])
    if official == NOBODY:
        return None
    own = parts(rest.problem, official, client)
    place = rest.place(official, int(rest.loads[official]) - 1)
    other = rest.replacing(client)
    if other is None:
        return Reason(client, official, own, place, pinned=True)
    runner_up = dict(other.moves)[client]
    return Reason(client, official, own, place, False, runner_up, other.cost, other.moves)


def at_least(problem: Problem, one: Certificate) -> tuple[Ints, Ints]:
    """For all clients at once, cheaply: the nearest other official, and a lower bound of its extra.

    (n,), (n,). By the reduced price alone; what the other official's own clients would then cost
    may come on top, and `why` knows it exactly. NOBODY: to be left comes next.
    """
    officials, extra = np.full(problem.clients, NOBODY), np.zeros(problem.clients, np.int64)
    for client in range(problem.clients):
        row = problem.row(client) + one.officials
        if one.plan[client] != NOBODY:
            row[one.plan[client]] = BARRED
        best = int(row.argmin())
        least = min(int(row[best]), int(problem.unserved[client]))
        extra[client] = least - one.clients[client]
        officials[client] = best if row[best] <= problem.unserved[client] else NOBODY
    return officials, extra


def left(rest: Rest) -> dict[int, Left]:
    """Each client that has nobody, and why."""
    problem, found = rest.problem, {}
    unit_full = (rest.held >= problem.ceiling)[problem.department]
    with_room = (rest.loads < problem.room) & ~unit_full
    for client in np.flatnonzero(rest.plan == NOBODY).tolist():
        may = problem.row(client) < SURELY_BARRED
        if not may.any():
            found[client] = Left.BARRED
        else:
            found[client] = Left.PRICE if (may & with_room).any() else Left.FULL
    return found


@dataclass(frozen=True)
class Cap:
    """An official with no place left, and what one more place there would save.

    exact: else it saves as much or more. That is so only where a department stands just at one of
    its quotas, so that a place within it is worth more than a place outside.
    """

    official: int
    saved: int
    exact: bool


@dataclass(frozen=True)
class Help:
    """What one more of something would save, dearest first; what saves nothing is not named.

    caps: officials at their cap. quotas: (department, saved) at their quota. kinds: (official,
    saved) what another one like it, outside any quota, would save with its first client.
    """

    caps: tuple[Cap, ...]
    quotas: tuple[tuple[int, int], ...]
    kinds: tuple[tuple[int, int], ...]


def what_would_help(rest: Rest, like: Ints) -> Help:
    """Shadow prices, each of one unit, with prices as `solve` gives them (each the way to the end).

    like: (k,) officials, one of each kind worth asking about. One more place at an official is a
    new step to its department; what it saves is the cheapest round trip through it. One run of
    Dijkstra from the end gives the ways to all officials and, with their prices, to all clients.
    """
    problem, m = rest.problem, rest.problem.officials
    search = Search(rest, None)
    search.offer(rest.end, 0, NOBODY)
    search.run()
    to_official = search.distance[:m] - rest.officials
    caps = []
    for official in np.flatnonzero(rest.loads >= problem.room).tolist():
        unit = int(problem.department[official])
        place = _next_place(problem, official, int(rest.loads[official]))
        saved = -int(to_official[official] + place + rest.departments[unit])
        if saved > 0:
            caps.append(Cap(official, saved, exact=search.distance[m + unit] == 0))
    to_unit = search.distance[m : rest.end] - rest.departments
    share = np.where(rest.held < problem.least, -problem.shortfall, 0)
    quotas = {
        unit: -int(to_unit[unit] + share[unit])
        for unit in np.flatnonzero(rest.held >= problem.ceiling).tolist()
    }
    caps.sort(key=lambda cap: (-cap.saved, cap.official))
    return Help(tuple(caps), _saving(quotas), _saving(_kinds(rest, search, like)))


def _next_place(problem: Problem, official: int, load: int) -> int:
    """What a place beyond the cap would cost: as the load goes on, or as the last one."""
    width = problem.load.shape[1]
    return int(problem.load[official, min(load, width - 1)]) if width else 0


def _kinds(rest: Rest, search: Search, like: Ints) -> dict[int, int]:
    problem, served = rest.problem, np.flatnonzero(rest.plan != NOBODY)
    relief = np.zeros(problem.clients, np.int64)
    relief[served] = search.distance[rest.plan[served]]
    free = np.flatnonzero(problem.pinned == NOBODY)
    saved = (rest.clients - relief)[free]
    found = {}
    for official in like.tolist() if len(free) else []:
        costs = np.zeros(len(free), np.int64)
        for criterion in problem.criteria:
            costs += criterion.table[criterion.officials[official]][criterion.clients[free]]
        found[official] = int((saved - costs).max()) - _next_place(problem, official, 0)
    return found


def _saving(found: dict[int, int]) -> tuple[tuple[int, int], ...]:
    kept = [(which, amount) for which, amount in found.items() if amount > 0]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0])))
