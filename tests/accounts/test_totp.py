"""Codes of the authenticator: near enough, once, and nothing that is no code."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from weiqitong.accounts import totp

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B
AT = datetime(2009, 2, 13, 23, 31, 30, tzinfo=UTC)  # second 1234567890


def test_the_code_of_the_standard_is_right():
    assert totp.counter_of(SECRET, "005924", AT) == 1234567890 // 30


def test_a_code_may_be_typed_with_a_gap():
    assert totp.counter_of(SECRET, "005 924", AT) is not None


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(seconds: int, right: bool):
    code = pyotp.TOTP(SECRET).at(AT + timedelta(seconds=seconds))
    assert (totp.counter_of(SECRET, code, AT) is not None) is right


def test_a_used_step_is_refused():
    used = totp.counter_of(SECRET, "005924", AT)
    assert used is not None
    assert totp.counter_of(SECRET, "005924", AT, after=used) is None


@pytest.mark.parametrize("typed", ["", "5924", "0059240", "００５９２４", "abcdef", "005924\n1"])
def test_what_is_no_code_is_refused(typed: str):
    assert totp.counter_of(SECRET, typed, AT) is None


def test_the_address_says_who_and_where():
    parts = urlsplit(totp.address(SECRET, account="g-17", issuer="潍企通"))
    query = parse_qs(parts.query)
    assert query["secret"] == [SECRET]
    assert query["issuer"] == ["潍企通"]
    assert parts.path.endswith(":g-17")
