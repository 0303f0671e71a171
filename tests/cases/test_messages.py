"""Verdicts by text message: from a number on record, on a case that waits, once; else one reply."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from tests import factories
from tests.cases.test_workflow import Walk
from tests.factories import City, make_case, make_city
from weiqitong.cases import jobs, services
from weiqitong.cases.enums import Outcome, Rating, Status, VerdictChannel
from weiqitong.cases.models import Act, Case, Verdict
from weiqitong.core import crypto
from weiqitong.core.actor import system
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Contact, Official, Person
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare
from weiqitong.notifications import inbound
from weiqitong.notifications.models import InboundMessage, InboundOutcome, Letter

NUMBER = "19900000001"  # 周海燕, contact of the client
pytestmark = pytest.mark.django_db
IDS = iter(range(10_000))


@pytest.fixture
def walk(db: None) -> Walk:
    return Walk(make_city()).answered()


def send(walk: Walk, text: str, number: str = NUMBER, id_: str = "") -> InboundMessage:
    """What the endpoint stores and the worker acts on."""
    walk.now += timedelta(minutes=5)
    name = id_ or f"m-{next(IDS)}"
    inbound.take_in(system(), inbound.Incoming(name, number, text), walk.now)
    row = InboundMessage.objects.get(provider_id=name)
    jobs.take_message(message_id=row.pk, now=walk.now)
    return InboundMessage.objects.get(pk=row.pk)


def fresh(walk: Walk) -> Case:
    return Case.objects.get(pk=walk.case.pk)


def replies() -> list[str]:
    rows = Letter.objects.filter(kind__in=["cases.heard", "cases.unheard"]).order_by("pk")
    return [crypto.decrypt(one.body_sealed) for one in rows]


def another_case(walk: Walk, now: datetime | None = None) -> Case:
    """A second need of the client, answered too."""
    city, now = walk.city, now or walk.now
    case = make_case(city, now=now)
    case = services.dispatch(walk.people["coordinator"], case, lead=city.transport, now=now)
    case = services.accept(walk.people["co_handler"], case, now=now)
    return services.answer(
        walk.people["co_handler"], case, outcome=Outcome.SOLVED, text="已办。", now=now
    )


@pytest.mark.parametrize(("text", "yes"), [("1", True), ("２。", False), ("不满意", False)])
def test_a_word_from_the_number_on_record_is_the_enterprises_verdict(
    walk: Walk, text: str, yes: bool
) -> None:
    assert send(walk, text).outcome == InboundOutcome.VERDICT
    case, verdict = fresh(walk), Verdict.objects.get()
    assert (verdict.yes, verdict.rating, verdict.channel) == (yes, None, VerdictChannel.MESSAGE)
    assert (verdict.contact, case.rating) == (walk.city.contact, None)
    assert case.status == (Status.CONFIRMED if yes else Status.IN_PROGRESS)
    act = Act.objects.filter(case=case).latest("version")
    assert (act.name, act.user_id, act.facts["channel"]) == ("周海燕", None, "message")
    assert len(replies()) == 1
    for model in (Case, Verdict):
        assert compare(model)[0] == []


def test_a_message_delivered_twice_counts_once(walk: Walk) -> None:
    row = send(walk, "1", id_="same")
    entries = Act.objects.count()
    inbound.take_in(system(), inbound.Incoming("same", NUMBER, "2"), walk.now)
    jobs.take_message(message_id=row.pk, now=walk.now)  # the worker died after it, before its note
    assert (Verdict.objects.count(), Act.objects.count()) == (1, entries)
    assert InboundMessage.objects.count() == 1
    assert len(replies()) == 1


def test_several_that_wait_are_listed_and_named_by_the_end_of_their_number(walk: Walk) -> None:
    other = another_case(walk)
    assert send(walk, "1").outcome == InboundOutcome.SEVERAL
    [words] = replies()
    assert walk.case.number[-4:] in words
    assert other.number[-4:] in words
    assert not Verdict.objects.exists()
    assert send(walk, f"2#{other.number[-4:]}").outcome == InboundOutcome.VERDICT
    assert Verdict.objects.get().case == other
    assert send(walk, "1").outcome == InboundOutcome.VERDICT  # only one is left
    assert fresh(walk).verdict is True


@pytest.mark.parametrize(
    ("text", "number", "outcome"),
    [
        ("1", "13812341234", InboundOutcome.STRANGER),
        ("好的", NUMBER, InboundOutcome.UNCLEAR),
        ("1 9999", NUMBER, InboundOutcome.SEVERAL),  # none of theirs ends so
        ("1", "19900000002", InboundOutcome.NOTHING),  # of another enterprise
    ],
)
def test_what_cannot_be_taken_gets_one_clear_reply(
    walk: Walk, text: str, number: str, outcome: InboundOutcome
) -> None:
    assert send(walk, text, number).outcome == outcome
    assert not Verdict.objects.exists()
    assert fresh(walk).version == walk.case.version
    assert len(replies()) == 1


def test_at_most_one_reply_goes_to_a_number_in_an_hour(walk: Walk) -> None:
    for _number in range(5):
        send(walk, "你好")
    assert len(replies()) == 1
    walk.now += timedelta(hours=1)
    send(walk, "你好")
    assert len(replies()) == 2
    send(walk, "1")  # not answered, but heard
    assert (len(replies()), fresh(walk).verdict) == (2, True)


def test_the_first_verdict_stands(walk: Walk) -> None:
    walk("contact", services.give_verdict, yes=True, rating=Rating.SATISFIED)
    assert send(walk, "2").outcome == InboundOutcome.JUDGED
    assert Verdict.objects.get().yes
    assert walk.case.title in replies()[0]
    suffix = walk.case.number[-4:]
    assert send(walk, f"2 {suffix}").outcome == InboundOutcome.JUDGED


def test_a_late_word_counts_while_it_may(walk: Walk) -> None:
    walk("system", services.lapse)
    assert send(walk, "1").outcome == InboundOutcome.VERDICT
    assert fresh(walk).status == Status.CONFIRMED


def test_after_its_time_is_over_it_counts_no_more(walk: Walk) -> None:
    walk("system", services.lapse)
    walk.now += timedelta(days=120)
    assert send(walk, "1").outcome == InboundOutcome.NOTHING
    assert fresh(walk).status == Status.LAPSED


@pytest.mark.parametrize("phone", ["19900000137", "19900000014", "19900000013"])
def test_nobody_who_serves_or_handles_the_client_speaks_for_it(walk: Walk, phone: str) -> None:
    """The specialist, the handler, the liaison: their number in the register of contacts, under
    another person or their own.
    """
    changes = Changes(system(), walk.now)
    person = Person.objects.get(phone_hash=crypto.lookup_hash(phone))
    contact = Contact(client=walk.city.client, person=person, title="兼任", primary=False)
    changes.enact(contact, "contact.make")
    changes.write()
    assert send(walk, "1", phone).outcome == InboundOutcome.REFUSED
    Contact.objects.filter(pk=contact.pk).update(active=False)
    factories.make_contact(changes, walk.city.client, "别名", phone)
    changes.write()
    assert send(walk, "1", phone).outcome == InboundOutcome.REFUSED
    assert not Verdict.objects.exists()


def test_an_official_of_another_house_may_speak_for_their_own_firm(walk: Walk) -> None:
    person = Person.objects.get(pk=walk.city.contact.person_id)
    changes = Changes(system(), walk.now)
    official = Official(
        code="G1", person=person, department=walk.city.customs, level="city", post="科员"
    )
    changes.enact(official, "official.make")
    changes.write()
    assert send(walk, "1").outcome == InboundOutcome.VERDICT


def test_a_contact_who_left_speaks_no_more(walk: Walk) -> None:
    Contact.objects.filter(pk=walk.city.contact.pk).update(active=False)
    assert send(walk, "1").outcome == InboundOutcome.STRANGER


def test_a_landline_written_otherwise_is_the_same_number(walk: Walk) -> None:
    body = b'{"id": "1", "from": "+86 199-0000-0001", "text": "1"}'
    assert inbound.read(body).number == NUMBER


# What the enterprise is told, where it can answer by message


@pytest.mark.parametrize("secret", ["", "shared"])
def test_the_letter_says_how_to_reply_only_where_messages_come_in(
    city_told: tuple[Any, City], secret: str
) -> None:
    settings, city = city_told
    settings.SMS_INBOUND_SECRET = secret
    walk = Walk(city).answered()
    version = Act.objects.filter(case=walk.case, action="answer").latest("pk").version
    jobs.after_step(case_id=walk.case.pk, version=version, now=walk.now)
    letter = Letter.objects.get(channel="sms")
    words = crypto.decrypt(letter.body_sealed)
    assert ("回复1认可、2不认可" in words) == bool(secret)
    assert letter.kind == ("cases.verdict_reply" if secret else "cases.verdict")


@pytest.fixture
def city_told(settings: Any, db: None) -> tuple[Any, City]:
    return settings, make_city()


# At once


@pytest.mark.django_db(transaction=True)
def test_of_a_message_and_a_login_at_the_same_moment_the_first_stands() -> None:
    walk = Walk(make_city()).answered()
    inbound.take_in(system(), inbound.Incoming("race", NUMBER, "2"), walk.now)
    row = InboundMessage.objects.get()
    start, broken = threading.Barrier(3), list[BaseException]()

    def run(what: Any) -> None:
        start.wait()
        try:
            what()
        except DomainError:
            pass
        except BaseException as error:  # told by the assertion below
            broken.append(error)
        finally:
            connections.close_all()

    def login() -> None:
        services.give_verdict(
            walk.people["contact"], walk.case, yes=True, rating=Rating.SATISFIED, now=walk.now
        )

    def message() -> None:
        jobs.take_message(message_id=row.pk, now=walk.now)

    threads = [threading.Thread(target=run, args=(one,)) for one in (login, message, message)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    assert not broken, broken
    verdict = Verdict.objects.get()
    outcome = InboundMessage.objects.get().outcome
    if verdict.channel == VerdictChannel.MESSAGE:
        assert outcome == InboundOutcome.VERDICT
    else:
        assert (verdict.yes, outcome) == (True, InboundOutcome.JUDGED)
    assert Letter.objects.filter(kind__startswith="cases.").count() == 1
