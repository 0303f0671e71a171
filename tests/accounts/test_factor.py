"""The second factor: set up by its first code, used once per code, paused after five wrong ones."""

from datetime import timedelta

import pyotp
import pytest

from tests.accounts.town import (
    NOW,
    Town,
    actor,
    code_at,
    give,
    make_administrator,
    make_official,
    make_user,
    with_factor,
)
from weiqitong.accounts.models import SignIn
from weiqitong.accounts.services import confirm_factor, reset_factor, use_factor
from weiqitong.core import crypto
from weiqitong.core.actor import ANONYMOUS, Role
from weiqitong.core.errors import BadInput, NotAllowed, TooMany
from weiqitong.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(town: Town):
    made = make_user(make_official(town.unit, "王莉").person)
    give(made, Role.LIAISON, town.unit)
    return made


def test_the_first_code_sets_it_up_and_is_used_by_that(user):
    secret = pyotp.random_base32()
    me = actor(user, Role.VISITOR)
    with pytest.raises(BadInput):
        confirm_factor(me, user, secret, "000000", now=NOW)
    confirm_factor(me, user, secret, code_at(secret, NOW), now=NOW)
    user.refresh_from_db()
    assert crypto.decrypt(user.totp_sealed) == secret
    assert secret not in user.totp_sealed
    with pytest.raises(BadInput):
        use_factor(ANONYMOUS, user, code_at(secret, NOW), now=NOW)
    with pytest.raises(NotAllowed):
        confirm_factor(me, user, pyotp.random_base32(), "000000", now=NOW)


def test_a_code_works_once(user):
    secret = with_factor(user)
    use_factor(ANONYMOUS, user, code_at(secret, NOW), now=NOW)
    with pytest.raises(BadInput):
        use_factor(ANONYMOUS, user, code_at(secret, NOW), now=NOW + timedelta(seconds=5))
    later = NOW + timedelta(seconds=30)
    use_factor(ANONYMOUS, user, code_at(secret, later), now=later)


def test_five_wrong_codes_make_a_pause_that_ends(user):
    secret = with_factor(user)
    for _n in range(5):
        with pytest.raises(BadInput):
            use_factor(ANONYMOUS, user, "000000", now=NOW)
    with pytest.raises(TooMany) as pause:
        use_factor(ANONYMOUS, user, code_at(secret, NOW), now=NOW + timedelta(minutes=1))
    assert "15" in pause.value.message
    later = NOW + timedelta(minutes=15)
    use_factor(ANONYMOUS, user, code_at(secret, later), now=later)


def test_without_an_authenticator_no_code_is_right(user):
    with pytest.raises(BadInput):
        use_factor(ANONYMOUS, user, "000000", now=NOW)


def test_an_administrator_resets_a_lost_one_on_record(user, town: Town):
    secret = with_factor(user)
    chief = make_administrator(town.county, office=town.unit)
    reset_factor(actor(chief, Role.ADMINISTRATOR, town.county), user, now=NOW)
    user.refresh_from_db()
    assert user.totp_confirmed_at is None
    assert user.totp_sealed == ""
    assert Entry.objects.filter(kind="account.reset-second-factor", user_id=chief.pk).exists()
    assert not SignIn.objects.filter(user=user).exists()
    with pytest.raises(BadInput):
        use_factor(ANONYMOUS, user, code_at(secret, NOW), now=NOW)


@pytest.mark.parametrize("place", ["county", "city"])
def test_nobody_resets_whoever_reaches_further(user, town: Town, place):
    give(user, Role.LEADER, town.city)
    chief = make_administrator(town.county, office=town.unit)
    allowed = place == "city"
    by = actor(chief, Role.ADMINISTRATOR, town.region(place))
    if allowed:
        reset_factor(by, user, now=NOW)
    else:
        with pytest.raises(NotAllowed):
            reset_factor(by, user, now=NOW)


def test_nobody_resets_their_own(town: Town):
    chief = make_administrator(town.city, office=town.unit)
    with pytest.raises(NotAllowed):
        reset_factor(actor(chief, Role.ADMINISTRATOR, town.city), chief, now=NOW)
