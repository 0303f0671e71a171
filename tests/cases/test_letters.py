"""商请函: a unit that nobody here can order is asked by letter, on A4 and in Word."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client as Browser
from django.urls import reverse
from docx import Document

from tests.factories import City, make_case, make_city
from tests.support import browsing
from weiqitong.cases import services
from weiqitong.cases.models import Case
from weiqitong.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city(clock.now() - timedelta(minutes=30))


@pytest.fixture
def case(city: City) -> Case:
    made = make_case(city)
    made = services.dispatch(
        city.people["coordinator"], made, lead=city.police, co=[city.transport], now=city.now
    )
    return services.add_co(
        city.people["coordinator"], made, unit=city.customs, text="请核实监管要求。", now=city.now
    )


def chinese(city: City, who: str) -> Browser:
    return browsing.browser(city.people[who], "zh-hans")


def read(city: City, who: str, case: Case, seq: int = 3) -> tuple[int, str]:
    url = reverse("cases:letter", args=[case.number, seq])
    answer = chinese(city, who).get(url)
    return answer.status_code, answer.content.decode()


def test_the_letter_says_what_is_asked_of_whom_by_when(city: City, case: Case) -> None:
    status, page = read(city, "coordinator", case)
    assert status == 200
    for words in (
        f"坊商{case.number}-3", "潍坊海关：", city.client.name, case.title, case.text,
        "请核实监管要求。", "建议时限", "坊子区领导小组办公室",
    ):  # fmt: skip
        assert words in page


def test_there_is_none_to_a_unit_that_is_ordered(city: City, case: Case) -> None:
    assert read(city, "coordinator", case, 2)[0] == 404
    assert read(city, "coordinator", case, 9)[0] == 404


def test_another_co_handler_does_not_read_it(city: City, case: Case) -> None:
    assert read(city, "co_handler", case)[0] == 404


def test_as_a_word_file(city: City, case: Case) -> None:
    url = reverse("cases:letter-docx", args=[case.number, 3])
    answer = chinese(city, "coordinator").get(url)
    words = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert "潍坊海关：" in words
    assert case.text in words


def test_the_case_page_leads_to_it_and_the_advisory_clock_says_so(city: City, case: Case) -> None:
    page = chinese(city, "coordinator").get(reverse("cases:case", args=[case.number]))
    body = page.content.decode()
    assert reverse("cases:letter", args=[case.number, 3]) in body
    assert "建议时限" in body
    body = (
        chinese(city, "co_handler").get(reverse("cases:case", args=[case.number])).content.decode()
    )
    assert reverse("cases:letter", args=[case.number, 3]) not in body
    # Its own part stands first, in the line and among the clocks.
    assert body.index("坊子区交通运输局协办意见") < body.index("潍坊海关协办意见")
