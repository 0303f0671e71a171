"""The main road through services: report, dispatch, accept, ask, answer, no, one level up, yes."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories import City, make_case, make_city
from weiqitong.cases import services
from weiqitong.cases.enums import Action, ContactMeans, Outcome, Rating, Status, TurnKind
from weiqitong.cases.models import Act, Answer, Case, Dispatch, Verdict
from weiqitong.core.clock import at
from weiqitong.core.errors import BadInput, NotAllowed, Stale, WrongStep
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db

MONDAY_27 = at(date(2021, 9, 27), 9, 0)


@pytest.fixture
def city() -> City:
    return make_city()


def differences() -> list[str]:
    """Where rows are not what the ledger replays to."""
    found = []
    for model in (Case, Clock, Dispatch, Answer, Verdict):
        found += [str(difference) for difference in compare(model)[0]]
    return found


def clock(case: Case, kind: ClockKind, round: int = 1) -> Clock:
    return Clock.objects.get(subject_id=case.pk, kind=kind, round=round)


def test_the_whole_story(city: City) -> None:
    people, now = city.people, city.now
    case = make_case(city)
    assert case.number == f"2021-{case.pk:06d}"
    assert (case.status, case.turn_kind, case.turn_id) == ("reported", "office", city.county.pk)
    assert case.profile == "133"

    now += timedelta(hours=1)
    case = services.dispatch(
        people["coordinator"],
        case,
        lead=city.police,
        co=[city.transport],
        now=now,
        category=city.category,
        grounds="派单目录 04.07",
    )
    # 133: three working days after Friday the 17th: Saturday 18 (make-up), 22, 23; 19–21 are off.
    assert clock(case, ClockKind.CLOSE).due_at == at(date(2021, 9, 23), 18, 0)
    assert clock(case, ClockKind.DISPATCH).result == "met"
    assert (case.turn_kind, case.turn_id) == (TurnKind.UNIT, city.police.pk)

    case = services.accept(people["liaison"], case, now=now + timedelta(minutes=40))
    case = services.assign(
        people["liaison"], case, section=city.section, now=now + timedelta(minutes=41)
    )
    assert (case.turn_kind, case.turn_id) == (TurnKind.UNIT, city.section.pk)
    case = services.contact(
        people["handler"],
        case,
        means=ContactMeans.CALL,
        text="先办 6 张白天通行证",
        now=now + timedelta(minutes=50),
    )
    case = services.make_plan(
        people["handler"],
        case,
        text="周三前批复",
        promised=date(2021, 9, 22),
        now=now + timedelta(minutes=55),
    )
    case = services.ask(
        people["handler"], case, question="路口是否要过大件？", now=now + timedelta(minutes=60)
    )
    assert case.turn_kind == TurnKind.ENTERPRISE
    assert case.due_at is None
    paused = clock(case, ClockKind.CLOSE)
    assert paused.state == "paused"

    back = at(date(2021, 9, 22), 11, 0)
    case = services.reply(people["contact"], case, text="要过，宽 4.2 米。", now=back)
    resumed = clock(case, ClockKind.CLOSE)
    assert resumed.due_at > paused.due_at
    case = services.opine(people["co_handler"], case, text="可以右转导流。", now=back)
    case = services.submit(
        people["handler"],
        case,
        outcome=Outcome.SOLVED,
        text="开口已批准，宽 12 米。",
        documents=["坊交许字〔2021〕47号"],
        signers=[official(people["chief"])],
        now=back + timedelta(hours=1),
    )
    assert (case.turn_kind, case.turn_id) == (TurnKind.SIGNER, people["chief"].official_id)
    case = services.sign(people["chief"], case, now=back + timedelta(hours=2))
    assert case.status == Status.ANSWERED
    assert clock(case, ClockKind.CLOSE).result == "met"
    assert (case.turn_kind, case.turn_id) == (TurnKind.ENTERPRISE, city.client.pk)

    case = services.give_verdict(
        people["contact"],
        case,
        yes=False,
        rating=Rating.DISSATISFIED,
        comment="路还没修。",
        now=MONDAY_27,
    )
    assert case.status == Status.IN_PROGRESS
    assert (case.turn_kind, case.turn_id) == (TurnKind.OFFICE, city.city.pk)
    assert case.round == 2
    with pytest.raises(NotAllowed):
        services.name_lead(people["coordinator"], case, lead=city.city_transport, now=MONDAY_27)
    with pytest.raises(BadInput):
        services.name_lead(people["city_coordinator"], case, lead=city.police, now=MONDAY_27)
    case = services.name_lead(
        people["city_coordinator"], case, lead=city.city_transport, now=MONDAY_27
    )
    case = services.accept(people["city_handler"], case, now=MONDAY_27)
    case = services.answer(
        people["city_handler"],
        case,
        outcome=Outcome.SOLVED,
        text="路口已通车。",
        now=MONDAY_27 + timedelta(hours=5),
    )
    case = services.give_verdict(
        people["contact"],
        case,
        yes=True,
        rating=Rating.VERY_SATISFIED,
        now=MONDAY_27 + timedelta(hours=6),
    )
    assert case.status == Status.CONFIRMED
    assert case.closed_at is not None
    assert (case.outcome, case.verdict, case.rating) == ("solved", True, 5)
    assert not Clock.objects.filter(subject_id=case.pk, state__in=["running", "paused"]).exists()
    assert differences() == []
    acts = list(Act.objects.filter(case=case).order_by("version").values_list("action", flat=True))
    assert acts == [
        "report",
        "dispatch",
        "accept",
        "assign",
        "contact",
        "plan",
        "ask",
        "reply",
        "opine",
        "submit",
        "sign",
        "answer",
        "no",
        "name",
        "accept",
        "answer",
        "yes",
    ]
    entries = Entry.objects.filter(object_label="case", object_key=case.number)
    assert [entry.kind for entry in entries.order_by("object_version")] == [
        f"case.{action}" for action in acts
    ]


def official(actor):
    from weiqitong.directory.models import Official

    return Official.objects.get(pk=actor.official_id)


def test_two_handlers_answer_at_once_and_the_second_is_told(city: City) -> None:
    case = dispatched(city)
    case = services.accept(city.people["liaison"], case, now=city.now)
    seen = case.version
    services.answer(
        city.people["chief"], case, outcome=Outcome.EXPLAINED, text="一", now=city.now, seen=seen
    )
    with pytest.raises((Stale, WrongStep)):
        services.answer(
            city.people["liaison"], case, outcome=Outcome.SOLVED, text="二", now=city.now, seen=seen
        )
    assert Answer.objects.filter(case=case).count() == 1


def dispatched(city: City, now: datetime | None = None) -> Case:
    case = make_case(city)
    return services.dispatch(
        city.people["coordinator"], case, lead=city.police, now=now or city.now
    )


def test_a_double_tap_reports_once(city: City) -> None:
    from uuid import uuid4

    once = uuid4()
    first, second = (
        services.report(
            city.people["contact"],
            city.client,
            title="",
            text="厂门口的路灯坏了二十多天没人修",
            now=city.now,
            once=once,
        )
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert Case.objects.count() == 1


def test_strangers_may_not_act(city: City) -> None:
    case = make_case(city)
    for who in ("stranger", "other_coordinator", "liaison", "inspector", "city_coordinator"):
        with pytest.raises(NotAllowed):
            services.dispatch(city.people[who], case, lead=city.police, now=city.now)
    assert Case.objects.get().version == 1


def test_nobody_but_the_enterprise_gives_a_verdict(city: City) -> None:
    case = services.accept(city.people["liaison"], dispatched(city), now=city.now)
    case = services.answer(
        city.people["liaison"], case, outcome=Outcome.SOLVED, text="好了", now=city.now
    )
    for name, actor in city.people.items():
        if name != "contact":
            with pytest.raises(NotAllowed):
                services.give_verdict(actor, case, yes=True, rating=Rating.SATISFIED, now=city.now)
    assert not Verdict.objects.exists()


def test_declined_appealed_and_withdrawn(city: City) -> None:
    from weiqitong.cases.enums import Route

    people = city.people
    case = make_case(city)
    case = services.decline(
        people["coordinator"], case, route=Route.COURT, text="已进入诉讼，请走法院。", now=city.now
    )
    assert case.status == Status.NOT_RECEIVABLE
    case = services.appeal(people["contact"], case, text="还没起诉。", now=city.now)
    assert case.status == Status.REPORTED
    case = services.decline(
        people["coordinator"], case, route=Route.COURT, text="仍然不予受理。", now=city.now
    )
    with pytest.raises(BadInput):
        services.appeal(people["contact"], case, text="再申诉。", now=city.now)
    other = services.withdraw(people["contact"], dispatched(city), text="自己解决了", now=city.now)
    assert other.status == Status.WITHDRAWN
    assert Clock.objects.filter(subject_id=other.pk, state="void").count() >= 1
    assert differences() == []


def test_a_specialist_solves_on_the_spot_and_the_enterprise_still_judges(city: City) -> None:
    people = city.people
    case = services.report(
        people["specialist"],
        city.client,
        title="",
        text="门口的限高杆挡住了送货车，想要挪一下位置",
        now=city.now,
    )
    assert case.confirmed_at is None
    case = services.confirm(people["contact"], case, now=city.now)
    case = services.solve(people["specialist"], case, text="已经挪好了。", now=city.now)
    assert case.status == Status.ANSWERED
    case = services.give_verdict(
        people["contact"], case, yes=False, rating=Rating.DISSATISFIED, now=city.now
    )
    assert case.turn_id == city.city.pk  # the specialist's unit is the county's
    assert differences() == []


def test_at_the_top_a_no_goes_to_the_leader_in_charge(city: City) -> None:
    people = city.people
    case = make_case(city)
    case = services.sort(people["coordinator"], case, desk=city.city, reason="市里定", now=city.now)
    assert (case.desk_id, case.turn_id) == (city.city.pk, city.city.pk)
    case = services.dispatch(
        people["city_coordinator"], case, lead=city.city_transport, now=city.now
    )
    case = services.accept(people["city_handler"], case, now=city.now)
    case = services.answer(
        people["city_handler"], case, outcome=Outcome.PARTLY, text="修了一半", now=city.now
    )
    case = services.give_verdict(
        people["contact"], case, yes=False, rating=Rating.DISSATISFIED, now=city.now
    )
    assert (case.turn_kind, case.turn_id) == (TurnKind.LEADER, city.city.pk)
    case = services.name_lead(people["leader"], case, lead=city.police, now=city.now)
    assert case.status == Status.DISPATCHED
    assert differences() == []


def test_the_rows_of_a_case_cannot_be_changed_behind_the_ledger(city: City) -> None:
    case = make_case(city)
    Case.objects.filter(pk=case.pk).update(title="改过的题目")
    found = differences()
    assert len(found) == 1
    assert "words" in found[0]


def test_reminders_and_lapse(city: City) -> None:
    from weiqitong.cases.jobs import lapse_verdicts, send_reminders

    case = services.accept(city.people["liaison"], dispatched(city), now=city.now)
    case = services.answer(
        city.people["liaison"], case, outcome=Outcome.SOLVED, text="好了", now=city.now
    )
    # answered on Friday the 17th; working days: 18, 22, 23 | 24, 26 (Sunday), 27 | 28–30, 8 October
    assert case.reminder_at == at(date(2021, 9, 23), 18, 0)
    assert case.turn_until == at(date(2021, 10, 8), 18, 0)
    assert send_reminders(now=at(date(2021, 9, 23), 18, 1)) == 1
    assert send_reminders(now=at(date(2021, 9, 23), 18, 2)) == 0
    assert send_reminders(now=at(date(2021, 9, 27), 18, 1)) == 1
    assert lapse_verdicts(now=at(date(2021, 10, 8), 17, 59)) == 0
    assert lapse_verdicts(now=at(date(2021, 10, 8), 18, 1)) == 1
    case.refresh_from_db()
    assert (case.status, case.verdict, case.rating) == (Status.LAPSED, None, None)
    late = services.give_verdict(
        city.people["contact"],
        case,
        yes=True,
        rating=Rating.SATISFIED,
        now=at(date(2021, 11, 1), 9, 0),
    )
    assert late.status == Status.CONFIRMED
    assert differences() == []


def test_every_action_has_somebody_or_is_kept_for_later() -> None:
    from weiqitong.cases.permissions import WHO

    assert set(WHO) | {Action.REPORT} == set(Action)


def test_people_hear_of_acts_and_only_the_contact_gets_the_link(city: City) -> None:
    from weiqitong.cases.jobs import after_step
    from weiqitong.cases.models import SignedLink
    from weiqitong.notifications.models import Letter, Notice

    case = services.accept(city.people["liaison"], dispatched(city), now=city.now)
    case = services.answer(
        city.people["liaison"], case, outcome=Outcome.SOLVED, text="好了", now=city.now
    )
    for _ in range(2):  # a job may run twice
        for version in range(1, case.version + 1):
            after_step(case_id=case.pk, version=version, now=city.now)
    told = set(Notice.objects.values_list("user", "kind"))
    assert (city.people["coordinator"].user_id, "case.report") in told
    assert (city.people["liaison"].user_id, "case.dispatch") in told
    assert (city.people["contact"].user_id, "case.answer") in told
    assert (city.people["specialist"].user_id, "case.answer") in told
    assert Notice.objects.count() == len(told)
    link = SignedLink.objects.get()
    assert link.contact == city.contact
    letter = Letter.objects.get()
    assert letter.secret
    assert "/w/" not in letter.body_sealed


def test_jobs_live_and_die_with_the_change(city: City) -> None:
    from django.db import transaction
    from django_tasks_db.models import DBTaskResult

    before = DBTaskResult.objects.count()
    with transaction.atomic():
        make_case(city)
        assert DBTaskResult.objects.count() == before + 1
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == before
    assert not Entry.objects.filter(object_label="case").exists()
