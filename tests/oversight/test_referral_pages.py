"""Pages of referrals: whose turn on every row, its acts, its paper, its place on the case."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.factories import City, make_case, make_city
from tests.oversight.people import add_leaders
from tests.support import browsing
from weiqitong.cases import services as cases
from weiqitong.core import clock
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.oversight import jobs
from weiqitong.oversight.models import Referral
from weiqitong.web.times import moment_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return add_leaders(make_city(clock.now() - timedelta(days=20)))


@pytest.fixture
def referral(city: City) -> Referral:
    case = make_case(city)
    case = cases.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    cases.accept(city.people["liaison"], case, now=city.now)
    due = Clock.objects.get(subject_id=case.pk, kind=ClockKind.CLOSE).due_at
    for hours in range(0, 24 * 30, 4):  # by the hour, until it is opened
        jobs.sweep(now=due - timedelta(days=2) + timedelta(hours=hours))
        found = Referral.objects.select_related("case").filter(case=case).first()
        if found is not None:
            break
    assert found is not None
    now = clock.now()
    Referral.objects.filter(pk=found.pk).update(due_at=now + timedelta(days=1))
    return found


def chinese(city: City, who: str) -> Browser:
    return browsing.browser(city.people[who], "zh-hans")


def page(city: City, who: str, name: str, *args: str) -> str:
    answer = chinese(city, who).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def send(city: City, who: str, referral: Referral, act: str, **fields: str) -> int:
    url = reverse(f"oversight:{act}", args=[referral.number])
    return chinese(city, who).post(url, fields).status_code


def test_each_row_says_who_and_until_when(city: City, referral: Referral) -> None:
    for who in ("coordinator", "inspector", "liaison", "leader"):
        body = page(city, who, "oversight:referrals")
        assert referral.number in body
        assert "提交情况说明" in body
    assert "您" in page(city, "liaison", "oversight:referrals")
    assert referral.number not in page(city, "co_handler", "oversight:referrals")


def test_its_dates_are_told_as_of_today(city: City, referral: Referral) -> None:
    body = page(city, "inspector", "oversight:referral", referral.number)
    due = moment_words(referral.clock_due_at, clock.now())
    assert f">{due}<" in body


def test_from_statement_to_the_end(city: City, referral: Referral) -> None:
    number = referral.number
    assert "情况说明" in page(city, "liaison", "oversight:referral", number)
    assert send(city, "liaison", referral, "referral-state", text="") == 422
    assert send(city, "coordinator", referral, "referral-hand", text="x") == 403
    assert send(city, "liaison", referral, "referral-state", text="会签延误。") == 302
    back_on = (clock.now() + timedelta(days=9)).date().isoformat()
    said = {"kind": "talk", "to": "unit", "text": "请约谈。", "back_on": back_on}
    assert send(city, "inspector", referral, "referral-hand", **{**said, "kind": "clue"}) == 422
    assert send(city, "inspector", referral, "referral-hand", **said) == 302
    assert "丁维" in page(city, "coordinator", "oversight:referral", number)
    assert send(city, "coordinator", referral, "referral-return", text="已约谈。") == 302
    assert send(city, "coordinator", referral, "referral-close", text="") == 302
    paper = page(city, "leader", "oversight:referral-paper", number)
    for words in ("会签延误。", "请约谈。", "已约谈。", "王莉", "坊子区公安分局交警大队"):
        assert words in paper
    body = page(city, "coordinator", "oversight:referrals") + number
    assert number in body


def test_it_stands_on_the_case_for_office_inspection_and_the_unit(
    city: City, referral: Referral
) -> None:
    cases.add_co(
        city.people["coordinator"], referral.case, unit=city.transport, text="请配合。",
        now=clock.now(),
    )  # fmt: skip
    for who, sees in (("coordinator", True), ("inspector", True), ("liaison", True),
                      ("co_handler", False)):  # fmt: skip
        body = page(city, who, "cases:case", referral.case.number)
        assert (reverse("oversight:referral", args=[referral.number]) in body) == sees, who
        assert ("列入问责线索" in body) == sees, who
    answer = chinese(city, "contact").get(reverse("cases:case", args=[referral.case.number]))
    assert "问责" not in answer.content.decode()
