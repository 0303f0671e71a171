"""The checker refuses whatever was bent, and names the pair."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from tests.pairing.solver.small import brute, invented, price_of, problems
from tests.pairing.solver.test_optimum import few
from weiqitong.pairing.solver.certificate import BadCertificate, Certificate
from weiqitong.pairing.solver.check import Fault, refusal
from weiqitong.pairing.solver.problem import BARRED, NOBODY, Criterion, PairPrices, Problem
from weiqitong.pairing.solver.solve import solve


def city(**changed):
    """Two officials of two departments, three clients; prices 1 to 6, one pair barred."""
    each = np.arange(3)
    given = {
        "criteria": (
            Criterion("price", np.arange(2), each, np.array([[1, 2, 6], [4, 3, BARRED]])),
        ),
        "capacity": np.array([2, 2]),
        "load": np.array([[0, 1], [0, 2]]),
        "department": np.array([0, 1]),
        "most": np.array([3, 1]),
        "least": np.array([0, 1]),
        "unserved": np.array([90, 90, 90]),
        "shortfall": 5,
    }
    return Problem(**(given | changed))


def bent(one, name, at, by):
    values = getattr(one, name).copy()
    values[at] += by
    return replace(one, **{name: values})


def test_what_the_solver_finds_is_accepted():
    one = solve(city()).certificate
    assert refusal(city(), one) is None
    assert one.plan.tolist() == [0, 1, 0]
    assert one.cost == 1 + 3 + 6 + 1


@pytest.mark.parametrize(
    ("plan", "fault", "official", "client"),
    [
        ([0, 0, 0], Fault.CAP, 0, 2),
        ([0, 1, 1], Fault.QUOTA, 1, 2),
        ([NOBODY, 0, 1], Fault.BARRED, 1, 2),
        ([0, 1, 7], Fault.NO_SUCH_OFFICIAL, 7, 2),
        ([0, 1, -2], Fault.NO_SUCH_OFFICIAL, -2, 2),
        ([1, 0, 0], Fault.BETTER, 1, 0),
        ([0, 1, NOBODY], Fault.LOAD, 0, 0),
    ],
)
def test_a_tampered_plan_is_refused_with_its_pair(plan, fault, official, client):
    one = solve(city()).certificate
    plan = np.array(plan)
    lied = replace(one, plan=plan, cost=city().value(np.clip(plan, NOBODY, 1)))
    found = refusal(city(), lied)
    assert (found.fault, found.official, found.client) == (fault, official, client)


def test_a_pinned_client_stays_where_it_was_put():
    problem = city(pins=np.array([[1, 0]]))
    one = solve(problem).certificate
    assert one.plan[0] == 1
    found = refusal(problem, replace(one, plan=np.array([0, 1, 0])))
    assert (found.fault, found.official, found.client) == (Fault.PIN, 1, 0)


def test_a_pin_goes_before_caps_quotas_and_tables_but_not_before_a_recusal():
    problem = city(pins=np.array([[1, 1], [1, 2]]), capacity=np.array([2, 0]))
    found = solve(problem)
    assert found.plan.tolist() == [0, 1, 1]
    assert refusal(problem, found.certificate) is None
    recused = PairPrices("recusal", np.array([1]), np.array([1]), np.array([BARRED]))
    problem = city(pins=np.array([[1, 1], [1, 2]]), pair_prices=(recused,))
    assert solve(problem).plan.tolist() == [0, 0, 1]
    assert problem.lost_pins.tolist() == [[1, 1]]


def test_another_problem_another_certificate():
    one = solve(city()).certificate
    assert refusal(city(shortfall=6), one).fault == Fault.OTHER_PROBLEM
    assert refusal(city(), replace(one, plan=one.plan[:2])).fault == Fault.SHAPE
    assert refusal(city(), replace(one, cost=one.cost - 1)).fault == Fault.COST
    least = np.full(2, np.iinfo(np.int64).min)
    assert refusal(city(), replace(one, officials=least)).fault == Fault.SHAPE


def test_a_dearer_client_price_names_the_pair_that_is_cheaper():
    one = solve(city()).certificate
    found = refusal(city(), bent(one, "clients", 0, 1))
    assert (found.fault, found.official, found.client) == (Fault.PRICE, 0, 0)


@few
@given(problems())
def test_any_bent_price_and_any_other_plan_is_refused_or_just_as_good(problem):
    """Prices are not unique: a bent one may still prove the plan, but never a worse plan."""
    one = solve(problem).certificate
    optimum = brute(problem)
    rng = np.random.default_rng(one.cost % 2**32)
    for name in ("officials", "departments", "clients"):
        for by in (-3, -1, 1, 3):
            values = getattr(one, name)
            lied = bent(one, name, rng.integers(0, len(values)), by)
            found = refusal(problem, lied)
            if name == "clients":
                assert found is not None
                assert found.client != NOBODY
            elif found is not None and found.fault != Fault.SHARE:
                assert (found.official, found.client) != (NOBODY, NOBODY)
    for _try in range(8):
        plan = rng.integers(NOBODY, problem.officials, problem.clients)
        price = price_of(problem, plan)
        lied = replace(one, plan=plan, cost=one.cost if price is None else price)
        found = refusal(problem, lied)
        assert (found is None) == (price == optimum)
        if found is not None and found.fault not in (Fault.COST, Fault.SHARE):
            assert (found.official, found.client) != (NOBODY, NOBODY)


def test_a_certificate_is_read_as_it_was_written():
    one = solve(invented(np.random.default_rng(5), 4, 5)).certificate
    again = Certificate.from_bytes(one.to_bytes())
    assert again.digest == one.digest
    assert again.cost == one.cost
    for name in ("plan", "officials", "departments", "clients"):
        assert (getattr(again, name) == getattr(one, name)).all()


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]\n", b"nonsense", b'{"format": 2}\n', b"\xff\xfe"],
)
def test_what_is_no_certificate_is_said_so(data):
    with pytest.raises(BadCertificate):
        Certificate.from_bytes(data)


def test_a_shortened_or_swollen_certificate_is_none():
    data = solve(city()).certificate.to_bytes()
    with pytest.raises(BadCertificate):
        Certificate.from_bytes(data[:-9])
    with pytest.raises(BadCertificate):
        Certificate.from_bytes(data.replace(b'"plan": 3', b'"plan": 2'))
