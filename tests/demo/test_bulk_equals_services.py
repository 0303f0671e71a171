"""Cases made in bulk are those the services make: each invented life is lived again by them."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from tests.cases.instructing import instruct

from weiqitong.accounts.models import Grant, User
from weiqitong.accounts.selectors import actor_for
from weiqitong.cases import services
from weiqitong.cases.dossier import Trust
from weiqitong.cases.enums import (
    Action,
    ApplicationKind,
    Audience,
    CallOutcome,
    CaseKind,
    Channel,
    Confidentiality,
    ContactMeans,
    Outcome,
    Rating,
    Route,
    Urgency,
    VerdictChannel,
)
from weiqitong.cases.models import Act, Answer, Case, Dispatch, Precedent, Verdict
from weiqitong.cases.plans import Asked, Called, CallMade, Concluded
from weiqitong.cases.plans.calling import Word
from weiqitong.cases.selectors.answerable import People
from weiqitong.cases.services.speaking import speaker
from weiqitong.cases.workflow import EFFECTS
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import at, local
from weiqitong.deadlines.models import Clock, ClockEvent
from weiqitong.deadlines.services.climbing import rest
from weiqitong.demo.seed import seed_city
from weiqitong.directory.models import Department, Official, Region
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare
from weiqitong.oversight.services.climbing import CLIMBING, climb_clock

NOW = at(date(2021, 9, 30), 10, 20)  # seven months back there were grants already
SCALE = 0.004  # 141 cases
# What differs by nature: ids, random salts and digests, the act's own uuid, delivery marks.
APART = {
    "id",
    "salt",
    "told_at",
    "case",
    "clock",
    "subject_id",
    "subject_key",
    "number",
    "reported_by_id",
}
APART_IN_LEDGER = ("words", "number", "subject_key", "order")
LABELS = ("case", "clock", "dispatch", "answer", "verdict", "objection", "application", "call")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Any:
    """A small demo city, seeded once, rolled back at the end."""
    from django.db import transaction

    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        seed_city(SCALE, echo=lambda line: None, now=NOW, officials=1500)
        yield
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def lived(demo: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        yield


def actor_of_act(act: Act) -> Actor:
    """Whoever acted, in the role it was done in, as signing in would give it."""
    if act.user_id is None and act.role == Role.CONTACT:  # by message or by phone
        contact = act.case.contact
        assert contact is not None
        return speaker(contact, act.case)
    if act.user_id is None:
        return system()
    user = User.objects.select_related("person__official").get(pk=act.user_id)
    grants = Grant.objects.filter(user=user, role=act.role)
    grant = grants.select_related("region", "department", "client").order_by("pk").first()
    assert grant is not None, f"{act.role} was never granted"
    return actor_for(user, grant, day=local(NOW).date())


def live_again(case: Case) -> Case:
    """The same acts at the same instants, through the services."""
    acts = list(Act.objects.filter(case=case).order_by("version"))
    first = acts[0]
    again = services.report(
        actor_of_act(first),
        case.client,
        title=case.title,
        text=case.text,
        kind=CaseKind(case.kind),
        urgency=Urgency(case.urgency),
        trust=trust_of(case),
        now=first.at,
    )
    skip = False
    for number, act in enumerate(acts[1:], start=2):
        following = acts[number] if number < len(acts) else None
        if skip:  # an answer that its last signature, or a word about silence, brought with it
            skip = False
            continue
        if act.action == Action.RUNG:
            again = climb_again(again, act)
        else:
            again = take_again(case, again, act, following)
        skip = following is not None and brings(act, following)
    # The city's sweep has looked at everything that was due.
    due = Clock.objects.filter(subject_label="case", subject_id=again.pk, climb_at__lte=NOW)
    rest(system(), list(due.exclude(kind__in=CLIMBING).values_list("pk", flat=True)))
    return again


def trust_of(case: Case) -> Trust | None:
    """What the enterprise chose, if it did."""
    if not case.is_hidden:
        return None
    level = Confidentiality(case.confidentiality)
    return Trust(level, case.about_unit, case.about_official)


def look(actor: Actor, case: Case, **said: Any) -> Case:
    said.pop("seen", None)
    services.look_behind(actor, case, **said)
    return Case.objects.get(pk=case.pk)


def climb_again(case: Case, act: Act) -> Case:
    """The rung through the sweep's own service, on the clock that it names."""
    clock = Clock.objects.get(
        subject_label="case", subject_id=case.pk, kind=act.facts["clock"], state="running"
    )
    people = People(local(NOW).date())
    rung = climb_clock(system(), clock.pk, case.pk, now=act.at, people=people)
    assert rung == act.facts["rung"]
    case.refresh_from_db()
    return case


def brings(act: Act, following: Act) -> bool:
    signed = act.action == Action.SIGN and following.action == Action.ANSWER
    silent = act.action == Action.NOTE and "silent" in act.facts
    granted = act.action == Action.GRANT and following.action in EFFECTS
    found = act.action == Action.REJECT_ANSWER and following.action == Action.FIND
    told = following.action == Action.CONCLUDE and "told" in following.facts
    called = act.action == Action.CALL and act.facts["outcome"] == CallOutcome.REACHED
    return signed or silent or granted or found or told or called


def take_again(old: Case, case: Case, act: Act, following: Act | None) -> Case:
    """The act through its service, with what the act says was said."""
    actor, now, action = actor_of_act(act), act.at, Action(act.action)
    if action == Action.NOTE and "silent" in act.facts:
        assert following is not None
        return answer_again(old, case, following, actor, over_silence=act.text)
    if action == Action.ANSWER:
        return answer_again(old, case, act, actor)
    service, said = SERVICES[action]
    return service(actor, case, now=now, **said(old, act))


def handing(old: Case, act: Act) -> dict[str, Any]:
    lead = Department.objects.get(pk=act.facts["lead"])
    co = [Department.objects.get(pk=pk) for pk in act.facts["co"]]
    return {"lead": lead, "co": co, "grounds": act.text}


def dispatching(old: Case, act: Act) -> dict[str, Any]:
    category = {"category": old.category, "catalogue_id": old.catalogue_id}
    return {**handing(old, act), **category}


def planning(old: Case, act: Act) -> dict[str, Any]:
    day = act.facts["promised"]
    return {"text": act.text, "promised": date.fromisoformat(day) if day else None}


def submitting(old: Case, act: Act) -> dict[str, Any]:
    answer = old.answers.get(seq=act.facts["answer"])
    return {
        "outcome": Outcome(answer.outcome),
        "text": answer.text,
        "signers": [Official.objects.get(pk=pk) for pk in answer.signers],
        "documents": answer.documents,
        "quantities": answer.quantities,
    }


def judging(old: Case, act: Act) -> dict[str, Any]:
    return {
        "yes": act.action == Action.ACCEPT_ANSWER,
        "rating": Rating(act.facts["rating"]) if "rating" in act.facts else None,
        "channel": VerdictChannel(act.facts["channel"]),
        "contact": old.contact,
        "comment": act.text,
    }


def text(old: Case, act: Act) -> dict[str, Any]:
    return {"text": act.text}


def nothing(old: Case, act: Act) -> dict[str, Any]:
    return {}


def helping(act: Act) -> dict[str, Any]:
    return {"unit": Department.objects.get(pk=act.facts["co"][0])}


def applying(old: Case, act: Act) -> dict[str, Any]:
    one = old.applications.get(seq=act.facts["application"])
    return {
        "asked": Asked(
            ApplicationKind(one.kind),
            one.reason,
            basis=one.basis,
            cause=one.cause,
            until_on=one.until_on,
            next_on=one.next_on,
            amount=one.amount,
            level=one.level,
            body=one.body,
            letter=one.letter,
            liaison=one.liaison,
        )
    }


def designating(old: Case, act: Act) -> dict[str, Any]:
    key = f"{old.number}/{act.facts['objection']}"
    precedent = Precedent.objects.filter(key=key).first()
    return {
        "lead": Department.objects.get(pk=act.facts["lead"]),
        "grounds": act.text,
        "circumstances": precedent.circumstances if precedent else "",
    }


def conferring(old: Case, act: Act) -> dict[str, Any]:
    number, when = act.facts["conference"], act.facts.get("when")
    if when is None:
        return {"called": Called(number)}
    return {"called": Called(number, datetime.fromisoformat(when), act.facts["writing"])}


def concluding(old: Case, act: Act) -> dict[str, Any]:
    told = Act.objects.get(case=old, version=act.version + 1)
    return {"concluded": Concluded(act.facts["conference"], act.text, told.text)}


def calling(old: Case, act: Act) -> dict[str, Any]:
    one = old.calls.get(seq=act.facts["call"])
    verdict = old.verdicts.filter(at=one.at).first()
    outcome = CallOutcome(one.outcome)
    return {
        "called": CallMade(outcome, one.recording, one.words, one.again_at, one.pushed),
        "word": Word(verdict.yes, verdict.rating and Rating(verdict.rating)) if verdict else None,
        "contact": old.contact,
    }


SERVICES: dict[Action, tuple[Any, Any]] = {
    Action.CONFER: (services.confer, conferring),
    Action.CONCLUDE: (services.conclude, concluding),
    Action.CALL: (services.record_call, calling),
    Action.WAIT: (services.wait_for_calls, nothing),
    Action.OBJECT: (
        services.object_to,
        lambda old, act: {
            "proposed": Department.objects.get(pk=act.facts["proposed"]),
            "reason": act.text,
        },
    ),
    Action.HEAR: (
        services.hear,
        lambda old, act: {"agrees": act.facts["agrees"], "text": act.text},
    ),
    Action.UNHEARD: (services.unheard, nothing),
    Action.DESIGNATE: (services.designate, designating),
    Action.APPLY: (services.apply_for, applying),
    Action.GRANT: (services.grant, text),
    Action.REFUSE: (services.refuse, text),
    Action.FOLLOW: (
        services.follow,
        lambda old, act: {
            "text": act.text,
            "next_on": date.fromisoformat(act.facts["next"]),
        },
    ),
    Action.UNPARK: (services.unpark, text),
    Action.HURRY: (services.hurry, text),
    Action.INSTRUCT: (
        instruct,
        lambda old, act: {"number": act.facts["number"], "leader_id": act.facts["official"]},
    ),
    Action.LOOK: (look, lambda old, act: {"reason": act.text}),
    Action.CONFIRM: (services.confirm, nothing),
    Action.SORT: (
        services.sort,
        lambda old, act: {
            "desk": Region.objects.get(pk=act.facts["to"]),
            "reason": act.text,
        },
    ),
    Action.HAND_DOWN: (
        services.hand_down,
        lambda old, act: {
            "desk": Region.objects.get(pk=act.facts["to"]),
            "grounds": act.text,
        },
    ),
    Action.CO_ADD: (services.add_co, lambda old, act: {**text(old, act), **helping(act)}),
    Action.CO_RELEASE: (services.release_co, lambda old, act: {**text(old, act), **helping(act)}),
    Action.SOLVE: (services.solve, text),
    Action.DECLINE: (
        services.decline,
        lambda old, act: {"route": Route(act.facts["route"]), "text": act.text},
    ),
    Action.DISPATCH: (services.dispatch, dispatching),
    Action.NAME: (services.name_lead, handing),
    Action.ASSIGN: (
        services.assign,
        lambda old, act: {"handler": Official.objects.get(pk=act.facts["handler"])},
    ),
    Action.CONTACT: (
        services.contact,
        lambda old, act: {"means": ContactMeans(act.facts["means"]), "text": act.text},
    ),
    Action.PLAN: (services.make_plan, planning),
    Action.ASK: (services.ask, lambda old, act: {"question": act.text}),
    Action.REPLY: (services.reply, text),
    Action.OPINE: (services.opine, text),
    Action.NOTE: (
        services.add_note,
        lambda old, act: {"text": act.text, "audience": Audience(act.audience)},
    ),
    Action.SUBMIT: (services.submit, submitting),
    Action.ACCEPT_ANSWER: (services.give_verdict, judging),
    Action.REJECT_ANSWER: (services.give_verdict, judging),
    Action.APPEAL: (services.appeal, text),
    Action.WITHDRAW: (services.withdraw, text),
    Action.ACCEPT: (services.accept, nothing),
    Action.SIGN: (services.sign, nothing),
    Action.REMIND: (services.remind, nothing),
    Action.LAPSE: (services.lapse, nothing),
    Action.RESUME: (services.resume, nothing),
}


def answer_again(old: Case, case: Case, act: Act, actor: Actor, over_silence: str = "") -> Case:
    answer = old.answers.get(seq=act.facts["answer"])
    return services.answer(
        actor,
        case,
        outcome=Outcome(answer.outcome),
        text=answer.text,
        now=act.at,
        documents=answer.documents,
        quantities=answer.quantities,
        over_silence=over_silence,
    )


def unnumbered(facts: dict[str, Any]) -> dict[str, Any]:
    """Without the number of a supervision order: it counts on."""
    return {name: value for name, value in facts.items() if name != "order"}


def rows_of(case: Case) -> dict[str, Any]:
    """All rows of a case but for what differs by nature."""

    def plain(row: Any) -> dict[str, Any]:
        values = {f.attname: f.value_from_object(row) for f in row._meta.concrete_fields}
        return {
            name: unnumbered(value) if name == "facts" else value
            for name, value in values.items()
            if name not in APART | {"case_id", "clock_id"}
        }

    clocks = Clock.objects.filter(subject_label="case", subject_id=case.pk)
    return {
        "case": plain(case),
        "acts": [plain(act) for act in case.acts.order_by("version")],
        "dispatches": [plain(row) for row in case.dispatches.order_by("seq")],
        "answers": [plain(row) for row in case.answers.order_by("seq")],
        "verdicts": [plain(row) for row in case.verdicts.order_by("round")],
        "objections": [plain(row) for row in case.objections.order_by("seq")],
        "calls": [plain(row) for row in case.calls.order_by("seq")],
        "applications": [plain(row) for row in case.applications.order_by("seq")],
        "clocks": [plain(clock) for clock in clocks.order_by("kind", "round")],
        "events": [
            plain(event)
            for event in ClockEvent.objects.filter(clock__in=clocks).order_by(
                "clock__kind", "clock__round", "seq"
            )
        ],
        "entries": entries_of(case),
    }


def entries_of(case: Case) -> list[Any]:
    found = []
    keys = Entry.objects.filter(object_label__in=LABELS, object_key__startswith=case.number)
    for entry in keys.order_by("object_label", "object_key", "object_version"):
        body = json.loads(bytes(entry.body))
        label, key, version = body["object"]
        for part in ("before", "after", "facts"):
            for name in (*APART_IN_LEDGER, "text", "case_id", "reported_by_id"):
                body.get(part, {}).pop(name, None)
        found.append(
            (
                label,
                key.removeprefix(case.number),
                version,
                {k: v for k, v in body.items() if k not in {"act", "object"}},
            )
        )
    return found


def differences(made: Any, lived: Any, path: str) -> Iterator[str]:
    """Where two trees of values part, each with its path."""
    if isinstance(made, dict) and isinstance(lived, dict) and set(made) == set(lived):
        for name in made:
            yield from differences(made[name], lived[name], f"{path}.{name}")
    elif isinstance(made, list | tuple) and isinstance(lived, list | tuple):
        if len(made) != len(lived):
            yield f"{path}: {len(made)} rows made in bulk, {len(lived)} by services"
        for number, (one, other) in enumerate(zip(made, lived, strict=False)):
            yield from differences(one, other, f"{path}[{number}]")
    elif made != lived:
        yield f"{path}: {made!r} in bulk, {lived!r} by services"


def test_each_invented_life_is_what_the_services_make_of_it(lived: None) -> None:
    # What came by other ways is lived in `test_pool`, or brought by the service itself (`bring`).
    own = Case.objects.filter(intake=None, parent=None).exclude(channel=Channel.DIRECT_LINE)
    cases = list(own.select_related("client__region", "contact").order_by("pk"))
    assert len(cases) == 141
    seen: set[str] = set()
    for case in cases:
        again = live_again(case)
        again.refresh_from_db()
        assert list(differences(rows_of(case), rows_of(again), case.number)) == []
        seen |= set(case.acts.values_list("action", flat=True))
    # The lives are rich enough for the comparison to mean something.
    assert seen >= {"report", "dispatch", "accept", "assign", "contact", "plan", "answer", "yes"}
    assert {"ask", "reply", "opine", "submit", "sign", "no", "name", "lapse", "remind"} <= seen
    assert "call" in seen


def test_the_demo_is_what_its_ledger_replays_to(lived: None) -> None:
    for model in (Case, Clock, Dispatch, Answer, Verdict):
        differences, rows, entries = compare(model)
        assert [str(one) for one in differences] == []
        assert entries >= rows > 0


def test_every_ledgered_row_of_the_city_is_in_the_ledger(lived: None) -> None:
    from django.apps import apps

    from weiqitong.ledger.models import Ledgered

    for model in apps.get_models():
        if issubclass(model, Ledgered):
            differences, _rows, _entries = compare(model)
            assert [str(one) for one in differences][:3] == [], model.__name__
