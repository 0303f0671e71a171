"""The outbox: each letter leaves at least once and normally once, whoever sends it."""

import smtplib
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection, transaction

from tests.support.actors import administrator, coordinator, handler
from weiqitong.core import crypto, registry
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.jobs.worker import run_due
from weiqitong.ledger.models import Entry
from weiqitong.notifications import adapters, jobs, sending, services
from weiqitong.notifications.adapters import Undeliverable
from weiqitong.notifications.models import Channel, Delivery, Letter

NOW = datetime(2021, 9, 17, 2, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def gateway(settings, monkeypatch):
    """A gateway that remembers, and refuses with whatever the test puts into `refuse`."""

    class Gateway:
        def __init__(self):
            self.sent: list[tuple[str, str, UUID]] = []
            self.refuse: Exception | None = None

        def __call__(self, to, text, *, message_id, filled=None):
            if self.refuse:
                raise self.refuse
            self.sent.append((to, text, message_id))

    made = Gateway()
    monkeypatch.setitem(adapters.adapters._providers, "test", made)
    settings.SMS_ADAPTER = "test"
    return made


def sms(text="Your need was answered.", *, region_path="370700/370705/"):
    return services.write_letter(Channel.SMS, "13812341234", "", text, False, region_path, NOW)


def fresh(letter):
    return Letter.objects.get(pk=letter.pk)


@pytest.mark.django_db
def test_a_letter_leaves_once_through_its_job(gateway):
    letter = sms()
    run_due()
    jobs.send_due(now=NOW + MINUTE)
    assert gateway.sent == [("13812341234", "Your need was answered.", letter.message_id)]
    letter = fresh(letter)
    assert (letter.state, letter.tries) == (Delivery.SENT, 1)
    assert (letter.to_sealed, letter.body_sealed) == ("", "")


@pytest.mark.django_db
def test_a_mail_carries_a_message_id_that_stays(settings):
    settings.DEFAULT_FROM_EMAIL = "Office <office@city.example>"
    letter = services.write_letter(
        Channel.EMAIL, "w@firm.example", "A\nsubject", "Body", False, "", NOW
    )
    assert letter.to_masked == "w***@firm.example"
    assert sending.send(letter.pk, NOW)
    message = mail.outbox[0]
    assert (message.to, message.subject, message.body) == (["w@firm.example"], "A subject", "Body")
    assert message.extra_headers["Message-ID"] == f"<{letter.message_id}@city.example>"


@pytest.mark.django_db
def test_nothing_is_written_where_the_change_rolls_back(gateway):
    with transaction.atomic():
        sms()
        transaction.set_rollback(True)
    assert run_due() == 0
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_no_row_shows_an_address_or_a_text():
    letter = sms("Open https://city.example/v/secret")
    row = str(Letter.objects.values().get(pk=letter.pk))
    assert "13812341234" not in row
    assert "city.example" not in row
    assert crypto.decrypt(letter.body_sealed).endswith("secret")


@pytest.mark.django_db
def test_a_refused_letter_is_tried_later_and_later_and_then_given_up(gateway):
    gateway.refuse = Undeliverable("busy")
    letter, now = sms(), NOW
    waits = []
    while fresh(letter).state == Delivery.WAITING:
        assert sending.send(letter.pk, now) is False
        after = fresh(letter)
        if after.state == Delivery.WAITING:
            waits.append(after.next_try_at - now)
            now = after.next_try_at
    assert waits == sending.WAITS
    assert (fresh(letter).tries, fresh(letter).error) == (7, "busy")


@pytest.mark.django_db
def test_before_its_next_try_a_letter_is_left_alone(gateway):
    gateway.refuse = Undeliverable("busy")
    letter = sms()
    sending.send(letter.pk, NOW)
    gateway.refuse = None
    assert sending.send(letter.pk, NOW + MINUTE / 2) is False
    assert sending.send(letter.pk, NOW + MINUTE) is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "for_good"),
    [
        (Undeliverable("no such number", for_good=True), True),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"try later")}), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError("slow"), False),
        (RuntimeError("a bug in a gateway's library"), False),
    ],
)
def test_what_is_final_is_given_up_at_once(gateway, error, for_good):
    gateway.refuse = error
    letter = sms()
    sending.send(letter.pk, NOW)
    assert fresh(letter).state == (Delivery.FAILED if for_good else Delivery.WAITING)


@pytest.mark.django_db
def test_an_error_that_repeats_the_number_is_masked(gateway):
    gateway.refuse = Undeliverable("13812341234 is blocked", for_good=True)
    letter = sms()
    sending.send(letter.pk, NOW)
    assert fresh(letter).error == "138****1234 is blocked"


@pytest.mark.django_db
def test_a_worker_that_died_in_the_middle_leaves_a_letter_for_another(gateway):
    letter = sms()
    assert sending._claim(Letter.objects.get(pk=letter.pk), NOW)  # and then it died
    assert sending.send(letter.pk, NOW + MINUTE) is False
    assert sending.send(letter.pk, NOW + sending.LEASE) is True
    assert len(gateway.sent) == 1


@pytest.mark.django_db
def test_one_that_comes_back_too_late_does_not_undo_what_another_did(gateway):
    letter = sms()
    slow = Letter.objects.get(pk=letter.pk)
    sending._claim(slow, NOW)
    sending.send(letter.pk, NOW + sending.LEASE)
    sending._failed(slow, "timed out", False, NOW)
    assert fresh(letter).state == Delivery.SENT


@pytest.mark.django_db
def test_a_code_is_not_sent_after_its_time(gateway):
    for _name, send in registry.senders:
        send("13812341234", "123456", secret=True, now=NOW)
    letter = Letter.objects.get()
    late = NOW + services.CODE_LIFE
    assert sending.send(letter.pk, late) is False
    assert (gateway.sent, fresh(letter).state, fresh(letter).body_sealed) == (
        [],
        Delivery.FAILED,
        "",
    )
    with pytest.raises(WrongStep):
        services.retry_letter(administrator(), fresh(letter), late)


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_letter_once(gateway):
    letters = [sms(f"Text {n}") for n in range(12)]
    start = threading.Barrier(4)
    broken = []

    def work():
        start.wait()
        try:
            for letter in letters:
                sending.send(letter.pk, NOW)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert broken == []
    assert sorted(text for _, text, _ in gateway.sent) == sorted(f"Text {n}" for n in range(12))
    assert set(Letter.objects.values_list("state", "tries")) == {(Delivery.SENT, 1)}


def failed(gateway, **more):
    gateway.refuse = Undeliverable("no", for_good=True)
    letter = sms(**more)
    sending.send(letter.pk, NOW)
    gateway.refuse = None
    return fresh(letter)


@pytest.mark.django_db
def test_a_letter_given_up_can_be_tried_again_on_record(gateway):
    letter = failed(gateway)
    services.retry_letter(coordinator(region_path="370700/370705/"), letter, NOW + MINUTE)
    assert run_due() >= 1
    assert fresh(letter).state == Delivery.SENT
    assert Entry.objects.get(kind="letter.retry").object_key == str(letter.message_id)
    with pytest.raises(WrongStep):
        services.drop_letter(coordinator(), letter, NOW + MINUTE)


@pytest.mark.django_db
def test_a_letter_dropped_stays_dropped(gateway):
    letter = failed(gateway)
    services.drop_letter(administrator(), letter, NOW)
    assert (fresh(letter).state, fresh(letter).body_sealed) == (Delivery.DROPPED, "")
    with pytest.raises(WrongStep):
        services.retry_letter(administrator(), letter, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "region_path", "sees"),
    [
        (administrator(), "370700/370705/", True),
        (administrator(), "", True),
        (coordinator(region_path="370700/370705/"), "370700/370705/370705001/", True),
        (coordinator(region_path="370700/370705/"), "370700/370783/", False),
        (coordinator(region_path="370700/370705/"), "", False),
        (handler(), "370700/370705/", False),
        (handler(), "", False),
    ],
)
def test_who_sees_what_was_not_delivered(gateway, actor, region_path, sees):
    letter = failed(gateway, region_path=region_path)
    assert (letter in Letter.objects.visible_to(actor)) is sees
    if sees:
        services.drop_letter(actor, letter, NOW)
    else:
        with pytest.raises(NotAllowed):
            services.drop_letter(actor, letter, NOW)


@pytest.mark.django_db
def test_without_a_gateway_the_page_says_so(settings):
    settings.SMS_ADAPTER = "none"
    letter = sms()
    sending.send(letter.pk, NOW)
    assert fresh(letter).state == Delivery.FAILED
    assert fresh(letter).error
