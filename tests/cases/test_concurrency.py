"""Two people at the same instant, on two connections: one wins, the other reads a sentence."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import translation

from tests.cases import walk
from tests.factories import City, make_case, make_city
from weiqitong.cases import jobs, services
from weiqitong.cases.enums import Outcome, Rating, Status, VerdictChannel
from weiqitong.cases.models import (
    Answer,
    Case,
    Dispatch,
    Draft,
    LinkPurpose,
    Once,
    SignedLink,
    Verdict,
)
from weiqitong.cases.report_steps import FILES, WHAT
from weiqitong.cases.services.links import verdict_by_link
from weiqitong.cases.services.reporting import keep_step, send_report
from weiqitong.core import crypto
from weiqitong.core.actor import ANONYMOUS, system
from weiqitong.core.errors import DomainError, Stale, WrongStep
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.directory.models import Official
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice
from weiqitong.pairing import services as pairing
from weiqitong.pairing.models import Pairing

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], Any]
Outcomes = list[Any]
TEXT = "厂门口的路被挖开两周了还没有回填"


@pytest.fixture
def city() -> City:
    return make_city()


def in_threads(*works: Act) -> Outcomes:
    """What each returned or raised, on a connection of its own."""
    found: Outcomes = [None] * len(works)

    def run(place: int, work: Act) -> None:
        try:
            with translation.override("zh-hans"):
                found[place] = work()
        except Exception as error:  # whatever it is, the test looks at it
            found[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)
    assert not any(thread.is_alive() for thread in threads)
    return found


def one_inside_the_other(first: Act, second: Act) -> Outcomes:
    """The second begins when the first has acted and not yet committed."""
    acted = Event()

    def held() -> Any:
        try:
            with transaction.atomic():
                result = first()
                acted.set()
                waiting.wait(timeout=0.4)  # it cannot finish: it waits for this commit
                return result
        finally:
            acted.set()

    waiting = Event()

    def after() -> Any:
        assert acted.wait(timeout=30)
        try:
            return second()
        finally:
            waiting.set()

    return in_threads(held, after)


def together(first: Act, second: Act) -> Outcomes:
    """Both at the same moment, whoever is quicker."""
    start = Barrier(2, timeout=30)

    def from_the_start(work: Act) -> Act:
        def run() -> Any:
            start.wait()
            return work()

        return run

    return in_threads(from_the_start(first), from_the_start(second))


@pytest.fixture(params=[one_inside_the_other, together])
def race(request: pytest.FixtureRequest) -> Callable[[Act, Act], Outcomes]:
    run: Callable[[Act, Act], Outcomes] = request.param
    return run


def one_won(found: Outcomes, *errors: type[DomainError]) -> Any:
    """Exactly one got through; the other was told so in a sentence."""
    won = [one for one in found if not isinstance(one, Exception)]
    lost = [one for one in found if isinstance(one, Exception)]
    assert len(won) == len(lost) == 1, found
    assert isinstance(lost[0], errors), repr(lost[0])
    assert lost[0].message.endswith("。")
    nothing_is_torn()
    return won[0]


def nothing_is_torn() -> None:
    for model in walk.VERSIONED:
        assert compare(model)[0] == []
    for clock in Clock.objects.prefetch_related("events"):
        walk.folded(clock)


def dispatched(city: City) -> Case:
    people, case = city.people, make_case(city)
    case = services.dispatch(people["coordinator"], case, lead=city.police, now=city.now)
    return services.accept(people["liaison"], case, now=city.now)


def answered(city: City) -> Case:
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已批准。", "now": city.now}
    return services.answer(city.people["liaison"], dispatched(city), **said)


def link_to(city: City, case: Case) -> str:
    token = crypto.token()
    SignedLink.objects.create(
        token_hash=crypto.token_hash(token),
        purpose=LinkPurpose.VERDICT,
        case=case,
        contact=city.contact,
        round=case.round,
        made_at=city.now,
        expires_at=city.now.replace(year=city.now.year + 1),
    )
    return token


Race = Callable[[Act, Act], Outcomes]


@pytest.mark.parametrize("seen", [True, False])
def test_two_handlers_answer(city: City, race: Race, seen: bool) -> None:
    case = dispatched(city)

    def answer(who: str, text: str) -> Act:
        given = {"seen": case.version} if seen else {}
        said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": text, "now": city.now}
        return lambda: services.answer(city.people[who], case, **said, **given)

    won = one_won(
        race(answer("liaison", "甲"), answer("chief", "乙")), Stale if seen else WrongStep
    )
    only = Answer.objects.get(case=case)
    assert (only.text, won.status) in {("甲", Status.ANSWERED), ("乙", Status.ANSWERED)}


def test_two_answers_are_typed_and_the_one_refused_is_still_a_draft(city: City) -> None:
    case = dispatched(city)
    key = services.drafts.act_key(case.number, "answer")
    for who in ("liaison", "chief"):
        services.save_draft(city.people[who], key, {"text": who}, city.now)
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "now": city.now, "seen": case.version}
    one_won(
        together(
            lambda: services.answer(city.people["liaison"], case, text="liaison", **said),
            lambda: services.answer(city.people["chief"], case, text="chief", **said),
        ),
        Stale,
    )
    kept = Draft.objects.get(key=key)
    assert kept.fields["text"] != Answer.objects.get(case=case).text


def test_a_double_click_on_the_verdict(city: City, race: Race) -> None:
    case = answered(city)

    def click() -> Case:
        said: dict[str, Any] = {"rating": Rating.SATISFIED, "now": city.now, "seen": case.version}
        return services.give_verdict(city.people["contact"], case, yes=True, **said)

    assert one_won(race(click, click), Stale).status == Status.CONFIRMED
    assert Verdict.objects.get(case=case).yes


def test_yes_and_no_at_once(city: City, race: Race) -> None:
    case = answered(city)

    def say(yes: bool) -> Act:
        said: dict[str, Any] = {"rating": Rating.SATISFIED, "now": city.now}
        return lambda: services.give_verdict(city.people["contact"], case, yes=yes, **said)

    # The one that comes second finds the case closed, or one level up with nothing to judge.
    won = one_won(race(say(True), say(False)), WrongStep)
    assert Verdict.objects.get(case=case).yes == (won.status == Status.CONFIRMED)


@pytest.mark.parametrize("link_first", [True, False])
def test_a_verdict_by_link_and_one_signed_in(city: City, race: Race, link_first: bool) -> None:
    case = answered(city)
    token = link_to(city, case)

    def by_link() -> Case:
        said: dict[str, Any] = {"rating": Rating.VERY_SATISFIED, "now": city.now}
        return verdict_by_link(ANONYMOUS, token, yes=True, **said)

    def signed_in() -> Case:
        said: dict[str, Any] = {"rating": Rating.SATISFIED, "now": city.now}
        return services.give_verdict(city.people["contact"], case, yes=True, **said)

    both = (by_link, signed_in) if link_first else (signed_in, by_link)
    won = one_won(race(*both), WrongStep)
    only = Verdict.objects.get(case=case)
    assert only.channel == won.verdict_channel
    link = SignedLink.objects.get()
    assert (link.used_at is not None) == (only.channel == VerdictChannel.LINK)


def test_a_link_tapped_twice(city: City, race: Race) -> None:
    case = answered(city)
    token = link_to(city, case)

    def tap() -> Case:
        return verdict_by_link(ANONYMOUS, token, yes=True, rating=Rating.SATISFIED, now=city.now)

    one_won(race(tap, tap), WrongStep)
    assert Verdict.objects.filter(case=case).count() == 1


def test_a_verdict_while_the_product_lets_it_lapse(city: City, race: Race) -> None:
    case = answered(city)
    late = Clock.objects.get(subject_id=case.pk, kind=ClockKind.VERDICT).due_at
    late = late.replace(day=late.day + 1)
    for _each in range(2):
        case = services.remind(system(), Case.objects.get(pk=case.pk), now=late)
    given = {"yes": True, "rating": Rating.SATISFIED, "now": late}

    found = race(
        lambda: services.give_verdict(city.people["contact"], case, **given),
        lambda: jobs.lapse_verdicts(now=late),
    )
    # The word counts either way: before the lapse, or as a late one.
    assert found[0].status == Status.CONFIRMED
    assert found[1] in {0, 1}
    assert Case.objects.get(pk=case.pk).verdict is True
    nothing_is_torn()


@pytest.mark.parametrize("withdraws_first", [True, False])
def test_dispatched_and_withdrawn(city: City, race: Race, withdraws_first: bool) -> None:
    case = make_case(city)
    seen = case.version

    def dispatch() -> Case:
        said: dict[str, Any] = {"lead": city.police, "co": [city.transport], "seen": seen}
        return services.dispatch(city.people["coordinator"], case, now=city.now, **said)

    def withdraw() -> Case:
        return services.withdraw(
            city.people["contact"], case, text="已解决", now=city.now, seen=seen
        )

    one_won(race(*((withdraw, dispatch) if withdraws_first else (dispatch, withdraw))), Stale)
    after = Case.objects.get(pk=case.pk)
    assert Dispatch.objects.filter(case=case).count() == 2 * (after.status == Status.DISPATCHED)
    open_ = Clock.objects.filter(subject_id=case.pk, stopped_at=None).exists()
    assert open_ == (after.status == Status.DISPATCHED)


def test_two_coordinators_dispatch_to_two_units(city: City, race: Race) -> None:
    case = make_case(city)

    def dispatch(lead: Any) -> Act:
        said: dict[str, Any] = {"lead": lead, "now": city.now, "seen": case.version}
        return lambda: services.dispatch(city.people["coordinator"], case, **said)

    won = one_won(race(dispatch(city.police), dispatch(city.transport)), Stale)
    assert Dispatch.objects.get(case=case).department_id == won.lead_id


def test_a_report_sent_twice_is_one_case(city: City, race: Race) -> None:
    contact, once = city.people["contact"], uuid4()
    keep_step(contact, WHAT, {"text": TEXT}, city.now)

    def send() -> Case:
        return send_report(contact, city.client, text=TEXT, once=once, now=city.now)

    found = race(send, send)
    assert [type(one) for one in found] == [Case, Case], found
    assert found[0].pk == found[1].pk
    assert Case.objects.count() == Once.objects.count() == 1
    assert not Draft.objects.filter(key__in=[WHAT, FILES]).exists()
    nothing_is_torn()


def test_the_core_knows_a_report_sent_twice_too(city: City, race: Race) -> None:
    said: dict[str, Any] = {"title": "", "text": TEXT, "once": uuid4(), "now": city.now}

    def send() -> Case:
        return services.report(city.people["contact"], city.client, **said)

    found = race(send, send)
    assert [type(one) for one in found] == [Case, Case], found
    assert found[0].pk == found[1].pk
    assert Case.objects.count() == Once.objects.count() == 1
    nothing_is_torn()


def test_many_reports_at_once_queue_for_nothing(city: City) -> None:
    def send() -> Case:
        said: dict[str, Any] = {"text": TEXT, "once": uuid4(), "now": city.now}
        return send_report(city.people["contact"], city.client, **said)

    found = in_threads(*[send] * 6)
    assert len({one.number for one in found}) == 6
    nothing_is_torn()


def test_two_workers_tell_of_one_act_once(city: City, race: Race) -> None:
    case = make_case(city)
    Notice.objects.all().delete()

    def tell() -> None:
        jobs.after_step(case_id=case.pk, version=1, now=city.now)

    assert race(tell, tell) == [None, None]
    told = list(Notice.objects.values_list("user", flat=True))
    assert told
    assert len(told) == len(set(told))


def test_two_browsers_keep_the_same_draft(city: City, race: Race) -> None:
    def keep(text: str) -> Act:
        return lambda: services.save_draft(
            city.people["contact"], "report/what", {"text": text}, city.now
        )

    found = race(keep("甲"), keep("乙"))
    assert not [one for one in found if isinstance(one, Exception)], found
    assert Draft.objects.get().fields["text"] in {"甲", "乙"}


def test_two_offices_hand_a_client_over(city: City, race: Race) -> None:
    def hand_to(who: str) -> Act:
        official = Official.objects.get(pk=city.people[who].official_id)
        said: dict[str, Any] = {"reason": "熟悉行业", "day": city.now.date(), "now": city.now}
        return lambda: pairing.transfer(city.people["coordinator"], city.client, official, **said)

    found = race(hand_to("liaison"), hand_to("handler"))
    assert not [one for one in found if isinstance(one, Exception)], found  # one after the other
    assert Pairing.objects.open().filter(client=city.client).count() == 1
    assert compare(Pairing)[0] == []
