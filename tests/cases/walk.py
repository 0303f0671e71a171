"""People who do anything at any time to a few cases, and what must hold after each act."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from django.db.models import Sum
from django_tasks_db.models import DBTaskResult

from tests import factories
from tests.cases.instructing import instruct
from tests.factories import City
from weiqitong.cases import permissions, plans, services
from weiqitong.cases.delay import Held, delay, own_delay, shares
from weiqitong.cases.dossier import Dossier, Trust
from weiqitong.cases.enums import (
    CLOSED,
    Action,
    ApplicationKind,
    Audience,
    CallOutcome,
    Cause,
    Confidentiality,
    ContactMeans,
    Outcome,
    Rating,
    Route,
    RungKind,
    Status,
    TurnKind,
)
from weiqitong.cases.models import (
    Act,
    Answer,
    Application,
    Attachment,
    CallTry,
    Case,
    CaseSerial,
    Dispatch,
    Draft,
    Intake,
    Objection,
    Once,
    Precedent,
    SignedLink,
    Verdict,
)
from weiqitong.cases.plans import Asked, Called, Concluded, Reached
from weiqitong.cases.plans.calling import CallMade, Word
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.plans.moving import LED
from weiqitong.cases.services.acting import ITS_WORD, act_on, load
from weiqitong.cases.services.splitting import PartOf
from weiqitong.core.actor import ANONYMOUS, Actor, Role, system
from weiqitong.core.clock import local
from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines.models import Clock, ClockEvent, ClockKind, ClockState
from weiqitong.deadlines.plan import events_of
from weiqitong.deadlines.selectors.calendars import calendar_for_region_id
from weiqitong.deadlines.timeline import fold
from weiqitong.directory.enums import RegionKind, Relation
from weiqitong.directory.models import Client, Department, Official, Region
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import InboundMessage, Letter, Notice

ROWS = (
    Entry, Intake, Act, Case, Clock, ClockEvent, Dispatch, Answer, Verdict, Attachment, SignedLink,
    Once, Draft, CaseSerial, DBTaskResult, Letter, Notice, Objection, Application, Precedent,
    CallTry, InboundMessage,
)  # fmt: skip
VERSIONED: tuple[type[Any], ...]
VERSIONED = (Case, Clock, Dispatch, Answer, Verdict, Objection, Application, Precedent)
VERSIONED += (CallTry,)
GOOD = ("请尽快办理，大件车进不来。", "已批准，见文件第三条。")
TEXT = (*GOOD, "  ", "路口是否要过大件？" * 500, "好")
# How likely an open step is taken: what ends a case early would otherwise end nearly all.
RARE = {Action.WITHDRAW: 1, Action.NOTE: 1, Action.DECLINE: 1, Action.OPINE: 3, Action.CONFIRM: 2,
        Action.HURRY: 1, Action.APPLY: 3, Action.OBJECT: 4, Action.NUDGE: 1,
        Action.RUNG: 1, Action.CONFER: 1, Action.CONCLUDE: 1,
        Action.INSTRUCT: 1, Action.LINK: 1, Action.UNLINK: 2, Action.SPLIT: 3,
        Action.MOVE: 1, Action.UNDO: 1,
        Action.CO_ADD: 2, Action.CO_RELEASE: 2, Action.HAND_DOWN: 3}  # fmt: skip
RARE |= {Action.LOOK: 1, Action.RELEASE: 1, Action.LOWER: 1}
USUAL = 8
# What the owner of the next step can do to pass it on.
ONWARD: dict[tuple[Status, TurnKind], Action] = {
    (Status.REPORTED, TurnKind.OFFICE): Action.DISPATCH,
    (Status.REPORTED, TurnKind.LEADER): Action.DISPATCH,  # the whole office is complained of
    (Status.DISPATCHED, TurnKind.UNIT): Action.ACCEPT,
    (Status.DISPATCHED, TurnKind.HANDLER): Action.ACCEPT,
    (Status.IN_PROGRESS, TurnKind.UNIT): Action.ANSWER,
    (Status.IN_PROGRESS, TurnKind.HANDLER): Action.ANSWER,
    (Status.IN_PROGRESS, TurnKind.SIGNER): Action.SIGN,
    (Status.IN_PROGRESS, TurnKind.ENTERPRISE): Action.REPLY,
    (Status.IN_PROGRESS, TurnKind.OFFICE): Action.NAME,
    (Status.IN_PROGRESS, TurnKind.LEADER): Action.NAME,
    (Status.ANSWERED, TurnKind.ENTERPRISE): Action.ACCEPT_ANSWER,
    (Status.OBJECTED, TurnKind.UNIT): Action.HEAR,
    (Status.OBJECTED, TurnKind.OFFICE): Action.DESIGNATE,
    (Status.OBJECTED, TurnKind.LEADER): Action.DESIGNATE,
    (Status.PARKED, TurnKind.UNIT): Action.FOLLOW,
    (Status.PARKED, TurnKind.HANDLER): Action.FOLLOW,
}
# The clock that rules the turn, and the one that rules the light, written out a second time.
RULING: dict[tuple[Status, TurnKind], tuple[ClockKind, ClockKind | None]] = {
    (Status.REPORTED, TurnKind.OFFICE): (ClockKind.DISPATCH, ClockKind.DISPATCH),
    (Status.REPORTED, TurnKind.LEADER): (ClockKind.DISPATCH, ClockKind.DISPATCH),
    (Status.IN_PROGRESS, TurnKind.ENTERPRISE): (ClockKind.ASK, None),
    (Status.IN_PROGRESS, TurnKind.OFFICE): (ClockKind.NAME, ClockKind.NAME),
    (Status.IN_PROGRESS, TurnKind.LEADER): (ClockKind.NAME, ClockKind.NAME),
    (Status.ANSWERED, TurnKind.ENTERPRISE): (ClockKind.VERDICT, None),
    (Status.OBJECTED, TurnKind.UNIT): (ClockKind.HEARING, ClockKind.CLOSE),
    (Status.OBJECTED, TurnKind.OFFICE): (ClockKind.DESIGNATE, ClockKind.CLOSE),
    (Status.OBJECTED, TurnKind.LEADER): (ClockKind.DESIGNATE, ClockKind.CLOSE),
    (Status.PARKED, TurnKind.UNIT): (ClockKind.FOLLOW, ClockKind.FOLLOW),
    (Status.PARKED, TurnKind.HANDLER): (ClockKind.FOLLOW, ClockKind.FOLLOW),
}


def populate(city: City) -> dict[str, Actor]:
    """More people and units than the main road needs: other places, several roles in one person."""
    changes = Changes(system(), city.now)
    place = factories.make_region(
        changes, "370783001", "圣城街道", RegionKind.TOWN, city.other_county
    )
    changes.write()
    halls = {
        "town_hall": factories.make_department(changes, city.town, "坊城街道办事处", "territory"),
        "far_hall": factories.make_department(changes, place, "圣城街道办事处", "territory"),
        "water": factories.make_department(
            changes, city.county, "坊子供水公司", "water", relation=Relation.ENTERPRISE
        ),
    }
    changes.write()
    people = dict(city.people)
    for number, (key, role, unit, region) in enumerate(
        [
            ("town_handler", Role.HANDLER, halls["town_hall"], None),
            ("far_handler", Role.HANDLER, halls["far_hall"], None),
            ("water_handler", Role.HANDLER, halls["water"], None),
            ("customs_handler", Role.HANDLER, city.customs, None),
            ("transport_liaison", Role.LIAISON, city.transport, None),
            ("town_coordinator", Role.COORDINATOR, halls["town_hall"], city.town),
            ("secretary", Role.SECRETARY, city.office, city.city),
            ("county_leader", Role.LEADER, city.county_office, city.county),
            ("caller", Role.CALLER, city.office, city.city),
        ],
        start=31,
    ):
        people[key] = factories.make_actor(
            changes, role, name=f"某{number}", phone=f"199000000{number}", department=unit,
            region=region,
        )  # fmt: skip
    changes.write()
    clients = frozenset({city.client.pk})
    for key, official in (("contact_in_police", "liaison"), ("contact_serving", "specialist")):
        people[key] = replace(
            people[official], role=Role.CONTACT, department_path="", client_ids=clients
        )
    people["reach_nowhere"] = replace(people["coordinator"], region_path="", region_id=None)
    people["system"], people["visitor"] = system(), ANONYMOUS
    city.people = people
    return people


class World:
    """The city with its people, and how each act is taken with whatever is drawn."""

    def __init__(self, city: City, rng: Random) -> None:
        self.rng, self.city, self.people, self.now = rng, city, city.people, city.now
        self.cases: list[int] = []
        self.away: set[int] = set()  # users whose account is closed
        units = Department.objects.filter(code__in=self._codes()).select_related("region")
        self.units = list(units.order_by("pk"))
        self.officials = list(
            Official.objects.select_related("department", "person").order_by("pk")
        )
        self.regions = list(Region.objects.order_by("path"))

    def _codes(self) -> list[str]:
        unled = {self.city.office.code, self.city.county_office.code}
        led = Department.objects.exclude(code__in=unled)
        return list(led.values_list("code", flat=True))  # sections too: they must be refused

    def case(self) -> Case:
        return Case.objects.get(pk=self.rng.choice([*self.cases, *self.parts()]))

    @property
    def present(self) -> dict[str, Actor]:
        return {name: one for name, one in self.people.items() if one.user_id not in self.away}

    def may(self, actor: Actor, case: Case, dossier: Dossier) -> list[Action]:
        """What the actor sees buttons for."""
        if actor.role == Role.SYSTEM:
            open_ = permissions.open_to(actor, dossier, self.now)
            return [Action.RESUME] if Action.RESUME in open_ else []
        if not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
            return []
        return [*permissions.open_to(actor, dossier, self.now), *in_batches(actor, dossier)]

    def open_steps(self, case: Case) -> dict[Action, list[str]]:
        """Steps open now, with the names of those who may take them."""
        dossier, found = load(case.pk), dict[Action, list[str]]()
        for name, actor in self.present.items():
            for action in self.may(actor, case, dossier):
                found.setdefault(action, []).append(name)
        return found

    def likely_step(self, case: Case) -> tuple[str, Action] | None:
        """One of them, and who takes it."""
        open_ = self.open_steps(case)
        if not open_:
            return None
        bag = [one for one in sorted(open_) for _ in range(RARE.get(one, USUAL))]
        action = self.rng.choice(bag)
        return self.rng.choice(open_[action]), action

    def report(self, actor: Actor, client: Client, **said: Any) -> None:
        if actor.role == Role.CONTACT:
            said["trust"] = self._trust()
        case = services.report(actor, client, now=self.now, **said)
        self.cases.append(case.pk)

    def take(self, actor: Actor, case: Case, action: Action, *, fit: bool) -> Case:
        """One act through its service, with words and targets that fit or that may not."""
        service, said = self._service(action, case, fit)
        if not fit and action not in {Action.NOTE, Action.RECOUNT}:
            said["seen"] = self.rng.choice([None, None, case.version, case.version - 1])
        return service(actor, case, now=self.now, **said)

    def _service(
        self, action: Action, case: Case, fit: bool
    ) -> tuple[Callable[..., Case], dict[str, Any]]:
        one = self.rng.choice

        def some(of: Sequence[Any], least: int) -> list[Any]:
            count = one([least, 1, 2])
            return (
                self.rng.sample(of, min(count, len(of))) if fit else self.rng.choices(of, k=count)
            )

        text = {"text": one(GOOD if fit else TEXT)}
        lead = one([unit for unit in self.units if unit.parent_id is None or not fit])
        others = [unit for unit in self.units if unit != lead and unit.parent_id is None]
        units = {"lead": lead, "co": some(others if fit else self.units, 0)}
        path = case.lead.path if fit and case.lead else ""
        people = [who for who in self.officials if who.department.path.startswith(path)]
        answer = {**text, "outcome": one(list(Outcome))}
        rating = {"rating": one(list(Rating))}
        taken: dict[Action, tuple[Callable[..., Case], Callable[[], dict[str, Any]]]] = {
            Action.CONFIRM: (services.confirm, dict),
            Action.SORT: (
                services.sort,
                lambda: {"desk": one(self.regions), "reason": text["text"]},
            ),
            Action.SOLVE: (services.solve, lambda: text),
            Action.DISPATCH: (
                services.dispatch,
                lambda: {**units, "category": one([None, self.city.category])},
            ),
            Action.ACCEPT: (services.accept, dict),
            Action.ASSIGN: (
                services.assign,
                lambda: {
                    "section": one([None, self.city.section, *([] if fit else self.units)]),
                    "handler": one([None, *people]),
                },
            ),
            Action.CONTACT: (services.contact, lambda: {**text, "means": one(list(ContactMeans))}),
            Action.PLAN: (
                services.make_plan,
                lambda: {**text, "promised": one([None, date(2021, 9, 1), date(2031, 1, 1)])},
            ),
            Action.ASK: (services.ask, lambda: {"question": text["text"]}),
            Action.REPLY: (services.reply, lambda: text),
            Action.RESUME: (services.resume, dict),
            Action.OPINE: (services.opine, lambda: text),
            Action.SUBMIT: (
                services.submit,
                lambda: {
                    **answer,
                    "signers": some(people, int(fit)),
                    "over_silence": one(["急", ""]),
                },
            ),
            Action.SIGN: (services.sign, dict),
            Action.RETURN: (services.return_answer, lambda: text),
            Action.ANSWER: (services.answer, lambda: {**answer, "over_silence": one(["急", ""])}),
            Action.ACCEPT_ANSWER: (services.give_verdict, lambda: {**rating, "yes": True}),
            Action.REJECT_ANSWER: (services.give_verdict, lambda: {**rating, "yes": False}),
            Action.NAME: (services.name_lead, lambda: units),
            Action.REMIND: (services.remind, dict),
            Action.LAPSE: (services.lapse, dict),
            Action.RECOUNT: (services.recount, dict),
            Action.HAND_OVER: (services.hand_over, dict),
            Action.TAKE_BACK: (services.hand_over, dict),
            Action.DECLINE: (services.decline, lambda: {**text, "route": one(list(Route))}),
            Action.APPEAL: (services.appeal, lambda: text),
            Action.WITHDRAW: (services.withdraw, lambda: text),
            Action.OBJECT: (
                services.object_to,
                lambda: {"proposed": one(others if fit else self.units), "reason": text["text"]},
            ),
            Action.HEAR: (services.hear, lambda: {**text, "agrees": one([True, False])}),
            Action.UNHEARD: (services.unheard, dict),
            Action.DESIGNATE: (
                services.designate,
                lambda: {
                    "lead": lead,
                    "grounds": text["text"],
                    "circumstances": one(["", "同类事项"]),
                },
            ),
            Action.APPLY: (services.apply_for, lambda: {"asked": self._asked(text["text"])}),
            Action.GRANT: (services.grant, lambda: text),
            Action.REFUSE: (services.refuse, lambda: text),
            Action.FOLLOW: (services.follow, lambda: {**text, "next_on": self._day([1, 20, 300])}),
            Action.UNPARK: (services.unpark, lambda: text),
            Action.HURRY: (services.hurry, lambda: text),
            Action.NUDGE: (services.nudge, lambda: text),
            Action.RUNG: (services.climb, lambda: {**text, "reached": self._reached(lead)}),
            Action.CONFER: (
                services.confer,
                lambda: {"called": Called("坊会1", one([None, self.now]), one([True, False]))},
            ),
            Action.CONCLUDE: (
                services.conclude,
                lambda: {
                    "concluded": Concluded("坊会1", text["text"], text["text"], one([None, lead]))
                },
            ),
            Action.INSTRUCT: (
                instruct,
                lambda: {"number": "潍批2021-1", "leader_id": one(self.officials).pk},
            ),
            Action.CALL: (services.record_call, lambda: self._called(text["text"], fit)),
            Action.WAIT: (services.wait_for_calls, dict),
            Action.MOVE: (move, lambda: {"lead": lead, "handler": one([None, *people])}),
            Action.UNDO: (undo, dict),
            Action.LOOK: (look, lambda: {"reason": text["text"][:200]}),
            Action.RELEASE: (services.release, lambda: {"files": []}),
            Action.LOWER: (services.lower, lambda: {"level": one(list(Confidentiality))}),
            Action.HAND_DOWN: (
                services.hand_down,
                lambda: {"desk": one(self.regions), "grounds": text["text"]},
            ),
            Action.CO_ADD: (services.add_co, lambda: {**text, "unit": lead}),
            Action.CO_RELEASE: (
                services.release_co,
                lambda: {**text, "unit": one([*self._silent(case), lead])},
            ),
            Action.NOTE: (services.add_note, lambda: {**text, "audience": one(list(Audience))}),
            Action.LINK: (
                services.link,
                lambda: {"master": Case.objects.get(pk=one([*self.cases, *self.parts()]))},
            ),
            Action.UNLINK: (services.unlink, dict),
            Action.SPLIT: (services.split, lambda: {"parts": self._parts(fit)}),
            Action.SUM_UP: (services.sum_up, lambda: answer),
        }
        service, said = taken[action]
        return service, said()

    def parts(self) -> list[int]:
        return list(Case.objects.filter(parent__isnull=False).values_list("pk", flat=True))

    def _parts(self, fit: bool) -> list[PartOf]:
        """Two parts or three; now and then one, or without words."""
        one = self.rng.choice
        texts = ["道路开口审批", "施工期间的临时通行证", "路灯迁移"]
        count = one([2, 2, 3] if fit else [1, 2, 3])
        leads = [unit for unit in self.units if unit.parent_id is None or not fit]
        return [
            PartOf(text if fit else one([text, " "]), lead=one([None, *leads]))
            for text in texts[:count]
        ]

    def _trust(self) -> Trust | None:
        """Now and then its name is hidden, or it complains of somebody."""
        one = self.rng.choice
        level = one([Confidentiality.ORDINARY] * 3 + list(Confidentiality))
        whole = [unit for unit in self.units if unit.parent_id is None]
        unit = one([*[None] * 9, *whole[:1]])
        return Trust(level, unit, one([*[None] * 9, *self.officials[:3]]))

    def _silent(self, case: Case) -> list[Department]:
        """Co-handlers that owe an opinion."""
        owed = case.dispatches.filter(part="co", answered_at=None, ended_at=None)
        return [one.department for one in owed.select_related("department")]

    def _reached(self, unit: Department) -> Reached:
        """Any rung; whom it names changes nothing."""
        rung = self.rng.choice([RungKind.ORDER, *RungKind])
        return Reached(rung, Named(unit.pk, self.rng.choice(self.officials).pk), order="督1")

    def _called(self, words: str, fit: bool) -> dict[str, Any]:
        """A try with whatever came of it; what does not fit is half of something."""
        one = self.rng.choice
        outcome = one([CallOutcome.REACHED, *CallOutcome])
        reached, back = outcome == CallOutcome.REACHED, outcome == CallOutcome.CALL_BACK
        again = self.now + timedelta(hours=one([1, 5, 30])) if back or not fit else None
        said = CallMade(outcome, one(["R-1", "R-2"] if fit else ["", "R-1"]), words[:900], again,
                      one([None, None, True, False]))  # fmt: skip
        word = Word(one([True, False]), one([None, *Rating])) if reached else None
        return {"called": said, "word": one([word, word, None]), "contact": self.city.contact}

    def _day(self, ahead: list[int]) -> date:
        return local(self.now).date() + timedelta(days=self.rng.choice(ahead))

    def _asked(self, reason: str) -> Asked:
        """An application of any kind; now and then without what its kind needs."""
        one = self.rng.choice
        return Asked(
            one(list(ApplicationKind)),
            reason,
            basis=one(["条例第三条", "条例第三条", ""]),
            cause=one([*Cause, ""]),
            until_on=one([self._day([40, 90, 200]), None]),
            next_on=one([self._day([5, 20, 29]), None]),
            amount=one([1, 1, 500, None]),
            level=one([self.city.city, self.city.city, self.city.county, self.city.town, None]),
            body=one(["省自然资源厅", ""]),
            letter=one(["坊函〔2021〕7号", ""]),
            liaison=one([*self.officials, None]),
        )


# What only batches do, one need at a time: the permission and the plan of a batch's row.


def in_batches(actor: Actor, dossier: Dossier) -> list[Action]:
    """Those of a batch's acts that would be done."""
    case = dossier.case
    at_office = case.turn_kind in {TurnKind.OFFICE, TurnKind.LEADER}
    fit = {
        Action.UNDO: plans.may_undo(dossier),
        Action.MOVE: case.status in LED and not at_office and case.lead_id is not None,
    }
    return [action for action, fits in fit.items()
            if fits and permissions.can_take(actor, dossier, action)]  # fmt: skip


def move(
    actor: Actor,
    case: Case,
    *,
    lead: Department,
    handler: Official | None,
    now: datetime,
    seen: int | None = None,
) -> Case:
    with act_on(actor, case, Action.MOVE, now, seen=seen) as (changes, dossier):
        if actor.role == Role.LIAISON:
            plans.plan_pass_within(changes, dossier, section=None, handler=handler)
            return dossier.case
        before = dossier.case.lead
        bad = not lead.active or lead.parent_id is not None or before is None or before == lead
        if bad or lead.pk in {one.department_id for one in dossier.answers if one.sent_at}:
            raise BadInput("")
        assert before is not None
        if not plans.plan_succeed(changes, dossier, before, lead, only=["lead"]):
            raise WrongStep("")
    return dossier.case


def undo(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    with act_on(actor, case, Action.UNDO, now, seen=seen) as (changes, dossier):
        before = {"category_id": dossier.case.category_id, "catalogue_id": None}
        plans.plan_undo(changes, dossier, **before)
    return dossier.case


def look(actor: Actor, case: Case, *, reason: str, now: datetime, seen: int | None = None) -> Case:
    """A look behind the hidden name: what was seen is the page's."""
    services.look_behind(actor, case, reason=reason, now=now)
    return Case.objects.get(pk=case.pk)


def snapshot() -> list[tuple[int, int]]:
    """How many rows there are, and how often they were changed."""
    return [
        (
            model.objects.count(),  # type: ignore[attr-defined]
            model.objects.aggregate(sum=Sum("version"))["sum"] or 0 if model in VERSIONED else 0,  # type: ignore[attr-defined]
        )
        for model in ROWS
    ]


# What must hold after every act


def check(world: World) -> None:
    for model in VERSIONED:
        found, _rows, _entries = compare(model)
        assert not found, [str(one) for one in found]
    for case in Case.objects.filter(pk__in=[*world.cases, *world.parts()]):
        related(world, case)
        dossier = load(case.pk)
        owned(world, case, dossier)
        dated(case, dossier)
        levelled(case)
        judged(world, case, dossier)
        booked(world, case, dossier)
    for clock in Clock.objects.prefetch_related("events"):
        folded(clock)


def owned(world: World, case: Case, dossier: Dossier) -> None:
    """Closed, or somebody who exists, sees it and can pass it on owns the next step."""
    closed = case.status in CLOSED
    assert closed == (case.closed_at is not None) == (case.turn_kind == TurnKind.NOBODY)
    if closed:
        assert (case.turn_id, case.turn_until, case.reminder_at) == (None, None, None)
        assert not [one for one in dossier.clocks if one.stopped_at is None]
        return
    assert case.turn_id is not None
    assert case.turn_until is not None, f"{case.status}: nobody knows until when"
    kind = TurnKind(case.turn_kind)
    action = onward(case)
    owners = [actor for actor in world.present.values() if owns(actor, kind, case.turn_id)]
    able = [actor for actor in owners if action in world.may(actor, case, dossier)]
    assert able, f"{case.status}, {kind} {case.turn_id}: none of {len(owners)} may {action}"


def onward(case: Case) -> Action:
    """What passes a case on: a split need waits for its parts, then its office sums up."""
    if case.parts_open is not None:
        return Action.SUM_UP if case.parts_open == 0 else Action.NOTE
    return ONWARD[Status(case.status), TurnKind(case.turn_kind)]


def owns(actor: Actor, kind: TurnKind, id_: int) -> bool:
    if kind == TurnKind.OFFICE:
        return actor.role == Role.COORDINATOR and actor.region_id == id_
    if kind == TurnKind.LEADER:
        return actor.role in {Role.LEADER, Role.SECRETARY} and actor.region_id == id_
    if kind == TurnKind.UNIT:
        return actor.role in permissions.WORKERS and actor.department_id == id_
    if kind == TurnKind.ENTERPRISE:
        return actor.role == Role.CONTACT and id_ in actor.client_ids
    return actor.official_id == id_


def dated(case: Case, dossier: Dossier) -> None:
    """The dates of the case are those of the clock that rules it; none runs beside the turn."""
    status, kind = Status(case.status), TurnKind(case.turn_kind)
    for one in ClockKind:
        live = [c for c in dossier.clocks if c.kind == one and c.stopped_at is None]
        assert one == ClockKind.CO or len(live) <= 1, f"{len(live)} {one} clocks"
    if status in CLOSED:
        assert (case.due_at, case.yellow_at) == (None, None)
        return
    if case.parts_open:
        waiting(case, dossier)
        return
    summed = (ClockKind.SUM, ClockKind.SUM) if case.parts_open == 0 else None
    ruling, lights = summed or RULING.get((status, kind), (ClockKind.CLOSE, ClockKind.CLOSE))
    clock, lamp = dossier.clock(ruling), dossier.clock(lights) if lights else None
    assert clock is not None
    assert clock.state == ClockState.RUNNING
    assert case.turn_until == clock.due_at
    expected = (lamp.due_at, lamp.yellow_at) if lamp else (None, None)
    assert (case.due_at, case.yellow_at) == expected
    assert bool(lamp) == bool(lights)
    close = dossier.clock(ClockKind.CLOSE)
    if close is not None and case.lead_id is not None:
        assert close.holder_id == case.lead_id  # delay is booked to whoever holds it
    waits = status == Status.PARKED or (status, kind) == (Status.IN_PROGRESS, TurnKind.ENTERPRISE)
    paused = [one for one in dossier.clocks if one.state == ClockState.PAUSED]
    assert waits == bool(paused)
    # Somebody decides what was applied for, and nobody what was not.
    decide = dossier.clock(ClockKind.DECIDE)
    assert (decide is None) == (dossier.applied is None)
    assert case.decide_until == (decide.due_at if decide else None)
    assert (dossier.objection is not None) == (status == Status.OBJECTED)


def waiting(case: Case, dossier: Dossier) -> None:
    """A split need has no clock of its own: its dates are the latest of its open parts'."""
    assert not [one for one in dossier.clocks if one.stopped_at is None]
    open_ = Case.objects.filter(parent=case, closed_at=None)
    last = max(open_, key=lambda one: (one.turn_until, one.pk))
    assert (case.turn_until, case.due_at, case.yellow_at) == (
        last.turn_until,
        last.due_at,
        last.yellow_at,
    )


def related(world: World, case: Case) -> None:
    """No chains of links, no parts of parts; a parent knows how many of its parts are open."""
    assert case.master is None or case.master.master_id is None
    assert case.parent is None or case.parent.parent_id is None
    assert case.parent_id is None or case.client_id == case.parent.client_id
    parts = Case.objects.filter(parent=case)
    if case.parts_open is not None:
        assert parts
        assert case.parts_open == parts.filter(closed_at=None).count()
    if case.status == Status.WITHDRAWN and parts:
        assert case.parts_open is None


def levelled(case: Case) -> None:
    """Handed down at most once per level and round; with a body outside only while parked."""
    pairs = [tuple(one) for one in case.handed]
    assert len(set(pairs)) == len(pairs)
    handed = Act.objects.filter(case=case, action=Action.HAND_DOWN).count()
    assert handed == len(pairs)
    assert not case.outside or case.status == Status.PARKED


def judged(world: World, case: Case, dossier: Dossier) -> None:
    """Verdicts are the enterprise's alone, one a round, and never by who has a part in the case."""
    acts = Act.objects.filter(case=case, action__in=ITS_WORD)
    contacts = {one.user_id for one in world.people.values() if case.client_id in one.client_ids}
    officials = {one.user_id for one in world.people.values() if one.official_id}
    for act in acts:
        assert act.role == Role.CONTACT
        assert act.user_id is None or act.user_id in contacts
        if act.user_id in officials:
            police = [
                one for one in dossier.dispatches if one.department_id == world.city.police.pk
            ]
            assert act.user_id != world.people["specialist"].user_id
            assert not [one for one in police if one.made_at < act.at]
    given = list(Verdict.objects.filter(case=case).order_by("round"))
    words = acts.filter(action__in=[Action.ACCEPT_ANSWER, Action.REJECT_ANSWER])
    assert len(given) == words.count()
    assert [one.yes for one in given[:-1]] == [False] * (len(given) - 1)
    # A no to a lawful no, which two people found, leads to an appeal and not to the next level.
    steps = list(Act.objects.filter(case=case).order_by("version").values_list("action", flat=True))
    pairs = list(pairwise(steps))
    lawful = sum(pair == (Action.REJECT_ANSWER, Action.FIND) for pair in pairs)
    appealed = sum(
        action == Action.APPEAL and Action.FIND in steps[:place]
        for place, action in enumerate(steps)
    )
    assert case.rejections == sum(not one.yes for one in given) - lawful
    assert case.round == 1 + case.rejections + appealed
    found = Application.objects.filter(case=case, state="granted", kind__in=["merit", "no_basis"])
    assert all(len(set(one.findings)) == len(one.findings) == 2 for one in found)
    if case.status == Status.CONFIRMED and case.kind == "need":
        assert given[-1].yes
        assert case.outcome
    if case.outcome == Outcome.SOLVED and case.verdict:
        assert case.status == Status.CONFIRMED


def booked(world: World, case: Case, dossier: Dossier) -> None:
    """The holders' shares of a delay add up to it, and none is the enterprise's."""
    acts = Act.objects.filter(case=case).order_by("version")
    held = [Held(act.at, act.turn_kind, act.turn_id) for act in acts]
    for one in dossier.clocks:
        end, calendar = one.stopped_at or world.now, dossier.frame.calendar
        found = shares(held, one.due_at, end, calendar)
        assert sum(found.values()) == delay(held, one.due_at, end, calendar)
        assert TurnKind.ENTERPRISE not in {kind for kind, _id in found}
        if one.kind == ClockKind.CO:  # late on its own clock: all of it is the co-handler's
            assert one.holder_id is not None
            mine = own_delay(one.holder_id, one.due_at, end, calendar)
            late = calendar.working_seconds_between(one.due_at, end) if end > one.due_at else 0
            assert sum(mine.values()) == late
            assert set(mine) <= {(TurnKind.UNIT, one.holder_id)}


def folded(clock: Clock) -> None:
    """The clock's columns are its stored events, folded."""
    history = sorted(clock.events.all(), key=lambda event: event.seq)
    state = fold(events_of(history), calendar_for_region_id(clock.region_id))
    assert (state.phase, state.due_at) == (clock.state, clock.due_at), f"{clock} {clock.state}"
    # A calendar that came later moves no lamp of what is over, or waits for the enterprise.
    if clock.state == ClockState.RUNNING:
        assert state.yellow_at == clock.yellow_at
    assert state.paused_at == whole(clock.paused_at) or clock.state != ClockState.PAUSED
    assert state.stopped_at == whole(clock.stopped_at)
    assert (state.result or "") == clock.result


def whole(at: datetime | None) -> datetime | None:
    return at.replace(microsecond=0) if at else None


def gap(rng: Random) -> timedelta:
    """From a breath to some weeks, with what a machine's clock adds."""
    hours = rng.choice([0, 0, 0.2, 1, 4, 4, 24, 24, 24, 48, 120, 400])
    return timedelta(hours=hours, microseconds=rng.choice([0, 1, 654_321]))
