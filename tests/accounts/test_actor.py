"""The actor of a user: what each role carries, what it costs, when a grant falls away."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.accounts.town import (
    NOW,
    Town,
    give,
    make_contact,
    make_official,
    make_person,
    make_user,
)
from weiqitong.accounts import selectors, services
from weiqitong.core import clock
from weiqitong.core.actor import ANONYMOUS, Actor, Role, system
from weiqitong.directory.models import Client, Contact, PartnerMembership

pytestmark = pytest.mark.django_db
TODAY = clock.today(NOW)


def act(user, *, day=TODAY) -> Actor:
    return selectors.actor_of(user.pk, day=day)


def test_a_visitor_is_not_the_system():
    assert ANONYMOUS.user_id is None
    assert system().user_id is None
    assert ANONYMOUS.role != system().role
    assert not ANONYMOUS.covers("/990000/")


def test_a_handler_carries_the_department_of_the_grant(town: Town):
    official = make_official(town.section, "胡志远")
    user = make_user(official.person)
    give(user, Role.HANDLER, town.section)
    me = act(user)
    assert (me.role, me.department_id) == (Role.HANDLER, town.section.pk)
    assert me.department_path == town.section.path
    assert (me.official_id, me.region_path, me.client_ids) == (official.pk, "", frozenset())
    assert me.place == "秩序科"


def test_a_coordinator_carries_the_region(town: Town):
    official = make_official(town.unit, "孟庆林")
    user = make_user(official.person)
    give(user, Role.COORDINATOR, town.county)
    me = act(user)
    assert (me.region_path, me.region_id) == (town.county.path, town.county.pk)
    assert (me.department_id, me.department_path) == (town.unit.pk, "")


def test_a_specialist_reaches_by_pairings_not_by_the_unit(town: Town):
    official = make_official(town.unit, "刘承志")
    user = make_user(official.person)
    give(user, Role.SPECIALIST, town.unit)
    me = act(user)
    assert (me.official_id, me.department_path, me.region_path) == (official.pk, "", "")


def test_a_contact_of_a_group_sees_its_plants_and_no_more(town: Town):
    user = make_user(make_person("周海燕"))
    make_contact(town.group, user.person)
    give(user, Role.CONTACT, town.group)
    assert act(user).client_ids == {town.group.pk, town.plant.pk}
    plant = make_user(make_person("二厂"))
    give(plant, Role.CONTACT, town.plant)
    assert act(plant).client_ids == {town.plant.pk}


def test_a_contact_of_two_enterprises_speaks_for_both(town: Town):
    user = make_user(make_person("周海燕"))
    give(user, Role.CONTACT, town.plant)
    give(user, Role.CONTACT, town.stranger)
    assert act(user).client_ids == {town.plant.pk, town.stranger.pk}


def test_a_grant_falls_away_on_its_day(town: Town):
    user = make_user(make_official(town.unit, "王莉").person)
    grant = give(user, Role.LIAISON, town.unit)
    services.revoke(system(), grant, now=NOW + timedelta(days=5))
    assert act(user, day=TODAY + timedelta(days=4)).role == Role.LIAISON
    gone = act(user, day=TODAY + timedelta(days=5))
    assert (gone.role, gone.department_path, gone.user_id) == (Role.VISITOR, "", user.pk)


def test_a_role_that_has_not_begun_does_not_hold(town: Town):
    user = make_user(make_official(town.unit, "王莉").person)
    give(user, Role.LIAISON, town.unit)
    assert act(user, day=TODAY - timedelta(days=1)).role == Role.VISITOR


def test_a_closed_account_acts_as_nobody(town: Town):
    user = make_user(make_official(town.unit, "王莉").person)
    give(user, Role.LIAISON, town.unit)
    services.deactivate(system(), user, now=NOW)
    assert act(user) == ANONYMOUS
    assert selectors.actor_of(0, day=TODAY) == ANONYMOUS


def test_one_query_whatever_the_role(town: Town, django_assert_num_queries):
    official = make_user(make_official(town.unit, "王莉").person)
    give(official, Role.LIAISON, town.unit)
    give(official, Role.COORDINATOR, town.county)
    contact = make_user(make_person("周海燕"))
    make_contact(town.group, contact.person)
    give(contact, Role.CONTACT, town.group)
    give(contact, Role.CONTACT, town.stranger)
    for user in (official, contact):
        with django_assert_num_queries(1):
            act(user)
    assert act(contact).place == "恒岳铸造集团"
    assert act(contact).client_ids == {town.group.pk, town.plant.pk, town.stranger.pk}


def test_a_group_of_many_plants_is_one_grant(town: Town):
    user = make_user(make_person("周海燕"))
    give(user, Role.CONTACT, town.group)
    second = new_plant(town, "P-8")
    give(user, Role.CONTACT, town.stranger)
    read = selectors.user_with_grants(user.pk)
    assert read is not None
    assert read.held is not None
    spoken = {grant.client_id: grant.speaks_for for grant in read.held}
    assert len(read.held) == 2
    assert spoken[town.group.pk] == {town.group.pk, town.plant.pk, second.pk}
    assert spoken[town.stranger.pk] == {town.stranger.pk}


def test_a_closed_group_leaves_its_plants(town: Town):
    user = make_user(make_person("周海燕"))
    give(user, Role.CONTACT, town.group)
    Client.objects.filter(pk=town.group.pk).update(active=False)
    assert act(user).client_ids == {town.plant.pk}


def test_a_colleague_struck_off_takes_nobody_along(town: Town):
    user, colleague = make_user(make_person("周海燕")), make_person("于涛")
    make_contact(town.group, user.person)
    make_contact(town.group, colleague)
    give(user, Role.CONTACT, town.group)
    Contact.objects.filter(person=colleague).update(active=False)
    assert act(user).client_ids == {town.group.pk, town.plant.pk}


def test_a_partner_acts_for_the_members_of_its_organisation(town: Town):
    user = make_user(make_official(town.unit, "袁立平").person)
    give(user, Role.PARTNER, town.unit)
    assert act(user).client_ids == frozenset()
    member = PartnerMembership.objects.create(
        serial=uuid4(), partner=town.unit, client=town.group, valid_from=TODAY
    )
    assert act(user).client_ids == {town.group.pk}
    assert act(user).department_id == town.unit.pk
    assert act(user).department_path == ""  # members, not the unit's cases
    member.valid_until = TODAY
    member.save()
    assert act(user).client_ids == frozenset()


def test_the_reach_of_units_and_clients_costs_nothing_more(town: Town, django_assert_num_queries):
    user = make_user(make_official(town.unit, "王莉").person)
    give(user, Role.LIAISON, town.unit)
    give(user, Role.CONTACT, town.plant)
    with django_assert_num_queries(1):
        read = selectors.user_with_grants(user.pk, reach=True)
        assert read is not None
        assert [grant.reach for grant in read.held or ()] == [town.county.path, town.other.path]


def new_plant(town: Town, code: str) -> Client:
    return Client.objects.create(
        code=code, name="恒岳铸造新厂", kind="project", region=town.other, group=town.group
    )
