"""Parked needs: a page and figures of their own, in each one's sight, never among the solved."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import City, make_case, make_city
from tests.support.browsing import browser
from weiqitong.cases import services
from weiqitong.cases.enums import ApplicationKind, Cause, Outcome, Rating, Status
from weiqitong.cases.models import Case
from weiqitong.cases.plans import Asked
from weiqitong.cases.selectors.behind import Period
from weiqitong.cases.selectors.figures import figures
from weiqitong.cases.selectors.filters import CaseFilter, apply
from weiqitong.cases.selectors.parked import by_cause
from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.web.parts import LightKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def city(now: datetime) -> City:
    return make_city(now - timedelta(days=60))


def parked(
    city: City, now: datetime, cause: Cause, *, next_in: int, promised_in: int, ago: int = 20
) -> Case:
    """A need parked some days ago; its days are counted from today."""
    people, then = city.people, now - timedelta(days=ago)
    case = make_case(city, now=then)
    case = services.dispatch(people["coordinator"], case, lead=city.police, now=then)
    case = services.accept(people["liaison"], case, now=then)

    def day(ahead: int) -> date:
        return clock.today(now) + timedelta(days=ahead)

    asked = Asked(
        ApplicationKind.PARKING,
        "待道路改造计划下达。",
        cause=cause,
        until_on=day(promised_in),
        next_on=day(next_in),
    )
    case = services.apply_for(people["liaison"], case, asked, now=then)
    return services.grant(people["coordinator"], case, now=then)


@pytest.fixture
def three(city: City, now: datetime) -> tuple[Case, Case, Case]:
    """One on its way, one with an overdue reply, one past the day promised as well."""
    return (
        parked(city, now, Cause.FUNDS, next_in=5, promised_in=90),
        parked(city, now, Cause.FUNDS, next_in=-5, promised_in=90),
        parked(city, now, Cause.POLICY, next_in=-9, promised_in=-3),
    )


def listed(who: Actor, **query: str) -> set[str]:
    """Numbers of the needs in the table."""
    page = browser(who).get("/parked/", query)
    assert page.status_code == 200
    return {row.cells[0].href.split("/")[2] for row in page.context["rows"]}


def numbers(*cases: Case) -> set[str]:
    return {case.number for case in cases}


def test_figures_lead_to_their_rows(
    city: City, three: tuple[Case, Case, Case], now: datetime
) -> None:
    on_time, late, past = three
    office = city.people["coordinator"]
    page = browser(office).get("/parked/")
    for stat, rows in zip(page.context["stats"], (three, (late, past), (past,)), strict=True):
        assert int(stat.value) == len(rows), stat
        assert {
            row.cells[0].href.split("/")[2]
            for row in browser(office).get(stat.href).context["rows"]
        } == numbers(*rows)
    for tab in page.context["tabs"]:
        assert len(browser(office).get(tab.href).context["rows"]) == tab.count
    assert listed(office, cause="funds") == numbers(on_time, late)
    assert listed(office, cause="funds", show="late") == numbers(late)
    assert listed(office, cause="funds", show="past") == set()
    assert listed(office, cause="nonsense", show="nonsense") == numbers(*three)


def test_days_that_are_over_are_red_and_the_others_are_not(
    city: City, three: tuple[Case, Case, Case]
) -> None:
    page = browser(city.people["coordinator"]).get("/parked/")
    lights = {
        row.cells[0].href.split("/")[2]: [
            row.cells[0].turn.light.kind == LightKind.RED,
            bool(row.cells[2].light),
        ]
        for row in page.context["rows"]
    }
    on_time, late, past = three
    assert lights[on_time.number] == [False, False]
    assert lights[late.number] == [True, False]
    assert lights[past.number] == [True, True]
    # Whoever waits longest stands first.
    assert [row.cells[0].href.split("/")[2] for row in page.context["rows"]] == [
        past.number,
        late.number,
        on_time.number,
    ]


def test_whose_turn_and_until_when_stand_under_the_title(
    city: City, three: tuple[Case, Case, Case]
) -> None:
    lead = city.police.short or city.police.name
    for key, who in (("coordinator", lead), ("liaison", "You")):
        for row in browser(city.people[key]).get("/parked/").context["rows"]:
            turn = row.cells[0].turn
            assert turn.who == who
            assert turn.until.startswith("next reply ")


def test_everybody_sees_their_own(
    city: City, three: tuple[Case, Case, Case], now: datetime
) -> None:
    for key in ("coordinator", "city_coordinator", "leader", "inspector", "liaison"):
        assert listed(city.people[key]) == numbers(*three), key
    for key in ("other_coordinator", "co_handler"):
        assert listed(city.people[key]) == set(), key
        assert by_cause(city.people[key], now) == [], key
    for key in ("contact", "specialist", "administrator"):
        assert browser(city.people[key]).get("/parked/").status_code == 403, key


def test_taken_up_again_or_answered_it_is_gone(
    city: City, three: tuple[Case, Case, Case], now: datetime
) -> None:
    on_time, late, past = three
    lead = city.people["liaison"]
    services.unpark(lead, on_time, text="资金已到位。", now=now)
    services.answer(lead, late, outcome=Outcome.SOLVED, text="已经开口。", now=now)
    assert listed(city.people["coordinator"]) == numbers(past)


def test_parked_ones_are_in_no_numerator_of_what_is_solved(
    city: City, three: tuple[Case, Case, Case], now: datetime
) -> None:
    actor = city.people["city_coordinator"]
    for period in ("7", "30", "90", "all"):
        found = figures(actor, city.city, Period.of(period, now), now)
        for code in ("solved", "verdict"):
            assert (found[code].numerator, found[code].denominator) == (0, 0), (code, period)
            chosen = CaseFilter(tab="all", figure=code, part="yes", period=period)
            assert not apply(Case.objects.all(), chosen, actor, now).exists()
    # Once it is solved and its enterprise says so, it counts, as any other.
    case = services.answer(
        city.people["liaison"], three[0], outcome=Outcome.SOLVED, text="已经开口。", now=now
    )
    assert figures(actor, city.city, Period.of("all", now), now)["solved"].numerator == 0
    services.give_verdict(
        city.people["contact"],
        case,
        yes=True,
        rating=Rating.SATISFIED,
        now=now + timedelta(minutes=1),
    )
    after = figures(actor, city.city, Period.of("all", now + timedelta(minutes=2)), now)
    assert (after["solved"].numerator, after["solved"].denominator) == (1, 1)
    assert Case.objects.filter(status=Status.PARKED).count() == 2


def test_the_page_costs_the_same_however_many_there_are(
    city: City, three: tuple[Case, Case, Case]
) -> None:
    for key in ("coordinator", "inspector", "liaison"):
        window = browser(city.people[key])
        window.get("/parked/")
        with CaptureQueriesContext(connection) as asked:
            window.get("/parked/")
        assert len(asked) <= 12, [one["sql"][:90] for one in asked]
