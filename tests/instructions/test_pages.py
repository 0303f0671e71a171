"""Instructions on screen: entered on a case, reported on, taken as a Word file; delegations."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client as Browser
from django.urls import reverse
from docx import Document

from tests.factories import City, make_case, make_city
from tests.instructions.people import add_secretary, delegate, official
from weiqitong.accounts import entrance
from weiqitong.cases import services as cases
from weiqitong.cases.models import Case
from weiqitong.core import clock
from weiqitong.instructions.models import Delegation, Instruction
from weiqitong.items.models import Item
from weiqitong.web.downloads import DOCX

pytestmark = pytest.mark.django_db
As = Callable[[str], Browser]
WORDS = "请交警大队三日内现场办公，一次说清。"


@pytest.fixture
def city(db: None) -> City:
    return add_secretary(make_city(clock.now()))


@pytest.fixture
def case(city: City) -> Case:
    made = make_case(city)
    made = cases.dispatch(city.people["coordinator"], made, lead=city.police, now=city.now)
    return cases.accept(city.people["liaison"], made, now=city.now)


@pytest.fixture
def signed_in(city: City, monkeypatch: pytest.MonkeyPatch) -> As:
    """A browser of one of the people."""

    def enter(name: str) -> Browser:
        monkeypatch.setattr(entrance, "actor_now", lambda request: city.people[name])
        return Browser(headers={"accept-language": "en"})

    return enter


def delegated(city: City) -> Delegation:
    return delegate(city, last=clock.today(city.now) + timedelta(days=99))


def text_of(browser: Browser, address: str) -> str:
    return browser.get(address).content.decode()


def entered(city: City, case: Case, browser: Browser) -> Instruction:
    due = clock.today(city.now) + timedelta(days=9)
    sent = browser.post(
        reverse("instructions:instruction-on-case", args=[case.number]),
        {
            "seen": case.version,
            "delegation": Delegation.objects.get().pk,
            "title": case.title,
            "text": WORDS,
            "units": city.police.name,
            "due_on": f"{due}",
        },
    )
    made = Instruction.objects.get()
    assert sent.url == reverse("instructions:instruction", args=[made.number])  # type: ignore[attr-defined]
    return made


def test_the_button_stands_on_the_case_for_whoever_may_enter(
    city: City, case: Case, signed_in: As
) -> None:
    page = reverse("cases:case", args=[case.number])
    new = reverse("instructions:instruction-on-case", args=[case.number])
    assert new in text_of(signed_in("leader"), page)
    assert new not in text_of(signed_in("secretary"), page)
    assert signed_in("secretary").get(new).status_code == 403
    delegated(city)
    assert new in text_of(signed_in("secretary"), page)
    assert new not in text_of(signed_in("coordinator"), page)


def test_from_the_case_to_the_report_and_the_end(city: City, case: Case, signed_in: As) -> None:
    delegated(city)
    made = entered(city, case, signed_in("secretary"))
    page = reverse("instructions:instruction", args=[made.number])
    shown = text_of(signed_in("secretary"), page)
    assert "蒋一鸣" in shown
    assert "程远山" in shown
    assert WORDS in shown

    item = Item.objects.get()
    unit = signed_in("liaison")
    for address in (reverse("items:items"), reverse("instructions:instructions"), page):
        assert city.police.name in text_of(unit, address) or made.title in text_of(unit, address)
    assert page in text_of(unit, reverse("items:item", args=[item.pk]))
    act = reverse("items:item-act", args=[item.pk, "report"])
    assert unit.post(act, {"seen": item.version, "text": ""}).status_code == 422
    assert unit.post(act, {"seen": item.version, "text": "已到现场。"}).status_code == 302
    assert unit.get(reverse("instructions:instruction-report", args=[made.number])).status_code == (
        403
    )

    leader = signed_in("leader")
    assert "已到现场。" in text_of(leader, page)
    answer = leader.get(reverse("instructions:instruction-report", args=[made.number]))
    assert answer["Content-Type"] == DOCX
    words = "".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert WORDS in words
    close = reverse("instructions:instruction-close", args=[made.number])
    assert leader.post(close, {"text": "已阅。"}).status_code == 302
    made.refresh_from_db()
    assert made.conclusion == "已阅。"
    assert made.number in text_of(leader, reverse("instructions:instructions") + "?tab=closed")


def test_an_instruction_stays_away_from_the_enterprise_and_its_specialist(
    city: City, case: Case, signed_in: As
) -> None:
    delegated(city)
    made = entered(city, case, signed_in("secretary"))
    pages = [
        reverse("cases:case", args=[case.number]),
        reverse("cases:sheet", args=[case.number]),
        "/",
    ]
    for who in ("contact", "specialist"):
        browser = signed_in(who)
        for address in pages:
            shown = browser.get(address, follow=True).content.decode()
            assert WORDS not in shown
            assert who != "contact" or made.number not in shown
        for address in (
            reverse("instructions:instructions"),
            reverse("instructions:instruction", args=[made.number]),
            reverse("instructions:instruction-report", args=[made.number]),
            reverse("items:items"),
            reverse("items:item", args=[Item.objects.get().pk]),
        ):
            assert browser.get(address).status_code == 403
    for who in ("liaison", "coordinator", "leader"):
        assert made.number in text_of(signed_in(who), pages[0])


def test_a_unit_reads_its_own_report_only(city: City, signed_in: As) -> None:
    due = clock.today(city.now) + timedelta(days=9)
    signed_in("leader").post(
        reverse("instructions:instruction-new"),
        {
            "title": "开口",
            "text": WORDS,
            "units": f"{city.police.name}、{city.transport.name}",
            "due_on": f"{due}",
        },
    )
    item = Item.objects.get(unit=city.police)
    act = reverse("items:item-act", args=[item.pk, "report"])
    signed_in("liaison").post(act, {"seen": item.version, "text": "交警已办"})
    page = reverse("instructions:instruction", args=[Instruction.objects.get().number])
    assert "交警已办" in text_of(signed_in("liaison"), page)
    other = text_of(signed_in("co_handler"), page)
    assert "交警已办" not in other
    assert city.police.name in other


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(city: City, signed_in: As) -> None:
    sent = signed_in("leader").post(
        reverse("instructions:instruction-new"),
        {"title": "开口", "text": WORDS, "units": "没有这个局", "due_on": "2001-01-01"},
    )
    assert sent.status_code == 422
    assert WORDS in sent.content.decode()
    assert not Instruction.objects.exists()


def test_a_leader_makes_a_delegation_and_takes_it_back(city: City, signed_in: As) -> None:
    address, day = reverse("instructions:delegations"), clock.today(city.now)
    leader = signed_in("leader")
    given = {
        "secretary": official(city, "secretary").pk,
        "valid_from": f"{day}",
        "valid_to": f"{day + timedelta(days=90)}",
        "scope": "批示录入",
    }
    assert leader.post(address, given | {"scope": ""}).status_code == 422
    assert leader.post(address, given).status_code == 302
    made = Delegation.objects.get()
    assert "批示录入" in text_of(signed_in("secretary"), address)
    assert "批示录入" not in text_of(signed_in("county_secretary"), address)
    back = reverse("instructions:delegation-withdraw", args=[made.serial])
    assert signed_in("county_secretary").post(back).status_code == 404
    assert signed_in("leader").post(back).status_code == 302
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    administrator = signed_in("administrator")
    leader_id = f"{official(city, 'leader').pk}/{city.city.pk}"
    assert administrator.post(address, given | {"leader": leader_id}).status_code == 302
    assert Delegation.objects.latest("pk").made_by == official(city, "administrator")
