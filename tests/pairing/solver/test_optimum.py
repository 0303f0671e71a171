"""The plan is the best of all plans, keeps every rule, and its certificate holds."""

import os

from hypothesis import HealthCheck, given, settings

from tests.pairing.solver.small import brute, price_of, problems
from weiqitong.pairing.solver.check import refusal
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
