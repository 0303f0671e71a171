"""What a lead applies for and others decide: more time, a procedure, parking, findings."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.cases.test_objection import all_differences
from tests.cases.test_story import clock
from tests.factories import City, make_case, make_city
from weiqitong.cases import services
from weiqitong.cases.enums import (
    Action,
    ApplicationKind,
    ApplicationState,
    Cause,
    Outcome,
    Rating,
    Status,
    TurnKind,
    Urgency,
)
from weiqitong.cases.models import Act, Application, Case, Verdict
from weiqitong.cases.plans import Asked
from weiqitong.cases.selectors import case_lines
from weiqitong.cases.selectors.filters import mine
from weiqitong.cases.services.acting import load
from weiqitong.core.clock import at
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.directory.models import Official

pytestmark = pytest.mark.django_db
KIND = ApplicationKind


@pytest.fixture
def city() -> City:
    return make_city()


def accepted(city: City, urgency: Urgency = Urgency.NORMAL) -> Case:
    now = city.now
    case = make_case(city, urgency=urgency)
    case = services.dispatch(
        city.people["coordinator"],
        case,
        lead=city.police,
        category=city.category,
        now=now + timedelta(minutes=10),
    )
    return services.accept(city.people["liaison"], case, now=now + timedelta(minutes=20))


def apply_for(city: City, case: Case, kind: KIND, now: datetime, **said: Any) -> Case:
    asked = Asked(kind, said.pop("reason", "需现场勘测后才能答复。"), **said)
    return services.apply_for(city.people["liaison"], case, asked, now=now)


def the(case: Case) -> Application:
    return Application.objects.filter(case=case).latest("seq")


NOW = at(date(2021, 9, 17), 14, 0)
LATER = at(date(2021, 9, 17), 16, 0)


def test_an_extension_is_asked_before_due_granted_by_the_office_and_told(city: City) -> None:
    case = accepted(city)
    allowed = load(case.pk).frame.profile.extension
    assert allowed is not None, case.profile
    before = clock(case, ClockKind.CLOSE).due_at
    case = apply_for(city, case, KIND.EXTENSION, NOW, amount=allowed.term.amount)
    assert case.turn_kind == TurnKind.UNIT  # the lead goes on meanwhile
    assert clock(case, ClockKind.DECIDE).due_at == at(date(2021, 9, 18), 18, 0)
    with pytest.raises(NotAllowed):
        services.grant(city.people["liaison"], case, now=LATER)
    with pytest.raises(WrongStep):
        apply_for(city, case, KIND.EXTENSION, NOW, amount=1)
    case = services.grant(city.people["coordinator"], case, now=LATER)
    after = clock(case, ClockKind.CLOSE).due_at
    assert after > before
    assert case.turn_until == case.due_at == after
    told = Act.objects.get(case=case, action=Action.EXTEND)
    assert told.audience == "everybody"
    assert told.text == "需现场勘测后才能答复。"
    assert the(case).state == ApplicationState.GRANTED
    for _more in range(1, allowed.times):
        case = apply_for(city, case, KIND.EXTENSION, LATER, amount=1)
        case = services.grant(city.people["coordinator"], case, now=LATER)
    with pytest.raises(WrongStep):
        apply_for(city, case, KIND.EXTENSION, LATER, amount=1)
    assert all_differences() == []


def test_nobody_asks_for_more_time_when_it_is_over(city: City) -> None:
    case = accepted(city)
    late = clock(case, ClockKind.CLOSE).due_at + timedelta(minutes=1)
    with pytest.raises(WrongStep):
        apply_for(city, case, KIND.EXTENSION, late, amount=1)
    with pytest.raises(WrongStep):
        apply_for(
            city, case, KIND.STATUTORY, late, basis="环评法第十六条", until_on=date(2022, 1, 10)
        )


def test_a_statutory_procedure_names_its_law_and_its_end(city: City) -> None:
    case = accepted(city)
    end = date(2021, 11, 12)
    with pytest.raises(BadInput):
        apply_for(city, case, KIND.STATUTORY, NOW, until_on=end)
    with pytest.raises(BadInput):
        apply_for(city, case, KIND.STATUTORY, NOW, basis="环评法第十六条", until_on=NOW.date())
    case = apply_for(city, case, KIND.STATUTORY, NOW, basis="环评法第十六条", until_on=end)
    case = services.grant(city.people["coordinator"], case, now=LATER)
    assert clock(case, ClockKind.CLOSE).due_at == at(end, 18, 0)
    assert case.turn_until == at(end, 18, 0)
    assert all_differences() == []


def test_refused_the_lead_goes_on_in_what_is_left(city: City) -> None:
    case = accepted(city)
    due = clock(case, ClockKind.CLOSE).due_at
    case = apply_for(
        city, case, KIND.STATUTORY, NOW, basis="环评法第十六条", until_on=date(2021, 12, 1)
    )
    with pytest.raises(BadInput):
        services.refuse(city.people["coordinator"], case, text=" ", now=LATER)
    case = services.refuse(city.people["coordinator"], case, text="本件不属环评范围。", now=LATER)
    assert clock(case, ClockKind.CLOSE).due_at == due
    assert the(case).state == ApplicationState.REFUSED
    assert clock(case, ClockKind.DECIDE).result == "met"
    assert all_differences() == []


def parked(city: City) -> Case:
    case = apply_for(
        city,
        accepted(city),
        KIND.PARKING,
        NOW,
        cause=Cause.FUNDS,
        until_on=date(2021, 12, 20),
        next_on=date(2021, 10, 15),
    )
    return services.grant(city.people["coordinator"], case, now=LATER)


def test_parked_for_three_months_with_dated_replies_and_solved(city: City) -> None:
    people, case = city.people, parked(city)
    assert case.status == Status.PARKED
    assert (case.turn_kind, case.turn_until) == (TurnKind.UNIT, at(date(2021, 10, 15), 18, 0))
    assert case.due_at == case.turn_until
    assert clock(case, ClockKind.CLOSE).state == ClockState.PAUSED
    for number, (said, following) in enumerate(
        [
            (date(2021, 10, 14), date(2021, 11, 12)),
            (date(2021, 11, 15), date(2021, 12, 10)),  # three days late
        ],
        start=1,
    ):
        now = at(said, 10, 0)
        with pytest.raises(BadInput):
            services.follow(people["liaison"], case, text="在办", next_on=said, now=now)
        with pytest.raises(BadInput):
            services.follow(
                people["liaison"], case, text="在办", next_on=said + timedelta(days=40), now=now
            )
        case = services.follow(
            people["liaison"], case, text="资金已列入预算。", next_on=following, now=now
        )
        assert case.turn_until == at(following, 18, 0)
        assert clock(case, ClockKind.FOLLOW, number).result == ("met", "missed")[number - 1]
    case = services.unpark(
        people["liaison"], case, text="资金到位，开始施工。", now=at(date(2021, 12, 9), 9, 0)
    )
    assert case.status == Status.IN_PROGRESS
    close = clock(case, ClockKind.CLOSE)
    assert close.state == ClockState.RUNNING
    assert case.turn_until == close.due_at > at(date(2021, 12, 9), 18, 0)
    case = services.answer(
        people["liaison"], case, outcome=Outcome.SOLVED, text="已完工。",
        now=at(date(2021, 12, 10), 9, 0),
    )  # fmt: skip
    case = services.give_verdict(
        people["contact"], case, yes=True, rating=Rating.SATISFIED, now=at(date(2021, 12, 13), 9, 0)
    )
    assert case.status == Status.CONFIRMED
    assert clock(case, ClockKind.CLOSE).result == "met"
    assert all_differences() == []


def test_a_parked_need_is_answered_or_withdrawn_as_it_lies(city: City) -> None:
    case = parked(city)
    case = services.answer(
        city.people["liaison"], case, outcome=Outcome.SOLVED, text="已完工。",
        now=at(date(2021, 10, 10), 9, 0),
    )  # fmt: skip
    assert case.status == Status.ANSWERED
    assert not [one for one in (ClockKind.FOLLOW, ClockKind.CLOSE) if not clock(case, one).result]
    assert all_differences() == []


def test_a_merit_finding_is_two_persons_outside_the_lead_and_one_appeal(city: City) -> None:
    people = city.people
    case = apply_for(
        city, accepted(city), KIND.MERIT, NOW, cause=Cause.REPEATED, reason="同一事项已于八月答复。"
    )
    with pytest.raises(NotAllowed):
        services.grant(people["liaison"], case, now=LATER)
    with pytest.raises(NotAllowed):
        services.grant(people["inspector"], case, now=LATER)
    case = services.grant(people["coordinator"], case, now=LATER)
    assert case.status == Status.IN_PROGRESS  # one is not enough
    with pytest.raises((NotAllowed, WrongStep)):
        services.grant(people["coordinator"], case, now=LATER)
    case = services.grant(people["leader"], case, now=LATER)
    assert (case.status, case.turn_kind) == (Status.FOUND, TurnKind.NOBODY)
    assert case.verdict is None
    assert not [one for one in ClockKind if _running(case, one)]
    case = services.appeal(
        people["contact"], case, text="八月的答复没有解决问题。", now=LATER + timedelta(days=3)
    )
    # One level up hears it.
    assert (case.status, case.desk, case.round) == (Status.REPORTED, city.city, 2)
    assert case.lead is None
    assert all_differences() == []


def _running(case: Case, kind: ClockKind) -> bool:
    return Clock.objects.filter(
        subject_id=case.pk, kind=kind, state__in=[ClockState.RUNNING, ClockState.PAUSED]
    ).exists()


def test_a_no_to_a_lawful_no_is_not_escalated_but_may_be_appealed(city: City) -> None:
    people = city.people
    case = apply_for(
        city,
        accepted(city),
        KIND.NO_BASIS,
        NOW,
        basis="道路交通安全法第三十二条",
        reason="法律不允许。",
    )
    case = services.grant(people["coordinator"], case, now=LATER)
    case = services.grant(people["city_coordinator"], case, now=LATER)
    case = services.answer(
        people["liaison"], case, outcome=Outcome.NO_BASIS, text="依法不能批准。", now=LATER
    )
    case = services.give_verdict(
        people["contact"], case, yes=False, rating=Rating.DISSATISFIED, comment="不公平",
        now=LATER + timedelta(days=1),
    )  # fmt: skip
    assert (case.status, case.rejections, case.desk) == (Status.FOUND, 0, city.county)
    assert Verdict.objects.get(case=case).yes is False
    case = services.appeal(
        people["contact"], case, text="请复核法律依据。", now=LATER + timedelta(days=2)
    )
    assert (case.status, case.desk) == (Status.REPORTED, city.city)
    assert all_differences() == []


def test_without_a_finding_no_legal_basis_is_no_answer(city: City) -> None:
    case = accepted(city)
    with pytest.raises(BadInput) as refused:
        services.answer(
            city.people["liaison"], case, outcome=Outcome.NO_BASIS, text="依法不能批准。", now=LATER
        )
    assert refused.value.field == "outcome"


def test_an_answer_leaves_no_application_behind(city: City) -> None:
    case = apply_for(
        city, accepted(city), KIND.STATUTORY, NOW, basis="环评法", until_on=date(2021, 12, 1)
    )
    case = services.answer(
        city.people["liaison"], case, outcome=Outcome.SOLVED, text="已批准。", now=LATER
    )
    assert the(case).state == ApplicationState.DROPPED
    assert clock(case, ClockKind.DECIDE).state == ClockState.VOID
    assert all_differences() == []


def test_please_hurry_once_in_two_working_days(city: City) -> None:
    case, contact = accepted(city), city.people["contact"]
    case = services.hurry(contact, case, text="大件车周一就到。", now=NOW)
    with pytest.raises(WrongStep):
        services.hurry(contact, case, now=LATER)
    with pytest.raises(NotAllowed):
        services.hurry(city.people["liaison"], case, now=LATER)
    case = services.hurry(contact, case, now=at(date(2021, 9, 22), 18, 0))  # 19–21 are days off
    assert Act.objects.filter(case=case, action=Action.HURRY).count() == 2
    assert all_differences() == []


def test_parked_while_a_question_and_an_answer_are_open(city: City) -> None:
    people, case = city.people, accepted(city)
    asked = Asked(
        KIND.PARKING, "资金未到位。", cause=Cause.FUNDS, until_on=date(2021, 12, 20),
        next_on=date(2021, 10, 15),
    )  # fmt: skip
    case = services.ask(people["liaison"], case, question="大件车几点来？", now=NOW)
    case = services.apply_for(people["liaison"], case, asked, now=NOW)
    case = services.grant(people["coordinator"], case, now=LATER)
    assert (case.status, case.reminder_at) == (Status.PARKED, None)
    assert clock(case, ClockKind.ASK).state == ClockState.VOID
    case = services.unpark(people["liaison"], case, text="可以办了。", now=LATER)
    case = services.apply_for(people["liaison"], case, asked, now=LATER)
    signer = Official.objects.get(pk=people["chief"].official_id)
    case = services.submit(
        people["liaison"], case, outcome=Outcome.SOLVED, text="已批。", signers=[signer], now=LATER
    )
    case = services.grant(people["coordinator"], case, now=LATER)
    assert case.turn_kind == TurnKind.UNIT
    assert case.answers.get().returned_at == LATER
    assert all_differences() == []


def test_whoever_agreed_waits_for_the_second_who_is_asked_in_the_list(city: City) -> None:
    people, case = city.people, accepted(city)
    case = apply_for(city, case, KIND.NO_BASIS, NOW, basis="公路安全保护条例第十一条")

    def asked(key: str) -> bool:
        """Whether it stands in the person's own list, and its row says so."""
        own = Case.objects.filter(mine(people[key]))
        [line] = case_lines(Case.objects.all(), people[key], LATER)
        assert line.turn.yours == own.exists()
        return line.turn.yours

    assert asked("coordinator")
    assert asked("city_coordinator")
    assert not asked("other_coordinator")
    services.grant(people["coordinator"], case, now=LATER)
    assert not asked("coordinator")
    assert asked("city_coordinator")
    services.grant(people["city_coordinator"], case, now=LATER)
    assert not asked("city_coordinator")
