"""The independent checker: refuses a certificate, or does not. No solver, no classes.

It shares nothing with the solver but the types, prices each official × client pair anew, and rests
on one argument. Let p be any prices of officials, q of departments (nought at the far end), and for
each client j

    y_j = min( unserved_j, min over all officials i of cost_ij + p_i ).

Whatever plan you take, each of its clients costs y_j or more once the price of its official is
added; each place of an official costs min(0, place - p_i + q_d) or more once that price is taken
off again; each place of a department min(0, segment - q_d) or more. The sum of these bounds is
below the price of *every* plan. So a plan whose price equals the sum is the best there is, whoever
found it and however.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .certificate import Certificate
from .problem import BARRED, NOBODY, SURELY_BARRED, Flags, Ints, Problem

# Tables of criterion × officials up to this many numbers are laid out once.
_LAID_OUT = 4_000_000
# Prices beyond this prove nothing that others do not, and would not add up in 64 bits.
_WIDEST = BARRED >> 2


class Fault(StrEnum):
    """Why a certificate is refused."""

    OTHER_PROBLEM = "other_problem"  # made for other data
    SHAPE = "shape"  # not as many officials, clients or departments
    NO_SUCH_OFFICIAL = "no_such_official"
    PIN = "pin"  # a pinned client is with somebody else
    BARRED = "barred"  # a pair that may not be
    CAP = "cap"  # an official has too many
    QUOTA = "quota"  # a department has too many
    PRICE = "price"  # this pair would be cheaper than the client's price says
    BETTER = "better"  # this client is not with the official that is best for it
    LOAD = "load"  # an official's load does not fit its price
    SHARE = "share"  # a department's share does not fit its price
    COST = "cost"  # the stated price is not that of the plan


@dataclass(frozen=True)
class Refusal:
    """What is wrong, and with which pair; NOBODY where there is none. `amount`: by how much."""

    fault: Fault
    official: int = NOBODY
    client: int = NOBODY
    amount: int = 0


def refusal(problem: Problem, certificate: Certificate) -> Refusal | None:
    """None: the plan keeps every rule, and no other plan is cheaper. Else the first fault found."""
    return (
        _not_of_this(problem, certificate)
        or _against_rules(problem, certificate.plan)
        or _walked(problem, certificate)
    )


def _not_of_this(problem: Problem, one: Certificate) -> Refusal | None:
    if one.digest != problem.digest:
        return Refusal(Fault.OTHER_PROBLEM)
    sizes = (len(one.plan), len(one.officials), len(one.departments), len(one.clients))
    if sizes != (problem.clients, problem.officials, len(problem.most), problem.clients):
        return Refusal(Fault.SHAPE)
    prices = (one.officials, one.departments, one.clients)
    within = all(a.min(initial=0) >= -_WIDEST and a.max(initial=0) <= _WIDEST for a in prices)
    return None if within else Refusal(Fault.SHAPE)


def _against_rules(problem: Problem, plan: Ints) -> Refusal | None:
    """Caps, quotas and pins; barred pairs are met on the walk."""
    for client in np.flatnonzero((plan < NOBODY) | (plan >= problem.officials)):
        return Refusal(Fault.NO_SUCH_OFFICIAL, int(plan[client]), int(client))
    for client in np.flatnonzero((problem.pinned != NOBODY) & (plan != problem.pinned)):
        return Refusal(Fault.PIN, int(problem.pinned[client]), int(client))
    served = np.flatnonzero(plan != NOBODY)
    for fault, owner, room in (
        (Fault.CAP, plan[served], problem.room),
        (Fault.QUOTA, problem.department[plan[served]], problem.ceiling),
    ):
        held = np.bincount(owner, minlength=len(room))
        for full in np.flatnonzero(held > room):
            last = int(served[owner == full][-1])  # of those that are too many
            return Refusal(fault, int(plan[last]), last, int(held[full] - room[full]))
    return None


def _walked(problem: Problem, one: Certificate) -> Refusal | None:
    """Over all pairs: none below its client's price. Then both sums."""
    spent = 0
    below: Refusal | None = None  # a pair of the plan that is not the best for its client
    own = _own_costs(problem, one.plan)
    for client, row in enumerate(_rows(problem)):
        official, price = int(one.plan[client]), int(one.clients[client])
        cost = int(own[client])
        if cost >= SURELY_BARRED:
            return Refusal(Fault.BARRED, official, client)
        if problem.pinned[client] == NOBODY:
            if price > problem.unserved[client]:
                return Refusal(Fault.PRICE, NOBODY, client, price - int(problem.unserved[client]))
            row += one.officials
            if len(row) and row.min() < price:
                best = int(row.argmin())
                return Refusal(Fault.PRICE, best, client, price - int(row[best]))
        elif cost + one.officials[official] < price:
            return Refusal(
                Fault.PRICE, official, client, price - cost - int(one.officials[official])
            )
        toll = 0 if official == NOBODY else int(one.officials[official])
        if below is None and cost + toll > price:
            below = Refusal(Fault.BETTER, official, client, cost + toll - price)
        spent += cost
    return below or _sums(problem, one, spent)


def _own_costs(problem: Problem, plan: Ints) -> Ints:
    """(n,) what each client of the plan costs by itself: its pair, or being left."""
    clients = np.arange(problem.clients)
    with_pin = plan == problem.pinned
    total = np.zeros(problem.clients, np.int64)
    for criterion in problem.criteria:
        part = (
            criterion.table[criterion.officials[plan], criterion.clients]
            if len(criterion.officials)
            else total
        )
        total += np.where(with_pin & (part == BARRED), 0, part)
    for pairs in problem.pair_prices:
        met = plan[pairs.clients] == pairs.officials
        total[pairs.clients[met]] += pairs.amounts[met]
    return np.where(plan[clients] == NOBODY, problem.unserved, total)


def _rows(problem: Problem) -> Iterator[Ints]:
    """(m,) prices of all officials, for one client after the other; the caller's to change."""
    laid = [
        np.ascontiguousarray(criterion.table.T[:, criterion.officials])
        if criterion.table.shape[1] * problem.officials <= _LAID_OUT
        else None
        for criterion in problem.criteria
    ]
    singles: list[list[tuple[int, int]]] = [[] for _ in range(problem.clients)]
    for pairs in problem.pair_prices:
        for official, client, amount in zip(
            pairs.officials.tolist(), pairs.clients.tolist(), pairs.amounts.tolist(), strict=True
        ):
            singles[client].append((official, amount))
    columns = [criterion.clients.tolist() for criterion in problem.criteria]
    for client in range(problem.clients):
        row = np.zeros(problem.officials, np.int64)
        for criterion, table, column in zip(problem.criteria, laid, columns, strict=True):
            place = column[client]
            row += criterion.table[:, place][criterion.officials] if table is None else table[place]
        for official, amount in singles[client]:
            row[official] += amount
        yield row


def _sums(problem: Problem, one: Certificate, spent: int) -> Refusal | None:
    """Whether the price of the plan equals the bound; if not, whose place makes the difference."""
    owners, places = problem.slots
    reduced = places - one.officials[owners] + one.departments[problem.department[owners]]
    loads = np.bincount(one.plan[one.plan != NOBODY], minlength=problem.officials)
    begins = np.cumsum(problem.room) - problem.room
    taken = np.arange(len(owners)) - begins[owners] < loads[owners]
    held = np.bincount(problem.department, weights=loads, minlength=len(problem.most)).astype(
        np.int64
    )
    least, toll = np.minimum(problem.least, problem.ceiling), one.departments
    missing = np.maximum(problem.least - held, 0)
    cost = spent + _sum(places[taken]) + problem.shortfall * _sum(missing)
    bound = _sum(one.clients) + _sum(np.minimum(reduced, 0))
    bound += problem.shortfall * _sum(problem.least)
    bound += _sum(np.minimum(-problem.shortfall - toll, 0), least)
    bound += _sum(np.minimum(-toll, 0), problem.ceiling - least)
    if cost != one.cost:
        return Refusal(Fault.COST, amount=cost - one.cost)
    if cost == bound:
        return None
    for place in np.flatnonzero(np.where(taken, reduced > 0, reduced < 0)):
        official = int(owners[place])
        return _at(Fault.LOAD, one.plan, one.plan == official, official, int(abs(reduced[place])))
    # Below `least` a place earns the shortfall, from there on nothing; at the ceiling is none.
    wrong = (held > 0) & (toll < -problem.shortfall) | (held < least) & (toll > -problem.shortfall)
    wrong |= (held > least) & (toll < 0) | (held < problem.ceiling) & (toll > 0)
    for unit in np.flatnonzero(wrong):
        officials = np.flatnonzero(problem.department == unit)
        first = int(officials[0]) if len(officials) else NOBODY
        among = (one.plan != NOBODY) & (problem.department[one.plan] == unit)
        return _at(Fault.SHARE, one.plan, among, first, cost - bound)
    return Refusal(Fault.SHARE, amount=cost - bound)


def _sum(values: Ints, times: Ints | None = None) -> int:
    """In Python's numbers, which have no end: nobody gets past here by an overflow."""
    if times is None:
        return sum(values.tolist())
    return sum(a * b for a, b in zip(values.tolist(), times.tolist(), strict=True))


def _at(fault: Fault, plan: Ints, among: Flags, official: int, amount: int) -> Refusal:
    """With one of these clients and its official; without a client, with this official."""
    for client in np.flatnonzero(among):
        return Refusal(fault, int(plan[client]), int(client), amount)
    return Refusal(fault, official, NOBODY, amount)
