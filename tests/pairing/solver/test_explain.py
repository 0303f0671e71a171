"""Why this one, who else and what would help: each figure against solving again."""

from dataclasses import replace

import numpy as np
from hypothesis import given

from tests.pairing.solver.small import brute, price_of, problems
from tests.pairing.solver.test_optimum import few
from weiqitong.pairing.solver.explain import Left, at_least, left, what_would_help, why
from weiqitong.pairing.solver.paths import Rest
from weiqitong.pairing.solver.problem import BARRED, NOBODY, Criterion, Problem
from weiqitong.pairing.solver.solve import solve


def moved(plan, moves):
    after = plan.copy()
    for client, official in moves:
        after[client] = official
    return after


@few
@given(problems())
def test_the_runner_up_costs_what_forbidding_the_pair_costs(problem):
    found = solve(problem)
    rest = Rest.of(problem, found.certificate)
    nearest, bound = at_least(problem, found.certificate)
    for client in range(problem.clients):
        reason = why(rest, client)
        official = int(found.plan[client])
        if reason is None:
            assert official == NOBODY
            continue
        assert reason.pinned == (problem.pinned[client] != NOBODY)
        if reason.extra is None:
            assert reason.pinned
            continue
        assert sum(part.amount for part in reason.parts) == problem.row(client)[official]
        assert found.cost + reason.extra == brute(problem, barring=[(official, client)])
        assert price_of(problem, moved(found.plan, reason.moves)) == found.cost + reason.extra
        assert reason.runner_up != official
        assert bound[client] <= reason.extra
        assert nearest[client] != official


@few
@given(problems(officials=3, clients=4))
def test_a_pair_set_by_hand_costs_what_the_best_plan_with_it_costs(problem):
    found = solve(problem)
    rest = Rest.of(problem, found.certificate)
    for client in range(problem.clients):
        for official in range(problem.officials):
            way = rest.forcing(client, official)
            others = [(i, client) for i in range(NOBODY, problem.officials) if i != official]
            if way is None:
                continue
            assert found.cost + way.cost == brute(problem, barring=others)
            assert price_of(problem, moved(found.plan, way.moves)) == found.cost + way.cost


@few
@given(problems(officials=3, clients=4))
def test_one_more_saves_what_it_says(problem):
    found = solve(problem)
    rest = Rest.of(problem, found.certificate)
    helped = what_would_help(rest, np.arange(problem.officials))
    load = np.pad(problem.load, ((0, 0), (0, 1)), mode="edge")
    caps = {cap.official: cap for cap in helped.caps}
    for official in range(problem.officials):
        capacity = problem.capacity.copy()
        capacity[official] += 1
        if (
            rest.loads[official] < problem.room[official]
            or problem.capacity[official] < problem.room[official]
        ):
            continue
        saved = found.cost - brute(replace(problem, capacity=capacity, load=load))
        cap = caps.get(official)
        assert saved >= (cap.saved if cap else 0)
        if cap is None and problem.shortfall == 0 and (rest.held < problem.ceiling).all():
            assert saved == 0
        if cap is not None and cap.exact:
            assert saved == cap.saved
    for unit in range(len(problem.most)):
        most = problem.most.copy()
        most[unit] += 1
        if problem.ceiling[unit] == problem.most[unit]:
            saved = found.cost - brute(replace(problem, most=most))
            assert dict(helped.quotas).get(unit, 0) == saved
    for official, saved in helped.kinds:
        assert found.cost - brute(one_more(problem, official)) == saved


def one_more(problem, like):
    """With another official like this one, in a department of its own, for one client."""
    wider = problem.load if problem.load.shape[1] else np.zeros((problem.officials, 1), np.int64)
    return replace(
        problem,
        criteria=tuple(
            Criterion(t.name, np.append(t.officials, t.officials[like]), t.clients, t.table)
            for t in problem.criteria
        ),
        capacity=np.append(problem.capacity, 1),
        load=np.concatenate([wider, wider[like : like + 1]]),
        department=np.append(problem.department, len(problem.most)),
        most=np.append(problem.most, 1),
        least=np.append(problem.least, 0),
    )


def test_whoever_is_left_knows_why():
    each = np.arange(3)
    problem = Problem(
        criteria=(
            Criterion("price", np.arange(2), each, np.array([[1, 5, BARRED], [200, 7, BARRED]])),
        ),
        capacity=np.array([0, 3]),
        load=np.zeros((2, 3), np.int64),
        department=np.array([0, 0]),
        most=np.array([3]),
        least=np.array([0]),
        unserved=np.array([90, 90, 90]),
    )
    rest = Rest.of(problem, solve(problem).certificate)
    assert left(rest) == {0: Left.PRICE, 2: Left.BARRED}
    full = replace(problem, most=np.array([0]))
    rest = Rest.of(full, solve(full).certificate)
    assert left(rest) == {0: Left.FULL, 1: Left.FULL, 2: Left.BARRED}
    assert dict(what_would_help(rest, np.array([0, 1])).quotas) == {0: 83}
    assert dict(what_would_help(rest, np.array([0, 1])).kinds) == {0: 89, 1: 83}
