"""Few changes: the frontier against every plan, somebody who leaves against solving again."""

import itertools

import numpy as np
import pytest
from benchmarks.pairings import city
from hypothesis import given

from tests.pairing.solver.small import brute, invented, price_of, problems
from tests.pairing.solver.test_optimum import few
from weiqitong.pairing.solver.change import frontier, leave, with_price
from weiqitong.pairing.solver.check import refusal
from weiqitong.pairing.solver.problem import NOBODY, BadProblem
from weiqitong.pairing.solver.solve import solve


def all_plans(problem, today):
    """The least price for each number of changes."""
    found: dict[int, int] = {}
    for plan in itertools.product(range(NOBODY, problem.officials), repeat=problem.clients):
        price = price_of(problem, plan)
        if price is not None:
            changes = int(((np.array(plan) != today) & (today != NOBODY)).sum())
            found[changes] = min(price, found.get(changes, price))
    return found


@few
@given(problems(officials=3, clients=4))
def test_no_plan_with_as_few_changes_is_cheaper(problem):
    rng = np.random.default_rng(problem.clients)
    today = rng.integers(NOBODY, problem.officials, problem.clients)
    points = frontier(problem, today, [0, 1, 5, 30])
    cheapest = all_plans(problem, today)
    assert [point.price for point in points] == [30, 5, 1, 0]
    for point in points:
        assert refusal(point.problem, point.solution.certificate) is None
        assert point.cost == price_of(problem, point.solution.plan)
        if point.price:
            assert point.cost == min(cost for n, cost in cheapest.items() if n <= point.changes)
    for dear, cheap in itertools.pairwise(points):
        assert dear.cost >= cheap.cost
        if cheap.price:
            assert dear.changes <= cheap.changes
    assert points[-1].cost == brute(problem)


@few
@given(problems())
def test_who_leaves_leaves_no_gap_and_the_rest_is_proved(problem):
    before = solve(problem)
    for official in range(problem.officials):
        for price in (0, 3, 1000):
            after, found, moves = leave(problem, before.certificate, official, price=price)
            assert refusal(after, found) is None
            assert found.cost == solve(after).cost
            assert official not in found.plan
            assert {client for client, _ in moves} == set(
                np.flatnonzero(found.plan != before.plan).tolist()
            )


@few
@given(problems())
def test_others_may_leave_after_them(problem):
    """Each stands on the certificate of the one before, with its price of a change or another."""
    one = solve(problem).certificate
    for official, price in zip(range(problem.officials), (3, 5, 2, 9), strict=False):
        problem, one, _moves = leave(problem, one, official, price=price)
        assert refusal(problem, one) is None
        assert one.cost == solve(problem).cost
        assert not set(range(official + 1)) & set(one.plan.tolist())


def test_with_a_high_price_only_the_leavers_clients_move():
    problem = city(scale=0.02)
    before = solve(problem)
    official = int(np.argmax(problem.loads(before.plan)))
    _after, found, moves = leave(problem, before.certificate, official, price=10_000)
    assert {client for client, _ in moves} == set(np.flatnonzero(before.plan == official).tolist())
    assert (found.plan != NOBODY).all()


def test_a_change_never_earns_anything():
    problem = invented(np.random.default_rng(1), 2, 2)
    with pytest.raises(BadProblem):
        with_price(problem, np.zeros(problem.clients, np.int64), -1)
