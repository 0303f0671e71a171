"""Many cities, each solved by itself over an executor; together one plan and certificate."""

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np

from .certificate import Certificate
from .problem import BARRED, NOBODY, Criterion, Ints, PairPrices, Problem
from .solve import solve


def solved(problem: Problem) -> Certificate:
    """The certificate of one city: what travels between processes."""
    return solve(problem).certificate


def solve_each(cities: Sequence[Problem], executor: Executor) -> list[Certificate]:
    """Each city's proven plan. Any executor will do: threads, processes, a cluster's."""
    return list(executor.map(solved, cities))


def joined(cities: Sequence[Problem]) -> Problem:
    """All cities as one problem in which no official serves another city's client.

    Terms are put together by place, so the cities must have as many, in the same order, and one
    price of a shortfall. The tables grow with the square of the cities: for comparison, not for a
    province.
    """
    officials = np.cumsum([0, *(city.officials for city in cities)])
    clients = np.cumsum([0, *(city.clients for city in cities)])
    departments = np.cumsum([0, *(len(city.most) for city in cities)])
    width = max(city.load.shape[1] for city in cities)
    criteria = [
        _joined_criterion([city.criteria[t] for city in cities])
        for t in range(len(cities[0].criteria))
    ]
    return Problem(
        criteria=(*criteria, _borders(cities)),
        capacity=np.concatenate([city.capacity for city in cities]),
        load=np.concatenate([_widened(city.load, width) for city in cities]),
        department=_shifted([city.department for city in cities], departments),
        most=np.concatenate([city.most for city in cities]),
        least=np.concatenate([city.least for city in cities]),
        unserved=np.concatenate([city.unserved for city in cities]),
        shortfall=cities[0].shortfall,
        pair_prices=tuple(
            PairPrices(
                f"{criterion.name}#{at}",
                criterion.officials + officials[at],
                criterion.clients + clients[at],
                criterion.amounts,
            )
            for at, city in enumerate(cities)
            for criterion in city.pair_prices
        ),
        pins=np.concatenate(
            [city.pins + np.array([officials[at], clients[at]]) for at, city in enumerate(cities)]
        ),
    )


def _shifted(parts: list[Ints], offsets: Ints) -> Ints:
    return np.concatenate([part + offsets[at] for at, part in enumerate(parts)])


def _widened(load: Ints, width: int) -> Ints:
    """More columns, as dear as the last: nobody has the room to use them."""
    more = width - load.shape[1]
    return np.pad(load, ((0, 0), (0, more)), mode="edge" if load.shape[1] else "constant")


def _joined_criterion(parts: list[Criterion]) -> Criterion:
    rows = np.cumsum([0, *(part.table.shape[0] for part in parts)])
    columns = np.cumsum([0, *(part.table.shape[1] for part in parts)])
    table = np.zeros((rows[-1], columns[-1]), np.int64)
    for at, part in enumerate(parts):
        table[rows[at] : rows[at + 1], columns[at] : columns[at + 1]] = part.table
    return Criterion(
        parts[0].name,
        _shifted([part.officials for part in parts], rows),
        _shifted([part.clients for part in parts], columns),
        table,
    )


def _borders(cities: Sequence[Problem]) -> Criterion:
    each = np.arange(len(cities))
    table = np.full((len(cities), len(cities)), BARRED)
    table[each, each] = 0
    return Criterion(
        "city",
        np.repeat(each, [city.officials for city in cities]),
        np.repeat(each, [city.clients for city in cities]),
        table,
    )


def merged(
    problem: Problem, cities: Sequence[Problem], found: Sequence[Certificate]
) -> Certificate:
    """The cities' certificates as one of the joined problem.

    Prices stand beside each other as they are: a pair across a border is barred, hence never
    below a client's price, and no place is shared. So what proved each city proves all of them.
    """
    offsets = np.cumsum([0, *(city.officials for city in cities)])
    plans = [
        np.where(one.plan == NOBODY, NOBODY, one.plan + offsets[at]) for at, one in enumerate(found)
    ]
    return Certificate(
        digest=problem.digest,
        cost=sum(one.cost for one in found),
        plan=np.concatenate(plans),
        officials=np.concatenate([one.officials for one in found]),
        departments=np.concatenate([one.departments for one in found]),
        clients=np.concatenate([one.clients for one in found]),
    )
