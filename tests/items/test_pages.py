"""Items on screen: the list, one item's acts, what stands on a case, units while one types."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.cases.instructing import instruct
from tests.factories import City, make_case, make_city
from tests.items.given import give
from weiqitong.accounts import entrance
from weiqitong.cases import services as cases
from weiqitong.core import clock
from weiqitong.items.enums import ItemState
from weiqitong.items.models import Item

pytestmark = pytest.mark.django_db
As = Callable[[str], Browser]


@pytest.fixture
def city(db: None) -> City:
    return make_city(clock.now())


@pytest.fixture
def signed_in(city: City, monkeypatch: pytest.MonkeyPatch) -> As:
    """A browser of one of the people."""

    def enter(name: str) -> Browser:
        monkeypatch.setattr(entrance, "actor_now", lambda request: city.people[name])
        return Browser(headers={"accept-language": "en"})

    return enter


def act(item: Item, action: str) -> str:
    return reverse("items:item-act", args=[item.pk, action])


def text_of(browser: Browser, address: str) -> str:
    return browser.get(address).content.decode()


def test_reported_sent_back_handed_on_and_dropped(city: City, signed_in: As) -> None:
    item, day = give(city), clock.today(city.now)
    unit = signed_in("liaison")
    assert item.text in text_of(unit, reverse("items:items"))
    page = reverse("items:item", args=[item.pk])
    assert act(item, "report") in text_of(unit, page)
    assert act(item, "accept") not in text_of(unit, page)
    assert unit.post(act(item, "accept"), {"seen": item.version}).status_code == 403
    unit.post(act(item, "report"), {"seen": item.version, "text": "已到现场。"})
    item.refresh_from_db()

    office = signed_in("coordinator")
    assert "已到现场。" in text_of(office, page)
    later = f"{day + timedelta(days=12)}"
    stale = {"seen": 1, "text": "图纸呢", "due_on": later}
    refused = office.post(act(item, "send_back"), stale)
    assert refused.status_code == 409
    assert "图纸呢" in refused.content.decode()
    sent = office.post(act(item, "send_back"), stale | {"seen": item.version})
    assert sent.status_code == 302
    item.refresh_from_db()
    assert office.post(
        act(item, "move"),
        {"seen": item.version, "text": "归口", "unit": city.transport.name, "due_on": later},
    ).status_code == 302  # fmt: skip
    item.refresh_from_db()
    assert item.unit == city.transport
    assert office.post(act(item, "drop"), {"seen": item.version, "text": ""}).status_code == 422
    office.post(act(item, "drop"), {"seen": item.version, "text": "已撤回"})
    item.refresh_from_db()
    assert item.state == ItemState.DROPPED
    assert item.text in text_of(office, reverse("items:items") + "?tab=done&of=own")
    assert office.get(act(item, "report")).status_code == 405
    assert office.post(act(item, "fly")).status_code == 404


def test_a_person_of_the_unit_may_be_named(city: City, signed_in: As) -> None:
    item, day = give(city), clock.today(city.now)
    handler = city.people["handler"].official_id
    office = signed_in("coordinator")
    assert "胡志远" in text_of(office, reverse("items:item", args=[item.pk]))
    given = {
        "seen": item.version,
        "text": "请志远同志办",
        "unit": "",
        "person": f"{handler}",
        "due_on": f"{day + timedelta(days=9)}",
    }
    assert office.post(act(item, "move"), given).status_code == 302
    assert item.text in text_of(signed_in("handler"), reverse("items:items"))


def test_a_case_shows_what_is_to_be_done_about_it(city: City, signed_in: As) -> None:
    case = make_case(city)
    case = cases.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    leader = city.people["leader"]
    number, leader_id = "潍批2021-1", leader.official_id or 0
    case = instruct(leader, case, number=number, leader_id=leader_id, now=city.now)
    item = give(city, case=case)
    page, shown = reverse("cases:case", args=[case.number]), item.text[:20]
    for who in ("coordinator", "liaison", "leader", "inspector"):
        assert shown in text_of(signed_in(who), page)
    for who in ("contact", "specialist"):
        assert shown not in text_of(signed_in(who), page)
    # Another unit's item on the same case is not theirs to see.
    other = give(city, case=case, unit=city.customs)
    assert reverse("items:item", args=[other.pk]) not in text_of(signed_in("liaison"), page)


def test_what_waits_stands_on_the_home_of_whoever_owes_it(city: City, signed_in: As) -> None:
    item = give(city)
    address = reverse("items:item", args=[item.pk])
    assert address in text_of(signed_in("liaison"), "/")
    assert address not in text_of(signed_in("co_handler"), "/")
    act_on = {"seen": item.version, "text": "办好了。"}
    assert signed_in("liaison").post(act(item, "report"), act_on).status_code == 302
    assert address not in text_of(signed_in("liaison"), "/")


def test_only_ones_own_step_stands_open(city: City, signed_in: As) -> None:
    page = reverse("items:item", args=[give(city).pk])
    assert '<section class="sheet yours' in text_of(signed_in("liaison"), page)
    office = text_of(signed_in("coordinator"), page)  # it may hand it on, and owes nothing
    assert office.count('<details class="sheet pad') == 2  # hand it on, or drop it
    assert '<section class="sheet yours' not in office


def test_units_are_found_while_one_types(city: City, signed_in: As) -> None:
    found = signed_in("leader").get(reverse("items:units"), {"q": "交通"}).json()["found"]
    assert {one["name"] for one in found} == {city.transport.name, city.city_transport.name}
