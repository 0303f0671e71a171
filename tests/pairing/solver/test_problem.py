"""Arrays that do not fit together are refused with a reason; a city that lacks something is not."""

from dataclasses import replace

import numpy as np
import pytest

from tests.pairing.solver.small import price_of
from weiqitong.pairing.solver.check import refusal
from weiqitong.pairing.solver.problem import (
    BARRED,
    LIMIT,
    NOBODY,
    BadProblem,
    Criterion,
    PairPrices,
    Problem,
)
from weiqitong.pairing.solver.solve import solve


def problem(m=2, n=3, **changed):
    given = {
        "criteria": (Criterion("price", np.arange(m), np.arange(n), np.zeros((m, n), np.int64)),),
        "capacity": np.ones(m, np.int64),
        "load": np.zeros((m, 1), np.int64),
        "department": np.zeros(m, np.int64),
        "most": np.array([n]),
        "least": np.array([1]),
        "unserved": np.full(n, 10),
        "shortfall": 3,
    }
    return Problem(**(given | changed))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"criteria": ()}, "at least one"),
        ({"capacity": np.array([2, 2])}, "a column for each"),
        ({"capacity": np.array([-1, 1])}, "not negative"),
        ({"load": np.zeros((3, 1), np.int64)}, "each official"),
        ({"load": np.array([[2, 1], [0, 0]])}, "never cheaper"),
        ({"department": np.array([0, 1])}, "outside"),
        ({"most": np.array([1, 2])}, "each department"),
        ({"unserved": np.array([1, 2])}, "as many"),
        ({"unserved": np.full(3, LIMIT + 1)}, "larger"),
        ({"unserved": np.array([0.5, 1, 1])}, "whole numbers"),
        ({"shortfall": -1}, "negative"),
        ({"pins": np.array([[0, 1], [1, 1]])}, "pinned twice"),
        ({"pins": np.array([[0, 3]])}, "outside"),
        ({"pins": np.array([0, 1])}, "each pin"),
    ],
)
def test_what_does_not_fit_is_said(changed, said):
    with pytest.raises(BadProblem, match=said):
        problem(**changed)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((np.array([0, 2]), np.array([0]), np.zeros((2, 1), np.int64)), "outside the table"),
        ((np.array([0]), np.array([0]), np.zeros(1, np.int64)), "two sides"),
        ((np.array([0]), np.array([0]), np.array([[LIMIT + 1]])), "larger"),
        ((np.array([0]), np.array([0]), np.array([[np.iinfo(np.int64).min]])), "larger"),
    ],
)
def test_so_is_a_criterion(given, said):
    with pytest.raises(BadProblem, match=said):
        Criterion("price", *given)


def test_a_pair_has_one_price_of_a_name():
    pairs = PairPrices("recusal", np.array([0, 0]), np.array([1, 1]), np.array([BARRED, 0]))
    with pytest.raises(BadProblem, match="twice"):
        problem(pair_prices=(pairs,))
    with pytest.raises(BadProblem, match="in number"):
        PairPrices("recusal", np.array([0]), np.array([1, 1]), np.array([0, 0]))


@pytest.mark.parametrize(
    "poor",
    [
        problem(m=0),
        problem(n=0),
        problem(m=0, n=0),
        problem(capacity=np.zeros(2, np.int64)),
        problem(most=np.array([0])),
        problem(load=np.zeros((2, 0), np.int64), capacity=np.zeros(2, np.int64)),
        problem(pins=np.array([[0, 0], [0, 1], [0, 2]])),
        problem(unserved=np.zeros(3, np.int64), least=np.array([9])),
    ],
    ids=range(8),
)
def test_what_a_city_lacks_is_no_error(poor):
    found = solve(poor)
    assert refusal(poor, found.certificate) is None
    assert price_of(poor, found.plan) == found.cost


def test_a_barred_table_leaves_everybody():
    none = np.zeros(2, np.int64), np.zeros(3, np.int64), np.array([[BARRED]])
    found = solve(problem(criteria=(Criterion("level", *none),)))
    assert found.plan.tolist() == [NOBODY] * 3
    assert found.cost == 30 + 3


def test_two_problems_have_two_digests():
    assert problem().digest == problem().digest
    assert problem().digest != replace(problem(), shortfall=4).digest
    assert problem().digest != problem(pins=np.array([[0, 1]])).digest
