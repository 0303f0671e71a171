"""Somebody is away: who stands in acts for them, by date, on record, and for nobody else."""

from datetime import timedelta

import pytest

from tests.accounts.town import NOW, Town, actor, give, make_official, make_user
from weiqitong.accounts import selectors, services
from weiqitong.accounts.models import Absence, Grant, User
from weiqitong.core import clock
from weiqitong.core.actor import Role, system
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db
TODAY = clock.today(NOW)
WEEK = timedelta(days=7)


def official(user: User) -> int:
    found = selectors.official_of(user)
    assert found is not None
    return found.pk


def member(town: Town, name: str, *roles: Role) -> User:
    user = make_user(make_official(town.section, name).person)
    for role in roles:
        give(user, role, town.unit if role == Role.LIAISON else town.section)
    return user


@pytest.fixture
def wang(town: Town) -> User:
    return member(town, "王伟", Role.HANDLER)


@pytest.fixture
def li(town: Town) -> User:
    return member(town, "李娜", Role.HANDLER)


def away(user: User, substitute: User, first=TODAY, back=TODAY + WEEK, by: User | None = None):
    who = actor(by or user, Role.HANDLER, official_id=official(by or user))
    return services.be_away(who, user, substitute, first=first, back=back, now=NOW)


def stands_for(user: User, day=TODAY) -> frozenset[int]:
    fresh = User.objects.get(pk=user.pk)
    grants = selectors.grants_on(fresh, day)
    return selectors.actor_for(fresh, selectors.default_grant(grants), day=day).stands_for


def test_the_substitute_acts_for_who_is_away_from_the_first_day_until_the_day_back(
    wang: User, li: User
):
    away(wang, li, first=TODAY + timedelta(days=2), back=TODAY + timedelta(days=5))
    held = [stands_for(li, TODAY + timedelta(days=day)) for day in range(7)]
    assert [bool(one) for one in held] == [False, False, True, True, True, False, False]
    assert held[2] == {official(wang)}


def test_own_role_and_theirs_of_one_place_are_one_desk(wang: User, li: User):
    """Two handlers of one section: no switching of roles to see the other's work."""
    away(wang, li)
    assert stands_for(li) == {official(wang)}


def test_a_role_of_another_place_is_chosen_and_says_for_whom(town: Town, li: User):
    head = member(town, "赵敏", Role.LIAISON)
    away(head, li)
    grant = Grant.objects.get(user=li, role=Role.LIAISON)
    taken = selectors.actor_for(li, grant, day=TODAY)
    assert taken.department_path == town.unit.path
    assert "赵敏" in taken.place
    assert taken.official_id == official(li)


def test_everything_ends_when_somebody_is_back_earlier(wang: User, li: User):
    absence = away(wang, li)
    tomorrow = NOW + timedelta(days=1)
    services.come_back(actor(wang, Role.HANDLER), absence, now=tomorrow)
    services.come_back(actor(wang, Role.HANDLER), absence, now=tomorrow)
    assert stands_for(li, clock.today(tomorrow)) == frozenset()
    assert Entry.objects.filter(kind="absence.end").count() == 1
    away(wang, li, first=TODAY + timedelta(days=2))


def test_a_role_taken_from_who_is_away_is_taken_from_who_stands_in(wang: User, li: User):
    away(wang, li)
    services.revoke(system(), Grant.objects.get(user=wang), now=NOW)
    assert stands_for(li) == frozenset()


def test_nobody_stands_in_for_who_has_left(wang: User, li: User):
    away(wang, li)
    found = selectors.official_of(wang)
    assert found is not None
    found.active = False
    found.save()
    assert stands_for(li) == frozenset()
    instead = Grant.objects.acting(TODAY).filter(user=li).exclude(stands_for=None)
    assert not instead.exists()


def test_both_are_told_and_found(wang: User, li: User):
    away(wang, li)
    assert selectors.users_of_official(official(wang), day=TODAY) == [wang.pk, li.pk]
    assert selectors.users_of_official(official(wang), day=TODAY + WEEK) == [wang.pk]


def test_a_stand_in_is_not_passed_on(town: Town, wang: User, li: User):
    chen = member(town, "陈静", Role.HANDLER)
    away(wang, li)
    with pytest.raises(BadInput, match="王伟"):
        away(li, chen)
    with pytest.raises(BadInput, match="王伟"):
        away(chen, wang)


@pytest.mark.parametrize(
    ("first", "back"),
    [
        (TODAY - timedelta(days=1), TODAY + WEEK),
        (TODAY, TODAY),
        (TODAY + WEEK, TODAY),
        (TODAY, TODAY + timedelta(days=400)),
    ],
)
def test_days_that_make_no_absence_are_refused(wang: User, li: User, first, back):
    with pytest.raises(BadInput):
        away(wang, li, first=first, back=back)
    assert not Absence.objects.exists()


def test_only_oneself_the_unit_s_liaison_and_the_administrator_say_so(
    town: Town, wang: User, li: User
):
    stranger = make_user(make_official(town.section, "孙强").person)
    with pytest.raises(NotAllowed):
        away(wang, li, by=stranger)
    head = make_user(make_official(town.unit, "周涛").person)
    unit = actor(head, Role.LIAISON, department_path=town.unit.path)
    services.be_away(unit, wang, li, first=TODAY, back=TODAY + WEEK, now=NOW)
    elsewhere = actor(head, Role.ADMINISTRATOR, town.other)
    with pytest.raises(NotAllowed):
        services.come_back(elsewhere, Absence.objects.get(), now=NOW)


def test_a_substitute_from_elsewhere_is_refused(town: Town, wang: User):
    from weiqitong.directory.plan import new_department, plan_department
    from weiqitong.ledger.changes import Changes

    changes = Changes(system(), NOW)
    other = new_department("D9", town.other, None)
    plan_department(changes, other, {"name": "北海区税务局"})
    changes.write()
    stranger = make_user(make_official(other, "何平").person)
    with pytest.raises(BadInput):
        away(wang, stranger)
    with pytest.raises(BadInput):
        away(wang, wang)


def test_the_ledger_rebuilds_absences_and_what_follows_from_them(wang: User, li: User):
    absence = away(wang, li)
    services.come_back(actor(wang, Role.HANDLER), absence, now=NOW + timedelta(days=1))
    for model in (Absence, Grant):
        differences, rows, _entries = compare(model)
        assert rows
        assert not list(differences)
