"""Whoever decides about a referral, or owes its statement, is gone: it lies with nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from tests.factories import City, make_actor, make_case, make_city
from tests.oversight.people import add_leaders
from tests.oversight.test_referral import hand_on, through
from weiqitong.accounts.models import Grant, User
from weiqitong.accounts.services import deactivate
from weiqitong.cases import services as cases
from weiqitong.cases.models import Case
from weiqitong.core.actor import Role, system
from weiqitong.directory.models import Official
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice
from weiqitong.oversight import jobs, services
from weiqitong.oversight.models import Referral, Supervision

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return add_leaders(make_city())


def opened(city: City, before: Callable[[datetime], None] | None = None) -> Referral:
    made = make_case(city)
    made = cases.dispatch(city.people["coordinator"], made, lead=city.police, now=city.now)
    case = cases.accept(city.people["liaison"], made, now=city.now)
    if before is not None:
        before(city.now)
    through(case, 4)
    return again(Referral.objects.get(case=case))


def again(referral: Referral) -> Referral:
    return Referral.objects.select_related("unit", "office", "case").get(pk=referral.pk)


def gone(city: City, *names: str, now: datetime) -> None:
    for name in names:
        deactivate(system(), User.objects.get(pk=city.people[name].user_id), now=now)


def replays() -> None:
    for model in (Referral, Supervision):
        found, rows, _entries = compare(model)
        assert rows
        assert not found


def test_of_an_empty_office_the_next_one_up_decides_and_hears_of_it(city: City) -> None:
    referral, now = opened(city), opened_at(city)
    services.state(city.people["liaison"], referral, text="会签延误。", now=now)
    due = again(referral).due_at
    gone(city, "coordinator", now=now)
    assert jobs.hand_over_deserted(now=now) == 2  # and the order on the same case
    moved = again(referral)
    order = Supervision.objects.get(case=referral.case)
    assert order.office == city.city
    assert (moved.office, moved.due_at) == (city.city, due)
    entries = Entry.objects.filter(kind="referral.raise", object_key=referral.number)
    assert entries.count() == 1
    told = Notice.objects.filter(kind="referral.raise").values_list("user_id", flat=True)
    assert list(told) == [city.people["city_coordinator"].user_id]
    assert jobs.hand_over_daily(now=now) == 0  # once
    hand_on(city, moved, "city_coordinator", now)
    replays()


def opened_at(city: City) -> datetime:
    return Referral.objects.get().opened_at + timedelta(hours=1)


def test_whoever_leaves_asks_for_it_at_once(city: City) -> None:
    opened(city)
    DBTaskResult.objects.all().delete()
    gone(city, "coordinator", now=opened_at(city))
    paths = DBTaskResult.objects.values_list("task_path", flat=True)
    assert "weiqitong.oversight.jobs.hand_over_deserted" in set(paths)


def test_one_opens_where_somebody_sits(city: City) -> None:
    referral = opened(city, lambda now: gone(city, "coordinator", now=now))
    assert referral.office == city.city
    assert referral.number.startswith(city.city.short)
    replays()


def test_with_nobody_above_it_stays_and_inspection_decides(city: City) -> None:
    referral, now = opened(city), opened_at(city)
    gone(city, "coordinator", "city_coordinator", now=now)
    assert jobs.hand_over_deserted(now=now) == 0
    assert again(referral).office == city.county
    hand_on(city, referral, "inspector", referral.due_at + timedelta(hours=1))


def test_nobody_decides_about_the_own_unit_or_person(city: City) -> None:
    """The county's only coordinator becomes one of the very unit."""
    referral, now = opened(city), opened_at(city)
    own = Official.objects.filter(pk=city.people["coordinator"].official_id)
    own.update(department=city.police)  # as if the roster had been changed
    assert jobs.hand_over_deserted(now=now) == 2
    assert again(referral).office == city.city


def test_who_is_complained_of_sits_nowhere(city: City) -> None:
    referral, now = opened(city), opened_at(city)
    coordinator = Official.objects.get(pk=city.people["coordinator"].official_id)
    Case.objects.filter(pk=referral.case_id).update(about_official=coordinator)
    assert jobs.hand_over_deserted(now=now) == 2
    assert again(referral).office == city.city
    told = Notice.objects.filter(kind="referral.raise").values_list("user_id", flat=True)
    assert list(told) == [city.people["city_coordinator"].user_id]


def test_a_statement_that_nobody_can_make_is_not_waited_for(city: City) -> None:
    referral, now = opened(city), opened_at(city)
    assert referral.awaits_statement(now)
    gone(city, "liaison", now=now)
    assert jobs.hand_over_deserted(now=now) == 0  # the other liaison of the unit
    gone(city, "chief", now=now)
    assert jobs.hand_over_deserted(now=now) == 1
    later = now + timedelta(minutes=1)
    assert jobs.hand_over_deserted(now=later) == 0
    hand_on(city, again(referral), "coordinator", later)
    replays()


def test_a_stand_in_keeps_it_where_it_is(city: City) -> None:
    opened(city)
    now = opened_at(city)
    changes = Changes(system(), now)
    make_actor(
        changes,
        Role.COORDINATOR,
        name="代班",
        phone="19900000088",
        department=city.county_office,
        region=city.county,
    )
    changes.write()
    gone(city, "coordinator", now=now)
    assert jobs.hand_over_deserted(now=now) == 0
    assert Grant.objects.acting(now.date()).filter(region=city.county).exists()
