"""Prices all officials × clients at once, by what they have in common. Exact, in milliseconds.

A pair's price without pair prices is a sum of tables, each indexed by one trait of the official and
one of the client:

    cost_ij = sum over criteria t of table_t[a_t(i), b_t(j)].

Split the criteria into inner and outer ones, and group officials whose outer traits agree. Within a
group g only the inner part and the official's own price p_i differ, so for all clients with inner
traits k and outer traits w

    min over i of cost_ij + p_i  =  min over g of ( outer[g, w] + min over i in g of (inner[i, k] +
    p_i) ).

The right side takes (officials × inner traits) + (groups × client classes) additions: about three
million in a city with 315 million pairs (officials grouped by region and level, expertise inside),
and it is the same number, because a minimum of sums with a common summand is that summand plus the
minimum. No pair is left out: that is the whole proof.

Pairs that pair prices make cheaper are few and all in the network; clients with one that is dearer
or barred stand alone, so that `flow.py` can spell out the officials of the group in question.
"""

import hashlib
from functools import cached_property

import numpy as np

from .problem import BARRED, NOBODY, Ints, Problem

# Numbers held at once while classes are priced.
_BLOCK = 4_000_000


def folded(columns: list[Ints], size: int) -> tuple[Ints, Ints]:
    """Number the combinations of traits: (size,) the number of each, (k,) an example of each."""
    ids = np.zeros(size, np.int64)
    for column in columns:
        ids = np.unique(ids * (int(column.max(initial=0)) + 1) + column, return_inverse=True)[1]
    return ids, np.unique(ids, return_index=True)[1]


class Classes:
    """Officials in groups and clients in classes. Pinned clients are in none: they are settled.

    A client that pair prices bar or make dearer somewhere is a class of its own.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.members = np.flatnonzero(problem.pinned == NOBODY)
        inner = self._inner_criteria()
        outer = [t for t in range(len(problem.criteria)) if t not in inner]
        criteria, members = problem.criteria, self.members
        # (m,) group of each official.
        self.group, group_first = self._officials(outer)
        kind, kind_first = folded([criteria[t].clients[members] for t in inner], len(members))
        place, place_first = folded([criteria[t].clients[members] for t in outer], len(members))
        wait = np.unique(problem.unserved[members], return_inverse=True)[1]
        numbered, first = folded([kind, place, wait, self._alone()[members]], len(members))
        # (n,) class of each client, NOBODY where pinned. (c,) of each class: kind (inner traits),
        # place (outer traits), price of being left, how many clients it has.
        self.of_client = np.full(problem.clients, NOBODY)
        self.of_client[members] = numbered
        self.kind, self.place = kind[first], place[first]
        self.unserved = problem.unserved[members][first]
        self.size = np.bincount(numbered, minlength=len(first))
        # (m, kinds) and (groups, places): the two halves of the price.
        self.inner = self._summed(inner, np.arange(problem.officials), members[kind_first])
        self.outer = self._summed(outer, group_first, members[place_first])
        # (m,) officials by group, and where each group begins, (groups + 1,).
        self.order = np.argsort(self.group, kind="stable")
        self.begins = np.searchsorted(self.group[self.order], np.arange(len(group_first) + 1))

    def _alone(self) -> Ints:
        """(n,) nought, or a number of its own for whoever has a pair that is dearer or barred."""
        found = np.zeros(self.problem.clients, np.int64)
        clients = self.problem.raised % max(self.problem.clients, 1)
        found[clients] = clients + 1
        return found

    def _officials(self, criteria: list[int]) -> tuple[Ints, Ints]:
        columns = [self.problem.criteria[t].officials for t in criteria]
        return folded(columns, self.problem.officials)

    def _inner_criteria(self) -> list[int]:
        """The inner part of the split with fewest additions; one, or all but one, on a side."""
        count, members = len(self.problem.criteria), self.members
        every = set(range(count))
        tried: list[set[int]] = [set(), every]
        for t in range(count):
            tried += [{t}, every - {t}]

        def traits(criteria: set[int]) -> int:
            columns = [self.problem.criteria[t].clients[members] for t in sorted(criteria)]
            return len(folded(columns, len(members))[1])

        def additions(inner: set[int]) -> tuple[int, list[int]]:
            groups = len(self._officials(sorted(every - inner))[1])
            return self.problem.officials * traits(inner) + groups * classes, sorted(inner)

        classes = traits(every)
        return min(additions(inner) for inner in tried)[1]

    def _summed(self, criteria: list[int], officials: Ints, clients: Ints) -> Ints:
        total = np.zeros((len(officials), len(clients)), np.int64)
        for t in criteria:
            criterion = self.problem.criteria[t]
            total += criterion.table[
                np.ix_(criterion.officials[officials], criterion.clients[clients])
            ]
        return total

    @property
    def count(self) -> int:
        return len(self.kind)

    @property
    def groups(self) -> int:
        return len(self.begins) - 1

    @property
    def kinds(self) -> int:
        return int(self.inner.shape[1])

    @cached_property
    def digest(self) -> bytes:
        """Of the division into classes and groups: a warm start must have the same."""
        return hashlib.sha256(self.of_client.tobytes() + self.group.tobytes()).digest()

    def members_of(self, groups: Ints) -> tuple[Ints, Ints]:
        """The officials of these groups, one group after the other: place in `groups`, official."""
        sizes = self.begins[groups + 1] - self.begins[groups]
        where = np.repeat(np.arange(len(groups)), sizes)
        rank = np.arange(len(where)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return where, self.order[self.begins[groups][where] + rank]

    def pair_costs(self, officials: Ints, classes: Ints) -> Ints:
        """Price of an official for a class, without pair prices; (k,)."""
        inner = self.inner[officials, self.kind[classes]]
        return inner + self.outer[self.group[officials], self.place[classes]]

    def least(self, prices: Ints) -> Ints:
        """(groups, kinds) inner part and price of each group's cheapest. prices: (m,)."""
        whole = (self.inner + prices[:, None])[self.order]
        found: Ints = np.minimum.reduceat(whole, self.begins[:-1], axis=0)
        return found

    def cheaper(self, prices: Ints, limits: Ints, width: int, known: Ints) -> tuple[Ints, int]:
        """Keys (class * groups + group) of pairs below the limit, and by how much the farthest is.

        prices: (m,). limits: (c,). width: at most so many groups of each class, the cheapest.
        known: sorted keys to leave out. All groups × classes are priced, pair prices aside; a class
        without a key here has no group below its limit but known ones.
        """
        least, deepest = self.least(prices), 0
        step = max(1, _BLOCK // max(self.groups, 1))
        found = [np.zeros(0, np.int64)]
        for start in range(0, self.count, step):
            part = slice(start, min(start + step, self.count))
            values = self.outer[:, self.place[part]] + least[:, self.kind[part]]
            inside = known[np.searchsorted(known, start * self.groups) :]
            inside = inside[: np.searchsorted(inside, part.stop * self.groups)]
            values[inside % self.groups, inside // self.groups - start] = BARRED
            values -= limits[part]
            found.append(self._narrowed(values, width, start))
            deepest = max(deepest, -int(values.min()))
        return np.concatenate(found), deepest

    def _narrowed(self, values: Ints, width: int, start: int) -> Ints:
        """Keys of at most `width` groups below nought in each column of values."""
        if width < self.groups:
            chosen = np.argpartition(values, width - 1, axis=0)[:width]
            below = np.take_along_axis(values, chosen, axis=0) < 0
            groups, columns = chosen[below], np.nonzero(below)[1]
        else:
            groups, columns = np.nonzero(values < 0)
        return np.asarray((columns + start) * self.groups + groups)
