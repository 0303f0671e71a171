"""Who gives which role where; taking back; switching; the ledger rebuilds every grant."""

from datetime import timedelta

import pytest

from tests.accounts.town import (
    NOW,
    PASSWORD,
    Town,
    actor,
    give,
    make_administrator,
    make_contact,
    make_official,
    make_person,
    make_user,
)
from weiqitong.accounts import permissions, selectors, services
from weiqitong.accounts.models import Grant, User
from weiqitong.core import clock
from weiqitong.core.actor import ANONYMOUS, Role, system
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Client, Department, Official, Region
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db
TODAY = clock.today(NOW)
PLACES = ("region", "unit", "client", "none")
FITTING = {
    Role.CONTACT: {"client"},
    Role.PARTNER: {"unit"},
    Role.SPECIALIST: {"unit"},
    Role.LIAISON: {"unit"},
    Role.HANDLER: {"unit"},
    Role.COORDINATOR: {"region"},
    Role.LEADER: {"region"},
    Role.SECRETARY: {"region"},
    Role.CALLER: {"region"},
    Role.INSPECTOR: {"region"},
    Role.ADMINISTRATOR: {"region", "none"},
    Role.SYSTEM: set(),
    Role.VISITOR: set(),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("place", PLACES)
def test_every_role_has_its_kind_of_place(role: Role, place: str):
    value = {"region": Region(), "unit": Department(), "client": Client(), "none": None}[place]
    assert permissions.fits(role, value) is (place in FITTING[role])


@pytest.fixture
def chief(town: Town) -> User:
    return make_administrator(town.county, office=town.unit)


@pytest.fixture
def person(town: Town) -> User:
    return make_user(make_official(town.unit, "王莉").person)


def test_an_administrator_gives_inside_the_own_reach(town, chief, person):
    by = actor(chief, Role.ADMINISTRATOR, town.county)
    grant = services.grant_role(by, person, Role.COORDINATOR, town.county, now=NOW)
    assert grant.granted_by_id == chief.pk
    assert grant.valid_from == TODAY
    services.grant_role(by, person, Role.LIAISON, town.unit, now=NOW)
    services.grant_role(by, person, Role.PARTNER, town.unit, now=NOW)
    assert person.grants.count() == 3


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.COORDINATOR, "city"),
        (Role.LEADER, "other"),
        (Role.ADMINISTRATOR, "city"),
        (Role.CONTACT, "stranger"),
    ],
)
def test_nobody_gives_above_or_beside_the_own_reach(town, chief, person, role, place):
    by = actor(chief, Role.ADMINISTRATOR, town.county)
    where = town.stranger if place == "stranger" else town.region(place)
    with pytest.raises(NotAllowed):
        services.grant_role(by, person, role, where, now=NOW)
    assert not person.grants.exists()


def test_everything_is_given_by_the_command_line_alone(town, person):
    everything = User.objects.get(
        pk=services.first_administrator(
            system(), name="林", username="Lin", password=PASSWORD, now=NOW
        ).pk
    )
    by = selectors.actor_of(everything.pk, day=TODAY)
    assert by.region_path == "/"
    assert by.covers(town.other.path)
    with pytest.raises(NotAllowed):
        services.grant_role(by, person, Role.ADMINISTRATOR, None, now=NOW)
    services.grant_role(by, person, Role.ADMINISTRATOR, town.city, now=NOW)
    with pytest.raises(NotAllowed):
        services.first_administrator(by, name="x", username="x", password=PASSWORD, now=NOW)


def test_only_a_contact_of_the_register_speaks_for_a_client(town, chief, person):
    by = actor(chief, Role.ADMINISTRATOR, town.county)
    with pytest.raises(BadInput):
        services.grant_role(by, person, Role.CONTACT, town.group, now=NOW)
    make_contact(town.group, person.person)
    services.grant_role(by, person, Role.CONTACT, town.group, now=NOW)
    assert person.grants.get().client == town.group


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.ADMINISTRATOR, Role.SYSTEM}])
def test_no_other_role_gives_anything(town, chief, person, role):
    with pytest.raises(NotAllowed):
        services.grant_role(
            actor(chief, role, town.city), person, Role.COORDINATOR, town.county, now=NOW
        )


def test_nobody_gives_to_themselves(town, chief):
    with pytest.raises(NotAllowed):
        services.grant_role(
            actor(chief, Role.ADMINISTRATOR, town.county),
            chief,
            Role.COORDINATOR,
            town.county,
            now=NOW,
        )


def test_a_role_over_the_wrong_kind_of_place_is_bad_input(town, person):
    with pytest.raises(BadInput):
        services.grant_role(system(), person, Role.LIAISON, town.county, now=NOW)


def test_giving_twice_is_giving_once(town, person):
    first = give(person, Role.LIAISON, town.unit)
    assert give(person, Role.LIAISON, town.unit) == first
    assert person.grants.count() == 1


def test_a_role_taken_back_holds_no_longer_that_day(town, chief, person):
    grant = give(person, Role.LIAISON, town.unit)
    by = actor(chief, Role.ADMINISTRATOR, town.county)
    services.revoke(by, grant, now=NOW + timedelta(days=3))
    grant.refresh_from_db()
    assert grant.holds_on(TODAY + timedelta(days=2))
    assert not grant.holds_on(TODAY + timedelta(days=3))
    services.revoke(by, grant, now=NOW + timedelta(days=9))
    grant.refresh_from_db()
    assert grant.valid_until == TODAY + timedelta(days=3)


def test_a_role_of_another_region_is_not_taken_back(town, chief, person):
    grant = give(person, Role.COORDINATOR, town.other)
    with pytest.raises(NotAllowed):
        services.revoke(actor(chief, Role.ADMINISTRATOR, town.county), grant, now=NOW)
    with pytest.raises(NotAllowed):
        services.revoke(ANONYMOUS, grant, now=NOW)


def test_the_ledger_rebuilds_every_grant(town, chief, person):
    grant = give(person, Role.LIAISON, town.unit)
    give(person, Role.COORDINATOR, town.county)
    services.revoke(system(), grant, now=NOW)
    differences, rows, entries = compare(Grant)
    assert differences == []
    assert (rows, entries) == (3, 4)


def test_switching_is_on_record_under_the_new_role(town, person):
    give(person, Role.LIAISON, town.unit)
    coordinator = give(person, Role.COORDINATOR, town.county)
    before = selectors.actor_of(person.pk, day=TODAY)
    assert before.role == Role.LIAISON
    after = services.switch_role(before, person, coordinator, now=NOW)
    assert after.role == Role.COORDINATOR
    assert after.region_path == town.county.path
    entry = Entry.objects.get(kind="account.switch")
    assert (entry.user_id, entry.role) == (person.pk, "coordinator")


def test_nobody_switches_into_a_strange_or_ended_role(town, chief, person):
    give(person, Role.LIAISON, town.unit)
    ended = give(person, Role.COORDINATOR, town.county)
    services.revoke(system(), ended, now=NOW)
    ended.refresh_from_db()
    me = selectors.actor_of(person.pk, day=TODAY)
    with pytest.raises(WrongStep):
        services.switch_role(me, person, ended, now=NOW)
    with pytest.raises(NotAllowed):
        services.switch_role(me, person, chief.grants.get(), now=NOW)


def test_a_closed_account_and_a_lost_reach_tell_nobody(town, person):
    contact = make_user(make_person("周海燕"))
    make_contact(town.group, contact.person)
    give(contact, Role.CONTACT, town.group)
    give(person, Role.COORDINATOR, town.county)
    assert selectors.contacts_to_tell(town.group.pk, day=TODAY) == [contact.pk]
    assert selectors.contacts_to_tell(town.plant.pk, day=TODAY) == [contact.pk]
    assert selectors.contacts_to_tell(town.stranger.pk, day=TODAY) == []
    told = selectors.users_with_role(Role.COORDINATOR, day=TODAY, region_path=town.county.path)
    assert told == [person.pk]
    assert selectors.users_with_role(Role.COORDINATOR, day=TODAY, region_path=town.city.path) == []
    services.deactivate(system(), person, now=NOW)
    services.deactivate(system(), contact, now=NOW)
    assert selectors.contacts_to_tell(town.group.pk, day=TODAY) == []
    assert selectors.users_with_role(Role.COORDINATOR, day=TODAY) == []


def test_users_with_role_by_unit_and_client(town, person):
    give(person, Role.LIAISON, town.section)
    assert selectors.users_with_role(
        Role.LIAISON, day=TODAY, department_ids=[town.section.pk, town.unit.pk]
    ) == [person.pk]
    assert selectors.users_with_role(Role.LIAISON, day=TODAY, department_ids=[town.unit.pk]) == []
    partner = make_user(make_person("袁立平"))
    give(partner, Role.PARTNER, town.unit)
    assert selectors.users_with_role(Role.PARTNER, day=TODAY, department_ids=[town.unit.pk]) == [
        partner.pk
    ]


def test_a_user_name_is_taken_once(town, person):
    services.make_user(system(), make_person("甲"), username="Kai", now=NOW)
    with pytest.raises(BadInput) as error:
        services.make_user(system(), make_person("乙"), username=" kai ", now=NOW)
    assert error.value.field == "username"
    with pytest.raises(NotAllowed):
        services.make_user(ANONYMOUS, make_person("丙"), now=NOW)


def test_who_left_the_roster_keeps_the_word_of_an_enterprise_and_no_office(town, person):
    give(person, Role.LIAISON, town.unit)
    give(person, Role.COORDINATOR, town.county)
    give(person, Role.PARTNER, town.unit)
    give(person, Role.CONTACT, town.group)
    assert selectors.users_with_role(Role.LIAISON, day=TODAY, department_ids=[town.unit.pk])
    Official.objects.filter(person=person.person).update(active=False)
    for role in (Role.LIAISON, Role.COORDINATOR, Role.PARTNER):
        assert selectors.users_with_role(role, day=TODAY) == []
    again = selectors.user_with_grants(person.pk)
    assert [one.role for one in selectors.grants_on(again, TODAY)] == [Role.CONTACT]
    assert selectors.users_with_role(Role.CONTACT, day=TODAY) == [person.pk]
