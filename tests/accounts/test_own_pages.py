"""One's own account: roles, password, sessions, language; and what a page costs."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client as Browser

from tests.accounts.town import (
    NOW,
    PASSWORD,
    Town,
    actor_in,
    give,
    make_contact,
    make_official,
    make_person,
    make_user,
    sign_in,
)
from weiqitong.accounts import entrance, services
from weiqitong.accounts.models import SignIn, User
from weiqitong.core import clock
from weiqitong.core.actor import Role, system
from weiqitong.directory.models import Client, Contact
from weiqitong.ledger.models import Entry

NEW = "noch ein langes Wort"
pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(town: Town) -> User:
    user = make_user(make_person("周海燕", "13900000001"), password=PASSWORD, username="zhou")
    give(user, Role.CONTACT, town.group)
    return user


@pytest.fixture
def official(town: Town) -> User:
    user = make_user(make_official(town.unit, "王莉").person, password=PASSWORD, username="wang")
    give(user, Role.LIAISON, town.unit)
    give(user, Role.COORDINATOR, town.county)
    return user


def test_visitors_are_asked_to_sign_in():
    for path in ("/account/", "/account/role/", "/account/password/"):
        answer = Browser().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/?next=")


def test_the_actor_costs_two_queries_with_the_session(
    bare_menu, official, django_assert_num_queries
):
    browser = sign_in(official)
    with django_assert_num_queries(2):
        assert browser.get("/account/role/").status_code == 200


def test_a_contact_costs_no_more(bare_menu, contact, django_assert_num_queries):
    browser = sign_in(contact)
    with django_assert_num_queries(2):
        assert browser.get("/account/role/").status_code == 200


def test_an_act_that_redirects_asks_for_session_and_user_only(
    contact, official, django_assert_num_queries
):
    for user in (contact, official):
        browser = sign_in(user)
        with django_assert_num_queries(2):
            assert browser.post("/notices/read/", {"up_to": "?"}).status_code == 302


def test_what_changes_holds_at_the_next_request(contact, town: Town):
    make_contact(town.group, contact.person)
    grant = contact.grants.get()
    browser = sign_in(contact)
    group, plant = town.group.pk, town.plant.pk
    assert {group, plant} <= actor_in(browser).client_ids
    new = Client.objects.create(
        code="P-9", name="恒岳铸造新厂", kind="project", region=town.other, group=town.group
    )
    assert new.pk in actor_in(browser).client_ids
    Client.objects.filter(pk=new.pk).update(active=False)
    assert new.pk not in actor_in(browser).client_ids
    Client.objects.filter(pk=group).update(active=False)
    assert group not in actor_in(browser).client_ids
    Client.objects.filter(pk=group).update(active=True)
    Contact.objects.filter(person=contact.person, client=group).update(active=False)
    assert not {group, plant, new.pk} & actor_in(browser).client_ids
    Contact.objects.filter(person=contact.person, client=group).update(active=True)
    assert {group, plant} <= actor_in(browser).client_ids
    services.revoke(system(), grant, now=clock.now())
    assert not {group, plant} & actor_in(browser).client_ids


def test_a_role_is_switched_without_signing_out(official, town: Town):
    browser = sign_in(official)
    assert actor_in(browser).role == Role.LIAISON
    other = official.grants.get(role="coordinator")
    page = browser.get("/account/role/").content.decode()
    assert str(other.serial) in page
    assert "南山区交警大队" in page
    answer = browser.post("/account/role/", {"grant": str(other.serial)})
    assert answer.status_code == 302
    me = actor_in(browser)
    assert (me.role, me.region_path) == (Role.COORDINATOR, town.county.path)
    assert Entry.objects.filter(kind="account.switch", user_id=official.pk).count() == 1


def test_a_strange_role_is_not_there(official, contact):
    browser = sign_in(contact)
    stranger = official.grants.first()
    assert browser.post("/account/role/", {"grant": str(stranger.serial)}).status_code == 404
    assert browser.post("/account/role/", {"grant": "x"}).status_code == 404
    assert actor_in(browser).role == Role.CONTACT


def test_the_chosen_role_falls_away_when_it_ends(official):
    browser = sign_in(official)
    other = official.grants.get(role="coordinator")
    browser.post("/account/role/", {"grant": str(other.serial)})
    services.revoke(system(), other, now=clock.now())
    assert actor_in(browser).role == Role.LIAISON


def test_an_office_role_given_later_waits_for_the_second_step(contact, town: Town):
    browser = sign_in(contact)
    grant = give(contact, Role.INSPECTOR, town.county)
    assert actor_in(browser).role == Role.CONTACT
    answer = browser.post("/account/role/", {"grant": str(grant.serial)})
    assert answer["Location"] == "/sign-in/second-step/"
    assert actor_in(browser).role == Role.CONTACT


def test_without_a_role_one_is_a_visitor_with_an_account(contact):
    browser = sign_in(contact)
    for grant in contact.grants.all():
        services.revoke(system(), grant, now=clock.now())
    me = actor_in(browser)
    assert (me.role, me.user_id) == (Role.VISITOR, contact.pk)
    assert browser.get("/account/role/").status_code == 200
    assert browser.get("/people/").status_code == 403


def change(browser: Browser, old=PASSWORD, new=NEW, again=NEW):
    return browser.post("/account/password/", {"old": old, "password": new, "again": again})


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(contact):
    here, there = sign_in(contact), sign_in(contact)
    assert change(here).status_code == 302
    assert actor_in(here).user_id == contact.pk
    assert there.get("/account/").status_code == 302
    assert SignIn.objects.filter(user=contact).count() == 1
    contact.refresh_from_db()
    assert contact.check_password(NEW)
    entry = Entry.objects.get(kind="account.password")
    assert contact.password.encode() not in bytes(entry.body)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("falsch", NEW, NEW),
        (PASSWORD, "kurz", "kurz"),
        (PASSWORD, "12345678901", "12345678901"),
        (PASSWORD, NEW, "etwas anderes"),
        (PASSWORD, "", ""),
    ],
)
def test_a_bad_password_is_refused_on_its_field(contact, old, new, again):
    browser = sign_in(contact)
    answer = change(browser, old, new, again)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    contact.refresh_from_db()
    assert contact.check_password(PASSWORD)


def test_sessions_are_listed_and_ended(contact):
    here, there = sign_in(contact), sign_in(contact)
    page = here.get("/account/").content.decode()
    assert str(there.session.session_key) in page
    here.post("/account/sessions/", {"session": there.session.session_key})
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_nobody_ends_a_strangers_session(contact, official):
    stranger, mine = sign_in(official), sign_in(contact)
    mine.post("/account/sessions/", {"session": stranger.session.session_key})
    mine.post("/account/sessions/")
    assert stranger.get("/account/").status_code == 200
    assert mine.get("/account/").status_code == 200


def test_ending_all_others_leaves_this_one(contact):
    here, there, third = sign_in(contact), sign_in(contact), sign_in(contact)
    here.post("/account/sessions/")
    assert there.get("/account/").status_code == 302
    assert third.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_the_last_use_is_written_once_an_hour(bare_menu, contact, django_assert_num_queries):
    browser = sign_in(contact)
    session = browser.session
    session[entrance.SEEN] = int(clock.now().timestamp()) - entrance.TOUCH_EVERY
    session.save()
    SignIn.objects.update(seen_at=NOW)
    browser.get("/account/role/")
    seen = SignIn.objects.get().seen_at
    assert clock.now() - seen < timedelta(minutes=1)
    with django_assert_num_queries(2):
        browser.get("/account/role/")


def test_the_language_chosen_is_kept_and_comes_back(contact):
    browser = sign_in(contact)
    browser.post("/language/", {"language": "en", "next": "/account/"})
    contact.refresh_from_db()
    assert contact.language == "en"
    fresh = sign_in(contact)
    assert fresh.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert 'lang="en"' in fresh.get("/account/").content.decode()


def test_a_closed_account_is_out_at_once(contact):
    browser = sign_in(contact)
    services.deactivate(system(), contact, now=clock.now())
    assert browser.get("/account/").status_code == 302
    assert not Session.objects.filter(pk=browser.session.session_key or "").exists()
