"""Reads of cases: whose turn it is, rows of lists, and what a page shows to whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import City, make_case, make_city
from weiqitong.cases import selectors, services
from weiqitong.cases.enums import Audience, ContactMeans, Outcome, Rating
from weiqitong.cases.models import Case
from weiqitong.core.clock import at
from weiqitong.directory.models import Official

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def line(city: City, who: str, now=None):
    actor = city.people[who]
    lines = selectors.case_lines(Case.objects.visible_to(actor), actor, now or city.now)
    return lines[0].turn if lines else None


def dispatched(city: City) -> Case:
    return services.dispatch(
        city.people["coordinator"],
        make_case(city),
        lead=city.police,
        co=[city.transport],
        now=city.now,
    )


def test_a_new_need_is_the_offices_turn(city: City) -> None:
    make_case(city)
    yours = line(city, "coordinator")
    assert yours.yours
    assert yours.who == "You"
    assert yours.light.kind == "yours"
    seen = line(city, "contact")
    assert not seen.yours
    assert seen.who == "坊子区 office"
    assert seen.until.startswith("assign by ")
    assert line(city, "liaison") is None


def test_a_late_case_says_by_how_many_working_days(city: City) -> None:
    dispatched(city)  # due Thursday the 23rd, 18:00
    assert line(city, "leader", at(date(2021, 9, 23), 18, 0)).light.kind == "yellow"
    late = line(city, "leader", at(date(2021, 9, 23), 18, 1)).light
    assert (late.kind, late.word) == ("red", "Overdue")
    # Friday 24, Sunday 26 (make-up), Monday 27
    late = line(city, "leader", at(date(2021, 9, 27), 9, 0)).light
    assert late.word == "3 days over"


def test_the_lead_sees_its_turn_and_the_co_handler_its_opinion(city: City) -> None:
    dispatched(city)
    assert line(city, "liaison").yours
    assert line(city, "liaison").words == "to be signed for"
    co = line(city, "co_handler")
    assert co.yours
    assert co.words == "as co-handler"
    assert line(city, "handler") is None  # a section sees what was passed on to it


def test_a_question_pauses_and_a_sign_off_stays_inside(city: City) -> None:
    people = city.people
    case = services.accept(people["liaison"], dispatched(city), now=city.now)
    case = services.ask(people["liaison"], case, question="宽几米？", now=city.now)
    assert line(city, "contact").yours
    assert line(city, "leader").light.kind == "paused"
    case = services.reply(people["contact"], case, text="12 米", now=city.now)
    chief = Official.objects.get(pk=people["chief"].official_id or 0)
    services.submit(
        people["liaison"],
        case,
        outcome=Outcome.SOLVED,
        text="批了",
        signers=[chief],
        over_silence="急",
        now=city.now,
    )
    assert line(city, "chief").yours
    assert "赵启明" in line(city, "leader").who
    assert "赵启明" not in line(city, "contact").who


def test_a_list_costs_three_queries_however_long(city: City) -> None:
    for _ in range(4):
        dispatched(city)
    for who in ("coordinator", "liaison", "contact", "leader"):
        actor = city.people[who]
        queryset = Case.objects.visible_to(actor)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert len(selectors.case_lines(queryset, actor, city.now)) == 4
        assert len(found) <= 3


def story(city: City) -> Case:
    people, now = city.people, city.now
    case = dispatched(city)
    case = services.accept(people["liaison"], case, now=now + timedelta(minutes=40))
    case = services.assign(
        people["liaison"], case, section=city.section, now=now + timedelta(hours=1)
    )
    case = services.contact(
        people["handler"],
        case,
        means=ContactMeans.CALL,
        text="先办通行证",
        now=now + timedelta(hours=4),
    )
    case = services.make_plan(
        people["handler"],
        case,
        text="周三前批复",
        promised=date(2021, 9, 22),
        now=now + timedelta(hours=4),
    )
    case = services.opine(people["co_handler"], case, text="内部意见", now=now + timedelta(hours=5))
    services.add_note(
        people["coordinator"],
        case,
        text="内部批注",
        audience=Audience.OFFICE,
        now=now + timedelta(hours=5),
    )
    services.add_note(
        people["handler"],
        case,
        text="本单位批注",
        audience=Audience.UNIT,
        now=now + timedelta(hours=5),
    )
    chief = Official.objects.get(pk=people["chief"].official_id or 0)
    case = services.submit(
        people["handler"],
        case,
        outcome=Outcome.SOLVED,
        text="开口已批准",
        signers=[chief],
        over_silence="急",
        documents=["坊交许字〔2021〕47号"],
        now=now + timedelta(hours=6),
    )
    case = services.sign(people["chief"], case, now=now + timedelta(hours=7))
    return services.give_verdict(
        people["contact"], case, yes=False, rating=Rating.DISSATISFIED, now=now + timedelta(days=1)
    )


def test_the_page_in_ten_queries_and_internal_words_stay_inside(city: City) -> None:
    case = story(city)
    now = city.now + timedelta(days=1)
    hidden = {"内部意见", "内部批注", "本单位批注"}
    for who, sees in (
        ("contact", set()),
        ("coordinator", {"内部意见", "内部批注"}),
        ("handler", hidden),
        ("liaison", hidden),
        ("co_handler", {"内部意见", "内部批注"}),
        ("inspector", {"内部意见", "内部批注"}),
    ):
        actor = city.people[who]
        if not Case.objects.visible_to(actor).exists():
            continue
        with CaptureQueriesContext(connection) as found:
            page = selectors.case_page(actor, case.number, now)
        assert len(found) <= 10, who
        quotes = {item.quote for item in page.timeline}
        assert quotes & hidden == sees, who
        assert bool(page.desks) == (who != "contact")
        words = " ".join(f"{item.who} {item.words}" for item in page.timeline)
        assert ("sign-off" in words) == (who != "contact")
        assert page.why is not None
        assert page.why.sum


def test_strangers_find_no_page(city: City) -> None:
    case = make_case(city)
    for who in ("stranger", "other_coordinator", "liaison"):
        with pytest.raises(Case.DoesNotExist):
            selectors.case_page(city.people[who], case.number, city.now)


def test_sentences_name_units_and_people(city: City) -> None:
    case = story(city)
    page = selectors.case_page(city.people["coordinator"], case.number, city.now)
    words = [f"{item.who} {item.words}" for item in reversed(page.timeline)]
    assert words[0] == "周海燕 reported it"
    assert words[1] == "You assigned it: 坊子区公安分局交警大队 leads, 坊子区交通运输局 co-handle"
    assert words[3].endswith("passed it on to 秩序科")
    assert words[-1] == "周海燕 Verdict: no; Dissatisfied·Signed in"


def test_time_at_each_desk_adds_up_to_working_time(city: City) -> None:
    case = story(city)
    page = selectors.case_page(city.people["inspector"], case.number, city.now + timedelta(days=1))
    shares = {(one.name, one.who): one.minutes for one in page.desks}
    # Friday 10:20; passed on 11:20, submitted 16:20, signed 17:20 with lunch 12:00–13:30
    assert shares["Receipt", "坊子区公安分局交警大队"] == 40
    assert shares["Sign-off", "赵启明"] == 60
