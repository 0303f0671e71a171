"""What the page of a case costs: at every stage of its life, for every person of a small city, with
every form that this person may open.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import City, make_case, make_city
from tests.support import browsing
from weiqitong.cases import services
from weiqitong.cases.enums import Action, ApplicationKind, Cause, ContactMeans, Outcome, Rating
from weiqitong.cases.models import Case
from weiqitong.cases.plans import Asked
from weiqitong.cases.services.splitting import PartOf
from weiqitong.cases.views.desk_acts import ACTS
from weiqitong.core import clock
from weiqitong.core.actor import OFFICE_ROLES, Role
from weiqitong.directory.models import Official

pytestmark = pytest.mark.django_db

MOST = 12  # with session, reach and menu
DESKS = OFFICE_ROLES | {Role.SPECIALIST}


def life(city: City, begun: datetime) -> Iterator[Case]:
    """A need from report to a "no" and the next lead; each stage with more to read than before."""
    people, now = city.people, begun
    chief = Official.objects.get(pk=people["chief"].official_id or 0)
    case = make_case(city, now=now)
    yield case
    case = services.dispatch(
        people["coordinator"], case, lead=city.police, co=[city.transport], now=now
    )
    yield case
    case = services.object_to(
        people["liaison"], case, proposed=city.city_transport, reason="不归我们", now=now
    )
    yield case
    case = services.hear(people["city_handler"], case, agrees=False, text="也不归我们", now=now)
    yield case
    case = services.designate(
        people["coordinator"], case, lead=city.police, grounds="分工", now=now
    )
    case = services.accept(people["liaison"], case, now=now)
    yield case
    asked = Asked(
        ApplicationKind.PARKING,
        "资金未到位",
        cause=Cause.FUNDS,
        until_on=(now + timedelta(days=90)).date(),
        next_on=(now + timedelta(days=20)).date(),
    )
    case = services.apply_for(people["liaison"], case, asked, now=now)
    yield case
    case = services.grant(people["coordinator"], case, now=now)
    yield case
    case = services.unpark(people["liaison"], case, text="可以办了", now=now)
    case = services.assign(people["liaison"], case, section=city.section, now=now)
    case = services.contact(
        people["handler"], case, means=ContactMeans.CALL, text="已约好", now=now
    )
    case = services.make_plan(people["handler"], case, text="周三批复", promised=None, now=now)
    yield case
    case = services.ask(people["handler"], case, question="开口多宽", now=now)
    yield case
    case = services.resume(people["handler"], case, now=now + timedelta(days=9))
    now = now + timedelta(days=9)
    case = services.opine(people["co_handler"], case, text="同意", now=now)
    yield case
    case = services.submit(
        people["handler"], case, outcome=Outcome.SOLVED, text="已批准", signers=[chief], now=now
    )
    yield case
    case = services.sign(people["chief"], case, now=now)
    yield case
    case = services.give_verdict(
        people["contact"], case, yes=False, rating=Rating.DISSATISFIED, now=now
    )
    yield case
    whole = make_case(city, now=now)
    case = services.link(
        people["coordinator"], case=make_case(city, now=now), master=whole, now=now
    )
    yield case
    parts = [PartOf("道路开口审批", lead=city.police), PartOf("临时通行证")]
    whole = services.split(people["coordinator"], whole, parts=parts, now=now)
    yield whole
    for part in Case.objects.filter(parent=whole):
        services.withdraw(people["contact"], part, text="", now=now)
    whole.refresh_from_db()
    yield whole


def test_no_page_of_a_case_asks_more_than_twelve_times(city: City) -> None:
    browsers = {who: browsing.browser(one) for who, one in city.people.items() if one.role in DESKS}
    opened: set[Action] = set()
    roles: set[Role] = set()
    # Dispatched just now: a lead may still object, by the clock that pages go by.
    for case in life(city, clock.now() - timedelta(minutes=5)):
        for who, browser in browsers.items():
            url = reverse("cases:case", args=[case.number])
            page = browser.get(url)
            if page.status_code in {403, 404}:
                continue
            roles.add(city.people[who].role)
            desk = page.context.get("desk")  # a specialist's page is the phone's
            forms = [act.action for act in desk.acts] if desk else []
            for action in ["", *forms]:
                with CaptureQueriesContext(connection) as found:
                    answer = browser.get(url, {"do": action})
                assert answer.status_code == 200
                assert len(found) <= MOST, (
                    case.status,
                    who,
                    action,
                    [one["sql"] for one in found.captured_queries],
                )
            opened.update(forms)
    assert opened == set(ACTS)
    assert roles >= {Role.COORDINATOR, Role.LIAISON, Role.HANDLER, Role.INSPECTOR}


@pytest.fixture
def city() -> City:
    cache.clear()
    return make_city(clock.now() - timedelta(days=10))
