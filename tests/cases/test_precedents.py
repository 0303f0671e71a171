"""The list of what was settled: read in reach, searched, withdrawn by the office that made it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.test_objection import all_differences, dispatched
from tests.factories import City, make_city
from tests.support.browsing import browser
from weiqitong.cases import services
from weiqitong.cases.models import Case, Precedent
from weiqitong.cases.selectors.precedents import in_reach, settled
from weiqitong.core.clock import at
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.ledger.models import Entry

pytestmark = pytest.mark.django_db
CIRCUMSTANCES = "县道上的厂区道路开口"
LATER = at(date(2021, 9, 18), 10, 0)


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def precedent(city: City) -> Precedent:
    """A designation with circumstances, made by the county's office."""
    people, now = city.people, at(date(2021, 9, 17), 11, 0)
    case = services.object_to(
        people["liaison"], dispatched(city), proposed=city.transport, reason="县道。", now=now
    )
    later = now + timedelta(minutes=30)
    case = services.hear(people["co_handler"], case, agrees=True, text="", now=later)
    services.designate(
        people["coordinator"],
        case,
        lead=city.transport,
        grounds="职责分工",
        circumstances=CIRCUMSTANCES,
        now=later + timedelta(minutes=30),
    )
    return Precedent.objects.get()


def test_whoever_answers_for_the_region_reads_it(city: City, precedent: Precedent) -> None:
    for key in ("coordinator", "city_coordinator", "leader", "inspector"):
        page = browser(city.people[key]).get("/precedents/")
        assert CIRCUMSTANCES in page.text, key
        assert city.transport.name in page.text
        assert "17 Sep 2021" in page.text
        # Only the office that made it has the button.
        assert ("/withdraw/" in page.text) == (key == "coordinator"), key
    assert CIRCUMSTANCES not in browser(city.people["other_coordinator"]).get("/precedents/").text
    assert browser(city.people["liaison"]).get("/precedents/").status_code == 403


def test_the_case_is_linked_only_for_whoever_may_open_it(city: City, precedent: Precedent) -> None:
    assert precedent.case is not None
    number = precedent.case.number
    link = f'href="/cases/{number}/"'
    office = browser(city.people["coordinator"])
    assert link in office.get("/precedents/").text
    # One that the city's office made, by a case of another county: known here, its case is not.
    Precedent.objects.update(region=city.city)
    Case.objects.update(region=city.other_county, desk=city.city)
    shown = office.get("/precedents/").text
    assert number in shown
    assert link not in shown


def test_words_find_category_unit_and_circumstances(city: City, precedent: Precedent) -> None:
    office = browser(city.people["coordinator"])
    for words in ("县道", "交通运输", precedent.category.code, "县道 交通"):
        assert CIRCUMSTANCES in office.get("/precedents/", {"q": words}).text, words
    page = office.get("/precedents/", {"q": "医保"})
    assert CIRCUMSTANCES not in page.text
    assert "No precedent fits." in page.text


def test_withdrawn_it_is_proposed_no_more_and_stays_on_record(
    city: City, precedent: Precedent
) -> None:
    people = city.people
    for key in ("city_coordinator", "other_coordinator", "leader", "liaison"):
        with pytest.raises(NotAllowed):
            services.withdraw_precedent(people[key], precedent, now=LATER)
    assert settled(city.county, [precedent.category])

    page = browser(people["coordinator"]).post(f"/precedents/{precedent.pk}/withdraw/", follow=True)
    assert "The precedent is withdrawn." in page.text
    assert not settled(city.county, [precedent.category])
    assert not in_reach(people["coordinator"]).exists()
    precedent.refresh_from_db()
    assert precedent.withdrawn_at is not None
    assert Entry.objects.filter(kind="precedent.withdraw").count() == 1
    assert all_differences() == []

    with pytest.raises(WrongStep):
        services.withdraw_precedent(people["coordinator"], precedent, now=LATER)
    page = browser(people["coordinator"]).post(f"/precedents/{precedent.pk}/withdraw/", follow=True)
    assert "withdrawn already" in page.text
    assert Entry.objects.filter(kind="precedent.withdraw").count() == 1


def test_the_page_costs_few_queries(city: City, precedent: Precedent) -> None:
    office = browser(city.people["coordinator"])
    office.get("/precedents/")
    with CaptureQueriesContext(connection) as asked:
        office.get("/precedents/")
    assert len(asked) <= 12, [one["sql"][:90] for one in asked]
