"""The way in: password, lock-out, code, second step, demo. Nothing tells who exists."""

import re
from datetime import timedelta

import pyotp
import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client as Browser

from tests.accounts.conftest import Messages
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
    with_factor,
)
from weiqitong.accounts import services
from weiqitong.accounts.models import DemoMark, LoginCode, SignIn, User
from weiqitong.core import clock
from weiqitong.core.actor import Role, system
from weiqitong.ledger.models import Entry

PHONE = "13900000001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(town: Town) -> User:
    person = make_person("周海燕", PHONE)
    make_contact(town.group, person)
    user = make_user(person, password=PASSWORD, username="zhou")
    give(user, Role.CONTACT, town.group)
    return user


@pytest.fixture
def liaison(town: Town) -> User:
    person = make_official(town.unit, "王莉", "13900000013").person
    user = make_user(person, password=PASSWORD, username="wang")
    give(user, Role.LIAISON, town.unit)
    return user


def try_in(browser: Browser, name: str, password: str, **more):
    return browser.post("/sign-in/", {"username": name, "password": password}, **more)


def signed_in(browser: Browser) -> bool:
    return "_auth_user_id" in browser.session


def body(answer) -> str:
    """The page without what differs by chance."""
    return re.sub(r'value="\w{64}"', "", answer.content.decode())


@pytest.mark.parametrize("name", ["zhou", " ZHOU ", PHONE, "139-0000-0001", "+86 13900000001"])
def test_name_or_phone_and_password_let_in(contact, name):
    browser = Browser(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120"})
    answer = try_in(browser, name, PASSWORD)
    assert answer.status_code == 302
    assert signed_in(browser)
    line = SignIn.objects.get(user=contact)
    assert (line.device, line.way) == ("Chrome·Windows", "password")
    entry = Entry.objects.get(kind="account.sign-in")
    assert (entry.user_id, entry.role) == (contact.pk, "contact")


def test_wrong_name_wrong_password_and_closed_account_look_the_same(contact):
    closed = make_user(make_person("旧人", "13900000077"), password=PASSWORD, username="old")
    services.deactivate(system(), closed, now=NOW)
    answers = [
        try_in(Browser(), name, password)
        for name, password in [("zhou", "falsch"), ("niemand", PASSWORD), ("old", PASSWORD)]
    ]
    assert [answer.status_code for answer in answers] == [422] * 3
    pages = {re.sub(r"zhou|niemand|old", "", body(answer)) for answer in answers}
    assert len(pages) == 1


def test_what_was_typed_stays_except_the_password(contact):
    page = body(try_in(Browser(), "zhou", "falsch"))
    assert 'value="zhou"' in page
    assert "falsch" not in page


def test_sign_in_goes_on_to_this_site_only(contact):
    data = {"username": "zhou", "password": PASSWORD}
    here = Browser().post("/sign-in/", data | {"next": "/account/"})
    away = Browser().post("/sign-in/", data | {"next": "https://example.org/"})
    assert here["Location"] == "/account/"
    assert "example.org" not in away["Location"]


def test_eight_wrong_tries_lock_the_name_here_until_a_time_told(contact):
    browser = Browser()
    for _n in range(7):
        assert try_in(browser, PHONE, "falsch").status_code == 422
    locked = try_in(browser, "139 0000 0001", "falsch")
    assert locked.status_code == 429
    assert re.search(r"\d\d:\d\d", locked.content.decode())
    again = try_in(browser, PHONE, PASSWORD)
    assert again.status_code == 429
    assert not signed_in(browser)
    assert body(again) == body(locked)
    elsewhere = Browser(REMOTE_ADDR="10.1.1.1")
    assert try_in(elsewhere, PHONE, PASSWORD).status_code == 302


def test_the_lock_ends(contact):
    browser = Browser()
    for _n in range(8):
        try_in(browser, "zhou", "falsch")
    AccessAttempt.objects.update(
        attempt_time=clock.now() - timedelta(hours=settings.AXES_COOLOFF_TIME, seconds=1)
    )
    assert try_in(browser, "zhou", PASSWORD).status_code == 302


def test_no_number_is_kept_of_a_failed_try(contact):
    try_in(Browser(), PHONE, "falsch")
    row = AccessAttempt.objects.get()
    assert PHONE not in str(vars(row))
    assert "falsch" not in str(vars(row))


def test_a_code_lets_in(contact, sms: Messages):
    browser = Browser()
    sent = browser.post("/sign-in/code/", {"phone": "139 0000 0001"})
    assert sent.status_code == 200
    assert sms.last_code not in sent.content.decode()
    answer = browser.post("/sign-in/code/", {"phone": PHONE, "code": sms.last_code})
    assert answer.status_code == 302
    assert signed_in(browser)
    assert SignIn.objects.get().way == "code"


def test_the_answer_is_the_same_for_a_number_nobody_has(contact, sms: Messages):
    known = body(Browser().post("/sign-in/code/", {"phone": PHONE}))
    unknown = body(Browser().post("/sign-in/code/", {"phone": "13900000999"}))
    assert known.replace(PHONE, "") == unknown.replace("13900000999", "")
    assert len(sms) == 1
    wrong = [
        Browser().post("/sign-in/code/", {"phone": number, "code": "000000"})
        for number in (PHONE, "13900000999")
    ]
    assert [answer.status_code for answer in wrong] == [422, 422]
    first, second = (body(answer) for answer in wrong)
    assert first.replace(PHONE, "") == second.replace("13900000999", "")


def test_who_shares_a_number_says_who_they_are(contact, sms: Messages):
    brother = make_user(make_person("周海鹰", PHONE))
    browser = Browser()
    browser.post("/sign-in/code/", {"phone": PHONE})
    data = {"phone": PHONE, "code": sms.last_code}
    page = browser.post("/sign-in/code/", data)
    assert page.status_code == 200
    assert "周海鹰" in page.content.decode()
    wrong = browser.post("/sign-in/code/", data | {"code": "0", "user": brother.pk})
    assert list(wrong.context["form"].errors) == ["code"]
    assert browser.post("/sign-in/code/", data | {"user": brother.pk}).status_code == 302
    assert browser.session["_auth_user_id"] == str(brother.pk)


def test_a_second_code_at_once_is_refused_in_words_and_the_number_stays(contact, sms):
    browser = Browser()
    browser.post("/sign-in/code/", {"phone": PHONE})
    answer = browser.post("/sign-in/code/", {"phone": PHONE})
    assert answer.status_code == 422
    assert PHONE in answer.content.decode()
    assert LoginCode.objects.count() == 1


def test_offices_set_up_an_authenticator_before_they_are_in(liaison):
    browser = Browser()
    answer = try_in(browser, "wang", PASSWORD)
    assert answer["Location"] == "/sign-in/second-step/"
    assert not signed_in(browser)
    page = browser.get("/sign-in/second-step/").content.decode()
    assert "<svg" in page
    secret = re.search(r'class="code">([A-Z2-7 ]+)<', page)
    assert secret is not None
    key = secret[1].replace(" ", "")
    stored = str(Session.objects.get(pk=browser.session.session_key).get_decoded())
    assert key not in stored
    wrong = browser.post("/sign-in/second-step/", {"code": "000000"})
    assert wrong.status_code == 422
    assert not signed_in(browser)
    answer = browser.post("/sign-in/second-step/", {"code": pyotp.TOTP(key).now()})
    assert answer.status_code == 302
    assert signed_in(browser)


def test_the_next_sign_in_asks_for_its_code_and_takes_it_once(liaison):
    secret = with_factor(liaison)
    browser = Browser()
    try_in(browser, "wang", PASSWORD)
    page = browser.get("/sign-in/second-step/").content.decode()
    assert secret not in page.replace(" ", "")
    code = pyotp.TOTP(secret).now()
    assert browser.post("/sign-in/second-step/", {"code": code}).status_code == 302
    other = Browser()
    try_in(other, "wang", PASSWORD)
    assert other.post("/sign-in/second-step/", {"code": code}).status_code == 422
    assert not signed_in(other)


def test_the_second_step_is_closed_without_the_first(liaison):
    secret = with_factor(liaison)
    browser = Browser()
    for answer in (
        browser.get("/sign-in/second-step/"),
        browser.post("/sign-in/second-step/", {"code": pyotp.TOTP(secret).now()}),
    ):
        assert answer["Location"] == "/sign-in/"
    try_in(browser, "wang", PASSWORD)
    liaison.set_password("ganz ein anderes Wort")
    liaison.save()
    assert browser.get("/sign-in/second-step/")["Location"] == "/sign-in/"


def test_a_code_by_phone_does_not_spare_the_second_step(liaison, sms: Messages):
    browser = Browser()
    browser.post("/sign-in/code/", {"phone": "13900000013"})
    answer = browser.post("/sign-in/code/", {"phone": "13900000013", "code": sms.last_code})
    assert answer["Location"] == "/sign-in/second-step/"
    assert not signed_in(browser)


def test_signing_out_ends_the_session_by_post_only(contact):
    browser = sign_in(contact)
    assert browser.get("/sign-out/").status_code == 405
    assert signed_in(browser)
    browser.post("/sign-out/")
    assert not signed_in(browser)
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/code/", "/sign-in/demo/", "/sign-out/"])
def test_no_form_is_taken_without_its_token(contact, path):
    strict = Browser(enforce_csrf_checks=True)
    answer = strict.post(path, {"username": "zhou", "password": PASSWORD, "phone": PHONE})
    assert answer.status_code == 403
    assert not LoginCode.objects.exists()


@pytest.fixture
def demo(liaison: User) -> User:
    User.objects.filter(pk=liaison.pk).update(demo=True)
    services.mark_demo(system(), {Role.LIAISON: liaison.pk}, now=NOW)
    return liaison


def enter(browser: Browser, role="liaison", **more):
    return browser.post("/sign-in/demo/", {"role": role}, **more)


def test_the_demo_lets_in_by_one_click_at_this_machine(demo):
    browser = Browser()
    page = browser.get("/sign-in/").content.decode()
    assert "王莉" in page
    assert enter(browser).status_code == 302
    assert signed_in(browser)
    assert actor_in(browser).role == Role.LIAISON


@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=10.0.0.7"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_from_elsewhere_the_demo_has_no_tiles_no_way_in_and_no_exemption(demo, where):
    browser = Browser()
    assert "王莉" not in browser.get("/sign-in/", **where).content.decode()
    assert enter(browser, **where).status_code == 404
    assert not signed_in(browser)
    answer = try_in(browser, "wang", PASSWORD, **where)
    assert answer["Location"] == "/sign-in/second-step/"


def test_a_copied_demo_session_opens_no_office_elsewhere(demo):
    browser = Browser()
    enter(browser)
    assert actor_in(browser, REMOTE_ADDR="10.0.0.7").role == Role.VISITOR


def test_an_unmarked_database_has_no_demo(liaison):
    User.objects.filter(pk=liaison.pk).update(demo=True)
    browser = Browser()
    assert enter(browser).status_code == 404
    assert try_in(browser, "wang", PASSWORD)["Location"] == "/sign-in/second-step/"


def test_a_real_person_in_a_demo_needs_the_second_step(demo, town: Town):
    real = make_user(make_official(town.unit, "真人").person, password=PASSWORD, username="real")
    give(real, Role.LIAISON, town.unit)
    assert try_in(Browser(), "real", PASSWORD)["Location"] == "/sign-in/second-step/"
    mark = DemoMark.objects.get()
    mark.people["handler"] = real.pk
    mark.save()
    assert enter(Browser(), "handler").status_code == 404


@pytest.mark.parametrize("role", ["", "system", "leader", "nonsense"])
def test_a_role_the_mark_does_not_name_is_not_there(demo, role):
    assert enter(Browser(), role).status_code == 404


def test_the_demo_shows_the_code_here_and_only_here(demo, contact, sms: Messages):
    here = Browser().post("/sign-in/code/", {"phone": PHONE}).content.decode()
    assert sms.last_code in here
    there = Browser().post("/sign-in/code/", {"phone": "13900000013"}, REMOTE_ADDR="10.0.0.7")
    assert sms.last_code not in there.content.decode()


def test_the_banner_tells_that_people_are_invented(demo, contact):
    browser = sign_in(contact)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for path in ("/account/", "/invitation/made-up/"):
        assert "people and needs here are invented" in browser.get(path).content.decode()
