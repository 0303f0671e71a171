"""A plan over some of the pairs, as a flow of least cost. Proves nothing.

    client ─(0)─► class ─(outer)─► desk ─(inner)──────────────► official ─(load)─► department ─► end
       │            │                └──(0)─► group ─(inner)───►▲    └── without a quota ────────►▲
       ├────────────┼──(single pair)────────────────────────────┘                                │
       └────────────┴──(price of being left)─────────────────────────────────────────────────────┘

A class of clients reaches a group of officials as a whole, at a desk (group, kind of client): so a
few hundred thousand arcs carry many millions of pairs. Officials whose inner part for a kind is
the dearest they have for any (mostly: no expertise) are reached by way of the group, the others
directly. Clients without single pairs are a number at their class; the others have a node. Where a
pair price bars somebody of a group from a client, that client reaches the rest of the group one by
one: a few at first, others once they are found cheaper. What a department has below its least earns
the shortfall back, the rest is free.
"""

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from .classes import Classes
from .problem import BARRED, NOBODY, SURELY_BARRED, UNLIMITED, BadProblem, Flags, Ints

# Officials of a group that are spelt out at once, for a client that may not go to all of it.
_FEW = 24


@dataclass(frozen=True)
class Arcs:
    """Arcs of the network, (k,) each."""

    tails: Ints
    heads: Ints
    room: Ints
    costs: Ints

    def __len__(self) -> int:
        return len(self.tails)


def least_cost_flow(arcs: Arcs, supplies: Ints) -> Ints:
    """(k,) the flow on each arc. BadProblem where prices are too large to add up in 64 bits.

    The flow always exists: every client may stay unserved, and a pinned one has its place.
    """
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        arcs.tails.astype(np.int32), arcs.heads.astype(np.int32), arcs.room, arcs.costs
    )
    solver.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), supplies)
    status = solver.solve()
    if status in (solver.BAD_COST_RANGE, solver.BAD_CAPACITY_RANGE):
        raise BadProblem("prices are too large for so many officials and clients")
    assert status == solver.OPTIMAL, status
    found = solver.flows(np.arange(len(arcs), dtype=np.int32))
    return np.asarray(found, dtype=np.int64)


class Network:
    """The network over pairs of classes and groups, given as keys (class * groups + group).

    listed: sorted keys (class * m + official) to spell out beyond the few that always are.
    """

    def __init__(self, classes: Classes, keys: Ints, listed: Ints) -> None:
        self.problem, self.classes = classes.problem, classes
        self._singles = self._single_pairs()
        rows, groups = keys // max(classes.groups, 1), keys % max(classes.groups, 1)
        spelt = self._spelt(keys)
        whole = self._spelt_out(rows[spelt], groups[spelt])
        chosen = whole[3] < _FEW
        chosen |= np.isin(whole[0] * self.problem.officials + whole[1], listed)
        self._listed = whole[0][chosen], whole[1][chosen], whole[2][chosen]
        # Classes, officials and prices of what would have to be spelt out too, and is not yet.
        self.unlisted = whole[0][~chosen], whole[1][~chosen], whole[2][~chosen]
        desks, self._desk = np.unique(
            groups[~spelt] * max(classes.kinds, 1) + classes.kind[rows[~spelt]], return_inverse=True
        )
        self._desk_group, self._desk_kind = np.divmod(desks, max(classes.kinds, 1))
        self._rows, self._groups = rows[~spelt], groups[~spelt]
        self._number_nodes()
        self.arcs, self._ends = self._build()

    def _single_pairs(self) -> tuple[Ints, Ints, Ints]:
        """Clients, officials and prices of pairs with a pair price, and of pins."""
        problem, n = self.problem, max(self.problem.clients, 1)
        keys = problem.sparse[0]
        keys = keys[problem.pinned[keys % n] == NOBODY]
        clients, officials = keys % n, keys // n
        costs = problem.costs(officials, clients)
        kept, pinned = costs < SURELY_BARRED, np.flatnonzero(problem.pinned != NOBODY)
        return (
            np.concatenate([clients[kept], pinned]),
            np.concatenate([officials[kept], problem.pinned[pinned]]),
            np.concatenate([costs[kept], problem.pinned_costs(pinned)]),
        )

    @cached_property
    def _raised(self) -> tuple[Ints, Ints]:
        """Sorted keys (class, group) and (class, official) of what a pair price makes dearer."""
        problem, classes = self.problem, self.classes
        keys = problem.raised
        clients, officials = keys % max(problem.clients, 1), keys // max(problem.clients, 1)
        free = problem.pinned[clients] == NOBODY
        rows, officials = classes.of_client[clients[free]], officials[free]
        return (
            np.unique(rows * classes.groups + classes.group[officials]),
            np.unique(rows * problem.officials + officials),
        )

    def _spelt(self, keys: Ints) -> Flags:
        """Which pairs (class, group) hold somebody dearer or barred: those are spelt out."""
        return np.isin(keys, self._raised[0])

    def _spelt_out(self, rows: Ints, groups: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Classes, officials and prices of these pairs one by one, without those raised.

        Last, the rank of each within its class and group: the cheapest first, equals shuffled.
        """
        where, officials = self.classes.members_of(groups)
        rows = rows[where]
        costs = self.classes.pair_costs(officials, rows)
        kept = ~np.isin(rows * self.problem.officials + officials, self._raised[1])
        kept &= costs < SURELY_BARRED
        where, costs = where[kept], costs[kept]
        lot = np.random.default_rng(20210223).permutation(len(where))
        order = np.lexsort((lot, costs, where))
        rank = np.empty(len(where), np.int64)
        rank[order] = np.arange(len(where)) - np.searchsorted(where[order], where[order])
        return rows[kept], officials[kept], costs, rank

    def _number_nodes(self) -> None:
        problem = self.problem
        self.own = np.unique(self._singles[0])
        self.own_node = np.full(problem.clients, NOBODY)
        self.own_node[self.own] = np.arange(len(self.own))
        sizes = [len(self.own), self.classes.count, len(self._desk_group), self.classes.groups]
        sizes += [problem.officials, len(problem.most), 1]
        self.first_class, self._first_desk, self._first_group = np.cumsum(sizes)[:3].tolist()
        self.first_official, self.first_department, self.end = np.cumsum(sizes)[3:6].tolist()
        self.nodes = self.end + 1

    @cached_property
    def quotas(self) -> Flags:
        """(d,) departments whose quota can matter; clients of the others go straight to the end."""
        problem = self.problem
        places = np.bincount(problem.department, weights=problem.room, minlength=len(problem.most))
        wanting = (problem.least > 0) & (problem.shortfall > 0)
        # With just as many places, one more at an official would make it matter: it has its price.
        return np.asarray((problem.ceiling <= places) | wanting)

    def _build(self) -> tuple[Arcs, Ints]:
        problem, classes = self.problem, self.classes
        joined = self.own[problem.pinned[self.own] == NOBODY]
        rows = np.arange(classes.count)
        # One more than can ever flow: a full arc would have a price of its own; only places may.
        ample = np.int64(problem.clients + 1)
        blocks: list[_Block] = [
            (self.own_node[joined], self.first_class + classes.of_client[joined], ample, 0),
            (self.own_node[self._singles[0]], self.first_official + self._singles[1],
             ample, self._singles[2]),
            (self.first_class + rows, np.full(len(rows), self.end), ample, classes.unserved),
            (self.first_class + self._listed[0], self.first_official + self._listed[1],
             ample, self._listed[2]),
            (self.first_class + self._rows, self._first_desk + self._desk,
             ample, classes.outer[self._groups, classes.place[self._rows]]),
            self._direct(ample),
            self._by_group(ample),
            (self._first_desk + np.arange(len(self._desk_group)),
             self._first_group + self._desk_group, ample, 0),
            self._places(),
            self._shares(),
        ]  # fmt: skip
        sizes = [len(block[0]) for block in blocks]
        tails, heads = (np.concatenate([block[k] for block in blocks]) for k in (0, 1))
        room, costs = (
            np.concatenate([np.full(len(block[0]), block[k]) for block in blocks]) for k in (2, 3)
        )
        return Arcs(tails, heads, room, costs), np.cumsum([0, *sizes])

    @cached_property
    def _dearest(self) -> Ints:
        """(m,) the dearest inner part an official has; BARRED for whom some kind is barred."""
        found: Ints = self.classes.inner.max(axis=1, initial=-BARRED)
        return found

    def _direct(self, ample: np.int64) -> "_Block":
        where, officials = self.classes.members_of(self._desk_group)
        costs = self.classes.inner[officials, self._desk_kind[where]]
        kept = (costs < self._dearest[officials]) & (costs < SURELY_BARRED)
        tails, heads = self._first_desk + where[kept], self.first_official + officials[kept]
        return tails, heads, ample, costs[kept]

    def _by_group(self, ample: np.int64) -> "_Block":
        kept = np.flatnonzero(np.abs(self._dearest) < SURELY_BARRED)
        tails = self._first_group + self.classes.group[kept]
        return tails, self.first_official + kept, ample, self._dearest[kept]

    def _places(self) -> "_Block":
        """Places of an official at one price are one arc."""
        owners, prices = self.problem.slots
        if not len(owners):
            return owners, owners, owners, owners
        changed = (np.diff(owners) != 0) | (np.diff(prices) != 0)
        new = np.flatnonzero(np.concatenate([[True], changed]))
        owner = owners[new]
        department = self.problem.department[owner]
        heads = np.where(self.quotas[department], self.first_department + department, self.end)
        room = np.diff(np.concatenate([new, [len(owners)]]))
        return self.first_official + owner, heads, room, prices[new]

    def _shares(self) -> "_Block":
        problem, which = self.problem, np.flatnonzero(self.quotas)
        least = np.minimum(problem.least, problem.ceiling)[which]
        rest = np.minimum(problem.ceiling[which], UNLIMITED) - least
        tails, half = np.tile(self.first_department + which, 2), len(which)
        costs = np.repeat([-problem.shortfall, 0], half)
        return tails, np.full(2 * half, self.end), np.concatenate([least, rest]), costs

    @cached_property
    def supplies(self) -> Ints:
        """(nodes,) what flows in, and out at the end."""
        found = np.zeros(self.nodes, np.int64)
        found[: len(self.own)] = 1
        hidden = self.classes.of_client[self.own_node == NOBODY]
        found[self.first_class : self._first_desk] = np.bincount(
            hidden, minlength=self.classes.count
        )
        found[self.end] = -found.sum()
        return found

    def plan(self, flow: Ints) -> Ints:
        """(n,) the official of each client. Who of a class goes where makes no difference."""
        problem, (tails, heads) = self.problem, (self.arcs.tails, self.arcs.heads)
        blocks = [slice(a, b) for a, b in itertools.pairwise(self._ends.tolist())]
        found = np.full(problem.clients, NOBODY)
        used = np.flatnonzero(flow[blocks[1]])
        found[self._singles[0][used]] = self._singles[1][used]
        # Where each client stands, while the flow takes it from node to node.
        at = np.where(problem.pinned == NOBODY, self.first_class + self.classes.of_client, NOBODY)
        at[found != NOBODY] = NOBODY
        for block in (3, 4, 5, 7, 6):
            part = blocks[block]
            clients, targets = _handed(at, tails[part], heads[part], flow[part])
            at[clients] = targets
        served = at >= self.first_official
        found[served] = at[served] - self.first_official
        return found


_Block = tuple[Ints, Ints, Ints | np.int64, Ints | int]


def _handed(at: Ints, tails: Ints, heads: Ints, flow: Ints) -> tuple[Ints, Ints]:
    """Which clients leave where they stand by these arcs, and where to. at: (n,) nodes."""
    tails, heads = np.repeat(tails, flow), np.repeat(heads, flow)
    order = np.argsort(tails, kind="stable")
    tails, heads = tails[order], heads[order]
    waiting = np.argsort(at, kind="stable")
    rank = np.arange(len(tails)) - np.searchsorted(tails, tails)
    return waiting[np.searchsorted(at[waiting], tails) + rank], heads
