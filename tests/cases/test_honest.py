"""What nobody gets round: sign-off, limits, booked delay, reminders before a lapse, whole words."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.cases import walk
from tests.cases.test_recount import announced_2027
from tests.factories import City, make_case, make_city
from weiqitong.accounts.models import Grant
from weiqitong.cases import jobs, services
from weiqitong.cases.enums import Outcome, Rating, Route, Status, TurnKind
from weiqitong.cases.models import Case, Draft, Once, SignedLink
from weiqitong.core.actor import Role, system
from weiqitong.core.clock import at
from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.deadlines.services.calendars import load_year
from weiqitong.directory.models import Contact, Department, Official
from weiqitong.notifications.models import Letter

pytestmark = pytest.mark.django_db
SOLVED: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已批准。"}
TEXT = "厂门口的路被挖开两周了还没有回填"


@pytest.fixture
def city() -> City:
    return make_city()


def official(city: City, who: str) -> Official:
    return Official.objects.select_related("department").get(pk=city.people[who].official_id)


def clock(case: Case, kind: ClockKind, round: int = 1) -> Clock:
    return Clock.objects.get(subject_id=case.pk, kind=kind, round=round)


def accepted(city: City, co: tuple[Department, ...] = ()) -> Case:
    said: dict[str, Any] = {"lead": city.police, "co": co, "now": city.now}
    case = services.dispatch(city.people["coordinator"], make_case(city), **said)
    return services.accept(city.people["liaison"], case, now=city.now)


def answered(city: City) -> Case:
    return services.answer(city.people["liaison"], accepted(city), now=city.now, **SOLVED)


def run(now: datetime) -> None:
    """The worker, once."""
    jobs.send_reminders(now=now)
    jobs.lapse_verdicts(now=now)


def test_the_lead_does_not_answer_past_the_signer(city: City) -> None:
    people, case = city.people, accepted(city)
    chief = [official(city, "chief")]
    services.submit(people["liaison"], case, signers=chief, now=city.now, **SOLVED)
    with pytest.raises(WrongStep):
        services.answer(people["liaison"], case, now=city.now, **SOLVED)
    assert services.sign(people["chief"], case, now=city.now).status == Status.ANSWERED


def test_one_person_is_not_two_signers(city: City) -> None:
    twice = [official(city, "chief")] * 2
    with pytest.raises(BadInput) as refused:
        services.submit(
            city.people["liaison"], accepted(city), signers=twice, now=city.now, **SOLVED
        )
    assert refused.value.field == "signers"


def test_a_turn_is_handed_only_to_somebody_who_can_take_it(city: City) -> None:
    case, people = accepted(city), city.people
    Grant.objects.filter(user=people["chief"].user_id).update(valid_until=date(2021, 9, 1))
    chief = official(city, "chief")
    with pytest.raises(BadInput) as refused:
        services.assign(people["liaison"], case, handler=chief, now=city.now)
    assert refused.value.field == "handler"
    with pytest.raises(BadInput) as refused:
        services.submit(people["liaison"], case, signers=[chief], now=city.now, **SOLVED)
    assert refused.value.field == "signers"


def test_a_need_goes_to_a_desk_where_somebody_sits(city: City) -> None:
    with pytest.raises(BadInput) as refused:
        services.sort(
            city.people["coordinator"], make_case(city), desk=city.town, reason="属地", now=city.now
        )
    assert refused.value.field == "desk"
    Grant.objects.filter(user=city.people["coordinator"].user_id).update(
        valid_until=date(2021, 9, 1)
    )
    assert make_case(city).desk_id == city.city.pk
    Grant.objects.filter(role=Role.COORDINATOR).update(valid_until=date(2021, 9, 1))
    assert make_case(city).desk_id == city.county.pk


def test_a_dispatch_goes_to_whole_units_in_service_once(city: City) -> None:
    def refused(**units: Any) -> str | None:
        with pytest.raises(BadInput) as error:
            services.dispatch(city.people["coordinator"], case, now=city.now, **units)
        return error.value.field

    case = make_case(city)
    assert refused(lead=city.section) == "lead"
    assert refused(lead=city.police, co=[city.section]) == "co"
    assert refused(lead=city.police, co=[city.transport, city.transport]) == "co"
    city.customs.active = False
    assert refused(lead=city.customs) == "lead"
    assert refused(lead=city.police, grounds="依" * 201) == "grounds"


def test_after_a_no_the_clock_is_booked_to_the_new_lead(city: City) -> None:
    no: dict[str, Any] = {"yes": False, "rating": Rating.DISSATISFIED, "now": city.now}
    case = services.give_verdict(city.people["contact"], answered(city), **no)
    assert clock(case, ClockKind.CLOSE).holder_id == city.police.pk
    assert clock(case, ClockKind.CLOSE, 2).holder_id is None
    services.name_lead(city.people["city_coordinator"], case, lead=city.customs, now=city.now)
    rework = clock(case, ClockKind.CLOSE, 2)
    assert (rework.holder_id, rework.advisory) == (city.customs.pk, True)
    walk.folded(rework)


def test_a_silent_co_handler_who_was_late_stays_late(city: City) -> None:
    case = accepted(city, (city.transport, city.customs))
    late = clock(case, ClockKind.CO).due_at + timedelta(minutes=1)
    services.opine(city.people["co_handler"], case, text="可以。", now=city.now)
    services.answer(city.people["liaison"], case, now=late, over_silence="海关仍未回复", **SOLVED)
    results = Clock.objects.filter(subject_id=case.pk, kind=ClockKind.CO).order_by("round")
    assert [(one.state, one.result) for one in results] == [
        ("stopped", "met"),
        ("stopped", "missed"),
    ]


def test_a_co_handler_with_time_left_is_not_judged(city: City) -> None:
    case = accepted(city, (city.transport,))
    services.answer(city.people["liaison"], case, now=city.now, over_silence="急", **SOLVED)
    assert clock(case, ClockKind.CO).state == "void"


@pytest.mark.parametrize(("minutes", "result"), [(-1, ("void", "")), (1, ("stopped", "missed"))])
def test_a_withdrawal_wipes_no_missed_deadline_away(
    city: City, minutes: int, result: tuple[str, str]
) -> None:
    case = accepted(city)
    when = clock(case, ClockKind.CLOSE).due_at + timedelta(minutes=minutes)
    services.withdraw(city.people["contact"], case, text="", now=when)
    close = clock(case, ClockKind.CLOSE)
    assert (close.state, close.result) == result
    assert clock(case, ClockKind.DISPATCH).result == "met"


@pytest.mark.parametrize(("minutes", "result"), [(0, "met"), (1, "missed")])
def test_a_decline_is_the_offices_act_and_its_clock_is_judged(
    city: City, minutes: int, result: str
) -> None:
    case = make_case(city)
    when = clock(case, ClockKind.DISPATCH).due_at + timedelta(minutes=minutes)
    services.decline(
        city.people["coordinator"], case, route=Route.COURT, text="请向法院起诉。", now=when
    )
    assert clock(case, ClockKind.DISPATCH).result == result


def test_nobody_lapses_before_two_reminders(city: City) -> None:
    """The worker stood still for a month."""
    case = answered(city)
    now = city.now + timedelta(days=30)
    jobs.lapse_verdicts(now=now)
    for reminders in (1, 2, 2):
        case.refresh_from_db()
        assert case.status == Status.ANSWERED
        run(now)
        case.refresh_from_db()
        if case.status == Status.LAPSED:
            break
        assert case.reminders == reminders
        if case.reminder_at:
            assert case.reminder_at > now  # never two on one day
            now = case.reminder_at
    assert (case.status, case.reminders) == (Status.LAPSED, 2)


def tell(case: Case, now: datetime) -> None:
    jobs.after_step(case_id=case.pk, version=case.version, now=now)


def test_a_reminder_of_a_question_asks_for_no_verdict(city: City) -> None:
    case = services.ask(city.people["liaison"], accepted(city), question="何时？", now=city.now)
    assert case.reminder_at is not None
    now = case.reminder_at
    run(now)
    case.refresh_from_db()
    assert case.reminders == 1
    tell(case, now)
    assert not SignedLink.objects.exists()


def test_a_link_is_not_written_for_a_case_already_judged(city: City) -> None:
    case = answered(city)
    said: dict[str, Any] = {"yes": True, "rating": Rating.SATISFIED, "now": city.now}
    services.give_verdict(city.people["contact"], case, **said)
    tell(case, city.now)  # the job of the answer comes late
    assert not SignedLink.objects.exists()


@pytest.mark.parametrize("who", ["specialist", "liaison", "co_handler"])
def test_no_link_goes_to_a_number_of_whoever_serves_or_handles(city: City, who: str) -> None:
    phone = official(city, who).person.phone
    city.contact.person.set_phone(phone)
    city.contact.person.save()
    case = answered(city)
    tell(case, city.now)
    concerned = who != "co_handler"  # of transport, which has no part in this case
    assert SignedLink.objects.exists() == Letter.objects.exists() == (not concerned)
    other = Contact.objects.get(client=city.stranger_client)
    Contact.objects.filter(pk=other.pk).update(client=city.client)
    if concerned:
        Case.objects.get(pk=case.pk).acts.update(told_at=None)
        tell(case, city.now)
        assert SignedLink.objects.get().contact_id == other.pk


def test_a_report_is_confirmed_once(city: City) -> None:
    case = services.report(
        city.people["specialist"], city.client, title="", text=TEXT, now=city.now
    )
    case = services.confirm(city.people["contact"], case, now=city.now)
    with pytest.raises(WrongStep):
        services.confirm(city.people["contact"], case, now=city.now + timedelta(hours=1))
    with pytest.raises(WrongStep):
        services.confirm(city.people["contact"], make_case(city), now=city.now)


def test_words_are_whole_or_refused(city: City) -> None:
    def field_of(title: str, text: str) -> str | None:
        with pytest.raises(BadInput) as refused:
            services.report(
                city.people["contact"], city.client, title=title, text=text, now=city.now
            )
        return refused.value.field

    assert field_of("题" * 121, TEXT) == "title"
    assert field_of("", "字" * 4001) == "text"
    case = services.report(
        city.people["specialist"], city.client, title="", text="字" * 4000, now=city.now
    )
    assert len(case.text) == 4000
    with pytest.raises(BadInput) as refused:
        services.solve(city.people["specialist"], case, text="  ", now=city.now)
    assert refused.value.field == "text"
    with pytest.raises(BadInput):
        services.answer(
            city.people["liaison"],
            accepted(city),
            outcome=Outcome.SOLVED,
            text="字" * 4001,
            now=city.now,
        )


def test_a_recount_looks_at_clocks_that_run_not_at_those_that_ran() -> None:
    """Asked twice before the calendar came: the date is the second question's."""
    now = at(date(2026, 12, 25), 16, 40)
    city = make_city(now)
    case = accepted(city)
    services.ask(city.people["liaison"], case, question="何时？", now=now)
    services.resume(city.people["liaison"], case, now=now)
    later = now + timedelta(days=3)
    services.ask(city.people["liaison"], case, question="多宽？", now=later)
    load_year(system(), announced_2027(), later)
    jobs.recount_cases(now=later)
    case.refresh_from_db()
    assert case.turn_kind == TurnKind.ENTERPRISE
    assert case.turn_until == clock(case, ClockKind.ASK, 2).due_at


def test_drafts_links_and_forms_are_forgotten(city: City) -> None:
    contact = city.people["contact"]
    services.save_draft(contact, "report/what", {"text": "写到一半"}, city.now)
    tell(answered(city), city.now)
    assert Draft.objects.exists()
    assert SignedLink.objects.exists()
    assert jobs.forget(now=city.now + timedelta(days=89)) == 0
    assert jobs.forget(now=city.now + timedelta(days=120)) == 2
    assert not Draft.objects.exists()
    assert not SignedLink.objects.exists()
    assert not Once.objects.exists()
