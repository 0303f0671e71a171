"""Who may serve whom at what price: the arrays that solver, checker and pages share.

One role is one problem (leading cadre, specialist, liaison, one after the other); whoever may not
hold two roles at the same client is a barred pair in the second. All prices are whole numbers, so
that two computers agree to the last digit. Indices: officials 0…m-1, clients 0…n-1, departments
0…d-1; -1 is nobody.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOBODY = -1
# A price no other can outweigh. Up to 64 of them add up within an int64; so does one with any price
# below LIMIT.
BARRED = 1 << 56
SURELY_BARRED = BARRED >> 1
LIMIT = 1 << 44
UNLIMITED = 1 << 31
# Numbers of a criterion that are laid out over all officials at once.
_LAID_OUT = 4_000_000


class BadProblem(ValueError):
    """The arrays do not fit together: a fault of whoever made them, never of the city."""


def ints(values: npt.ArrayLike) -> Ints:
    """An int64 array of these numbers; BadProblem where they are not whole."""
    given = np.asarray(values)
    if given.size and given.dtype.kind not in "iub":
        raise BadProblem(f"whole numbers are needed, not {given.dtype}")
    return np.ascontiguousarray(given, dtype=np.int64)


@dataclass(frozen=True)
class Criterion:
    """One part of a pair's price: `table[officials[i], clients[j]]`; BARRED there bars the pair.

    officials: (m,) rows of the table. clients: (n,) its columns. table: (a, b) prices.
    Distance is a table region × region, expertise a table set of expertise × industry, and so on.
    """

    name: str
    officials: Ints
    clients: Ints
    table: Ints

    def __post_init__(self) -> None:
        for name in ("officials", "clients", "table"):
            object.__setattr__(self, name, ints(getattr(self, name)))
        if self.table.ndim != 2:
            raise BadProblem(f"{self.name}: the table has two sides")
        for side, size in (
            (self.officials, self.table.shape[0]),
            (self.clients, self.table.shape[1]),
        ):
            if side.ndim != 1 or (side.size and not 0 <= side.min() <= side.max() < size):
                raise BadProblem(f"{self.name}: an index lies outside the table")
        _within(self.name, self.table)


@dataclass(frozen=True)
class PairPrices:
    """Prices of single pairs on top: continuity (below nought), recusal, conflict, ban (BARRED).

    officials, clients, amounts: (k,). A pair may be named in several pair prices, once in each.
    """

    name: str
    officials: Ints
    clients: Ints
    amounts: Ints

    def __post_init__(self) -> None:
        for name in ("officials", "clients", "amounts"):
            object.__setattr__(self, name, ints(getattr(self, name)))
        if not self.officials.shape == self.clients.shape == self.amounts.shape:
            raise BadProblem(f"{self.name}: officials, clients and amounts differ in number")
        if self.amounts.ndim != 1:
            raise BadProblem(f"{self.name}: a list of pairs is flat")
        _within(self.name, self.amounts)


def _within(name: str, prices: Ints) -> None:
    real = prices[prices != BARRED]
    if not -LIMIT <= real.min(initial=0) <= real.max(initial=0) <= LIMIT:
        raise BadProblem(f"{name}: a price is larger than {LIMIT}")


@dataclass(frozen=True)
class Problem:
    """All that decides a plan. A plan is an array (n,): the official of each client, or NOBODY.

    The price of a plan is the sum over its pairs of all criteria, plus `load[i, k]` for the k-th
    client of official i (never falling in k, so that an even load is cheaper than a lopsided one),
    plus `shortfall` for each client that a department has below `least`, plus `unserved[j]` for
    each client left to nobody.

    capacity: (m,) how many clients an official may have. load: (m, at least the largest capacity).
    department: (m,). most, least: (d,) clients of a department. unserved: (n,).
    pins: (p, 2) pairs (official, client) set by hand. A pin goes before caps, quotas and barring
    tables; only a barring pair price (somebody recused) goes before a pin.
    """

    criteria: tuple[Criterion, ...]
    capacity: Ints
    load: Ints
    department: Ints
    most: Ints
    least: Ints
    unserved: Ints
    shortfall: int = 0
    pair_prices: tuple[PairPrices, ...] = ()
    pins: Ints = field(default_factory=lambda: np.zeros((0, 2), np.int64))

    def __post_init__(self) -> None:
        for name in ("capacity", "load", "department", "most", "least", "unserved", "pins"):
            object.__setattr__(self, name, ints(getattr(self, name)))
        self._check_shapes()
        self._check_values()

    def _check_shapes(self) -> None:
        m, n = self.officials, self.clients
        if not self.criteria:
            raise BadProblem("a price needs at least one criterion")
        if len(self.criteria) + len(self.pair_prices) > 60:
            raise BadProblem("more than 60 criteria")
        for criterion in self.criteria:
            if len(criterion.officials) != m or len(criterion.clients) != n:
                raise BadProblem(
                    f"{criterion.name}: not as many officials or clients as the problem"
                )
        for pairs in self.pair_prices:
            _indices(pairs.name, pairs.officials, m)
            _indices(pairs.name, pairs.clients, n)
            if len(np.unique(pairs.officials * n + pairs.clients)) < len(pairs.officials):
                raise BadProblem(f"{pairs.name}: a pair is named twice")
        if self.load.ndim != 2 or len(self.load) != m or len(self.department) != m:
            raise BadProblem("load and department belong to each official")
        if self.most.shape != self.least.shape or self.pins.shape[1:] != (2,):
            raise BadProblem("most and least belong to each department, two numbers to each pin")
        _indices("department", self.department, len(self.most))
        _indices("pins", self.pins[:, 0], m)
        _indices("pins", self.pins[:, 1], n)

    def _check_values(self) -> None:
        if len(np.unique(self.pins[:, 1])) < len(self.pins):
            raise BadProblem("a client is pinned twice")
        if any((part < 0).any() for part in (self.capacity, self.most, self.least, self.unserved)):
            raise BadProblem(
                "capacities, quotas and the price of an unserved client are not negative"
            )
        if self.shortfall < 0 or max(self.shortfall, int(self.unserved.max(initial=0))) > LIMIT:
            raise BadProblem(f"a price is negative or larger than {LIMIT}")
        if self.capacity.max(initial=0) > self.load.shape[1]:
            raise BadProblem("load has a column for each client an official may have")
        _within("load", self.load)
        if (np.diff(self.load, axis=1) < 0).any():
            raise BadProblem("the load of one more client is never cheaper than of the one before")

    @property
    def officials(self) -> int:
        return len(self.capacity)

    @property
    def clients(self) -> int:
        return len(self.unserved)

    @cached_property
    def pinned(self) -> Ints:
        """(n,) the official each client is pinned to, or NOBODY; never on a recused pair."""
        found = np.full(self.clients, NOBODY)
        kept = self.pins[self.adjusted(self.pins[:, 0], self.pins[:, 1]) < SURELY_BARRED]
        found[kept[:, 1]] = kept[:, 0]
        return found

    @cached_property
    def lost_pins(self) -> Ints:
        """(k, 2) pins that a recusal, a conflict or a ban overrules."""
        return self.pins[self.adjusted(self.pins[:, 0], self.pins[:, 1]) >= SURELY_BARRED]

    @cached_property
    def room(self) -> Ints:
        """(m,) capacity, raised where more are pinned than the cap allows."""
        held = self.pinned[self.pinned != NOBODY]
        return np.maximum(self.capacity, np.bincount(held, minlength=self.officials))

    @cached_property
    def ceiling(self) -> Ints:
        """(d,) most, raised where more are pinned than the quota allows."""
        held = self.department[self.pinned[self.pinned != NOBODY]]
        return np.maximum(self.most, np.bincount(held, minlength=len(self.most)))

    @cached_property
    def slots(self) -> tuple[Ints, Ints]:
        """All places there are: official and price of each, an official's in their order.

        Pinned beyond its last column, a load costs what that column says.
        """
        officials = np.repeat(np.arange(self.officials), self.room)
        begins = np.cumsum(self.room) - self.room
        place = np.arange(len(officials)) - begins[officials]
        if not self.load.shape[1]:
            return officials, np.zeros(len(officials), np.int64)
        return officials, self.load[officials, np.minimum(place, self.load.shape[1] - 1)]

    @cached_property
    def sparse(self) -> tuple[Ints, Ints]:
        """Sorted keys (official * n + client) of single pairs, what is added to each; (k,) both."""
        if not self.pair_prices:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        keys = np.concatenate([t.officials * self.clients + t.clients for t in self.pair_prices])
        amounts = np.concatenate([t.amounts for t in self.pair_prices])
        unique, places = np.unique(keys, return_inverse=True)
        sums = np.zeros(len(unique), np.int64)
        np.add.at(sums, places, amounts)
        return unique, sums

    @cached_property
    def raised(self) -> Ints:
        """Sorted keys of pairs that some pair price makes dearer or bars; (k,)."""
        keys = [t.officials * self.clients + t.clients for t in self.pair_prices]
        found = [own[t.amounts > 0] for own, t in zip(keys, self.pair_prices, strict=True)]
        return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))

    def adjusted(self, officials: Ints, clients: Ints) -> Ints:
        """What the pair prices add to these pairs; (k,)."""
        keys, amounts = self.sparse
        if not len(keys):
            return np.zeros(len(officials), np.int64)
        wanted = officials * self.clients + clients
        places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[places] == wanted, amounts[places], 0)

    def costs(self, officials: Ints, clients: Ints) -> Ints:
        """(k,) prices of these pairs with all their parts; SURELY_BARRED or more where barred."""
        total = self.adjusted(officials, clients)
        for criterion in self.criteria:
            total += criterion.table[criterion.officials[officials], criterion.clients[clients]]
        return total

    def pinned_costs(self, clients: Ints) -> Ints:
        """What pinned clients cost at their officials: barring tables do not count; (k,)."""
        officials = self.pinned[clients]
        total = self.adjusted(officials, clients)
        for criterion in self.criteria:
            part = criterion.table[criterion.officials[officials], criterion.clients[clients]]
            total += np.where(part == BARRED, 0, part)
        return total

    def row(self, client: int) -> Ints:
        """Prices of all officials for one client; (m,), the caller's to change."""
        total = np.zeros(self.officials, np.int64)
        for criterion, laid in zip(self.criteria, self._laid, strict=True):
            place = criterion.clients[client]
            total += criterion.table[:, place][criterion.officials] if laid is None else laid[place]
        officials, amounts = self.by_client[client]
        total[officials] += amounts
        return total

    @cached_property
    def _laid(self) -> "list[Ints | None]":
        """Each criterion as (b, m) rows over all officials, where that is not too large."""
        return [
            np.ascontiguousarray(criterion.table.T[:, criterion.officials])
            if criterion.table.shape[1] * self.officials <= _LAID_OUT
            else None
            for criterion in self.criteria
        ]

    @cached_property
    def by_client(self) -> "_Lists":
        """The single pairs of each client: officials and amounts."""
        keys, amounts = self.sparse
        return _Lists(keys // self.clients, keys % self.clients, amounts, self.clients)

    def loads(self, plan: Ints) -> Ints:
        """(m,) how many clients each official has under this plan."""
        return np.bincount(plan[plan != NOBODY], minlength=self.officials)

    def value(self, plan: Ints) -> int:
        """The price of a plan, whether or not it keeps to caps; BARRED pairs show as they are."""
        free = np.flatnonzero((plan != NOBODY) & (plan != self.pinned))
        total = int(self.costs(plan[free], free).sum())
        total += int(
            self.pinned_costs(np.flatnonzero((plan != NOBODY) & (plan == self.pinned))).sum()
        )
        total += int(self.unserved[plan == NOBODY].sum())
        loads = self.loads(plan)
        if self.load.shape[1]:
            width = self.load.shape[1]
            summed = np.concatenate(
                [np.zeros((self.officials, 1), np.int64), self.load.cumsum(1)], 1
            )
            total += int(summed[np.arange(self.officials), np.minimum(loads, width)].sum())
            total += int((self.load[:, -1] * np.maximum(loads - width, 0)).sum())
        held = np.bincount(self.department, weights=loads, minlength=len(self.most)).astype(
            np.int64
        )
        return total + self.shortfall * int(np.maximum(self.least - held, 0).sum())

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that decides: a certificate belongs to one problem."""
        found = hashlib.sha256()
        parts: list[tuple[str, Ints]] = [
            (name, getattr(self, name))
            for name in ("capacity", "load", "department", "most", "least", "unserved", "pins")
        ]
        for criterion in self.criteria:
            parts += [
                (criterion.name, a)
                for a in (criterion.officials, criterion.clients, criterion.table)
            ]
        for pairs in self.pair_prices:
            parts += [(pairs.name, a) for a in (pairs.officials, pairs.clients, pairs.amounts)]
        found.update(str(self.shortfall).encode())
        for name, array in parts:
            found.update(f"|{name}|{array.shape}|".encode())
            found.update(array.astype("<i8").tobytes())
        return found.hexdigest()


class _Lists:
    """Pairs grouped by client; `lists[j]` gives officials and amounts."""

    def __init__(self, officials: Ints, clients: Ints, amounts: Ints, size: int) -> None:
        order = np.argsort(clients, kind="stable")
        self._officials, self._amounts = officials[order], amounts[order]
        self._begins = np.searchsorted(clients[order], np.arange(size + 1))

    def __getitem__(self, client: int) -> tuple[Ints, Ints]:
        part = slice(self._begins[client], self._begins[client + 1])
        return self._officials[part], self._amounts[part]


def _indices(name: str, given: Ints, size: int) -> None:
    if given.ndim != 1 or (given.size and not 0 <= given.min() <= given.max() < size):
        raise BadProblem(f"{name}: an index lies outside")
