"""People and roles, and the people of a client: in reach or 404, found, given and taken."""

import re

import pytest

from tests.accounts.conftest import Messages
from tests.accounts.town import (
    PASSWORD,
    Town,
    actor_in,
    give,
    make_administrator,
    make_contact,
    make_official,
    make_person,
    make_user,
    sign_in,
)
from weiqitong.accounts.models import User
from weiqitong.core.actor import Role
from weiqitong.directory.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(town: Town):
    return sign_in(make_administrator(town.county, office=town.unit))


@pytest.fixture
def official(town: Town) -> User:
    return make_user(make_official(town.unit, "王莉", "13900000013").person, username="wang")


@pytest.fixture
def stranger(town: Town) -> Person:
    person = make_person("孟祥雨", "13900000002")
    make_contact(town.stranger, person)
    return person


def test_only_administrators_open_it(town: Town):
    user = make_user(make_official(town.unit, "某").person, password=PASSWORD)
    give(user, Role.COORDINATOR, town.county)
    assert sign_in(user).get("/people/").status_code == 403


def test_the_list_shows_who_is_in_reach(chief, official, stranger):
    page = chief.get("/people/?all=1").content.decode()
    assert "王莉" in page
    assert "孟祥雨" not in page
    assert "13900000013" not in page
    assert "139****0013" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("王", True), ("wang", True), ("139 0000 0013", True), ("0013", False), ("孟祥雨", False)],
)
def test_search_by_name_user_name_or_whole_number(chief, official, stranger, query, found):
    page = chief.get("/people/", {"q": query})
    assert (official.person in page.context["page"].rows) is found
    assert stranger not in page.context["page"].rows


def test_the_list_is_read_in_pages(bare_menu, chief, town: Town, django_assert_max_num_queries):
    for n in range(60):
        make_contact(town.group, make_person(f"人{n}"))
    with django_assert_max_num_queries(4):
        first = chief.get("/people/?all=1")
    assert len(first.context["page"].rows) == 50
    second = chief.get("/people/" + first.context["page"].next)
    assert len(second.context["page"].rows) == 11
    assert not set(first.context["page"].rows) & set(second.context["page"].rows)


def test_strangers_are_not_there(chief, official, stranger):
    pk = stranger.pk
    assert chief.get(f"/people/{pk}/").status_code == 404
    for path in ("account/", "grant/region/", "act/"):
        assert chief.post(f"/people/{pk}/{path}").status_code == 404
    assert not User.objects.filter(person=stranger).exists()


def test_an_account_a_role_and_back(chief, town: Town):
    person = make_official(town.section, "胡志远").person
    assert chief.post(f"/people/{person.pk}/account/", {"username": ""}).status_code == 302
    user = User.objects.get(person=person)
    assert user.username == "g-胡志远"
    assert not user.has_usable_password()
    data = {"unit-role": "handler", "unit-place": town.section.pk}
    assert chief.post(f"/people/{person.pk}/grant/unit/", data).status_code == 302
    data = {"region-role": "coordinator", "region-place": town.county.pk}
    assert chief.post(f"/people/{person.pk}/grant/region/", data).status_code == 302
    data = {"unit-role": "partner", "unit-place": town.unit.pk}
    assert chief.post(f"/people/{person.pk}/grant/unit/", data).status_code == 302
    assert user.grants.count() == 3
    grant = user.grants.get(role="handler")
    assert chief.post(f"/people/{person.pk}/revoke/{grant.serial}/").status_code == 302
    grant.refresh_from_db()
    assert grant.valid_until is not None
    page = chief.get(f"/people/{person.pk}/").content.decode()
    assert str(town.unit) in page


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("region", {"region-role": "leader", "region-place": "other"}),
        ("region", {"region-role": "handler", "region-place": "county"}),
        ("region", {"region-role": "leader"}),
        ("client", {"client-role": "contact", "client-code": "P-3"}),
        ("client", {"client-role": "contact", "client-code": "nonsense"}),
        ("unit", {"unit-role": "liaison", "unit-place": "999999"}),
    ],
)
def test_a_bad_grant_is_marked_and_nothing_is_given(chief, official, town: Town, kind, data):
    place = data.get("region-place")
    if place:
        data = data | {"region-place": town.region(place).pk}
    answer = chief.post(f"/people/{official.person_id}/grant/{kind}/", data)
    assert answer.status_code == 422
    assert answer.context["bad"].errors
    assert not official.grants.exists()


def test_nobody_above_is_looked_after(chief, official, town: Town):
    grant = give(official, Role.LEADER, town.city)
    page = chief.get(f"/people/{official.person_id}/")
    assert page.context["about"].can_look_after is False
    for act in ("deactivate", "reset", "link", "text"):
        answer = chief.post(f"/people/{official.person_id}/act/", {"act": act})
        assert answer.status_code == 403
    answer = chief.post(f"/people/{official.person_id}/revoke/{grant.serial}/")
    assert answer.status_code == 403
    official.refresh_from_db()
    assert official.is_active


def test_close_and_open_again(chief, official):
    path = f"/people/{official.person_id}/act/"
    chief.post(path, {"act": "deactivate"})
    official.refresh_from_db()
    assert not official.is_active
    chief.post(path, {"act": "reactivate"})
    official.refresh_from_db()
    assert official.is_active
    assert chief.post(path, {"act": "nonsense"}).status_code == 404


def test_a_person_costs_a_fixed_number_of_queries(
    bare_menu, chief, official, town: Town, django_assert_max_num_queries
):
    for region in (town.county, town.city, town.other):
        for role in (Role.LEADER, Role.COORDINATOR, Role.CALLER):
            give(official, role, region)
    with django_assert_max_num_queries(8):
        assert chief.get(f"/people/{official.person_id}/").status_code == 200


def test_an_invitation_from_the_page_to_the_first_sign_in(chief, town: Town, client, sms: Messages):
    person = make_person("周海燕", "13900000001")
    contact = make_contact(town.group, person)
    shown = chief.post("/clients/P-1/people/", {"contact": contact.pk, "by": "link"})
    assert "<svg" in shown.content.decode()
    address = shown.context["invited"].address
    path = "/" + address.split("/", 3)[3]
    page = client.get(path).content.decode()
    assert "周海燕" in page
    assert "恒岳铸造集团" in page
    assert "13900000001" not in page
    early = client.post(path, {"code": "000000", "password": PASSWORD, "again": PASSWORD})
    assert early.status_code == 422
    client.post(path, {"send": "1"})
    data = {"code": sms.last_code, "password": PASSWORD, "again": PASSWORD}
    assert client.post(path, data).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(person=person).pk)
    assert actor_in(client).role == Role.CONTACT
    over = client.get(path)
    assert over.status_code == 404
    assert client.post(path, data).status_code == 404
    assert over.context["used"]


def test_an_official_invited_sets_up_the_second_step(chief, official, town, client, sms: Messages):
    give(official, Role.LIAISON, town.unit)
    chief.post(f"/people/{official.person_id}/act/", {"act": "text"})
    found = re.search(r"/invitation/[\w-]+/", sms[-1][1])
    assert found is not None
    answer = client.post(found[0], {"password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == "/sign-in/second-step/"
    assert "_auth_user_id" not in client.session


def test_a_made_up_link_has_a_clear_page(client, db):
    answer = client.get("/invitation/made-up/")
    assert answer.status_code == 404
    assert not answer.context["known"]


def test_a_strange_client_is_not_there(chief, stranger, town: Town):
    assert chief.get("/clients/P-3/people/").status_code == 404
    assert chief.post("/clients/P-3/people/", {"contact": 1, "by": "link"}).status_code == 404
    theirs = stranger.contacts.get()
    assert chief.post("/clients/P-1/people/", {"contact": theirs.pk}).status_code == 404
    assert chief.post("/clients/P-1/people/", {"contact": "x"}).status_code == 404


def test_a_contact_finds_the_colleagues(town: Town, sms: Messages):
    user = make_user(make_person("周海燕", "13900000001"), password=PASSWORD)
    give(user, Role.CONTACT, town.stranger)
    browser = sign_in(user)
    assert browser.get("/colleagues/")["Location"] == "/clients/P-3/people/"
    assert browser.get("/clients/P-1/people/").status_code == 404
    colleague = make_contact(town.stranger, make_person("林小曼", "13900000003"))
    answer = browser.post("/clients/P-3/people/", {"contact": colleague.pk, "by": "text"})
    assert answer.status_code == 200
    assert sms[-1][0] == "13900000003"
