"""The ladder moves a case when people do not: each rung once, dated, with a named person."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import translation

from tests.factories import City, make_case, make_city
from tests.oversight.people import add_leaders
from weiqitong.cases import services as cases
from weiqitong.cases.enums import Action, Origin, Outcome, Rating, RungKind
from weiqitong.cases.jobs import after_step
from weiqitong.cases.models import Act, Case
from weiqitong.cases.selectors.answerable import People
from weiqitong.conferences.models import Conference, Participant, Topic
from weiqitong.core.actor import system
from weiqitong.core.clock import at
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.deadlines.services.climbing import LEASE, claim_due
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice
from weiqitong.oversight import jobs, plan, services
from weiqitong.oversight.models import Rung, Supervision

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return add_leaders(make_city())


def dispatched(city: City) -> Case:
    """An urgent need, with the police since Friday 10:20: to be answered by Thursday 18:00."""
    case = make_case(city)
    case = cases.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    return cases.accept(city.people["liaison"], case, now=city.now)


def running(case: Case, kind: ClockKind = ClockKind.CLOSE) -> Clock:
    return Clock.objects.get(subject_id=case.pk, kind=kind, state="running")


def taken(case: Case) -> list[tuple[str, str, datetime]]:
    rows = Rung.objects.filter(case=case).select_related("official__person").order_by("pk")
    return [(one.rung, one.official.person.name, one.moment) for one in rows]


def through(until: datetime, start: datetime, step: timedelta = timedelta(hours=1)) -> None:
    """The worker's minute, by the hour."""
    now = start
    while now <= until:
        jobs.sweep(now=now)
        now += step


def test_a_case_nobody_moves_climbs_to_a_conference(city: City) -> None:
    case = dispatched(city)
    due = running(case).due_at
    through(due + timedelta(days=30), city.now)
    liaison, leader = "王莉", "区领导"
    assert [(rung, who) for rung, who, _moment in taken(case)] == [
        ("nudge", liaison),
        ("head", liaison),
        ("referral", liaison),  # the case runs under 133
        ("order", liaison),
        ("leader", leader),
        ("conference", leader),
    ]
    moments = [moment for _rung, _who, moment in taken(case)]
    assert moments == sorted(moments)
    assert moments[0] < due < moments[1]
    acts = Act.objects.filter(case=case, action=Action.RUNG).order_by("version")
    assert [act.facts["rung"] for act in acts] == [rung for rung, _who, _moment in taken(case)]
    # By the hour here, and one rung a run: two of the same morning come an hour apart.
    late = [act.at - moment for act, moment in zip(acts, moments, strict=True)]
    assert all(timedelta(0) <= one < timedelta(hours=2) for one in late)
    order = Supervision.objects.get(case=case)
    assert (order.office, order.unit) == (city.county, city.police)
    assert order.official
    assert order.official.person.name == liaison
    assert acts[3].facts["order"] == order.number
    assert running(case).climb_at is None
    case.refresh_from_db()
    assert (case.status, case.turn_kind) == ("in_progress", "unit")  # whose turn it is stays
    conference = Conference.objects.get(topics__case=case)
    assert (conference.state, conference.reason) == ("draft", "ladder")
    assert conference.key == Rung.objects.get(case=case, rung="conference").ledger_key()
    assert (conference.office, conference.chair.person.name) == (city.county, leader)
    assert city.police.pk in conference.participants.values_list("department", flat=True)
    for model in (Case, Clock, Rung, Supervision, Conference, Topic, Participant):
        found, rows, _entries = compare(model)
        assert rows
        assert not found, [str(one) for one in found]


def test_whoever_is_named_hears_of_it(city: City) -> None:
    case = dispatched(city)
    through(running(case).due_at + timedelta(days=9), city.now)
    for act in Act.objects.filter(case=case, action=Action.RUNG):
        after_step(case_id=case.pk, version=act.version, now=act.at)
    told = Notice.objects.filter(kind="case.rung").values_list("user_id", flat=True)
    people = city.people
    assert {people[one].user_id for one in ("liaison", "coordinator", "county_leader",
                                            "inspector")} <= set(told)  # fmt: skip
    assert people["contact"].user_id not in set(told)


def test_an_answer_ends_the_climb_and_an_extension_begins_no_second_nudge(city: City) -> None:
    case = dispatched(city)
    clock = running(case)
    jobs.sweep(now=clock.yellow_at)
    assert [rung for rung, *_rest in taken(case)] == ["nudge"]
    Clock.objects.filter(pk=clock.pk).update(climb_at=clock.yellow_at)  # as an extension sets it
    jobs.sweep(now=clock.yellow_at + timedelta(hours=1))
    assert [rung for rung, *_rest in taken(case)] == ["nudge"]
    following = running(case).climb_at
    assert following is not None
    assert following > clock.due_at
    case.refresh_from_db()
    cases.answer(city.people["liaison"], case, outcome=Outcome.SOLVED, text="已开口。",
                 over_silence="", now=clock.yellow_at + timedelta(hours=2))  # fmt: skip
    through(clock.due_at + timedelta(days=9), clock.yellow_at)
    assert [rung for rung, *_rest in taken(case)] == ["nudge"]


def test_an_idle_office_is_named_itself_and_ordered_by_the_one_above(city: City) -> None:
    case = make_case(city)
    through(running(case, ClockKind.DISPATCH).due_at + timedelta(days=5), city.now)
    assert [(rung, who) for rung, who, _moment in taken(case)] == [
        ("nudge", "孟庆林"),
        ("head", "孟庆林"),
        ("order", "孟庆林"),
    ]
    order = Supervision.objects.get(case=case)
    assert (order.office, order.unit, order.region) == (city.city, None, city.county)


def test_what_does_not_climb_is_looked_at_once(city: City) -> None:
    case = dispatched(city)
    answer: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已处理。"}
    cases.answer(city.people["liaison"], case, now=city.now, over_silence="", **answer)
    verdict = running(case, ClockKind.VERDICT)  # the enterprise is reminded, not climbed for
    assert jobs.sweep(now=verdict.yellow_at) == 1
    verdict.refresh_from_db()
    assert verdict.climb_at is None
    assert not Rung.objects.exists()


def test_historic_cases_do_not_climb(city: City) -> None:
    case = dispatched(city)
    Case.objects.filter(pk=case.pk).update(origin=Origin.HISTORIC)
    through(running(case).due_at + timedelta(days=3), city.now)
    assert taken(case) == []


def test_a_second_no_is_a_supervision_by_itself(city: City) -> None:
    case = dispatched(city)
    now = city.now
    people = city.people
    rating = {"yes": False, "rating": Rating.DISSATISFIED}
    answer: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已处理。"}
    cases.answer(people["liaison"], case, now=now, over_silence="", **answer)
    cases.give_verdict(people["contact"], case, now=now, **rating)
    assert services.order_after_rejection(system(), case.pk, now) is None  # the first
    case = cases.name_lead(people["city_coordinator"], case, lead=city.city_transport, now=now)
    cases.accept(people["city_handler"], case, now=now)
    cases.answer(people["city_handler"], case, now=now, **answer)
    cases.give_verdict(people["contact"], case, now=now, **rating)
    number = jobs.after_rejection(case_id=case.pk, now=now)
    order = Supervision.objects.get(number=number)
    assert (order.cause, order.unit, order.office) == ("rejected", city.city_transport, city.city)
    assert jobs.after_rejection(case_id=case.pk, now=now) == ""  # the job ran twice
    last = Act.objects.filter(case=case).latest("version")
    assert (last.action, last.facts["order"]) == ("rung", number)


def test_a_batch_nudges_each_once_a_day(city: City) -> None:
    one, other = dispatched(city), dispatched(city)
    from weiqitong.jobs.models import Progress

    progress = services.start_nudging(
        city.people["coordinator"], [one.number, other.number], "请抓紧。", "zh-hans", city.now
    )
    said = {"progress_id": progress.pk, "numbers": [one.number, other.number], "text": "请抓紧。",
            "grant": city.people["coordinator"].stored(), "language": "zh-hans"}  # fmt: skip
    jobs.nudge_many(now=city.now, **said)
    jobs.nudge_many(now=city.now, **said)  # its worker died and it ran again
    acts = Act.objects.filter(action=Action.NUDGE)
    assert sorted(act.case_id for act in acts) == sorted([one.pk, other.pk])
    assert {act.name for act in acts} == {"孟庆林"}
    assert Progress.objects.get(pk=progress.pk).done == 2


def test_a_claim_hides_clocks_for_its_lease_and_no_longer(city: City) -> None:
    case = dispatched(city)
    now = running(case).yellow_at
    first = {one.id for one in claim_due(system(), now)}
    assert running(case).pk in first
    assert claim_due(system(), now + LEASE - timedelta(seconds=1)) == []
    assert {one.id for one in claim_due(system(), now + LEASE)} == first  # the worker died


def test_the_earliest_are_claimed_first_and_no_more_than_asked(city: City) -> None:
    cases_ = [dispatched(city) for _number in range(3)]
    clocks = [running(case) for case in cases_]
    Clock.objects.exclude(pk__in=[one.pk for one in clocks]).update(climb_at=None)
    for late, clock in enumerate(clocks):
        Clock.objects.filter(pk=clock.pk).update(climb_at=at(date(2021, 9, 1 + late)))
    found = claim_due(system(), at(date(2021, 9, 20)), limit=2)
    assert [one.id for one in found] == [one.pk for one in clocks[:2]]


def test_a_broken_clock_stops_no_other(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = dispatched(city), dispatched(city)
    real = services.climbing.climb_clock

    def climb(actor: Any, clock_id: int, case_id: int, **said: Any) -> Any:
        if case_id == broken.pk:
            raise RuntimeError("broken")
        return real(actor, clock_id, case_id, **said)

    monkeypatch.setattr(services.climbing, "climb_clock", climb)
    jobs.sweep(now=running(sound).yellow_at)
    assert taken(broken) == []
    assert [rung for rung, *_rest in taken(sound)] == ["nudge"]


# Several workers


def in_threads(work: Callable[[], Any], count: int) -> list[Any]:
    """What each returned or raised, begun together, on a connection of its own."""
    found: list[Any] = [None] * count
    start = Barrier(count)

    def run(place: int) -> None:
        try:
            with translation.override("zh-hans"):
                start.wait(timeout=20)
                found[place] = work()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return found


@pytest.mark.django_db(transaction=True)
def test_three_workers_share_what_is_due() -> None:
    city = add_leaders(make_city())
    made = [dispatched(city) for _number in range(12)]
    now = running(made[0]).yellow_at

    def work() -> int:
        count = 0
        while found := services.sweep(system(), now, limit=4):
            count += found
        return count

    found = in_threads(work, 3)
    assert all(isinstance(one, int) for one in found), found
    rows = Rung.objects.values_list("case_id", "rung")
    assert sorted(rows) == sorted((case.pk, RungKind.NUDGE) for case in made)
    assert Act.objects.filter(action=Action.RUNG).count() == len(made)
    assert not compare(Rung)[0]


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_clock_take_its_rung_once() -> None:
    """A lease ran out while its worker still worked: both act on the same clock."""
    city = add_leaders(make_city())
    case = dispatched(city)
    clock = running(case)
    day = clock.yellow_at.date()

    def work() -> Any:
        people = People(day)
        return services.climb_clock(system(), clock.pk, case.pk, now=clock.yellow_at, people=people)

    found = in_threads(work, 2)
    assert sorted(map(str, found)) == ["None", "nudge"], found
    assert Rung.objects.count() == 1
    assert Act.objects.filter(action=Action.RUNG).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_half_way_leaves_no_half_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    city = add_leaders(make_city())
    case = dispatched(city)
    now = running(case).yellow_at

    class Killed(BaseException):
        pass

    def die(*_about: Any, **_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(plan, "plan_rung", die)
        with pytest.raises(Killed):
            jobs.sweep(now=now)
    assert not connection.in_atomic_block
    assert not Rung.objects.exists()
    assert not Act.objects.filter(action=Action.RUNG).exists()
    assert jobs.sweep(now=now) == 0  # the dead worker's lease still runs
    jobs.sweep(now=now + LEASE)
    assert [rung for rung, *_rest in taken(case)] == ["nudge"]
    with transaction.atomic():
        assert not compare(Case)[0]
