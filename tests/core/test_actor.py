"""Who acts, by which clock, and what providers promise."""

from datetime import UTC, date, datetime

import pytest

from weiqitong.core import clock
from weiqitong.core.actor import ANONYMOUS, OFFICE_ROLES, Actor, Role, system
from weiqitong.core.errors import BadInput, DomainError, NotAllowed, Stale, TooMany, WrongStep
from weiqitong.core.registry import Registry


@pytest.mark.parametrize(
    ("grant", "place", "covered"),
    [
        ("/33/", "/33/", True),
        ("/33/", "/33/01/", True),
        ("/33/", "/330/", False),
        ("/33/01/", "/33/", False),
        ("", "/33/", False),
        ("", "", False),
    ],
)
def test_a_grant_covers_its_region_and_all_below(grant, place, covered):
    assert Actor(1, region_path=grant).covers(place) is covered


def test_nobody_is_not_the_system():
    assert ANONYMOUS.user_id is system().user_id is None
    assert ANONYMOUS.is_(Role.VISITOR)
    assert not ANONYMOUS.is_(Role.SYSTEM)
    assert system("worker").is_(Role.SYSTEM, Role.LEADER)


def test_an_actor_is_a_value():
    assert Actor(1, role=Role.LEADER) == Actor(1, role=Role.LEADER)
    with pytest.raises(AttributeError):
        ANONYMOUS.role = Role.SYSTEM  # type: ignore[misc]


def test_office_roles_are_those_that_owe_a_second_factor():
    apart = {Role.CONTACT, Role.SPECIALIST, Role.PARTNER, Role.SYSTEM, Role.VISITOR}
    assert set(Role) - apart == OFFICE_ROLES


def test_a_day_is_the_products_not_the_machines():
    late = datetime(2021, 9, 17, 16, 30, tzinfo=UTC)  # half past midnight in China
    assert clock.today(late) == date(2021, 9, 18)
    assert clock.at(date(2021, 9, 18), 0, 30) == late
    assert clock.now().tzinfo is not None


def test_a_name_is_registered_once():
    places: Registry[str] = Registry("places")
    places.register("a", "one")
    places.register("a", places["a"])  # an app may be set up twice
    with pytest.raises(ValueError, match="places: a is registered twice"):
        places.register("a", "two")
    places.register("b", "two")
    assert list(places) == [("a", "one"), ("b", "two")]
    assert (len(places), places.get("c")) == (2, None)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(DomainError, 409), (NotAllowed, 403), (WrongStep, 409), (Stale, 409), (BadInput, 422),
     (TooMany, 429)],
)  # fmt: skip
def test_each_refusal_has_a_code_a_sentence_and_an_answer(kind, status):
    error = kind("Not so.", field="text", limit=3)
    assert (error.status, error.message, error.field) == (status, "Not so.", "text")
    assert error.data == {"limit": 3}
    assert str(error) == "Not so."
    codes = [one.code for one in (DomainError, NotAllowed, WrongStep, Stale, BadInput, TooMany)]
    assert len(set(codes)) == len(codes)
