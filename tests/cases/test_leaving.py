"""People leave, units close, desks stand empty: every open case keeps an owner and a date."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from tests.cases import walk
from tests.cases.present import everybody, owners
from tests.cases.test_workflow import Walk
from tests.factories import City, make_actor, make_city
from weiqitong.accounts.models import Grant, User
from weiqitong.accounts.services import deactivate, revoke
from weiqitong.cases import jobs, permissions, services, telling
from weiqitong.cases.enums import OPEN, Action, Outcome, Rating, Status, TurnKind
from weiqitong.cases.models import Act, Case
from weiqitong.cases.selectors import staffing
from weiqitong.cases.services.acting import load
from weiqitong.core.actor import Role, system
from weiqitong.core.errors import NotAllowed
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.directory import services as directory
from weiqitong.directory.models import Client, Department, Official, Region
from weiqitong.directory.paths import upwards
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice

pytestmark = pytest.mark.django_db
SOLVED: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已批准。"}
NO: dict[str, Any] = {"yes": False, "rating": Rating.DISSATISFIED}


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def walked(city: City) -> Walk:
    return Walk(city)


def gone(city: City, *names: str) -> None:
    """Their accounts are closed."""
    for name in names:
        user = User.objects.get(pk=city.people[name].user_id)
        deactivate(system(), user, now=city.now)


def left(city: City, *names: str) -> None:
    """They left the roster; what accounts and roles they have was forgotten."""
    for name in names:
        official = Official.objects.get(pk=city.people[name].official_id)
        directory.change_official(
            city.people["administrator"],
            official,
            name=official.person.name,
            active=False,
            now=city.now,
        )


def closed(city: City, unit: Department) -> None:
    directory.change_department(city.people["administrator"], unit, active=False, now=city.now)


def swept(walked: Walk, minutes: int = 1) -> Case:
    """The worker, once; what holds for every case afterwards."""
    walked.now += timedelta(minutes=minutes)
    jobs.hand_over_deserted(now=walked.now)
    for act in Act.objects.filter(told_at=None):
        telling.tell_step(act.case_id, act.version, walked.now)
    walked.case = Case.objects.get(pk=walked.case.pk)
    dossier = load(walked.case.pk)
    walk.dated(walked.case, dossier)
    for model in walk.VERSIONED:
        assert not compare(model)[0]
    return walked.case


def turn(case: Case) -> tuple[str, int | None]:
    return case.turn_kind, case.turn_id


def told(city: City, who: str, kind: str) -> int:
    return Notice.objects.filter(user=city.people[who].user_id, kind=kind).count()


# Sign-off


def test_the_author_takes_an_answer_back_until_it_is_signed(city: City, walked: Walk) -> None:
    case = walked.submitted()("handler", services.return_answer, text="文号写错了").case
    assert turn(case) == (TurnKind.UNIT, city.section.pk)
    act = Act.objects.get(case=case, action=Action.RETURN)
    assert act.facts == {
        "answer": 1, "recalled": True, "signer": city.people["chief"].official_id,
    }  # fmt: skip
    swept(walked)
    assert told(city, "chief", "case.return") == 1
    walked(
        "handler", services.submit, over_silence="急", signers=[walked.official("chief")], **SOLVED
    )
    walked("chief", services.sign)
    with pytest.raises(NotAllowed):
        services.return_answer(city.people["co_handler"], case, text="再改", now=walked.now)


def test_who_acts_for_the_unit_signs_instead_and_is_on_record(city: City, walked: Walk) -> None:
    case = walked.submitted()("liaison", services.sign).case
    assert case.status == Status.ANSWERED
    answer = case.answers.get()
    assert answer.signers == [city.people["liaison"].official_id]
    assert not permissions.may_judge(
        replace(
            city.people["liaison"],
            role=Role.CONTACT,
            client_ids=frozenset({city.client.pk}),
            department_id=None,
        ),
        load(case.pk),
    )


def test_nobody_signs_the_own_answer_nor_twice(city: City, walked: Walk) -> None:
    walked.accepted()
    two = [walked.official("chief"), walked.official("handler")]
    walked("liaison", services.submit, over_silence="急", signers=two, **SOLVED)
    with pytest.raises(NotAllowed):  # the author
        services.sign(city.people["liaison"], walked.case, now=walked.now)
    walked("chief", services.sign)
    assert turn(walked.case) == (TurnKind.SIGNER, city.people["handler"].official_id)
    with pytest.raises(NotAllowed):  # signed already
        services.sign(city.people["chief"], walked.case, now=walked.now)


@pytest.mark.parametrize("leave", [gone, left])
def test_another_signs_where_the_signer_left(city: City, walked: Walk, leave: Any) -> None:
    walked.submitted()
    leave(city, "chief")
    case = swept(walked)
    assert turn(case) == (TurnKind.SIGNER, city.people["liaison"].official_id)
    assert told(city, "liaison", "case.hand_over") == 1
    assert walked("liaison", services.sign).case.status == Status.ANSWERED


def test_an_answer_nobody_can_sign_goes_back_to_who_wrote_it(city: City, walked: Walk) -> None:
    walked.with_handler()(
        "handler", services.submit, over_silence="急", signers=[walked.official("chief")], **SOLVED
    )
    gone(city, "chief", "liaison")
    case = swept(walked)
    assert turn(case) == (TurnKind.HANDLER, city.people["handler"].official_id)
    assert case.answers.get().returned_at == walked.now
    assert walked("handler", services.answer, over_silence="急", **SOLVED).case.status == "answered"


# A handler, a section, a unit


LEAVING: dict[str, Callable[[City], Any]] = {
    "account": lambda city: gone(city, "handler"),
    "roster": lambda city: left(city, "handler"),
    "role": lambda city: revoke(
        system(), Grant.objects.get(user=city.people["handler"].user_id), now=city.now
    ),
    "date": lambda city: Grant.objects.filter(user=city.people["handler"].user_id).update(
        valid_until=date(2021, 9, 17)
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", LEAVING)
def test_a_handler_who_leaves_leaves_the_case_to_the_unit(
    city: City, walked: Walk, way: str
) -> None:
    due = walked.with_handler().case.turn_until
    entries, waiting = Entry.objects.count(), DBTaskResult.objects.count()
    LEAVING[way](city)
    if way != "date":  # the change itself asks for it
        paths = DBTaskResult.objects.order_by("enqueued_at")[waiting:].values_list(
            "task_path", flat=True
        )
        assert "weiqitong.cases.jobs.hand_over_deserted" in paths
    case = swept(walked)
    assert turn(case) == (TurnKind.UNIT, city.section.pk) or turn(case) == (
        TurnKind.UNIT,
        city.police.pk,
    )
    assert (case.handler_id, case.turn_until) == (None, due)
    assert Entry.objects.filter(kind="case.hand_over").count() == 1
    assert Entry.objects.count() > entries
    assert told(city, "liaison", "case.hand_over") == 1
    assert owners(case, everybody(walked.now))
    assert swept(walked).version == case.version  # once


def test_who_moves_to_another_unit_takes_no_case_along(city: City, walked: Walk) -> None:
    walked.with_handler()
    Grant.objects.filter(user=city.people["handler"].user_id).update(department=city.transport)
    assert turn(swept(walked)) == (TurnKind.UNIT, city.police.pk)


def test_a_specialist_who_leads_and_leaves_leaves_it_to_the_own_unit(
    city: City, walked: Walk
) -> None:
    walked.by_specialist()("specialist", services.dispatch, lead=city.transport)
    assert turn(walked.case) == (TurnKind.HANDLER, city.people["specialist"].official_id)
    gone(city, "specialist")
    case = swept(walked)
    assert (case.status, turn(case)) == (Status.DISPATCHED, (TurnKind.UNIT, city.transport.pk))
    assert walked("co_handler", services.accept).case.status == Status.IN_PROGRESS


def test_while_the_enterprise_is_asked_the_reply_goes_to_the_unit(city: City, walked: Walk) -> None:
    walked.with_handler()("handler", services.ask, question="路口是否要过大件？")
    gone(city, "handler")
    case = swept(walked)
    assert (case.turn_kind, case.handler_id) == (TurnKind.ENTERPRISE, None)
    case = walked("contact", services.reply, text="要过。").case
    assert turn(case) == (TurnKind.UNIT, city.police.pk)


def test_an_empty_section_gives_back_to_its_unit(city: City, walked: Walk) -> None:
    walked.assigned()
    closed(city, city.section)
    case = swept(walked)
    assert (turn(case), case.section_id) == ((TurnKind.UNIT, city.police.pk), None)


@pytest.mark.parametrize("state", ["dispatched", "accepted", "with_handler", "submitted"])
@pytest.mark.parametrize("how", ["closed", "empty"])
def test_a_unit_that_is_no_more_gives_back_to_the_office(
    city: City, walked: Walk, state: str, how: str
) -> None:
    getattr(walked, state)()
    due = Clock.objects.get(subject_id=walked.case.pk, kind=ClockKind.CLOSE).due_at
    if how == "closed":
        closed(city, city.police)
    else:
        gone(city, "liaison", "chief", "handler")
    case = swept(walked)
    assert (case.status, turn(case)) == (Status.IN_PROGRESS, (TurnKind.OFFICE, city.county.pk))
    assert (case.lead_id, case.section_id, case.handler_id) == (None, None, None)
    assert not case.dispatches.filter(ended_at=None).exists()
    for who in ("coordinator", "contact", "specialist"):
        assert told(city, who, "case.take_back") == 1
    case = walked("coordinator", services.name_lead, lead=city.city_transport).case
    close = Clock.objects.get(subject_id=case.pk, kind=ClockKind.CLOSE)
    assert (close.due_at, close.holder_id) == (due, city.city_transport.pk)  # time runs on
    walk.dated(case, load(case.pk))
    walked("city_handler", services.accept)
    assert walked("city_handler", services.answer, **SOLVED).case.status == Status.ANSWERED


def test_a_closed_unit_is_waited_for_no_more(city: City, walked: Walk) -> None:
    walked.with_handler()
    closed(city, city.transport)
    case = swept(walked)
    assert turn(case) == (TurnKind.HANDLER, city.people["handler"].official_id)
    assert not load(case.pk).silent_co
    assert Clock.objects.get(subject_id=case.pk, kind=ClockKind.CO).state == "void"
    assert walked("handler", services.answer, **SOLVED).case.status == Status.ANSWERED


# The client, the region


def test_a_client_that_is_struck_off_leaves_no_question_open(city: City, walked: Walk) -> None:
    walked.asked()
    directory.change_client(city.people["administrator"], city.client, active=False, now=walked.now)
    case = swept(walked)
    assert turn(case) == (TurnKind.UNIT, city.section.pk)
    assert told(city, "handler", "case.resume") == 1
    assert owners(case, everybody(walked.now))


def test_what_a_struck_off_client_does_not_judge_lapses(city: City, walked: Walk) -> None:
    walked.answered()
    Client.objects.filter(pk=city.client.pk).update(active=False)
    until = swept(walked).turn_until
    assert until is not None
    for _day in range(40):
        walked.now += timedelta(days=1)
        jobs.send_reminders(now=walked.now)
        jobs.lapse_verdicts(now=walked.now)
    assert swept(walked).status == Status.LAPSED


def test_a_region_with_a_new_code_keeps_its_cases(city: City, walked: Walk) -> None:
    walked.dispatched()
    before = walked.case.version
    county = directory.change_region(
        city.people["administrator"], city.county, code="370714", now=city.now
    )
    case = swept(walked)
    assert (case.version, county.path) == (before, city.county.path)
    actors = everybody(walked.now)
    assert owners(case, actors)
    assert "coordinator" in {actor.role for actor in actors if actor.covers(case.region.path)}


# A desk where nobody sits


def test_a_report_goes_up_when_its_desk_is_left(city: City, walked: Walk) -> None:
    until = walked.case.turn_until
    gone(city, "coordinator")
    case = swept(walked)
    assert (turn(case), case.desk_id) == ((TurnKind.OFFICE, city.city.pk), city.city.pk)
    assert case.turn_until == until
    assert told(city, "city_coordinator", "case.hand_over") == 1
    assert told(city, "administrator", telling.UNSEATED) == 1
    walked("city_coordinator", services.dispatch, lead=city.police)


def test_a_no_goes_to_the_nearest_desk_where_somebody_sits(city: City, walked: Walk) -> None:
    walked.answered()
    gone(city, "city_coordinator")
    case = walked("contact", services.give_verdict, **NO).case
    assert turn(case) == (TurnKind.LEADER, city.city.pk)
    assert Act.objects.get(case=case, action="no").facts["passed"] == [city.city.pk]
    swept(walked)
    assert told(city, "leader", "case.no") == 1
    assert told(city, "administrator", telling.UNSEATED) == 0  # the city's leader sits there
    walked("leader", services.name_lead, lead=city.city_transport)


def test_above_a_town_is_its_county_above_that_the_city(city: City, walked: Walk) -> None:
    """A town's unit answered; the county's office is empty, and so the city's acts."""
    changes = Changes(system(), city.now)
    hall = Department(
        code="hall", name="坊城街道办事处", region=city.town, path="/hall/", function="territory"
    )
    changes.enact(hall, "department.make")
    changes.write()
    city.people["hall"] = make_actor(
        changes, Role.HANDLER, name="某", phone="19900000099", department=hall
    )
    changes.write()
    walked("coordinator", services.dispatch, lead=hall)
    walked("hall", services.accept)("hall", services.answer, **SOLVED)
    gone(city, "coordinator")
    case = walked("contact", services.give_verdict, **NO).case
    assert turn(case) == (TurnKind.OFFICE, city.city.pk)
    swept(walked)
    notice = Notice.objects.get(kind=telling.UNSEATED)
    assert (notice.user_id, notice.facts["place"]) == (
        city.people["administrator"].user_id, city.county.name,
    )  # fmt: skip


def test_without_a_leader_the_citys_office_names_another_lead(city: City, walked: Walk) -> None:
    walked.refused()("city_coordinator", services.name_lead, lead=city.city_transport)
    walked("city_handler", services.accept)("city_handler", services.answer, **SOLVED)
    gone(city, "leader")
    case = walked("contact", services.give_verdict, **NO).case
    assert turn(case) == (TurnKind.OFFICE, city.city.pk)
    walked("city_coordinator", services.name_lead, lead=city.customs)


def test_a_leader_who_leaves_leaves_it_to_the_office(city: City, walked: Walk) -> None:
    walked.refused_by_the_city()
    assert walked.case.turn_kind == TurnKind.LEADER
    gone(city, "leader")
    case = swept(walked)
    assert turn(case) == (TurnKind.OFFICE, city.city.pk)
    assert owners(case, everybody(walked.now))


def test_an_administrator_hears_once_a_day_that_a_desk_is_empty(city: City, walked: Walk) -> None:
    gone(city, "coordinator", "city_coordinator")
    for _again in range(3):
        case = Walk(city).case
        assert case.desk_id == city.county.pk  # nobody sits anywhere: it stays
    swept(walked)
    assert told(city, "administrator", telling.UNSEATED) == 1
    walked.now += timedelta(days=1)
    Walk(city)
    swept(walked)
    assert told(city, "administrator", telling.UNSEATED) == 2
    assert list(staffing.deserted(walked.now)) == []  # nothing better, so nothing moves


# Every state


STATES = (
    "reported", "by_specialist", "dispatched", "accepted", "assigned", "with_handler", "asked",
    "submitted", "answered", "refused", "refused_by_the_city",
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_in_every_state_somebody_can_go_on_whoever_leaves(
    city: City, walked: Walk, state: str
) -> None:
    """Its owner leaves, and whoever then has it, and so on: while anybody is left on the way up."""
    if state != "reported":
        getattr(walked, state)()
    assert walked.case.status in OPEN
    rounds = 0
    while True:
        case = swept(walked)
        able = owners(case, everybody(walked.now))
        assert able, f"round {rounds}: {case.status}, {turn(case)}"
        office = [one for one, _action in able if one.role != Role.CONTACT]
        if not office or _last(case):
            break
        for one in office:
            User.objects.filter(pk=one.user_id).update(is_active=False)
        rounds += 1
    assert rounds >= (0 if walked.case.turn_kind == TurnKind.ENTERPRISE else 1)


def _last(case: Case) -> bool:
    """Whether only one desk is left that could take it."""
    held = Grant.objects.filter(user__is_active=True, region__in=Region.objects.all())
    roles = [Role.COORDINATOR]
    if case.status != Status.REPORTED:
        roles += [Role.LEADER, Role.SECRETARY]
    line = upwards(case.desk.path)
    return held.filter(role__in=roles, region__path__in=line).count() <= 1
