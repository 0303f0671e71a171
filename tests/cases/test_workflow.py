"""The table of a case's life, written out a second time by hand; who may take which step in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from tests import factories
from tests.cases.instructing import instruct
from tests.factories import City, make_case, make_city
from weiqitong.accounts.models import User
from weiqitong.cases import concerned, permissions, sentences, services, telling, words
from weiqitong.cases.dossier import Trust
from weiqitong.cases.enums import (
    CLOSED,
    OPEN,
    Action,
    ApplicationKind,
    Audience,
    CallOutcome,
    Cause,
    Confidentiality,
    ContactMeans,
    Mode,
    Outcome,
    Rating,
    Route,
    RungKind,
    Status,
    TurnKind,
)
from weiqitong.cases.models import Act, Case
from weiqitong.cases.plans import Asked, Called, CallMade, Concluded, Reached
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.services.acting import load
from weiqitong.cases.services.splitting import PartOf
from weiqitong.cases.workflow import (
    AUTOMATIC,
    EFFECTS,
    FINAL,
    IN_BATCHES,
    TRANSITIONS,
    TURNS,
    open_actions,
    step,
)
from weiqitong.core.actor import ANONYMOUS, Actor, Role, system
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.directory.models import Official
from weiqitong.files.models import StoredFile
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Entry

# Status → action and the status after it, whoever's turn it is.
ROADS = {
    "reported": "confirm=reported sort=reported solve=answered dispatch=dispatched"
    " decline=not_receivable withdraw=withdrawn hurry=reported recount=reported"
    " hand_over=reported note=reported nudge=reported rung=reported instruct=reported"
    " split=in_progress",
    "dispatched": "confirm=dispatched accept=in_progress object=objected opine=dispatched"
    " withdraw=withdrawn hurry=dispatched recount=dispatched"
    " hand_over=dispatched note=dispatched nudge=dispatched rung=dispatched instruct=dispatched"
    " move=dispatched",
    "in_progress": "confirm=in_progress opine=in_progress remind=in_progress"
    " grant=in_progress refuse=in_progress extend=in_progress park=parked find=found"
    " withdraw=withdrawn hurry=in_progress recount=in_progress"
    " hand_over=in_progress note=in_progress nudge=in_progress rung=in_progress"
    " instruct=in_progress move=in_progress",
    "objected": "withdraw=withdrawn hurry=objected recount=objected"
    " hand_over=objected note=objected nudge=objected rung=objected instruct=objected"
    " move=objected",
    "parked": "withdraw=withdrawn hurry=parked recount=parked hand_over=parked note=parked"
    " nudge=parked rung=parked instruct=parked move=parked",
    "answered": "confirm=answered remind=answered yes=confirmed no=in_progress lapse=lapsed"
    " withdraw=withdrawn recount=answered note=answered rung=answered instruct=answered"
    " call=answered wait=answered",
    "lapsed": "yes=confirmed no=in_progress note=lapsed",
    "not_receivable": "appeal=reported note=not_receivable",
    "found": "appeal=reported note=found",
    "confirmed": "note=confirmed",
    "withdrawn": "note=withdrawn call=withdrawn",
}
# A conference on it changes nothing, whatever the open state.
for _open in ("reported", "dispatched", "in_progress", "objected", "parked", "answered"):
    ROADS[_open] += f" confer={_open} conclude={_open}"
# What belongs together can be linked at any time.
ROADS = {status: f"{said} link={status} unlink={status}" for status, said in ROADS.items()}
# Who asks is hidden: looked behind, released, lowered, while it is open.
for _open in ("reported", "dispatched", "in_progress", "objected", "parked", "answered"):
    ROADS[_open] += f" look={_open} release={_open} lower={_open}"
# What more is open where that depends on whose turn it is.
LEADS = (
    "assign=in_progress contact=in_progress plan=in_progress ask=in_progress submit=in_progress"
    " answer=answered apply=in_progress take_back=in_progress"
    " escalate=in_progress co_add=in_progress co_release=in_progress"
)
# Who co-handles changes while a unit works, whoever has the turn.
BESIDE = {
    status: f" co_add={status} co_release={status}" for status in ("dispatched", "in_progress")
}
HOLDS = "follow=parked unpark=in_progress answer=answered"
BY_TURN = {
    ("reported", "office"): "hand_down=reported",
    ("dispatched", "unit"): "take_back=in_progress undo=reported" + BESIDE["dispatched"],
    ("dispatched", "handler"): "take_back=in_progress undo=reported" + BESIDE["dispatched"],
    ("dispatched", "signer"): "take_back=in_progress" + BESIDE["dispatched"],
    ("dispatched", "enterprise"): BESIDE["dispatched"],
    ("in_progress", "unit"): LEADS,
    ("in_progress", "handler"): LEADS,
    ("in_progress", "signer"): "sign=in_progress return=in_progress take_back=in_progress"
    " escalate=in_progress" + BESIDE["in_progress"],
    ("in_progress", "enterprise"): "reply=in_progress resume=in_progress apply=in_progress"
    " escalate=in_progress" + BESIDE["in_progress"],
    ("in_progress", "office"): "name=dispatched part=in_progress sum_up=answered"
    " hand_down=in_progress",
    ("in_progress", "leader"): "name=dispatched part=in_progress sum_up=answered",
    ("objected", "unit"): "hear=objected unheard=objected",
    ("objected", "office"): "designate=dispatched",
    ("objected", "leader"): "designate=dispatched",
    ("parked", "unit"): HOLDS,
    ("parked", "handler"): HOLDS,
}


def roads(status: Status, turn: TurnKind) -> dict[str, str]:
    """Action → status after it, as the tables above say."""
    words_ = [*ROADS[status].split(), *BY_TURN.get((status, turn), "").split()]
    return dict(word.split("=") for word in words_)


@pytest.mark.parametrize("turn", TurnKind)
@pytest.mark.parametrize("status", Status)
def test_every_step_is_in_the_table_or_refused(status: Status, turn: TurnKind) -> None:
    open_ = roads(status, turn)
    for action in Action:
        if action in open_:
            assert step(status, action, turn) == open_[action], action
            continue
        with pytest.raises(WrongStep) as refused:
            step(status, action, turn)
        assert refused.value.data == {"status": status, "action": action}
        assert str(status.label) in refused.value.message
    assert set(open_actions(status, turn)) == {Action(one) for one in open_}


def reached() -> set[Status]:
    """Every status a case can come to from its report."""
    found, new = set(), {Status.REPORTED}
    while new:
        found |= new
        roads_ = {after for (before, _action), after in TRANSITIONS.items() if before in found}
        new = roads_ - found
    return found


def test_every_status_is_reached() -> None:
    assert reached() == set(Status)


def test_only_final_statuses_are_dead_ends() -> None:
    leading_out = {before for (before, _action), after in TRANSITIONS.items() if after != before}
    assert set(Status) - leading_out == FINAL == {Status.CONFIRMED, Status.WITHDRAWN}


def test_open_and_closed_share_all_statuses_and_every_open_one_can_be_withdrawn() -> None:
    assert set(Status) == OPEN | CLOSED
    assert not OPEN & CLOSED
    withdrawn = {before for before, action in TRANSITIONS if action == Action.WITHDRAW}
    assert withdrawn == OPEN


def test_a_turn_is_named_only_for_steps_of_the_table() -> None:
    assert set(TURNS) <= {action for _before, action in TRANSITIONS}


def test_every_action_but_the_report_is_in_the_table() -> None:
    assert {action for _before, action in TRANSITIONS} == set(Action) - {Action.REPORT}


def test_every_action_has_a_permission() -> None:
    assert set(permissions.WHO) == set(Action) - {Action.REPORT}  # can_report


# Nobody is told, on purpose.
UNTOLD = {
    Action.NOTE: "a note is read where it lies; telling would make it a message",
    Action.CALL: "a try is the caller's own work; what the enterprise says is told as its verdict",
    Action.WAIT: "the reminders went out; the new date stands on the case, and somebody calls",
    Action.RECOUNT: "a year's calendar moves every open case at once: the new date stands on each",
}


def test_every_action_is_told_to_somebody_or_says_why_not() -> None:
    assert set(concerned.TOLD) | set(UNTOLD) == set(Action)
    assert not set(concerned.TOLD) & set(UNTOLD)
    assert set(telling.SENTENCES) == set(concerned.TOLD)
    assert set(telling.LINKED) <= set(concerned.TOLD)


FACTS: dict[Action, dict[str, Any]] = {
    Action.SORT: {"from": 1, "to": 1},
    Action.DISPATCH: {"lead": 1, "co": [2], "mode": Mode.DOWN, "led": False},
    Action.NAME: {"lead": 1, "co": [], "mode": Mode.LEVEL, "led": False},
    Action.ASSIGN: {"section": 2, "handler": 1},
    Action.CONTACT: {"means": ContactMeans.VISIT},
    Action.PLAN: {"promised": "2021-09-20"},
    Action.SUBMIT: {"answer": 1, "outcome": Outcome.SOLVED, "signers": [1]},
    Action.ANSWER: {"answer": 1, "outcome": Outcome.PARTLY},
    Action.ACCEPT_ANSWER: {"answer": 1, "rating": 5, "channel": "login"},
    Action.REJECT_ANSWER: {"answer": 1, "rating": 2, "channel": "login"},
    Action.DECLINE: {"route": Route.COURT},
    Action.OBJECT: {"objection": 1, "proposed": 1, "lead": 2},
    Action.HEAR: {"unit": 1, "agrees": True},
    Action.DESIGNATE: {"objection": 1, "lead": 1, "kept": False},
    Action.APPLY: {"application": 1, "kind": "parking"},
    Action.GRANT: {"application": 1, "kind": "merit", "agreed": 1, "needed": 2},
    Action.REFUSE: {"application": 1, "kind": "extension"},
    Action.EXTEND: {"kind": "statutory", "to": "2021-12-01T10:00:00+00:00"},
    Action.PARK: {"cause": "funds", "promised": "2021-12-01", "next": "2021-10-01"},
    Action.FOLLOW: {"next": "2021-10-01"},
    Action.FIND: {"kind": "merit", "cause": "repeated"},
    Action.NUDGE: {"unit": 1, "official": 1},
    Action.RUNG: {"rung": "head", "unit": 1, "official": 1, "clock": "close"},
    Action.CONFER: {"conference": "坊会2021-3", "when": "2021-09-24T06:00:00+00:00"},
    Action.CONCLUDE: {"conference": "坊会2021-3", "lead": 1},
    Action.INSTRUCT: {"number": "潍批2021-1", "official": 1},
    Action.CALL: {"call": 1, "outcome": "busy", "try": 2, "of": 3, "purpose": "verdict"},
    Action.WAIT: {"to": "2021-10-08T10:00:00+00:00", "tries": 1, "of": 3},
    Action.HAND_OVER: {"handler": 1},
    Action.TAKE_BACK: {"unit": 1},
    Action.LINK: {"master": "2021-000001", "same": True},
    Action.UNLINK: {"master": "2021-000001"},
    Action.SPLIT: {"parts": 2},
    Action.PART: {"part": "2021-000001-1", "status": "confirmed", "open": 1},
    Action.SUM_UP: {"answer": 1, "outcome": Outcome.SOLVED},
    Action.LOWER: {"from": "sealed", "to": "hidden"},
    Action.ESCALATE: {"application": 1, "unit": 1, "region": 1},
    Action.HAND_DOWN: {"from": 1, "to": 1},
    Action.CO_ADD: {"co": [2]},
    Action.CO_RELEASE: {"co": [2]},
    Action.OPINE: {"unit": 1, "late": True},
}


@pytest.mark.parametrize("action", sorted(set(Action)))
def test_every_action_is_one_sentence_in_both_languages(action: Action) -> None:
    role = Role.SYSTEM if action in AUTOMATIC else Role.HANDLER
    act = Act(action=action, role=role, name="张", facts=FACTS.get(action, {}), text="")
    names = words.Names({1: "潍城区"}, {1: "公安局", 2: "秩序科"}, {1: "胡志远"})
    with translation.override("en"):
        english = sentences.act_sentence(act, names).words
    with translation.override("zh-hans"):
        chinese = sentences.act_sentence(act, names).words
    assert english.replace("公安局", "").replace("秩序科", "").strip()
    assert chinese != english
    assert not any(letter.isascii() and letter.isalpha() for letter in chinese), chinese
    assert "%" not in english + chinese


# Who may take which step


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


class Walk:
    """Brings a case to the state in which a step fits."""

    def __init__(self, city: City) -> None:
        self.city, self.people, self.now = city, city.people, city.now
        self.case = self.beside = make_case(city)

    def __call__(self, who: str, service: Callable[..., Case], **words_: Any) -> "Walk":
        self.now += timedelta(minutes=10)
        actor = system() if who == "system" else self.people[who]
        self.case = service(actor, self.case, now=self.now, **words_)
        return self

    def official(self, who: str) -> Official:
        pk = self.people[who].official_id
        assert pk is not None
        return Official.objects.select_related("department").get(pk=pk)

    def dispatched(self) -> "Walk":
        units = {"lead": self.city.police, "co": [self.city.transport]}
        return self("coordinator", services.dispatch, category=self.city.category, **units)

    def accepted(self) -> "Walk":
        return self.dispatched()("liaison", services.accept)

    def assigned(self) -> "Walk":
        return self.accepted()("liaison", services.assign, section=self.city.section)

    def asked(self) -> "Walk":
        return self.assigned()("handler", services.ask, question="路口是否要过大件？")

    def submitted(self) -> "Walk":
        signers = [self.official("chief")]
        words_ = {"outcome": Outcome.SOLVED, "text": "已批准。", "signers": signers}
        words_["over_silence"] = "等不及了"
        return self.assigned()("handler", services.submit, **words_)

    def answered(self) -> "Walk":
        words_ = {"outcome": Outcome.SOLVED, "text": "已批准。", "over_silence": "等不及了"}
        return self.assigned()("handler", services.answer, **words_)

    def refused(self) -> "Walk":
        return self.answered()(
            "contact", services.give_verdict, yes=False, rating=Rating.DISSATISFIED
        )

    def refused_by_the_city(self) -> "Walk":
        """Twice: above the city's office there is only the leader in charge."""
        self.refused()("city_coordinator", services.name_lead, lead=self.city.city_transport)
        self("city_handler", services.accept)
        self("city_handler", services.answer, outcome=Outcome.SOLVED, text="已通车。")
        return self("contact", services.give_verdict, yes=False, rating=Rating.DISSATISFIED)

    def sorted_up(self) -> "Walk":
        return self("coordinator", services.sort, desk=self.city.city, reason="市里定")

    def declined(self) -> "Walk":
        return self("coordinator", services.decline, route=Route.COURT, text="请向法院起诉。")

    def with_handler(self) -> "Walk":
        return self.accepted()("liaison", services.assign, handler=self.official("handler"))

    def without(self, *names: str) -> "Walk":
        """Their accounts are closed."""
        users = [self.people[name].user_id for name in names]
        User.objects.filter(pk__in=users).update(is_active=False)
        return self

    def by_specialist(self) -> "Walk":
        self.case = services.report(
            self.people["specialist"],
            self.city.client,
            title="",
            text="厂门口的路被挖开两周了还没有回填",
            now=self.now,
        )
        return self

    def objected(self) -> "Walk":
        words_ = {"proposed": self.city.transport, "reason": "不属交警职责。"}
        return self("coordinator", services.dispatch, lead=self.city.police)(
            "liaison", services.object_to, **words_
        )

    def heard(self) -> "Walk":
        return self.objected()("co_handler", services.hear, agrees=True, text="")

    def applied(self, kind: ApplicationKind = ApplicationKind.PARKING) -> "Walk":
        asked = Asked(
            kind,
            "资金未到位。",
            cause=Cause.FUNDS,
            basis="条例第三条",
            until_on=date(2021, 12, 1),
            next_on=date(2021, 10, 8),
        )
        return self.assigned()("liaison", services.apply_for, asked=asked)

    def applied_for_a_finding(self) -> "Walk":
        return self.applied(ApplicationKind.NO_BASIS)

    def with_caller(self) -> "Walk":
        """Answered by the county's police; the city's office has a caller."""
        self.answered()
        changes = Changes(system(), self.now)
        self.people["caller"] = factories.make_actor(
            changes, Role.CALLER, name="罗小曼", phone="19900000032", region=self.city.city,
            department=self.city.office,
        )  # fmt: skip
        changes.write()
        self.now += timedelta(days=7)
        return self

    def overdue_with_caller(self) -> "Walk":
        self.with_caller()
        assert self.case.turn_until is not None
        self.now = self.case.turn_until
        return self

    def hidden(self) -> "Walk":
        """With a file that nobody has released."""
        contact = self.people["contact"]
        file = StoredFile.objects.create(
            name="恒岳.pdf",
            kind="application/pdf",
            size=1,
            sha256="",
            path="x",
            owner_label="case",
            uploaded_by_id=contact.user_id,
            uploaded_at=self.now,
        )
        self.case = services.report(
            contact,
            self.city.client,
            title="",
            text="厂门口的路被挖开两周了还没有回填",
            trust=Trust(Confidentiality.HIDDEN),
            files=[file.pk],
            now=self.now,
        )
        return self

    def parked(self) -> "Walk":
        return self.applied()("coordinator", services.grant)

    def other(self) -> "Walk":
        """Another need of the same enterprise, beside the one that acts."""
        self.beside = make_case(self.city, now=self.now)
        return self

    def linked(self) -> "Walk":
        return self.other()("coordinator", services.link, master=self.beside)

    def split(self) -> "Walk":
        parts = [PartOf("路口开口审批", lead=self.city.police), PartOf("临时通行证")]
        return self("coordinator", services.split, parts=parts)

    def parts(self) -> list[Case]:
        return list(Case.objects.filter(parent=self.case).order_by("number"))

    def closed_parts(self) -> "Walk":
        """Withdrawn one after the other, which counts as closed."""
        for part in self.split().parts():
            services.withdraw(self.people["contact"], part, text="", now=self.now)
        self.case.refresh_from_db()
        return self


def look(actor: Actor, case: Case, **said: Any) -> Case:
    """The case after a look; what was seen is the page's."""
    services.look_behind(actor, case, **said)
    return Case.objects.get(pk=case.pk)


Step = tuple[str, Callable[[Walk], Any], Callable[..., Case], dict[str, Any], set[str]]
TEXT = {"text": "请予办理。"}
# Step, the state it fits, the service, what is typed, and everybody who may.
STEPS: list[Step] = [
    ("confirm", Walk.by_specialist, services.confirm, {}, {"contact"}),
    ("sort", Walk.by_specialist, services.sort, {"reason": "属地"}, {"coordinator", "specialist"}),
    ("solve", Walk.by_specialist, services.solve, TEXT, {"specialist"}),
    ("dispatch", Walk.by_specialist, services.dispatch, {}, {"coordinator", "specialist"}),
    ("decline", Walk.by_specialist, services.decline, {"route": Route.COURT} | TEXT,
     {"coordinator"}),
    # Reported by the enterprise itself: the specialist may watch.
    ("sort", lambda walk: walk, services.sort, {"reason": "属地"}, {"coordinator"}),
    ("solve", lambda walk: walk, services.solve, TEXT, set()),
    ("dispatch", lambda walk: walk, services.dispatch, {}, {"coordinator"}),
    ("accept", Walk.dispatched, services.accept, {}, {"liaison", "chief"}),
    ("opine", Walk.dispatched, services.opine, TEXT, {"co_handler"}),
    ("assign", Walk.accepted, services.assign, {}, {"liaison", "chief"}),
    ("contact", Walk.assigned, services.contact, {"means": ContactMeans.CALL} | TEXT,
     {"liaison", "chief", "handler"}),
    ("plan", Walk.assigned, services.make_plan, {"promised": None} | TEXT,
     {"liaison", "chief", "handler"}),
    ("ask", Walk.assigned, services.ask, {"question": "何时？"}, {"liaison", "chief", "handler"}),
    ("submit", Walk.assigned, services.submit,
     {"outcome": Outcome.SOLVED, "over_silence": "等不及"} | TEXT,
     {"liaison", "chief", "handler"}),
    ("answer", Walk.assigned, services.answer,
     {"outcome": Outcome.SOLVED, "over_silence": "等不及"} | TEXT, {"liaison", "chief", "handler"}),
    ("opine", Walk.assigned, services.opine, TEXT, {"co_handler"}),
    ("reply", Walk.asked, services.reply, TEXT, {"contact"}),
    ("resume", Walk.asked, services.resume, {}, {"liaison", "chief", "handler", "system"}),
    # The liaison acts for the whole unit and did not write it; the handler takes it back.
    ("sign", Walk.submitted, services.sign, {}, {"chief", "liaison"}),
    ("return", Walk.submitted, services.return_answer, TEXT, {"chief", "liaison", "handler"}),
    ("yes", Walk.answered, services.give_verdict, {"yes": True, "rating": Rating.SATISFIED},
     {"contact"}),
    ("no", Walk.answered, services.give_verdict, {"yes": False, "rating": Rating.DISSATISFIED},
     {"contact"}),
    ("remind", Walk.answered, services.remind, {}, {"system"}),
    ("lapse", Walk.answered, services.lapse, {}, {"system"}),
    ("call", Walk.with_caller, services.record_call, {"called": CallMade(CallOutcome.BUSY)},
     {"caller"}),
    ("wait", Walk.overdue_with_caller, services.wait_for_calls, {}, {"system"}),
    ("recount", Walk.answered, services.recount, {}, {"system"}),
    ("hand_over", lambda walk: walk.with_handler().without("handler"), services.hand_over, {},
     {"system"}),
    ("take_back", lambda walk: walk.dispatched().without("liaison", "chief"),
     services.hand_over, {}, {"system"}),
    ("name", Walk.refused, services.name_lead, {}, {"city_coordinator"}),
    ("name", Walk.refused_by_the_city, services.name_lead, {}, {"leader"}),
    ("appeal", Walk.declined, services.appeal, TEXT, {"contact"}),
    ("withdraw", Walk.assigned, services.withdraw, TEXT, {"contact"}),
    ("object", Walk.dispatched, services.object_to, {"reason": "不归我们。"}, {"liaison", "chief"}),
    ("hear", Walk.objected, services.hear, {"agrees": False} | TEXT, {"co_handler"}),
    ("unheard", Walk.objected, services.unheard, {}, {"system"}),
    ("designate", Walk.heard, services.designate, {"grounds": "职责分工"}, {"coordinator"}),
    ("apply", Walk.assigned, services.apply_for, {}, {"liaison", "chief", "handler"}),
    ("grant", Walk.applied, services.grant, {}, {"coordinator"}),
    ("grant", Walk.applied_for_a_finding, services.grant, {},
     {"coordinator", "city_coordinator", "leader"}),
    ("refuse", Walk.applied, services.refuse, TEXT, {"coordinator"}),
    ("follow", Walk.parked, services.follow, {"next_on": date(2021, 9, 30)} | TEXT,
     {"liaison", "chief", "handler"}),
    ("unpark", Walk.parked, services.unpark, TEXT, {"liaison", "chief", "handler"}),
    ("hurry", Walk.assigned, services.hurry, TEXT, {"contact"}),
    ("nudge", Walk.assigned, services.nudge, TEXT, {"coordinator", "city_coordinator"}),
    ("nudge", lambda walk: walk, services.nudge, TEXT, {"city_coordinator"}),  # not itself
    ("nudge", Walk.asked, services.nudge, TEXT, set()),  # nobody nudges an enterprise
    ("rung", Walk.assigned, services.climb, TEXT, {"coordinator", "city_coordinator", "system"}),
    ("confer", Walk.assigned, services.confer,
     {"called": Called("坊会2021-3", datetime(2021, 9, 24, 6, tzinfo=UTC))},
     {"coordinator", "city_coordinator"}),
    ("conclude", Walk.assigned, services.conclude,
     {"concluded": Concluded("坊会2021-3", "由交警大队牵头。", "已明确由交警大队牵头办理。")},
     {"coordinator", "city_coordinator"}),
    ("instruct", Walk.assigned, instruct, {}, {"leader"}),
    ("link", Walk.other, services.link, {}, {"coordinator", "city_coordinator"}),
    ("unlink", Walk.linked, services.unlink, {}, {"coordinator", "city_coordinator"}),
    ("split", lambda walk: walk, services.split, {}, {"coordinator"}),
    ("sum_up", Walk.closed_parts, services.sum_up, {"outcome": Outcome.SOLVED} | TEXT,
     {"coordinator"}),
    ("sum_up", Walk.split, services.sum_up, {"outcome": Outcome.SOLVED} | TEXT, set()),
    ("name", Walk.closed_parts, services.name_lead, {}, set()),  # it has none, and needs none
    ("look", Walk.hidden, look, {"reason": "要到现场看一次"}, {"coordinator"}),
    ("look", Walk.assigned, look, {"reason": "要到现场看一次"}, set()),  # nothing is hidden
    ("release", Walk.hidden, services.release, {}, {"coordinator"}),
    ("lower", Walk.hidden, services.lower, {"level": Confidentiality.ORDINARY}, {"contact"}),
    ("hand_down", Walk.sorted_up, services.hand_down, {"grounds": "属地"}, {"city_coordinator"}),
    ("hand_down", Walk.refused, services.hand_down, {"grounds": "属地"}, {"city_coordinator"}),
    ("co_add", Walk.assigned, services.add_co, TEXT, {"coordinator"}),
    ("co_release", Walk.assigned, services.release_co, TEXT, {"coordinator"}),
    ("note", Walk.assigned, services.add_note, {"audience": Audience.OFFICE} | TEXT,
     {"specialist", "coordinator", "city_coordinator", "liaison", "chief", "handler", "co_handler",
      "leader"}),
]  # fmt: skip


def test_every_step_is_tried_by_everybody() -> None:
    assert {name for name, *_rest in STEPS} == set(Action) - EFFECTS - IN_BATCHES - {Action.REPORT}


# What a step needs of the city it is taken in, and of who takes it.
PLACES: dict[str, Callable[[Walk, str], dict[str, Any]]] = {
    "dispatch": lambda walk, who: {"lead": walk.city.transport},  # a specialist's own unit
    "name": lambda walk, who: {"lead": walk.city.customs},
    "object": lambda walk, who: {"proposed": walk.city.transport},
    "designate": lambda walk, who: {"lead": walk.city.transport},
    "apply": lambda walk, who: {
        "asked": Asked(
            ApplicationKind.STATUTORY,
            "须公示。",
            basis="条例第三条",
            until_on=date(2021, 12, 1),
        )
    },
    "sort": lambda walk, who: {"desk": walk.city.city},
    "rung": lambda walk, who: {
        "reached": Reached(
            RungKind.ORDER,
            Named(walk.city.police.pk, walk.official("liaison").pk),
            order="坊督2021-1",
        )
    },
    "instruct": lambda walk, who: {
        "number": "潍批2021-1",
        "leader_id": walk.official("liaison").pk,
    },
    "hand_down": lambda walk, who: {"desk": walk.city.county},
    "co_add": lambda walk, who: {"unit": walk.city.customs},
    "co_release": lambda walk, who: {"unit": walk.city.transport},
    "release": lambda walk, who: {"files": [one.pk for one in walk.case.attachments.all()]},
    "link": lambda walk, who: {"master": walk.beside},
    "split": lambda walk, who: {"parts": [PartOf("路口开口审批"), PartOf("临时通行证")]},
    "assign": lambda walk, who: {"section": walk.city.section},
    # Nobody signs off the own answer.
    "submit": lambda walk, who: {
        "signers": [walk.official("liaison" if who == "chief" else "chief")]
    },
}


def places(action: str, walk: Walk, who: str) -> dict[str, Any]:
    made = PLACES.get(action)
    return made(walk, who) if made else {}
    """What a step needs of the city it is taken in."""
    levels: dict[str, dict[str, Any]] = {
        "hand_down": {"desk": walk.city.county},
        "co_add": {"unit": walk.city.customs},
        "co_release": {"unit": walk.city.transport},
    }
    if action in levels:
        return levels[action]
    if action == "dispatch":  # a specialist may take it to the own unit only
        return {"lead": walk.city.transport}
    if action == "name":
        return {"lead": walk.city.customs}
    if action == "object":
        return {"proposed": walk.city.transport}
    if action == "designate":
        return {"lead": walk.city.transport}
    if action == "apply":
        asked = {"basis": "条例第三条", "until_on": date(2021, 12, 1)}
        return {"asked": Asked(ApplicationKind.STATUTORY, "须公示。", **asked)}  # type: ignore[arg-type]
    if action == "sort":
        return {"desk": walk.city.city}
    if action == "rung":
        named = Named(walk.city.police.pk, walk.official("liaison").pk)
        return {"reached": Reached(RungKind.ORDER, named, order="坊督2021-1")}
    if action == "assign":
        return {"section": walk.city.section}
    if action == "release":
        return {"files": [one.pk for one in walk.case.attachments.all()]}
    if action == "submit":  # nobody signs off the own answer
        return {"signers": [walk.official("liaison" if who == "chief" else "chief")]}
    return {}


@pytest.mark.parametrize("tried", STEPS, ids=lambda tried: tried[0])
def test_exactly_those_permitted_may_take_a_step(city: City, tried: Step) -> None:
    action, fitting, service, typed, permitted = tried
    walk = Walk(city)
    fitting(walk)
    now = walk.now + timedelta(minutes=10)
    everybody = {**city.people, "system": system(), "visitor": ANONYMOUS}
    version, entries = walk.case.version, Entry.objects.count()
    passed = set()
    for name, actor in everybody.items():
        may = permissions.can_take(actor, load(walk.case.pk), Action(action))
        with undone():
            try:
                after = service(actor, walk.case, now=now, **typed, **places(action, walk, name))
            except NotAllowed:
                assert not may, f"{name}: the button shows, the service refuses"
                continue
            assert may, f"{name}: the service takes it, the button hides"
            passed.add(name)
            if action != "recount":  # no calendar arrived: nothing moves
                assert after.version > version
    assert passed == permitted
    assert Case.objects.get(pk=walk.case.pk).version == version
    assert Entry.objects.count() == entries


def test_only_the_enterprise_and_its_specialist_report(city: City) -> None:
    everybody = {**city.people, "system": system(), "visitor": ANONYMOUS}
    passed = set()
    for name, actor in everybody.items():
        with undone():
            try:
                services.report(
                    actor, city.client, title="", text="厂门口的路被挖开两周了", now=city.now
                )
            except NotAllowed:
                continue
            passed.add(name)
    assert passed == {"contact", "specialist"}


@pytest.mark.parametrize("part", ["handler", "chief"])
def test_whoever_had_a_part_in_the_answer_gives_no_verdict_on_it(city: City, part: str) -> None:
    """Not even when the same person also speaks for the enterprise."""
    walk = Walk(city).submitted()("chief", services.sign)
    official = city.people[part]
    both = replace(
        official, role=Role.CONTACT, department_path="", client_ids=frozenset({city.client.pk})
    )
    said: dict[str, Any] = {"rating": Rating.VERY_SATISFIED, "now": walk.now}
    with pytest.raises(NotAllowed):
        services.give_verdict(both, walk.case, yes=True, **said)
    colleague: Actor = replace(both, official_id=None, department_id=None)
    assert services.give_verdict(colleague, walk.case, yes=True, **said).verdict is True


def test_a_late_verdict_counts_for_sixty_days(city: City) -> None:
    walk = Walk(city).answered()("system", services.lapse)
    said: dict[str, Any] = {"yes": True, "rating": Rating.SATISFIED}
    closed: datetime = walk.case.closed_at  # type: ignore[assignment]
    with pytest.raises(WrongStep):
        services.give_verdict(
            city.people["contact"], walk.case, now=closed + timedelta(days=120), **said
        )
    late = services.give_verdict(
        city.people["contact"], walk.case, now=closed + timedelta(days=50), **said
    )
    assert late.status == Status.CONFIRMED
    assert late.closed_at != closed
    assert late.verdict_at is not None
    assert late.verdict_at.date() > date(2021, 9, 17)
