"""Up to another level, down to the territory, and to a body outside: the clock of the answer runs
on and nothing goes back and forth.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories
from tests.factories import City, make_case, make_city
from weiqitong.accounts.models import User
from weiqitong.cases import permissions, services
from weiqitong.cases.delay import Held, shares
from weiqitong.cases.enums import Action, ApplicationKind, Outcome, Rating, Status, TurnKind
from weiqitong.cases.models import Act, Case
from weiqitong.cases.plans import Asked, levels_above
from weiqitong.cases.selectors.parked import ParkedFilter, by_cause, parked_page
from weiqitong.cases.services.acting import load
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.models import ClockKind, ClockState
from weiqitong.directory.models import Official
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db


class Story:
    """One case, and people who act on it an hour apart."""

    def __init__(self, city: City) -> None:
        self.city, self.people, self.now = city, city.people, city.now
        self.case = make_case(city)

    def __call__(self, who: str, service: Any, **words: Any) -> "Story":
        self.now += timedelta(hours=1)
        self.case = service(self.actor(who), self.case, now=self.now, **words)
        return self

    def actor(self, who: str) -> Actor:
        return system() if who == "system" else self.people[who]

    def official(self, who: str) -> Official:
        found = Official.objects.select_related("department", "person")
        return found.get(pk=self.people[who].official_id or 0)

    def led(self, lead: Any = None, liaison: str = "liaison") -> "Story":
        self("coordinator", services.dispatch, lead=lead or self.city.police)
        return self(liaison, services.accept)

    def escalate(self, level: Any, who: str = "liaison") -> "Story":
        asked = Asked(ApplicationKind.ESCALATION, "须市级审批。", level=level)
        return self(who, services.apply_for, asked=asked)

    def outside(self, **asked: Any) -> "Story":
        said: dict[str, Any] = {
            "body": "省交通运输厅",
            "letter": "坊交函〔2021〕12号",
            "liaison": self.official("handler"),
            "next_on": date(2021, 10, 8),
            **asked,
        }
        wanted = Asked(ApplicationKind.OUTSIDE, "须省厅批复。", **said)
        return self("liaison", services.apply_for, asked=wanted)


@pytest.fixture
def story(db: None) -> Story:
    return Story(make_city())


def close_of(case: Case) -> Any:
    return next(one for one in load(case.pk).clocks if one.kind == ClockKind.CLOSE)


# Up


def test_a_granted_escalation_brings_it_to_the_office_above_and_the_clock_runs_on(
    story: Story,
) -> None:
    story.led()
    before = close_of(story.case)
    story.escalate(story.city.city)
    assert story.case.turn_kind == TurnKind.UNIT  # asking costs nothing
    story("coordinator", services.grant)
    case, city = story.case, story.city
    assert (case.status, case.turn_kind, case.turn_id) == ("in_progress", "office", city.city.pk)
    assert (case.desk, case.lead, case.round, case.rejections) == (city.city, None, 1, 0)
    after = close_of(case)
    assert (after.due_at, after.state) == (before.due_at, ClockState.RUNNING)
    assert after.holder_id is None
    name = load(case.pk).clock(ClockKind.NAME)
    assert name is not None
    assert case.turn_until == name.due_at
    story("city_coordinator", services.name_lead, lead=city.city_transport)
    assert close_of(story.case).holder_id == city.city_transport.pk
    assert load(story.case.pk).dispatches[0].ended_at is not None
    assert not compare(Case)[0]


def test_delay_after_an_escalation_is_the_offices(story: Story) -> None:
    story.led().escalate(story.city.city)("coordinator", services.grant)
    due = close_of(story.case).due_at
    acts = Act.objects.filter(case=story.case).order_by("version")
    held = [Held(act.at, act.turn_kind, act.turn_id) for act in acts]
    calendar = load(story.case.pk).frame.calendar
    end = due + timedelta(days=3)
    found = shares(held, due, end, calendar)
    assert found == {("office", story.city.city.pk): calendar.working_seconds_between(due, end)}


def test_an_open_question_does_not_keep_the_clock_still_after_an_escalation(story: Story) -> None:
    story.led().escalate(story.city.city)("liaison", services.ask, question="何时？")
    story("coordinator", services.grant)
    dossier = load(story.case.pk)
    assert dossier.clock(ClockKind.ASK) is None
    assert close_of(story.case).state == ClockState.RUNNING
    assert story.case.turn_kind == TurnKind.OFFICE


def test_only_levels_above_the_leads_own_and_not_below_the_desk(story: Story) -> None:
    city = story.city
    changes = Changes(system(), city.now)
    hall = factories.make_department(changes, city.town, "坊城街道办事处", "territory")
    changes.write()
    assert levels_above(city.police, city.county) == [city.city]
    assert levels_above(hall, city.county) == [city.county, city.city]
    assert levels_above(hall, city.city) == [city.city]
    assert levels_above(city.city_transport, city.county) == []
    story.led()
    with pytest.raises(BadInput):
        story.escalate(city.county)
    with pytest.raises(BadInput):
        story.escalate(None)


def test_the_desk_refuses_and_the_lead_goes_on(story: Story) -> None:
    story.led().escalate(story.city.city)("coordinator", services.refuse, text="区里可以定。")
    assert story.case.desk == story.city.county
    assert story.case.lead == story.city.police
    assert story.case.decide_until is None


def test_where_nobody_sits_above_the_leader_names(story: Story) -> None:
    user = story.people["city_coordinator"].user_id
    User.objects.filter(pk=user).update(is_active=False)
    story.led().escalate(story.city.city)("coordinator", services.grant)
    assert (story.case.turn_kind, story.case.turn_id) == ("leader", story.city.city.pk)


# Down


def sorted_up(story: Story) -> Story:
    return story("coordinator", services.sort, desk=story.city.city, reason="涉及市级权限")


def test_an_office_hands_down_what_the_territory_can_assign(story: Story) -> None:
    until = sorted_up(story).case.turn_until
    story("city_coordinator", services.hand_down, desk=story.city.county, grounds="属地可办")
    case = story.case
    assert (case.status, case.turn_kind, case.turn_id) == (
        "reported",
        "office",
        story.city.county.pk,
    )
    assert case.turn_until == until  # the limit runs on
    story("coordinator", services.dispatch, lead=story.city.police)
    assert story.case.status == Status.DISPATCHED


def test_what_was_handed_down_is_not_sorted_up_again(story: Story) -> None:
    sorted_up(story)("city_coordinator", services.hand_down, desk=story.city.county, grounds="属地")
    dossier = load(story.case.pk)
    open_ = permissions.open_to(story.people["coordinator"], dossier, story.now)
    assert Action.SORT not in open_
    with pytest.raises(WrongStep):
        sorted_up(story)
    # Only a granted escalation leads up again; and from there it does not come down a second time.
    story.led().escalate(story.city.city)("coordinator", services.grant)
    dossier = load(story.case.pk)
    open_ = permissions.open_to(story.people["city_coordinator"], dossier, story.now)
    assert Action.HAND_DOWN not in open_
    with pytest.raises(WrongStep):
        story("city_coordinator", services.hand_down, desk=story.city.county, grounds="属地")
    story("city_coordinator", services.name_lead, lead=story.city.city_transport)


def test_a_new_round_may_be_handed_down_again(story: Story) -> None:
    sorted_up(story)("city_coordinator", services.hand_down, desk=story.city.county, grounds="属地")
    story.led()("liaison", services.answer, outcome=Outcome.SOLVED, text="已开口。")
    story("contact", services.give_verdict, yes=False, rating=Rating.DISSATISFIED)
    assert story.case.desk == story.city.city
    until = story.case.turn_until
    story("city_coordinator", services.hand_down, desk=story.city.county, grounds="属地")
    assert (story.case.turn_id, story.case.turn_until) == (story.city.county.pk, until)
    with pytest.raises(BadInput):  # who has answered does not lead again
        story("coordinator", services.name_lead, lead=story.city.police)
    story("coordinator", services.name_lead, lead=story.city.transport)
    assert story.case.handed == [[1, 0], [2, 0]]
    assert not compare(Case)[0]


def test_only_below_on_the_way_to_the_enterprise_and_where_somebody_sits(story: Story) -> None:
    city = sorted_up(story).city
    for target in (city.other_county, city.city, city.town):  # nobody sits in the town
        with pytest.raises(BadInput):
            story("city_coordinator", services.hand_down, desk=target, grounds="属地")
    with pytest.raises(BadInput):
        story("city_coordinator", services.hand_down, desk=city.county, grounds="  ")
    with pytest.raises(NotAllowed):
        story("coordinator", services.hand_down, desk=city.county, grounds="属地")
    with pytest.raises(BadInput):  # a move down has its own act, which is counted
        story("city_coordinator", services.sort, desk=city.county, reason="属地")


# Outside


def test_with_a_body_outside_a_person_keeps_asking(story: Story) -> None:
    story.led().outside()("coordinator", services.grant)
    case = story.case
    handler = story.official("handler")
    assert (case.status, case.turn_kind, case.turn_id) == ("parked", "handler", handler.pk)
    assert (case.outside, case.handler) == ("省交通运输厅", handler)
    story("handler", services.follow, text="已去电，处长会签中。", next_on=date(2021, 10, 15))
    assert story.case.turn_until == load(case.pk).clock(ClockKind.FOLLOW).due_at  # type: ignore[union-attr]
    counts = by_cause(story.people["coordinator"], story.now)
    assert [(one.cause, one.count) for one in counts] == [("outside", 1)]
    chosen = ParkedFilter.parse({"cause": "outside"})
    assert len(parked_page(story.people["coordinator"], chosen, {}, story.now).rows) == 1
    story("handler", services.answer, outcome=Outcome.SOLVED, text="省厅已批复。")
    assert (story.case.status, story.case.outside) == ("answered", "")
    assert not compare(Case)[0]


def test_taken_up_again_it_lies_with_the_body_no_more(story: Story) -> None:
    story.led().outside()("coordinator", services.grant)
    story("handler", services.unpark, text="省厅已批复。")
    assert (story.case.outside, story.case.status) == ("", "in_progress")


@pytest.mark.parametrize(
    "missing", [{"body": " "}, {"liaison": None}, {"next_on": None}, {"next_on": date(2022, 3, 1)}]
)
def test_an_application_outside_names_body_person_and_day(
    story: Story, missing: dict[str, Any]
) -> None:
    story.led()
    with pytest.raises(BadInput):
        story.outside(**missing)


def test_who_keeps_asking_is_of_the_leads_unit_and_can_act(story: Story) -> None:
    story.led()
    with pytest.raises(BadInput):
        story.outside(liaison=story.official("co_handler"))
    user = story.people["handler"].user_id
    User.objects.filter(pk=user).update(is_active=False)
    with pytest.raises(BadInput):
        story.outside()


def test_when_the_liaison_leaves_the_next_is_named(story: Story) -> None:
    story.led().outside()("coordinator", services.grant)
    until: datetime | None = story.case.turn_until
    User.objects.filter(pk=story.people["handler"].user_id).update(is_active=False)
    story("system", services.hand_over)
    case = story.case
    first = {story.official("liaison").pk, story.official("chief").pk}
    assert case.turn_kind == TurnKind.HANDLER
    assert case.turn_id in first
    assert case.handler_id == case.turn_id
    assert (case.turn_until, case.outside) == (until, "省交通运输厅")
    assert not compare(Case)[0]


def test_withdrawn_while_outside(story: Story) -> None:
    story.led().outside()("coordinator", services.grant)
    story("contact", services.withdraw, text="不用了")
    assert (story.case.outside, story.case.status) == ("", "withdrawn")


def test_a_contact_cannot_apply_for_a_level(story: Story) -> None:
    story.led()
    with pytest.raises(NotAllowed):
        story.escalate(story.city.city, "contact")
    leader = replace(story.people["leader"], role=Role.LEADER)
    assert not permissions.can_take(leader, load(story.case.pk), Action.HAND_DOWN)
