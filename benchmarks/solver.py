"""The pairing core on an invented city: cost, proof, time, memory; beside what others do."""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import psutil

from weiqitong.pairing.solver.certificate import Certificate
from weiqitong.pairing.solver.change import leave
from weiqitong.pairing.solver.check import refusal
from weiqitong.pairing.solver.problem import BARRED, NOBODY, SURELY_BARRED, Ints, Problem
from weiqitong.pairing.solver.solve import solve
from weiqitong.pairing.solver.split import joined, merged, solve_each

from .figures import Figure, Limit
from .pairings import city

CITIES, LEAVERS, WORKERS = 10, 20, 2


def measure(scale: float) -> list[Figure]:
    """All figures; each heavy part in a process of its own, so that its memory is its own."""
    found = _alone(_whole, scale)
    size = f"{found['officials']:,} × {found['clients']:,}"
    print(
        f"  {size}, {found['pairs']:,} pairs: cost {found['cost']:,}, "
        f"{found['unserved']} unserved, "
        f"proof {'holds' if found['proved'] else 'REFUSED'}; {found['rounds']} rounds, "
        f"{found['arcs']:,} arcs"
    )

    def figure(
        name: str, value: float, unit: str, most: float | None = None, **more: Any
    ) -> Figure:
        limit = Limit(most) if most is not None and scale >= 1 else None
        return Figure("solver", "", name, value, unit, limit, more)

    about = {key: found[key] for key in ("cost", "proved", "unserved", "rounds", "arcs", "pairs")}
    figures = [
        figure(
            f"best plan for {size} with its proof over all pairs", found["solve"], "s", 5, **about
        ),
        figure("its peak memory, libraries with it", found["megabytes"], "MB", 1024),
        figure("the independent checker over all pairs", found["verify"], "s", 10),
        figure(f"an official leaves, worst of {LEAVERS}", found["leave"], "s", 2),
    ]
    figures += _compared(figure, found, scale)
    return figures + _many(figure, scale)


def _alone(act: Callable[[float], Any], scale: float) -> Any:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        return executor.submit(act, scale).result()


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.monotonic()
    return act(), time.monotonic() - begin


def _megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _whole(scale: float) -> dict[str, Any]:
    problem = city(scale=scale)
    solution, seconds = _timed(lambda: solve(problem))
    megabytes = _megabytes()
    fault, checking = _timed(lambda: refusal(problem, solution.certificate))
    busy = np.flatnonzero(problem.loads(solution.plan) > 1)
    leavers = np.random.default_rng(7).permutation(busy)[:LEAVERS].tolist()
    worst, proved = 0.0, fault is None
    for official in leavers:
        (after, one, _moves), took = _timed(lambda: _left(problem, solution.certificate, official))  # noqa: B023
        worst = max(worst, took)
        proved &= refusal(after, one) is None
    return {
        "officials": problem.officials,
        "clients": problem.clients,
        "pairs": problem.officials * problem.clients,
        "cost": solution.cost,
        "rounds": solution.rounds,
        "arcs": solution.arcs,
        "unserved": int((solution.plan == NOBODY).sum()),
        "solve": seconds,
        "megabytes": megabytes,
        "verify": checking,
        "leave": worst,
        "proved": proved,
    }


def _left(problem: Problem, one: Certificate, official: int) -> Any:
    return leave(problem, one, official, price=50)


def _compared(figure: Callable[..., Figure], found: dict[str, Any], scale: float) -> list[Figure]:
    """The same city as others would pair it; gaps are in the cost of the whole plan."""
    problem = city(scale=scale)
    figures = []
    for name, act in (("round-robin with caps", in_turn), ("nearest first", nearest_first)):
        plan, seconds = _timed(lambda: act(problem))  # noqa: B023
        cost, left = problem.value(plan), int((plan == NOBODY).sum())
        gap = cost - found["cost"]
        title = f"{name}: cost {cost:,} ({gap:+,} to ours), {left} unserved"
        figures.append(figure(title, seconds, "s", cost=cost, gap=gap, unserved=left))
    part = scale * _held()
    dense = _alone(_dense, part)
    title = (
        f"SciPy, dense, without quotas, {dense['size']}: cost {dense['cost']:,} "
        f"({dense['cost'] - dense['ours']:+,} to ours in {dense['seconds_ours']:.1f} s)"
    )
    return [
        *figures,
        figure(title, dense["seconds"], "s", **dense),
        figure("its peak memory", dense["megabytes"], "MB"),
    ]


def in_turn(problem: Problem) -> Ints:
    """Each client to the next official in turn who has room and may."""
    state = _Filling(problem)
    turn = 0
    for client in state.waiting.tolist():
        may = np.roll(state.open(problem.row(client)), -turn)
        if may.any():
            turn = (turn + int(may.argmax())) % problem.officials
            state.put(client, turn)
            turn += 1
    return state.plan


def nearest_first(problem: Problem) -> Ints:
    """Each client in turn to the official who is cheapest just then."""
    state = _Filling(problem)
    width = problem.load.shape[1]
    for client in state.waiting.tolist():
        row = problem.row(client)
        place = problem.load[np.arange(problem.officials), np.minimum(state.load, width - 1)]
        row = np.where(state.open(row), row + place, BARRED)
        if row.min() < problem.unserved[client]:
            state.put(client, int(row.argmin()))
    return state.plan


class _Filling:
    """A plan that is filled client by client, pins first."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.plan = problem, problem.pinned.copy()
        self.load = problem.loads(self.plan)
        held = problem.department[self.plan[self.plan != NOBODY]]
        self.held = np.bincount(held, minlength=len(problem.most))
        self.waiting = np.flatnonzero(self.plan == NOBODY)

    def open(self, row: Ints) -> np.ndarray:
        quota = (self.held < self.problem.ceiling)[self.problem.department]
        return (row < SURELY_BARRED) & (self.load < self.problem.room) & quota

    def put(self, client: int, official: int) -> None:
        self.plan[client] = official
        self.load[official] += 1
        self.held[self.problem.department[official]] += 1


def _held() -> float:
    """The largest part of the city whose dense matrix takes a third of the free memory at most."""
    whole = city(seed=0, scale=0.01)
    places, clients = int(whole.room.sum()) * 100, whole.clients * 100
    for part in (1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
        if 3 * 8 * places * clients * part * part < psutil.virtual_memory().available:
            return part
    return 0.05


def _dense(scale: float) -> dict[str, Any]:
    from scipy.optimize import linear_sum_assignment

    given = city(scale=scale)
    free = np.zeros_like(given.most)
    problem = replace(given, most=free + given.clients, least=free)
    ours, seconds_ours = _timed(lambda: solve(problem))

    def assigned() -> int:
        owners, prices = problem.slots
        costs = np.empty((problem.clients, len(owners)))
        for client in range(problem.clients):
            row = problem.row(client)
            pin = problem.pinned[client]
            if pin != NOBODY:
                only = np.full(problem.officials, BARRED)
                only[pin] = problem.pinned_costs(np.array([client]))[0]
                row = only
            costs[client] = np.minimum(row[owners] + prices, 10**9)
        rows, columns = linear_sum_assignment(costs)
        return int(costs[rows, columns].sum())

    cost, seconds = _timed(assigned)
    return {
        "size": f"{problem.officials:,} × {problem.clients:,}",
        "cost": cost,
        "ours": ours.cost,
        "seconds": seconds,
        "seconds_ours": seconds_ours,
        "megabytes": _megabytes(),
    }


def _many(figure: Callable[..., Figure], scale: float) -> list[Figure]:
    """Ten cities over processes; and three smaller ones, apart and together."""
    context = multiprocessing.get_context("spawn")
    cities = [city(seed=seed, scale=scale) for seed in range(CITIES)]
    with ProcessPoolExecutor(WORKERS, mp_context=context) as executor:
        list(executor.map(_ready, range(2 * WORKERS)))
        found, seconds = _timed(lambda: solve_each(cities, executor))
        one_by_one = [city(seed=seed, scale=scale * 0.2) for seed in range(3)]
        parts = solve_each(one_by_one, executor)
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        list(executor.map(_ready, range(1)))
        _found, alone = _timed(lambda: solve_each(cities, executor))
    whole = joined(one_by_one)
    together, unsplit = merged(whole, one_by_one, parts), solve(whole)
    same = together.cost == unsplit.cost and refusal(whole, together) is None
    proved = all(refusal(problem, one) is None for problem, one in zip(cities, found, strict=True))
    clients = sum(problem.clients for problem in cities)
    officials = sum(problem.officials for problem in cities)
    title = f"{CITIES} cities ({officials:,} × {clients:,}) over {WORKERS} processes"
    print(
        f"  {title}: cost {sum(one.cost for one in found):,}, "
        f"proofs {'hold' if proved else 'REFUSED'}; three cities of a fifth, apart "
        f"{together.cost:,}, unsplit {unsplit.cost:,}{'' if same else ': DIFFERENT'}"
    )
    more = {"proved": proved, "apart": together.cost, "unsplit": unsplit.cost}
    return [
        figure(title, seconds, "s", 60, **more),
        figure("the same over one process", alone, "s"),
    ]


def _ready(number: int) -> int:
    """Keeps a process until its libraries are loaded."""
    time.sleep(0.2)
    return number
