"""Every case anybody sees says in the first line under its title whose turn it is, until when."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from tests.factories import City, make_case, make_city
from tests.support.browsing import browser
from weiqitong.cases import services
from weiqitong.cases.enums import OPEN, Outcome, Rating, Route
from weiqitong.cases.models import Case
from weiqitong.core import clock
from weiqitong.directory.models import Department, Official
from weiqitong.search import services as search

pytestmark = pytest.mark.django_db

LISTS = (
    "/",
    "/queue/",
    "/all/?tab=open",
    "/all/?tab=late",
    "/all/?tab=all",
    "/cases/",
    "/find/?q=厂区",
)
EVERYBODY = (
    *("contact", "specialist", "coordinator", "city_coordinator", "liaison", "handler", "chief"),
    *("co_handler", "leader", "inspector", "administrator"),
)
ROW = re.compile(
    r'<div class="case-line[^"]*"[^>]*>(?:\s*<input[^>]*>)?\s*<h3>(.*?)</h3>(.*?)</div>', re.S
)
HEAD = re.compile(r'<div class="title">\s*<h1>(.*?)</h1>(.*?)</div>', re.S)
TURN = re.compile(r'^\s*<div class="turn[ "].*?<span class="turn-who">([^<]+)</span>(.*)$', re.S)
WHEN = re.compile(r"\d\d:\d\d")


@pytest.fixture
def city() -> City:
    """A need in every state there is."""
    city = make_city(clock.now() - timedelta(days=3))
    people = city.people
    at = iter(city.now + timedelta(minutes=10 * step) for step in range(200))

    def taken(*co: Department) -> Case:
        case = make_case(city, now=next(at))
        case = services.dispatch(people["coordinator"], case, lead=city.police, co=co, now=next(at))
        return services.accept(people["liaison"], case, now=next(at))

    def answered() -> Case:
        return services.answer(
            people["liaison"], taken(), outcome=Outcome.SOLVED, text="办好了", now=next(at)
        )

    def judged(*, yes: bool) -> Case:
        rating = Rating.SATISFIED if yes else Rating.DISSATISFIED
        return services.give_verdict(
            people["contact"], answered(), yes=yes, rating=rating, now=next(at)
        )

    make_case(city, now=next(at))
    services.dispatch(
        people["coordinator"], make_case(city, now=next(at)), lead=city.police, now=next(at)
    )
    services.assign(
        people["liaison"], taken(city.transport), section=city.section, handler=None, now=next(at)
    )
    services.ask(people["liaison"], taken(), question="路口过大件吗？", now=next(at))
    services.submit(
        people["liaison"],
        taken(),
        outcome=Outcome.SOLVED,
        text="开口已批准。",
        signers=[Official.objects.get(pk=people["chief"].official_id)],
        now=next(at),
    )
    answered()
    judged(yes=True)
    judged(yes=False)
    services.decline(
        people["coordinator"],
        make_case(city, now=next(at)),
        route=Route.COURT,
        text="已进入诉讼。",
        now=next(at),
    )
    services.withdraw(people["contact"], taken(), text="自己解决了", now=next(at))
    texts = [(case.pk, case.title) for case in Case.objects.all()]
    search.index_many(Case.LABEL, texts, city.now)
    return city


def said(after_title: str, where: str) -> tuple[str, str]:
    """Who and until when, from what stands directly behind a title."""
    found = TURN.match(after_title)
    assert found, f"{where}: no turn under the title"
    who, rest = unescape(found[1]).strip(), re.sub(r"<[^>]+>", " ", found[2])
    assert who, f"{where}: nobody's name"
    return who, rest


def test_each_row_and_each_case_says_who_and_until_when(city: City) -> None:
    """Lists and case pages of everybody, read once over one city."""
    for who in EVERYBODY:
        numbers = walk_lists(city, who)
        walk_cases(city, who, numbers)
        assert bool(numbers) == (who != "administrator"), who


def walk_lists(city: City, who: str) -> set[str]:
    reader = browser(city.people[who])
    numbers: set[str] = set()
    for address in LISTS:
        page = reader.get(address)
        if page.status_code in {302, 403, 404}:
            continue
        assert page.status_code == 200, address
        text = page.content.decode()
        rows = ROW.findall(text)
        assert len(rows) == text.count('class="case-line'), address
        for title, rest in rows:
            name, until = said(rest, f"{who} {address} {title}")
            # A client of the specialist's without a need has nobody to wait for.
            assert WHEN.search(until) or name == "No need is in hand", (who, address, title, until)
        numbers |= set(re.findall(r"/cases/(\d{4}-\d{6})/", text))
    return numbers


def walk_cases(city: City, who: str, numbers: set[str]) -> None:
    reader = browser(city.people[who])
    for number in numbers:
        text = reader.get(reverse("cases:case", args=[number])).content.decode()
        [(title, rest)] = HEAD.findall(text)
        _name, until = said(rest, f"{who} {number}")
        assert WHEN.search(until), (who, number, title, until)


def test_the_states_are_all_there_and_what_counts_is_no_case(city: City) -> None:
    assert {case.status in OPEN for case in Case.objects.all()} == {True, False}
    assert len(set(Case.objects.values_list("status", flat=True))) >= 6
    home = browser(city.people["coordinator"]).get("/").content.decode()
    assert 'class="waiting-line"' in home
    assert "case-line waiting-line" not in home
    gaps = browser(city.people["administrator"]).get("/").content.decode()
    assert 'class="waiting-line"' in gaps
    assert 'class="case-line' not in gaps
