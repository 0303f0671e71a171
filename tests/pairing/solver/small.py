"""Random small problems, and their optimum by trying every plan. Imports no solver."""

import itertools

import numpy as np
from hypothesis import strategies as st

from weiqitong.pairing.solver.problem import BARRED, NOBODY, Criterion, Ints, PairPrices, Problem


@st.composite
def problems(draw, officials=4, clients=5):
    """A problem small enough to try all its plans, with everything a problem may have."""
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    m, n = draw(st.integers(1, officials)), draw(st.integers(1, clients))
    return invented(rng, m, n)


def invented(rng, m, n):
    d = int(rng.integers(1, 3))
    spread = int(rng.choice([2, 6, 40]))
    criteria = tuple(
        _criterion(rng, f"criterion{t}", m, n, spread) for t in range(rng.integers(1, 4))
    )
    width = int(rng.integers(1, 4))
    load = np.sort(rng.integers(-2, spread, (m, width)), axis=1)
    most = rng.integers(0, n + 2, d) if rng.random() < 0.5 else np.full(d, n)
    least = rng.integers(0, 3, d) if rng.random() < 0.5 else np.zeros(d, np.int64)
    return Problem(
        criteria=criteria,
        capacity=rng.integers(0, width + 1, m),
        load=load,
        department=rng.integers(0, d, m),
        most=most,
        least=least,
        unserved=rng.integers(0, 4 * spread, n) if rng.random() < 0.5 else np.full(n, 500),
        shortfall=int(rng.integers(0, spread)),
        pair_prices=tuple(
            _pairs(rng, f"pairs{t}", m, n, spread) for t in range(rng.integers(0, 3))
        ),
        pins=_pins(rng, m, n),
    )


def _criterion(rng, name, m, n, spread):
    a, b = rng.integers(1, 4, 2)
    table = rng.integers(-spread // 2, spread, (a, b))
    table[rng.random((a, b)) < 0.15] = BARRED
    return Criterion(name, rng.integers(0, a, m), rng.integers(0, b, n), table)


def _pairs(rng, name, m, n, spread):
    keys = rng.permutation(m * n)[: rng.integers(0, m * n + 1)]
    amounts = rng.integers(-spread, spread, len(keys))
    amounts[rng.random(len(keys)) < 0.4] = BARRED
    return PairPrices(name, keys // n, keys % n, amounts)


def _pins(rng, m, n):
    if rng.random() < 0.6:
        return np.zeros((0, 2), np.int64)
    clients = rng.permutation(n)[: rng.integers(0, n + 1)]
    return np.stack([rng.integers(0, m, len(clients)), clients], axis=1)


def price_of(problem: Problem, plan) -> int | None:
    """What a plan costs, written out for one pair after the other; None where it breaks a rule."""
    singles = _singles(problem)
    pins = {int(j): int(i) for i, j in problem.pins if singles.get((int(i), int(j)), 0) < BARRED}
    if any(plan[j] != i for j, i in pins.items()) or _too_many(problem, plan, pins):
        return None
    total, load = 0, [0] * problem.officials
    for j, i in enumerate(map(int, plan)):
        if i == NOBODY:
            total += int(problem.unserved[j])
            continue
        parts = [int(t.table[t.officials[i], t.clients[j]]) for t in problem.criteria]
        if j in pins:
            parts = [part for part in parts if part != BARRED]
        total += sum(parts) + singles.get((i, j), 0)
        if problem.load.shape[1]:
            total += int(problem.load[i, min(load[i], problem.load.shape[1] - 1)])
        load[i] += 1
    held = _held(problem, plan)
    short = sum(max(0, int(need) - have) for need, have in zip(problem.least, held, strict=True))
    return total + problem.shortfall * short if total < BARRED // 2 else None


def _singles(problem: Problem):
    found: dict[tuple[int, int], int] = {}
    for criterion in problem.pair_prices:
        for i, j, amount in zip(
            criterion.officials, criterion.clients, criterion.amounts, strict=True
        ):
            kept = found.get((int(i), int(j)), 0) + int(amount)
            found[int(i), int(j)] = BARRED if kept > BARRED // 2 else kept
    return found


def _held(problem: Problem, plan):
    found = [0] * len(problem.most)
    for i in plan:
        if i != NOBODY:
            found[int(problem.department[i])] += 1
    return found


def _too_many(problem: Problem, plan, pins):
    """A cap or a quota is passed, further than pins do it by themselves."""
    pinned = list(pins.values())
    for i in range(problem.officials):
        if list(plan).count(i) > max(int(problem.capacity[i]), pinned.count(i)):
            return True
    held, fixed = _held(problem, plan), _held(problem, pinned)
    quota = map(int, problem.most)
    return any(have > max(most, pin) for have, most, pin in zip(held, quota, fixed, strict=True))


def brute(problem: Problem, *, barring=()) -> int:
    """The price of the best of all plans, leaving out those with one of the barred pairs."""
    best = None
    for plan in itertools.product(range(NOBODY, problem.officials), repeat=problem.clients):
        if any(plan[j] == i for i, j in barring):
            continue
        price = price_of(problem, plan)
        if price is not None and (best is None or price < best):
            best = price
    assert best is not None
    return best


def ints(*values: int) -> Ints:
    return np.array(values, np.int64)
