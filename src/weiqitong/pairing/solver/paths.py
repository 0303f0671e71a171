"""The cheapest way to rearrange a proven plan, over all pairs, by Dijkstra with its prices.

With prices that prove the plan no step of the network has a reduced price below nought, so the
nearest place is final when it is reached. From a client one gets to any official (all are priced,
not only candidates), from an official to its clients (taking one away) or to its department, from
there to the end or back to another official of it. A reduced price is the step's price plus that of
its head minus that of its tail; along a round trip the prices cancel out, and what is left is
exactly what the change would cost.
"""

import itertools
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .certificate import Certificate
from .problem import BARRED, NOBODY, SURELY_BARRED, Ints, Problem

# What is farther than this cannot be reached.
_REACH = 1 << 49


@dataclass(frozen=True)
class Way:
    """Moves (client, new official or NOBODY) in their order, and what they cost."""

    cost: int
    moves: tuple[tuple[int, int], ...] = ()


@dataclass
class Rest:
    """A proven plan with its prices, and what can be asked of it.

    `plan` may hold clients that stand nowhere yet: named in `waiting`, they are not those left out.
    """

    problem: Problem
    plan: Ints
    officials: Ints
    departments: Ints
    clients: Ints
    waiting: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        owners, self.places = self.problem.slots
        self.begins = np.searchsorted(owners, np.arange(self.problem.officials + 1))
        order = np.argsort(self.problem.department, kind="stable")
        bounds = np.arange(len(self.problem.most) + 1)
        cuts = np.searchsorted(self.problem.department[order], bounds)
        self.staff = [order[a:b] for a, b in itertools.pairwise(cuts.tolist())]
        self._count()

    @classmethod
    def of(cls, problem: Problem, one: Certificate) -> "Rest":
        return cls(problem, one.plan.copy(), one.officials, one.departments, one.clients)

    def _count(self) -> None:
        self.loads = self.problem.loads(self.plan)
        held = np.bincount(
            self.problem.department, weights=self.loads, minlength=len(self.problem.most)
        )
        self.held = held.astype(np.int64)
        order = np.argsort(self.plan, kind="stable")
        cuts = np.searchsorted(self.plan[order], np.arange(NOBODY, self.problem.officials + 1))
        self._by_official = order, cuts

    def served_by(self, official: int) -> Ints:
        """Clients of an official, or of NOBODY, that may be moved."""
        order, cuts = self._by_official
        found: Ints = order[cuts[official + 1] : cuts[official + 2]]
        found = found[self.problem.pinned[found] == NOBODY]
        return found if official != NOBODY else found[~np.isin(found, list(self.waiting))]

    @cached_property
    def out(self) -> Ints:
        """(m,) the reduced price from an official by a free place and its department to the end."""
        problem = self.problem
        found = np.full(problem.officials, BARRED)
        held, least = self.held, np.minimum(problem.least, problem.ceiling)
        share = np.where(held < least, -problem.shortfall, 0)
        open_unit = (held < problem.ceiling)[problem.department]
        free = np.flatnonzero((self.loads < problem.room) & open_unit)
        price = self.places[self.begins[free] + self.loads[free]]
        found[free] = price + share[problem.department[free]] - self.officials[free]
        return found

    @property
    def end(self) -> int:
        """The number of the last node: after officials and departments."""
        return self.problem.officials + len(self.problem.most)

    def replacing(self, client: int) -> Way | None:
        """The best plan without this client's present pair. None where it has none, or a pin."""
        official = int(self.plan[client])
        if official == NOBODY or self.problem.pinned[client] != NOBODY:
            return None
        search = Search(self, official)
        search.leave(client, NOBODY, 0, without=official)
        return search.way()

    def forcing(self, client: int, official: int) -> Way | None:
        """The best plan with this pair. None where it is barred, pinned away, or has no room."""
        now = int(self.plan[client])
        if now == official:
            return Way(0)
        cost = int(self.problem.row(client)[official])
        if cost >= SURELY_BARRED or self.problem.pinned[client] != NOBODY:
            return None
        search = Search(self, self.end if now == NOBODY else now)
        price = cost + int(self.officials[official]) - int(self.clients[client])
        search.offer(official, price, NOBODY, client)
        return search.way()

    def serve(self, client: int) -> Way:
        """Find a place for a client that waits, in the cheapest way; plan and prices follow."""
        search = Search(self, self.end)
        search.leave(client, NOBODY, 0)
        way = search.way()
        assert way is not None, "a client may always be left"
        self.waiting.discard(client)
        for moved, official in way.moves:
            self.plan[moved] = official
        self._count()
        rise = np.maximum(0, search.distance[self.end] - search.distance)
        self.officials = self.officials + rise[: self.problem.officials]
        self.departments = self.departments + rise[self.problem.officials : self.end]
        self.clients = self.settled_prices()
        self.__dict__.pop("out", None)
        return Way(way.cost + search.base, way.moves)

    def settled_prices(self) -> Ints:
        """(n,) pair and official of whoever is served, the price of being left of the others."""
        served = np.flatnonzero(self.plan != NOBODY)
        found = self.problem.unserved.copy()
        found[served] = self.problem.costs(self.plan[served], served)
        pinned = served[self.problem.pinned[served] != NOBODY]
        found[pinned] = self.problem.pinned_costs(pinned)
        found[served] += self.officials[self.plan[served]]
        return found

    def place(self, official: int, number: int) -> int:
        """The price of an official's place, counted from nought."""
        return int(self.places[self.begins[official] + number])

    def share(self, unit: int, number: int) -> int:
        """The price of a department's place, counted from nought."""
        problem = self.problem
        least = min(int(problem.least[unit]), int(problem.ceiling[unit]))
        return -problem.shortfall if number < least else 0


class Search:
    """One run from a client, an official or the end. Distances are final up to the target's."""

    def __init__(self, rest: Rest, target: int | None) -> None:
        self.rest, self.target = rest, target
        size = rest.end + 1
        self.distance = np.full(size, BARRED)
        self._open = np.full(size, BARRED)
        self._from = np.full(size, NOBODY)  # the node before
        self._client = np.full(size, NOBODY)  # the client that moves on this step, if any
        self.base = 0

    def offer(self, node: int, distance: int, before: int, client: int = NOBODY) -> None:
        if distance < self.distance[node]:
            self.distance[node] = self._open[node] = distance
            self._from[node], self._client[node] = before, client

    def leave(self, client: int, before: int, distance: int, *, without: int = NOBODY) -> None:
        """From a client to every official, and to nobody."""
        rest = self.rest
        price = int(rest.clients[client])
        if before == NOBODY:
            self.base = price
        reached = rest.problem.row(client) + rest.officials + (distance - price)
        if without != NOBODY:
            reached[without] = BARRED
        officials = rest.problem.officials
        nearer = np.flatnonzero(reached < self.distance[:officials])
        self.distance[nearer] = self._open[nearer] = reached[nearer]
        self._from[nearer], self._client[nearer] = before, client
        left = distance + int(rest.problem.unserved[client]) - price
        self.offer(rest.end, left, before, client)
        # Look one step ahead: most ways end at an official with a free place.
        ahead = reached[nearer] + rest.out[nearer]
        if len(ahead) and ahead.min() < self.distance[rest.end]:
            self.offer(rest.end, int(ahead.min()), int(nearer[ahead.argmin()]))

    def run(self) -> bool:
        """Until the target is reached, or everything that can be."""
        first_unit = self.rest.problem.officials
        while True:
            # Of what is equally near, departments and the end first: they are soon done with.
            node = first_unit + int(self._open[first_unit:].argmin())
            if first_unit:
                official = int(self._open[:first_unit].argmin())
                node = official if self._open[official] < self._open[node] else node
            distance = int(self._open[node])
            if distance >= _REACH:
                return self.target is None
            if self.target is not None and self.distance[self.target] <= distance:
                return True
            self._open[node] = BARRED
            self._settle(node, distance)

    def _settle(self, node: int, distance: int) -> None:
        rest = self.rest
        if node < rest.problem.officials:
            for client in rest.served_by(node).tolist():
                self.leave(client, node, distance)
            unit = int(rest.problem.department[node])
            load = int(rest.loads[node])
            if load < rest.problem.room[node]:
                step = rest.place(node, load) + int(rest.departments[unit] - rest.officials[node])
                self.offer(rest.problem.officials + unit, distance + step, node)
        elif node < rest.end:
            self._settle_unit(node - rest.problem.officials, node, distance)
        else:
            for unit in np.flatnonzero(rest.held).tolist():
                step = int(rest.departments[unit]) - rest.share(unit, int(rest.held[unit]) - 1)
                self.offer(rest.problem.officials + unit, distance + step, node)
            for client in rest.served_by(NOBODY).tolist():
                self.leave(client, node, distance)

    def _settle_unit(self, unit: int, node: int, distance: int) -> None:
        rest = self.rest
        toll, held = int(rest.departments[unit]), int(rest.held[unit])
        if held < rest.problem.ceiling[unit]:
            self.offer(rest.end, distance + rest.share(unit, held) - toll, node)
        busy = rest.staff[unit][rest.loads[rest.staff[unit]] > 0]
        last = rest.places[rest.begins[busy] + rest.loads[busy] - 1]
        reached = distance - last + rest.officials[busy] - toll
        nearer = reached < self.distance[busy]
        which = busy[nearer]
        self.distance[which] = self._open[which] = reached[nearer]
        self._from[which], self._client[which] = node, NOBODY

    def way(self) -> Way | None:
        """Run, and tell the moves on the way to the target; None: it cannot be reached."""
        assert self.target is not None
        if not self.run():
            return None
        moves, node = [], self.target
        while node != NOBODY:
            if self._client[node] != NOBODY:
                official = node if node < self.rest.problem.officials else NOBODY
                moves.append((int(self._client[node]), official))
            node = int(self._from[node])
        return Way(int(self.distance[self.target]), tuple(reversed(moves)))
