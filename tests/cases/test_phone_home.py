"""The two homes on the phone and the contact card: what waits, who serves, what a stranger sees."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from tests.factories import City, make_case, make_city
from tests.support import browsing
from weiqitong.accounts.models import Grant
from weiqitong.cases import services
from weiqitong.cases.enums import Outcome
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.phone import call_of
from weiqitong.core import clock
from weiqitong.core.actor import system
from weiqitong.ledger.changes import Changes
from weiqitong.pairing.models import Pairing, PairingRole

pytestmark = pytest.mark.django_db

HOME, CARD = reverse("workbench:home"), reverse("workbench:card")


@pytest.fixture
def city() -> City:
    return make_city(clock.now())


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def browser(city: City, who: str) -> Browser:
    return browsing.browser(city.people[who])


def answered(city: City) -> Case:
    case = services.dispatch(
        city.people["coordinator"],
        make_case(city, now=city.now - timedelta(hours=3)),
        lead=city.police,
        now=city.now - timedelta(hours=3),
    )
    case = services.accept(city.people["liaison"], case, now=city.now - timedelta(hours=2))
    return services.answer(
        city.people["liaison"],
        case,
        outcome=Outcome.SOLVED,
        text="开口已批准。",
        now=city.now - timedelta(hours=1),
    )


def test_an_idle_enterprise_sees_who_serves_it_and_that_nothing_is_needed(city: City) -> None:
    page = browser(city, "contact").get(HOME)
    text = page.content.decode()
    assert "潍坊恒岳精密铸造有限公司" in text
    assert "Nothing is to be done now" in text
    assert "刘承志" in text
    assert 'href="tel:19900000137"' in text
    assert "199 0000 0137" in text
    assert page.context["home"].places == []


def test_what_waits_for_a_word_stands_first(city: City) -> None:
    waiting, running = answered(city), make_case(city, now=city.now - timedelta(minutes=30))
    home = browser(city, "contact").get(HOME).context["home"]
    assert [line.number for line in home.waiting] == [waiting.number]
    assert home.waiting[0].turn.who == "Read the answer: do you accept it?"
    assert [line.number for line in home.open] == [running.number]
    services.withdraw(city.people["contact"], running, text="不用了", now=city.now)
    assert browser(city, "contact").get(HOME).context["home"].closed == 1


def test_a_report_by_the_specialist_waits_for_a_word(city: City) -> None:
    case = services.report(
        city.people["specialist"],
        city.client,
        title="",
        text="社保补贴网上申报总提示材料不全。",
        now=city.now,
    )
    home = browser(city, "contact").get(HOME).context["home"]
    assert [line.number for line in home.waiting] == [case.number]
    assert home.waiting[0].turn.who == "Your specialist wrote this for you: is it right?"
    services.confirm(city.people["contact"], case, now=city.now)
    home = browser(city, "contact").get(HOME).context["home"]
    assert (home.waiting, len(home.open)) == ([], 1)


def test_a_contact_of_several_switches_and_misses_nothing(city: City) -> None:
    plant = city.stranger_client
    plant.group = city.client
    plant.save(update_fields=["group"])
    waiting = answered(city)
    found = browser(city, "contact")
    home = found.get(HOME + f"?client={plant.code}").context["home"]
    assert home.client == plant
    assert [line.number for line in home.waiting] == [waiting.number]  # of the other one too
    assert home.specialist is None
    assert found.get(HOME).context["home"].client == plant  # remembered
    assert [(place.name, place.words, place.current) for place in home.places] == [
        (city.client.name, "1 in hand·1 awaits your word", False),
        (plant.name, "", True),
    ]
    assert found.get(HOME + "?client=nobody").context["home"].client == plant


def test_the_unit_is_called_where_a_specialist_has_no_number(city: City) -> None:
    person = Pairing.objects.get().official.person
    person.phone_sealed = person.phone_hash = person.phone_masked = ""
    person.save()
    city.transport.phone = "0536-7654321-801"
    city.transport.save(update_fields=["phone"])
    text = browser(city, "contact").get(HOME).content.decode()
    assert 'href="tel:05367654321,801"' in text


@pytest.mark.parametrize(
    ("number", "words", "href"),
    [
        ("19900000137", "199 0000 0137", "tel:19900000137"),
        ("0536-8091234", "0536-8091234", "tel:05368091234"),
        ("0536-8091234-801", "0536-8091234-801", "tel:05368091234,801"),
        ("4001234567", "4001234567", "tel:4001234567"),
    ],
)
def test_numbers_are_read_in_groups_and_dialled_without(number, words, href) -> None:
    call = call_of(number)
    assert call is not None
    assert (call.words, call.href) == (words, href)


def test_no_number_is_no_call() -> None:
    assert call_of("") is None


def test_a_stranger_never_sees_the_specialists_number(city: City) -> None:
    found = browser(city, "stranger")
    for path in (HOME, CARD, CARD + f"?client={city.client.code}"):
        text = found.get(path).content.decode()
        assert "199 0000 0137" not in text
        assert "19900000137" not in text
    assert "has no service specialist" in found.get(CARD).content.decode()


def test_the_specialist_sees_each_client_with_what_presses(city: City) -> None:
    page = browser(city, "specialist").get(HOME)
    one = page.context["home"].clients[0]
    assert one.line.title == city.client.name
    assert one.line.turn.who == "No need is in hand"
    assert "No need, no visit." in page.content.decode()
    assert one.signs_in
    answered(city)
    pressing = make_case(city, now=city.now - timedelta(minutes=30))
    one = browser(city, "specialist").get(HOME).context["home"].clients[0]
    assert one.line.turn.who == pressing.title  # work before what waits for the enterprise
    assert one.line.meta == ["2 in hand"]


def test_a_client_nobody_can_sign_in_for_is_to_be_invited(city: City) -> None:
    Grant.objects.filter(client=city.client).update(valid_until=date(2021, 3, 1))
    text = browser(city, "specialist").get(HOME).content.decode()
    assert "Invite its people" in text
    assert reverse("accounts:client-people", args=[city.client.code]) in text


def test_no_client_no_report(city: City) -> None:
    Pairing.objects.update(valid_until=date(2021, 3, 1))
    found = browser(city, "specialist")
    assert "No enterprise is entrusted to you yet." in found.get(HOME).content.decode()
    page = found.get(reverse("cases:report"))
    assert "There is no client you may report for." in page.content.decode()


def test_the_card_shows_the_way_and_signs_nobody_in(city: City) -> None:
    text = browser(city, "contact").get(CARD).content.decode()
    for words in ("刘承志", "坊子区交通运输局", "199 0000 0137", city.client.name, "<svg"):
        assert words in text
    own = browser(city, "specialist").get(CARD)
    assert own.context["card"].own
    assert own.context["card"].address.endswith("/")
    assert city.client.name in own.content.decode()


@pytest.mark.parametrize("who", ["coordinator", "liaison", "leader"])
def test_offices_have_no_card(city: City, who: str) -> None:
    assert browser(city, who).get(CARD).status_code == 403


def test_a_client_changes_hands_and_so_does_the_page(city: City) -> None:
    handler = city.people["city_handler"]
    changes = Changes(system(), city.now)
    old = Pairing.objects.get()
    changes.enact(old, "pairing.end", valid_until=date(2021, 9, 1))
    changes.write()
    changes = Changes(system(), city.now)
    changes.enact(
        Pairing(
            client=city.client,
            official_id=handler.official_id or 0,
            role=PairingRole.SPECIALIST,
            valid_from=date(2021, 9, 1),
            reason="交接",
            salt="0" * 16,
            serial=uuid4(),
        ),
        "pairing.pair",
    )
    changes.write()
    text = browser(city, "contact").get(HOME).content.decode()
    assert "宋文涛" in text
    assert "刘承志" not in text
    assert not browser(city, "specialist").get(HOME).context["home"].clients
