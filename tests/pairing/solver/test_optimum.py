"""The plan is the best of all plans, keeps every rule, and its certificate holds."""

import os
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.pairings import city
from hypothesis import HealthCheck, given, settings
from scipy.optimize import linear_sum_assignment

from tests.pairing.solver.small import brute, price_of, problems
from weiqitong.pairing.solver import flow
from weiqitong.pairing.solver import solve as solve_module
from weiqitong.pairing.solver.check import refusal
from weiqitong.pairing.solver.problem import BARRED
from weiqitong.pairing.solver.solve import solve

# WEIQITONG_SOAK_PLANS=5000 pytest tests/pairing/solver: so many invented cities instead.
EXAMPLES = int(os.environ.get("WEIQITONG_SOAK_PLANS", "0") or 0) or 60
few = settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow], derandomize=EXAMPLES == 60
)


@few
@given(problems())
def test_no_plan_is_cheaper(problem):
    found = solve(problem)
    assert price_of(problem, found.plan) == found.cost == brute(problem)
    assert refusal(problem, found.certificate) is None


@few
@given(problems())
def test_nor_when_it_begins_with_next_to_nothing(problem):
    """One group for each class, nobody spelt out: the rest must be found by pricing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve_module, "_NEAREST", 1)
        patch.setattr(solve_module, "_FIRST", 1)
        patch.setattr(flow, "_FEW", 0)
        found = solve(problem)
    assert price_of(problem, found.plan) == found.cost == brute(problem)
    assert refusal(problem, found.certificate) is None


@pytest.mark.parametrize("seed", range(4))
def test_a_town_with_everything_is_proved(seed):
    """Larger than can be tried out: the checker vouches for it."""
    problem = city(seed=seed, scale=0.04)
    found = solve(problem)
    assert refusal(problem, found.certificate) is None
    assert found.cost == price_of(problem, found.plan)


@pytest.mark.parametrize("seed", range(3))
def test_without_quotas_it_is_what_scipy_finds(seed):
    whole = city(seed=seed, scale=0.02)
    free = np.zeros_like(whole.most)
    problem = replace(whole, most=free + whole.clients, least=free, pins=whole.pins[:0])
    owners, places = problem.slots
    costs = np.stack([problem.row(j)[owners] + places for j in range(problem.clients)])
    left = np.full((problem.clients, problem.clients), BARRED)
    np.fill_diagonal(left, problem.unserved)
    costs = np.minimum(np.hstack([costs, left]), 10**9)
    rows, columns = linear_sum_assignment(costs)
    assert solve(problem).cost == int(costs[rows, columns].sum())


def test_a_warm_start_finds_the_same():
    problem = city(scale=0.03)
    cold = solve(problem)
    dearer = replace(problem, unserved=problem.unserved + 7)
    warm = solve(dearer, like=cold)
    assert warm.cost == solve(dearer).cost
    assert warm.rounds == 1
    other = city(seed=9, scale=0.01)
    assert solve(other, like=cold).cost == solve(other).cost
