"""Text messages that come in: signed, small, stored once, never in clear."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult

from weiqitong.core import clock, crypto
from weiqitong.notifications import inbound, jobs
from weiqitong.notifications.models import InboundMessage, InboundOutcome

pytestmark = pytest.mark.django_db

ADDRESS = "/notices/inbound/"
SAID = {"id": "m-1", "from": "+86 138 1234 1234", "text": "1"}


@pytest.fixture(autouse=True)
def secret(settings: Any) -> None:
    settings.SMS_INBOUND_SECRET = "shared with the provider"


def post(said: Any = SAID, *, body: bytes | None = None, signature: str | None = None) -> Any:
    sent = json.dumps(said).encode() if body is None else body
    sign = inbound.sign(sent) if signature is None else signature
    browser = Browser(enforce_csrf_checks=True)
    return browser.post(
        ADDRESS, sent, content_type="application/json", headers={"X-Signature": sign}
    )


def test_a_signed_message_is_stored_once_sealed_and_queued() -> None:
    before = DBTaskResult.objects.count()
    assert post().json() == {"taken": True, "new": True}
    again = post()
    assert (again.status_code, again.json()["new"]) == (200, False)
    row = InboundMessage.objects.get()
    assert (row.number, row.text, row.outcome) == ("13812341234", "1", InboundOutcome.WAITING)
    assert row.number_hash == crypto.lookup_hash("13812341234")
    assert row.number_masked == "138****1234"
    assert "13812341234" not in str(InboundMessage.objects.values())
    assert DBTaskResult.objects.count() == before + 1


@pytest.mark.parametrize("signature", ["", "00" * 32, "ÿ", "g" * 64])
def test_a_bad_signature_is_refused_and_leaves_nothing(signature: str) -> None:
    assert post(signature=signature).status_code == 403
    assert not InboundMessage.objects.exists()


def test_a_signature_is_of_this_body_alone() -> None:
    other = inbound.sign(json.dumps({**SAID, "text": "2"}).encode())
    assert post(signature=other).status_code == 403


def test_large_requests_are_refused_before_they_are_read() -> None:
    assert post({**SAID, "text": "1" * inbound.LARGEST}).status_code == 413


@pytest.mark.parametrize(
    "said", [[], {}, {"id": "", "from": "1", "text": "1"}, {"id": 1, "from": "1", "text": "1"},
             {"id": "x" * 65, "from": "1", "text": "1"}, {"id": "1", "text": "1"}]
)  # fmt: skip
def test_what_is_no_message_is_refused_in_words(said: Any) -> None:
    assert post(said).status_code == 422
    assert post(body=b"\xff{").status_code == 422
    assert not InboundMessage.objects.exists()


def test_without_a_secret_the_address_is_not_there(settings: Any) -> None:
    settings.SMS_INBOUND_SECRET = ""
    assert post(signature="").status_code == 404


def test_reading_the_address_is_not_asked_for() -> None:
    assert Browser().get(ADDRESS).status_code == 405


def test_number_and_words_are_forgotten_and_the_outcome_stays() -> None:
    post()
    now = clock.now()
    assert jobs.forget_inbound(now=now + inbound.KEPT - timedelta(days=1)) == 0
    assert jobs.forget_inbound(now=now + inbound.KEPT + timedelta(days=1)) == 1
    row = InboundMessage.objects.get()
    assert (row.number, row.text, row.number_hash) == ("", "", "")
    assert (row.number_masked, row.outcome) == ("138****1234", InboundOutcome.WAITING)
    assert jobs.forget_inbound(now=now + inbound.KEPT + timedelta(days=2)) == 0
