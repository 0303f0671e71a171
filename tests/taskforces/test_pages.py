"""The pages of task forces, as the office and a member use them."""

import re

import pytest
from django.urls import reverse

from tests.factories import City, make_city
from tests.support.browsing import browser
from tests.taskforces.test_task_forces import OUTSIDE, begin, dispatched
from weiqitong.cases.models import Case
from weiqitong.taskforces import services
from weiqitong.taskforces.models import Member, Take, TaskForce

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def test_an_office_begins_one_and_fills_it(city: City) -> None:
    case, page = dispatched(city), browser(city.people["coordinator"])
    made = page.post(
        reverse("taskforces:taskforce-new"), {"name": "道路开口专班", "purpose": "厂区出入口"}
    )
    force = TaskForce.objects.get()
    here = reverse("taskforces:taskforce", args=[force.pk])
    assert made["Location"] == here
    shown = page.get(here, {"person": "高岩"}).content.decode()
    assert "高岩" in shown
    for act, sent in (
        ("join", {"who": city.people[OUTSIDE].official_id}),
        ("take", {"category": city.category.pk if city.category else ""}),
    ):
        answer = page.post(reverse("taskforces:taskforce-change", args=[force.pk, act]), sent)
        assert answer["Location"] == here
    page.post(
        reverse("taskforces:taskforce-change", args=[force.pk, "head"]),
        {"member": Member.objects.get().pk},
    )
    shown = page.get(here).content.decode()
    assert case.title in shown
    assert re.search("Head|组长", shown)
    assert city.police.name in shown
    page.cookies["django_language"] = "en"
    assert "1 / 1 case<" in page.get(here).content.decode()
    member = browser(city.people[OUTSIDE])
    assert case.title in member.get(here).content.decode()
    assert member.get(reverse("cases:case", args=[case.number])).status_code == 200


def test_bad_input_loses_nothing(city: City) -> None:
    page = browser(city.people["coordinator"])
    empty = page.post(reverse("taskforces:taskforce-new"), {"name": " ", "purpose": "厂区出入口"})
    assert empty.status_code == 422
    assert "厂区出入口" in empty.content.decode()
    force = begin(city)
    change = reverse("taskforces:taskforce-change", args=[force.pk, "rename"])
    refused = page.post(change, {"name": "", "purpose": "照旧"})
    assert refused.status_code == 422
    assert "照旧" in refused.content.decode()
    for act, sent in (("take", {"category": "x"}), ("join", {}), ("drop", {"take": "9" * 30})):
        page.post(reverse("taskforces:taskforce-change", args=[force.pk, act]), sent)
    assert not Take.objects.exists()
    assert not Member.objects.exists()
    unknown = reverse("taskforces:taskforce-change", args=[force.pk, "explode"])
    assert page.post(unknown).status_code == 404


def test_strangers_find_nothing(city: City) -> None:
    force = begin(city)
    here = reverse("taskforces:taskforce", args=[force.pk])
    assert browser(city.people["city_handler"]).get(here).status_code == 404
    assert browser(city.people["specialist"]).get(here).status_code == 403
    assert browser(city.people["contact"]).get(here).status_code == 403


def test_the_page_asks_little_however_much_it_takes(
    city: City, django_assert_max_num_queries: object
) -> None:
    case, office = dispatched(city), city.people["coordinator"]
    force = begin(city, members=(OUTSIDE, "handler"))
    services.take(office, force, city.category, now=city.now)
    page, here = browser(office), reverse("taskforces:taskforce", args=[force.pk])
    page.get(here)
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        page.get(here)
    assert Case.objects.get(pk=case.pk).is_open
