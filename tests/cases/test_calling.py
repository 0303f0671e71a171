"""Calls to enterprises: who may call, when, how often; what comes of it; how long silence waits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import factories
from tests.cases.test_workflow import Walk
from tests.factories import City, make_city
from weiqitong.accounts.models import User
from weiqitong.cases import calling, jobs, permissions, services
from weiqitong.cases.calling import next_try_after
from weiqitong.cases.calling_kinds import script_for, script_kind
from weiqitong.cases.enums import Action, CallOutcome, CallPurpose, Rating, Status, VerdictChannel
from weiqitong.cases.models import Act, CallTry, Case, Verdict
from weiqitong.cases.plans.calling import CallMade, Word
from weiqitong.cases.selectors import calls
from weiqitong.cases.services.acting import load
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import at, local
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.models import ClockKind
from weiqitong.deadlines.selectors.calendars import work_calendar
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice
from weiqitong.pairing.models import Pairing, PairingRole

pytestmark = pytest.mark.django_db

BUSY, YES = CallMade(CallOutcome.BUSY), CallMade(CallOutcome.REACHED, "R-0917", "修好了，谢谢")


@dataclass
class Tried:
    at: datetime
    outcome: str = CallOutcome.NO_ANSWER
    again_at: datetime | None = None


# When the next try is due: plain arithmetic. Office hours in September: 9:00–12:00, 13:30–17:30.


def clock_of(day: int, hour: int, minute: int = 0) -> datetime:
    return at(date(2021, 9, day), hour, minute)


def after(*tries: Tried, most: int = 3) -> datetime | None:
    return next_try_after(tries, work_calendar(), most)


@pytest.mark.parametrize(
    ("tried", "day", "morning"),
    [
        (clock_of(22, 9, 5), 22, False),  # in the morning: after lunch, if two hours have passed
        (clock_of(22, 11, 50), 22, False),
        (clock_of(22, 13, 40), 23, True),  # after lunch: the next morning
        (clock_of(22, 17, 20), 23, True),
        (clock_of(22, 20, 0), 23, True),  # in the evening
        (clock_of(17, 16, 0), 18, True),  # Friday; Saturday is a make-up working day
        (clock_of(30, 15, 0), 8, True),  # before the holidays of October
    ],
)
def test_the_next_try_is_two_office_hours_later_in_the_other_part_of_the_day(
    city: City, tried: datetime, day: int, morning: bool
) -> None:
    found, calendar = after(Tried(tried)), work_calendar()
    assert found is not None
    assert (local(found).day, calling.is_morning(calendar, found)) == (day, morning)
    assert calling.is_morning(calendar, found) != calling.is_morning(calendar, tried)
    assert calendar.working_seconds_between(tried, found) >= calling.GAP * 3600
    assert calendar.next_opening(found) == found  # somebody is in the office to call


def test_after_three_tries_no_more_is_owed() -> None:
    tries = [Tried(clock_of(22, 10)), Tried(clock_of(22, 15)), Tried(clock_of(23, 10))]
    assert after(*tries[:2]) is not None
    assert after(*tries) is None
    assert after(*tries, most=4) is not None


@pytest.mark.parametrize("outcome", [CallOutcome.REACHED, CallOutcome.WRONG, CallOutcome.SILENT])
def test_nobody_is_called_again_after_a_word_or_a_refusal(outcome: CallOutcome) -> None:
    assert after(Tried(clock_of(22, 10), outcome)) is None


def test_what_was_agreed_with_the_enterprise_holds_whatever_the_count() -> None:
    agreed = clock_of(24, 11)
    tries = [Tried(clock_of(22, 10)), Tried(clock_of(22, 15))]
    last = Tried(clock_of(23, 10), CallOutcome.CALL_BACK, agreed)
    assert after(*tries, last) == agreed


def test_the_sample_of_withdrawals_is_fixed_and_of_its_size() -> None:
    numbers = [f"2021-{n:06d}" for n in range(3000)]
    taken = [one for one in numbers if calling.is_sampled(one, 10)]
    assert taken == [one for one in numbers if calling.is_sampled(one, 10)]
    assert 0.07 < len(taken) / len(numbers) < 0.13
    assert not any(calling.is_sampled(one, 0) for one in numbers)
    assert all(calling.is_sampled(one, 100) for one in numbers)


# Rules

LINE = {"code": "a", "purpose": "verdict", "region": None, "text": "您好，{contact}", "after": 4,
        "tries": 3, "wait": 5, "share": 100}  # fmt: skip
BOTH = [LINE, {**LINE, "code": "b", "purpose": "withdrawn"}]


@pytest.mark.parametrize(
    "items",
    [
        [LINE],  # nothing for withdrawals
        [*BOTH, {**LINE, "code": "c"}],  # twice for one place
        [{**LINE, "text": "您好，{phone}"}, BOTH[1]],
        [{**LINE, "text": "您好，{contact.person}"}, BOTH[1]],
        [{**LINE, "text": "您好，{contact!r}"}, BOTH[1]],
        [{**LINE, "text": "您好，{contact:>99999999}"}, BOTH[1]],
        [{**LINE, "text": "您好，{"}, BOTH[1]],
        [{**LINE, "text": " "}, BOTH[1]],
        [{**LINE, "tries": 0}, BOTH[1]],
        [{**LINE, "share": 101}, BOTH[1]],
        [{**LINE, "purpose": "chat"}, BOTH[1]],
    ],
)
def test_scripts_that_could_not_be_followed_are_refused(items: list[dict[str, Any]]) -> None:
    with pytest.raises(BadInput):
        script_kind.parse(items)


def test_the_most_particular_place_has_its_own_script() -> None:
    lines = script_kind.parse([*BOTH, {**LINE, "code": "c", "region": "370704", "text": "坊子"}])
    purpose = CallPurpose.VERDICT
    assert calling.choose(lines, purpose, ["370700", "370704"]).text == "坊子"
    assert calling.choose(lines, purpose, ["370700", "370783"]).code == "a"
    assert lines[0].say({"contact": "周海燕"}) == "您好，周海燕"


# Who may call


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def walk(city: City) -> Walk:
    """Answered a week ago by the county's police; the city's office has a caller."""
    return Walk(city).with_caller()


def caller(walk: Walk) -> Actor:
    return walk.people["caller"]


def call(walk: Walk, called: CallMade = BUSY, **said: Any) -> Case:
    walk.case = services.record_call(caller(walk), walk.case, called=called, now=walk.now, **said)
    return walk.case


def another(walk: Walk, unit: Any, region: Any, phone: str = "19900000077") -> Actor:
    changes = Changes(system(), walk.now)
    made = factories.make_actor(
        changes, Role.CALLER, name="某人", phone=phone, department=unit, region=region
    )
    changes.write()
    return made


@pytest.mark.parametrize("place", ["police", "section", "transport", "county_office"])
def test_nobody_of_a_unit_that_had_a_hand_in_it_calls(walk: Walk, place: str) -> None:
    """Lead, its section, a co-handler, the office that dispatched."""
    actor = another(walk, getattr(walk.city, place), walk.city.city)
    assert not permissions.may_call(actor, load(walk.case.pk))
    assert walk.case not in calls.callable_by(actor, CallPurpose.VERDICT, walk.now)
    with pytest.raises(NotAllowed):
        services.record_call(actor, walk.case, called=BUSY, now=walk.now)


@pytest.mark.parametrize("place", ["customs", "city_transport", "office"])
def test_a_unit_outside_calls(walk: Walk, place: str) -> None:
    actor = another(walk, getattr(walk.city, place), walk.city.city)
    assert permissions.may_call(actor, load(walk.case.pk))
    assert walk.case in calls.callable_by(actor, CallPurpose.VERDICT, walk.now)
    assert services.record_call(actor, walk.case, called=BUSY, now=walk.now)


def test_a_caller_of_another_region_does_not_see_it(walk: Walk) -> None:
    actor = another(walk, walk.city.customs, walk.city.other_county)
    assert not calls.callable_by(actor, CallPurpose.VERDICT, walk.now).exists()
    with pytest.raises(NotAllowed):
        services.record_call(actor, walk.case, called=BUSY, now=walk.now)


def test_whoever_serves_the_enterprise_does_not_call_it(walk: Walk) -> None:
    changes = Changes(system(), walk.now)
    pairing = Pairing(
        client=walk.city.client, official_id=caller(walk).official_id or 0,
        role=PairingRole.LEADING_CADRE, valid_from=date(2021, 3, 1), salt="0" * 16,
        serial=uuid4(),
    )  # fmt: skip
    changes.enact(pairing, "pairing.pair")
    changes.write()
    assert not calls.callable_by(caller(walk), CallPurpose.VERDICT, walk.now).exists()
    with pytest.raises(NotAllowed):
        call(walk)


# What comes of it


def test_a_verdict_by_call_is_the_contacts_own_with_the_callers_try_beside_it(walk: Walk) -> None:
    case = call(walk, YES, word=Word(True, Rating.SATISFIED))
    verdict = Verdict.objects.get(case=case)
    assert (case.status, case.verdict_channel) == (Status.CONFIRMED, VerdictChannel.CALL)
    assert (verdict.rating, verdict.contact) == (Rating.SATISFIED, walk.city.contact)
    tried, said = Act.objects.filter(case=case).order_by("-version")[:2][::-1]
    assert (tried.action, tried.role, tried.audience) == (Action.CALL, Role.CALLER, "office")
    assert (said.action, said.role, said.name) == (Action.ACCEPT_ANSWER, Role.CONTACT, "周海燕")
    row = CallTry.objects.get()
    assert (row.recording, row.words, row.next_at) == ("R-0917", "修好了，谢谢", None)
    for model in (Case, Verdict, CallTry):
        assert compare(model)[0] == []


def test_no_rating_given_is_none_and_none_is_assumed(walk: Walk) -> None:
    case = call(walk, YES, word=Word(False))
    assert (Verdict.objects.get().rating, case.rating) == (None, None)
    assert case.status == Status.IN_PROGRESS  # one level up, as by login
    assert case.rejections == 1


@pytest.mark.parametrize(
    ("called", "word", "field"),
    [
        (CallMade(CallOutcome.REACHED, ""), Word(True), "recording"),
        (CallMade(CallOutcome.REACHED, "R-1"), None, "yes"),
        (BUSY, Word(True), "yes"),
        (CallMade(CallOutcome.CALL_BACK), None, "again_at"),
        (CallMade(CallOutcome.CALL_BACK, again_at=at(date(2021, 9, 1))), None, "again_at"),
        (CallMade(CallOutcome.REACHED, "R-1", pushed=True), Word(True), "pushed"),
        (CallMade(CallOutcome.REACHED, "R" * 41), Word(True), "recording"),
    ],
)
def test_what_is_half_said_is_refused_on_its_field(
    walk: Walk, called: CallMade, word: Word | None, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        call(walk, called, word=word)
    assert refused.value.field == field
    assert not CallTry.objects.exists()


def test_three_tries_at_different_hours_and_then_no_more(walk: Walk) -> None:
    parts = []
    for number in range(3):
        call(walk)
        row = CallTry.objects.get(seq=number + 1)
        parts.append(calling.is_morning(work_calendar(), walk.now))
        if row.next_at is not None:
            with pytest.raises(WrongStep):
                call(walk)  # at once: not at another hour
            due = calls.callable_by(caller(walk), CallPurpose.VERDICT, walk.now)
            assert not due.filter(calls.due_now(walk.now)).exists()
            walk.now = row.next_at
            assert due.filter(calls.due_now(walk.now)).exists()
    assert parts in ([True, False, True], [False, True, False])
    with pytest.raises(WrongStep):
        call(walk)
    assert walk.case.turn_kind == "enterprise"


def test_an_enterprise_that_calls_back_by_itself_is_heard(walk: Walk) -> None:
    call(walk)
    case = call(walk, YES, word=Word(True))
    assert case.status == Status.CONFIRMED


def test_nobody_is_called_before_the_day(city: City) -> None:
    walk = Walk(city).with_caller()
    assert walk.case.answered_at is not None
    walk.now = walk.case.answered_at + timedelta(hours=1)
    assert not calls.callable_by(caller(walk), CallPurpose.VERDICT, walk.now).exists()
    with pytest.raises(WrongStep):
        call(walk, YES, word=Word(True))


def test_a_contact_who_serves_the_enterprise_gives_no_verdict_by_phone(walk: Walk) -> None:
    """The specialist's own number stands in the register as the enterprise's contact."""
    changes = Changes(system(), walk.now)
    contact = factories.make_contact(changes, walk.city.client, "刘承志", "19900000137")
    changes.write()
    with pytest.raises(NotAllowed):
        call(walk, YES, word=Word(True), contact=contact)
    assert not CallTry.objects.exists()


def test_a_second_answer_is_called_about_anew(walk: Walk) -> None:
    call(walk)
    call(walk, YES, word=Word(False))
    walk("city_coordinator", services.name_lead, lead=walk.city.customs)
    assert walk.case.round == 2
    assert not calls.callable_by(caller(walk), CallPurpose.VERDICT, walk.now).exists()


# Silence


def overdue(walk: Walk) -> Walk:
    """Two reminders went out, and the time for a verdict is over."""
    while walk.case.reminder_at is not None:
        walk("system", services.remind)
    assert walk.case.turn_until is not None
    walk.now = walk.case.turn_until + timedelta(minutes=1)
    return walk


def fresh(walk: Walk) -> Case:
    walk.case = Case.objects.get(pk=walk.case.pk)
    return walk.case


def test_silence_waits_for_the_calls_once_and_lapses_with_their_count(walk: Walk) -> None:
    overdue(walk)
    before = walk.case.turn_until
    call(walk)
    jobs.lapse_verdicts(now=walk.now)
    case = fresh(walk)
    assert (case.status, case.turn_kind) == (Status.ANSWERED, "enterprise")
    clock = load(case.pk).clock(ClockKind.VERDICT)
    assert clock is not None
    assert before is not None
    assert case.turn_until == clock.due_at == work_calendar().add_working_days(before, 5)
    jobs.lapse_verdicts(now=walk.now)
    assert fresh(walk).version == case.version  # the new date holds
    assert case.turn_until is not None
    jobs.lapse_verdicts(now=case.turn_until + timedelta(minutes=1))
    case = fresh(walk)
    assert case.status == Status.LAPSED
    last = Act.objects.filter(case=case).order_by("version").last()
    assert last is not None
    assert last.facts == {"tries": 1, "of": 3}
    for model in (Case, CallTry):
        assert compare(model)[0] == []


def test_after_the_third_try_silence_waits_no_longer(walk: Walk) -> None:
    for _number in range(3):
        call(walk)
        last = CallTry.objects.latest("seq")
        walk.now = last.next_at or walk.now
    overdue(walk)
    jobs.lapse_verdicts(now=walk.now)
    assert fresh(walk).status == Status.LAPSED


@pytest.mark.parametrize("how", ["none", "closed", "own unit"])
def test_where_nobody_may_call_it_lapses_in_its_time(city: City, how: str) -> None:
    walk = Walk(city)
    if how == "none":
        walk.answered()
    else:
        walk.with_caller()
    if how == "closed":
        User.objects.filter(pk=caller(walk).user_id).update(is_active=False)
    if how == "own unit":
        User.objects.filter(pk=caller(walk).user_id).update(is_active=False)
        another(walk, city.police, city.city)
    overdue(walk)
    jobs.lapse_verdicts(now=walk.now)
    assert fresh(walk).status == Status.LAPSED
    assert Act.objects.filter(case=walk.case).latest("version").facts == {}


# Withdrawn


def withdrawn(walk: Walk) -> Walk:
    walk("contact", services.withdraw, text="不办了")
    walk.now += timedelta(days=4)
    return walk


def everybody(monkeypatch: pytest.MonkeyPatch, asked: bool = True) -> None:
    for module in (calling, calls):
        monkeypatch.setattr(module, "is_sampled", lambda number, share: asked)


def test_a_sample_of_withdrawals_is_asked_whether_anybody_pushed(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(monkeypatch)
    withdrawn(walk)
    listed = calls.call_list(caller(walk), calls.WITHDRAWN, {}, walk.now)
    assert (listed.counts[calls.WITHDRAWN], listed.page.rows) == (1, [walk.case])
    said = CallMade(CallOutcome.REACHED, "R-2", "承办科长让我撤的", pushed=True)
    case = call(walk, said)
    assert (case.status, case.turn_kind) == (Status.WITHDRAWN, "nobody")
    notice = Notice.objects.get(kind="case.pushed")
    assert notice.user_id == walk.people["inspector"].user_id
    assert notice.link == f"/calls/{case.number}/"
    act = Act.objects.filter(case=case).latest("version")
    assert (act.text, "pushed" in act.facts) == ("", False)  # the unit reads the timeline too
    assert not calls.call_list(caller(walk), calls.WITHDRAWN, {}, walk.now).page.rows


def test_an_inspector_of_the_unit_is_passed_over(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The county's inspector sits with the police that led: the city's hears of it."""
    everybody(monkeypatch)
    changes = Changes(system(), walk.now)
    factories.make_actor(
        changes, Role.INSPECTOR, name="某人", phone="19900000078",
        department=walk.city.police, region=walk.city.county,
    )  # fmt: skip
    changes.write()
    withdrawn(walk)
    call(walk, CallMade(CallOutcome.REACHED, "R-2", "有人催", pushed=True))
    told = Notice.objects.get(kind="case.pushed")
    assert told.user_id == walk.people["inspector"].user_id


def test_nobody_pushed_tells_nobody(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody(monkeypatch)
    withdrawn(walk)
    call(walk, CallMade(CallOutcome.REACHED, "R-2", pushed=False))
    assert not Notice.objects.filter(kind="case.pushed").exists()


def test_outside_the_sample_nobody_is_called(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody(monkeypatch, asked=False)
    withdrawn(walk)
    assert not calls.call_list(caller(walk), calls.WITHDRAWN, {}, walk.now).page.rows
    with pytest.raises(WrongStep):
        call(walk, CallMade(CallOutcome.REACHED, "R-2", pushed=False))


def test_the_sample_script_says_names_and_no_number_of_a_phone(walk: Walk) -> None:
    for purpose in CallPurpose:
        script = script_for(purpose, walk.city.town.path, walk.now)
        assert script is not None
        words = script.say({"contact": "周海燕", "caller": "罗小曼", "title": "路", "number": "1"})
        assert "周海燕" in words
        assert "{" not in words
