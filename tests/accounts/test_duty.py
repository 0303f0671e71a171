"""Turns of duty: each unit and office keeps its own roster; nobody is on it twice at one time."""

from datetime import timedelta

import pytest

from tests.accounts.town import NOW, Town, actor, give, make_official, make_user
from weiqitong.accounts import duties, services
from weiqitong.accounts.models import Duty
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import at, today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Official
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db
EVENING, MORNING = at(today(NOW), 18), at(today(NOW) + timedelta(days=1), 8, 30)


@pytest.fixture
def wang(town: Town) -> Official:
    return make_official(town.section, "王伟")


def liaison(town: Town) -> Actor:
    head = make_user(make_official(town.unit, "周涛").person)
    return actor(head, Role.LIAISON, department_path=town.unit.path)


def put(who: Actor, official: Official, begins=EVENING, ends=MORNING) -> Duty:
    return services.put_on_duty(who, official, from_at=begins, until_at=ends, now=NOW)


def test_who_is_on_duty_is_found_from_the_first_instant_to_the_last(town: Town, wang: Official):
    put(liaison(town), wang)
    second = timedelta(seconds=1)
    found = [
        duties.on_duty(town.unit, moment)
        for moment in (EVENING - second, EVENING, MORNING - second, MORNING)
    ]
    assert found == [None, wang, wang, None]
    assert duties.on_duty(town.county, EVENING) is None


def test_a_turn_taken_off_is_no_turn_any_more(town: Town, wang: Official):
    keeper = liaison(town)
    duty = put(keeper, wang)
    services.take_off_duty(keeper, duty, now=NOW)
    services.take_off_duty(keeper, duty, now=NOW)
    assert duties.on_duty(town.unit, EVENING) is None
    put(keeper, wang)
    differences, rows, entries = compare(Duty)
    assert not list(differences)
    assert (rows, entries) == (2, 3)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (EVENING, EVENING),
        (MORNING, EVENING),
        (EVENING, EVENING + timedelta(days=9)),
        (NOW - timedelta(days=2), NOW - timedelta(days=1)),
    ],
)
def test_times_that_make_no_turn_are_refused(town: Town, wang: Official, begins, ends):
    with pytest.raises(BadInput):
        put(liaison(town), wang, begins, ends)


def test_two_are_not_on_duty_at_one_time(town: Town, wang: Official):
    keeper = liaison(town)
    put(keeper, wang)
    li = make_official(town.unit, "李娜")
    with pytest.raises(BadInput, match="王伟"):
        put(keeper, li, EVENING + timedelta(hours=2), MORNING + timedelta(hours=2))
    put(keeper, li, MORNING, MORNING + timedelta(hours=2))


def test_each_keeps_the_own_roster_with_the_own_people(town: Town, wang: Official):
    clerk = make_official(town.unit, "孙强")
    user = make_user(clerk.person)
    give(user, Role.COORDINATOR, town.county)
    office = actor(user, Role.COORDINATOR, town.county, region_id=town.county.pk)
    with pytest.raises(BadInput):
        put(office, wang)
    duty = put(office, clerk)
    assert duties.on_duty(town.county, EVENING) == clerk
    with pytest.raises(NotAllowed):
        services.take_off_duty(liaison(town), duty, now=NOW)
    with pytest.raises(NotAllowed):
        put(actor(user, Role.HANDLER), wang)


def test_the_next_night_nobody_has_is_proposed(town: Town, wang: Official):
    keeper = liaison(town)
    assert duties.next_night(duties.coming(town.unit, NOW), NOW) == (EVENING, MORNING)
    put(keeper, wang)
    day = timedelta(days=1)
    proposed = duties.next_night(duties.coming(town.unit, NOW), NOW)
    assert proposed == (EVENING + day, MORNING + day)
