"""Text messages through a gateway over HTTP: a real server here checks each signature."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.gateway import Provider, provider
from weiqitong.core.actor import system
from weiqitong.core.errors import BadInput
from weiqitong.notifications import gateway, sending, services, sms_templates
from weiqitong.notifications.models import Channel, Delivery, Letter
from weiqitong.notifications.sms_templates import TEMPLATES
from weiqitong.rules import services as rules

pytestmark = pytest.mark.django_db

NOW = datetime(2021, 9, 17, 2, 20, tzinfo=UTC)
NUMBER = "13812341234"
ITEMS = [
    {"code": "cases.verdict", "template": "SMS_1001", "values": ["title=name", "link"]},
    {"code": "accounts.code", "template": "SMS_1002", "values": ["code"]},
    {"code": "accounts.invitation", "template": "", "values": ["name"]},
]


@pytest.fixture
def fake(settings: Any) -> Iterator[Provider]:
    rules.load_sample(system(), TEMPLATES, ITEMS, "test", NOW - timedelta(days=1), NOW)
    with provider() as found:
        for name, value in found.settings().items():
            setattr(settings, name, value)
        yield found


def letter(kind: str = "cases.verdict", **values: str) -> Letter:
    given = values or {"title": "厂门口的路", "link": "https://a.cn/w/x/", "other": "left out"}
    return services.write_letter(
        Channel.SMS, NUMBER, "", "words", True, "", NOW, kind=kind, values=given
    )


def fresh(one: Letter) -> Letter:
    return Letter.objects.get(pk=one.pk)


def test_a_message_goes_out_signed_as_its_template_and_leaves_nothing_behind(
    fake: Provider,
) -> None:
    one = letter()
    assert sending.send(one.pk, NOW)
    [sent] = fake.sent.values()
    assert (sent["PhoneNumbers"], sent["SignName"]) == (NUMBER, "潍企通")
    assert (sent["TemplateCode"], sent["OutId"]) == ("SMS_1001", str(one.message_id))
    assert fake.values() == [{"name": "厂门口的路", "link": "https://a.cn/w/x/"}]
    assert "words" not in str(sent)  # the provider has its template and no text of ours
    after = fresh(one)
    assert (after.state, after.to_sealed, after.values_sealed) == (Delivery.SENT, "", "")


@pytest.mark.parametrize("digest", ["HMAC-SHA1", "HMAC-SHA256"])
def test_both_digests_are_understood(fake: Provider, settings: Any, digest: str) -> None:
    settings.SMS_DIGEST = digest
    assert sending.send(letter().pk, NOW)


def test_a_known_signature_by_hand() -> None:
    """Computed once with openssl: percent-encoding, order and key are not only what we think."""
    fields = {"B": "签 名*~", "A": "1+1"}
    assert gateway.signature(fields, "secret", "HMAC-SHA1") == "RfU/G3LSDYmn1tqQ0skUyOrtJkU="


def test_a_wrong_key_is_refused_by_the_server_and_the_letter_waits(fake: Provider) -> None:
    fake.secret = "another"
    one = letter()
    assert not sending.send(one.pk, NOW)
    after = fresh(one)
    assert (after.state, "SignatureDoesNotMatch" in after.error) == (Delivery.WAITING, True)
    fake.secret = "only for tests"
    assert sending.send(one.pk, after.next_try_at)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", Delivery.WAITING),  # so many an hour for one number
        ("isv.AMOUNT_NOT_ENOUGH", Delivery.WAITING),
        ("Throttling.User", Delivery.WAITING),
        ("isv.SOMETHING_NEW", Delivery.WAITING),
        ("isv.MOBILE_NUMBER_ILLEGAL", Delivery.FAILED),
        ("isv.SMS_TEMPLATE_ILLEGAL", Delivery.FAILED),
    ],
)
def test_a_refusal_is_final_only_where_another_try_is_pointless(
    fake: Provider, code: str, state: Delivery
) -> None:
    fake.code = code
    one = letter()
    assert not sending.send(one.pk, NOW)
    after = fresh(one)
    assert (after.state, code in after.error) == (state, True)
    assert NUMBER not in after.error


@pytest.mark.parametrize("status", [500, 502, 302])
def test_a_broken_gateway_is_tried_again(fake: Provider, status: int) -> None:
    fake.status = status
    one = letter()
    assert not sending.send(one.pk, NOW)
    assert (fresh(one).state, str(status) in fresh(one).error) == (Delivery.WAITING, True)


def test_a_gateway_that_falls_silent_is_left_after_the_time_out(
    fake: Provider, settings: Any
) -> None:
    settings.SMS_TIMEOUT, fake.silent = 0.2, 1
    one = letter()
    assert not sending.send(one.pk, NOW)
    assert fresh(one).state == Delivery.WAITING


def test_nobody_listens_at_the_address(fake: Provider, settings: Any) -> None:
    settings.SMS_URL = "http://127.0.0.1:9/"
    one = letter()
    assert not sending.send(one.pk, NOW)
    assert fresh(one).state == Delivery.WAITING


@pytest.mark.parametrize(
    ("name", "value"), [("SMS_URL", ""), ("SMS_URL", "file:///etc/hosts"), ("SMS_DIGEST", "MD5")]
)
def test_a_gateway_set_up_wrongly_keeps_the_letter(
    fake: Provider, settings: Any, name: str, value: str
) -> None:
    right = getattr(settings, name)
    setattr(settings, name, value)
    one = letter()
    assert not sending.send(one.pk, NOW)
    assert (fresh(one).state, fake.asked) == (Delivery.WAITING, [])
    setattr(settings, name, right)
    assert sending.send(one.pk, fresh(one).next_try_at)


def test_a_worker_that_died_after_the_call_sends_again_under_the_same_id(fake: Provider) -> None:
    one = letter()
    claimed = Letter.objects.get(pk=one.pk)
    assert sending._claim(claimed, NOW)
    sending._hand_over(claimed, NOW)  # and then it died: nobody wrote down that it left
    assert sending.send(one.pk, NOW + sending.LEASE)
    assert len(fake.asked) == 2
    assert len({each["SignatureNonce"] for each in fake.asked}) == 2
    assert {each["OutId"] for each in fake.asked} == {str(one.message_id)}
    assert len(fake.sent) == 1  # the provider knows the id: the person has one message


@pytest.mark.parametrize("kind", ["accounts.invitation", "no.kind", ""])
def test_a_message_without_a_registered_template_is_not_sent_and_says_so(
    fake: Provider, kind: str
) -> None:
    one = letter(kind, name="王莉")
    assert not sending.send(one.pk, NOW)
    after = fresh(one)
    assert (after.state, bool(after.error), fake.asked) == (Delivery.FAILED, True, [])


def test_long_values_are_cut_and_links_never(fake: Provider) -> None:
    link = "https://weiqitong.example.gov.cn/w/" + "x" * 40 + "/"
    assert sending.send(letter(title="路" * 80, link=link).pk, NOW)
    [values] = fake.values()
    assert (len(values["name"]), values["link"]) == (gateway.LONGEST_VALUE, link)


def test_rules_of_templates_name_what_is_wrong() -> None:
    with pytest.raises(BadInput):
        sms_templates.parse([{"code": "a", "template": "x", "values": ["title="]}])
    items = [
        {"code": "a.b", "template": "SMS_1"},
        {"code": "accounts.code", "template": "SMS_2", "values": ["codes"]},
    ]
    found = sms_templates.problems(items, NOW)
    assert any("a.b" in words for words in found)
    assert any("codes" in words for words in found)
    assert len(found) == 2
    missing = sms_templates.unregistered(items, NOW)
    assert len(missing) == len(sms_templates.text_kinds) - 1
