"""One-time codes: five minutes, five tries, once; limits that tell nothing about who exists."""

from datetime import timedelta

import pytest

from tests.accounts.conftest import Messages
from tests.accounts.town import NOW, Town, make_person, make_user
from weiqitong.accounts.models import LoginCode
from weiqitong.accounts.services import send_code, use_code
from weiqitong.accounts.services.codes import mobile
from weiqitong.core.actor import ANONYMOUS
from weiqitong.core.errors import BadInput, TooMany

PHONE = "13900000001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def user(sms: Messages):
    return make_user(make_person("周海燕", PHONE))


def send(at=NOW, number=PHONE, ip="10.0.0.1") -> str:
    return send_code(ANONYMOUS, number, ip=ip, now=at)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_right_code_lets_in_once(user, sms):
    send()
    assert use_code(ANONYMOUS, PHONE, sms.last_code, now=NOW) == [user]
    with pytest.raises(BadInput):
        use_code(ANONYMOUS, PHONE, sms.last_code, now=NOW)


def test_the_code_lies_nowhere_in_clear(user, sms):
    code = send()
    row = LoginCode.objects.get()
    assert all(code not in str(value) for value in (row.code_hash, row.phone_hash, row.ip_hash))
    assert PHONE not in str(vars(row))


def test_after_five_minutes_it_is_over(user, sms):
    code = send()
    almost = NOW + timedelta(minutes=5) - timedelta(seconds=1)
    with pytest.raises(BadInput):
        use_code(ANONYMOUS, PHONE, code, now=NOW + timedelta(minutes=5))
    assert use_code(ANONYMOUS, PHONE, code, now=almost) == [user]


def test_after_five_wrong_tries_the_right_one_is_refused(user, sms):
    code = send()
    for _n in range(5):
        with pytest.raises(BadInput):
            use_code(ANONYMOUS, PHONE, wrong(code), now=NOW)
    with pytest.raises(BadInput, match=r"."):
        use_code(ANONYMOUS, PHONE, code, now=NOW)
    assert LoginCode.objects.get().tries == 5


def test_a_newer_code_ends_the_older(user, sms):
    first = send()
    later = NOW + timedelta(minutes=2)
    second = send(later)
    if first != second:
        with pytest.raises(BadInput):
            use_code(ANONYMOUS, PHONE, first, now=later)
    assert use_code(ANONYMOUS, PHONE, second, now=later) == [user]


@pytest.mark.parametrize("number", [PHONE, "13900000999"])
def test_limits_are_the_same_for_numbers_nobody_has(user, sms, number):
    send(number=number)
    with pytest.raises(TooMany) as soon:
        send(NOW + timedelta(seconds=20), number)
    assert "41" in soon.value.message
    for minute in range(1, 5):
        send(NOW + timedelta(minutes=2 * minute), number)
    with pytest.raises(TooMany) as many:
        send(NOW + timedelta(minutes=20), number)
    assert "41" in many.value.message


def test_one_address_cannot_ask_for_everybody(user, sms):
    for n in range(30):
        send(number=f"138000000{n:02}")
    with pytest.raises(TooMany):
        send(number="13800000099")
    send(number="13800000099", ip="10.0.0.2")


def test_nobody_is_told_when_nobody_is_there(sms):
    code = send(number="13900000999")
    assert sms == []
    with pytest.raises(BadInput):
        use_code(ANONYMOUS, "13900000999", code, now=NOW)


def test_a_closed_account_gets_no_code(user, sms):
    user.is_active = False
    user.save()
    send()
    assert sms == []


def test_a_family_that_shares_a_phone_is_asked_who_it_is(user, sms, town: Town):
    brother = make_user(make_person("周海鹰", PHONE))
    code = send()
    assert use_code(ANONYMOUS, PHONE, code, now=NOW) == [user, brother]
    assert use_code(ANONYMOUS, PHONE, code, now=NOW, user_id=brother.pk) == [brother]
    with pytest.raises(BadInput):
        use_code(ANONYMOUS, PHONE, code, now=NOW, user_id=user.pk)


def test_the_right_code_of_another_number_does_not_help(user, sms):
    stranger = make_user(make_person("孟祥雨", "13900000002"))
    code = send()
    with pytest.raises(BadInput):
        use_code(ANONYMOUS, PHONE, code, now=NOW, user_id=stranger.pk)


@pytest.mark.parametrize("typed", ["139 0000 0001", "+86 139-0000-0001", "１３９ 00000001"])
def test_a_number_has_one_form(typed):
    assert mobile(typed) == PHONE


@pytest.mark.parametrize("typed", ["", "1390000001", "0536-8091234", "abc"])
def test_what_takes_no_message_is_refused_in_words(typed):
    with pytest.raises(BadInput) as error:
        mobile(typed)
    assert error.value.field == "phone"
    assert error.value.message
