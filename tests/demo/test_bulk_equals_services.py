"""Cases made in bulk are those the services make: each invented life is lived again through the services."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.forms.models import model_to_dict

from weiqitong.accounts.models import Grant, User
from weiqitong.accounts.selectors import actor_for
from weiqitong.cases import services
from weiqitong.cases.enums import (
    Action,
    Audience,
    CaseKind,
    ContactMeans,
    Outcome,
    Rating,
    Route,
    Urgency,
    VerdictChannel,
)
from weiqitong.cases.models import Act, Answer, Case, Dispatch, Verdict
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import at, local
from weiqitong.deadlines.models import Clock, ClockEvent
from weiqitong.demo.seed import seed_city
from weiqitong.directory.models import Department, Official
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare

NOW = at(date(2021, 9, 17), 10, 20)
SCALE = 0.004  # 141 cases
# What differs by nature: database ids, random salts and digests, the act's own uuid, delivery marks.
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
LABELS = ("case", "clock", "dispatch", "answer", "verdict")


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
        now=first.at,
    )
    skip = False
    for number, act in enumerate(acts[1:], start=2):
        following = acts[number] if number < len(acts) else None
        if skip:  # an answer that its last signature, or a word about silence, brought with it
            skip = False
            continue
        again = take_again(case, again, act, following)
        skip = following is not None and brings(act, following)
    return again


def brings(act: Act, following: Act) -> bool:
    signed = act.action == Action.SIGN and following.action == Action.ANSWER
    silent = act.action == Action.NOTE and "silent" in act.facts
    return signed or silent


def take_again(old: Case, case: Case, act: Act, following: Act | None) -> Case:
    actor, now, action = actor_of_act(act), act.at, Action(act.action)
    if action == Action.CONFIRM:
        return services.confirm(actor, case, now=now)
    if action == Action.SOLVE:
        return services.solve(actor, case, text=act.text, now=now)
    if action == Action.DECLINE:
        return services.decline(
            actor, case, route=Route(act.facts["route"]), text=act.text, now=now
        )
    if action in {Action.DISPATCH, Action.NAME}:
        lead = Department.objects.get(pk=act.facts["lead"])
        co = [Department.objects.get(pk=pk) for pk in act.facts["co"]]
        if action == Action.NAME:
            return services.name_lead(actor, case, lead=lead, co=co, grounds=act.text, now=now)
        return services.dispatch(
            actor,
            case,
            lead=lead,
            co=co,
            category=old.category,
            catalogue_id=old.catalogue_id,
            grounds=act.text,
            now=now,
        )
    if action == Action.ASSIGN:
        handler = Official.objects.get(pk=act.facts["handler"])
        return services.assign(actor, case, handler=handler, now=now)
    if action == Action.CONTACT:
        means = ContactMeans(act.facts["means"])
        return services.contact(actor, case, means=means, text=act.text, now=now)
    if action == Action.PLAN:
        day = act.facts["promised"]
        promised = date.fromisoformat(day) if day else None
        return services.make_plan(actor, case, text=act.text, promised=promised, now=now)
    if action == Action.ASK:
        return services.ask(actor, case, question=act.text, now=now)
    if action == Action.REPLY:
        return services.reply(actor, case, text=act.text, now=now)
    if action == Action.OPINE:
        return services.opine(actor, case, text=act.text, now=now)
    if action == Action.NOTE and "silent" in act.facts:
        assert following is not None
        return answer_again(old, case, following, actor, over_silence=act.text)
    if action == Action.NOTE:
        audience = Audience(act.audience)
        return services.add_note(actor, case, text=act.text, audience=audience, now=now)
    if action == Action.ANSWER:
        return answer_again(old, case, act, actor)
    if action == Action.SUBMIT:
        answer = old.answers.get(seq=act.facts["answer"])
        signers = [Official.objects.get(pk=pk) for pk in answer.signers]
        return services.submit(
            actor,
            case,
            outcome=Outcome(answer.outcome),
            text=answer.text,
            signers=signers,
            documents=answer.documents,
            quantities=answer.quantities,
            now=now,
        )
    if action in {Action.ACCEPT_ANSWER, Action.REJECT_ANSWER}:
        return services.give_verdict(
            actor,
            case,
            yes=action == Action.ACCEPT_ANSWER,
            rating=Rating(act.facts["rating"]),
            channel=VerdictChannel(act.facts["channel"]),
            contact=old.contact,
            comment=act.text,
            now=now,
        )
    if action == Action.APPEAL:
        return services.appeal(actor, case, text=act.text, now=now)
    if action == Action.WITHDRAW:
        return services.withdraw(actor, case, text=act.text, now=now)
    plain = {
        Action.ACCEPT: services.accept,
        Action.SIGN: services.sign,
        Action.REMIND: services.remind,
        Action.LAPSE: services.lapse,
        Action.RESUME: services.resume,
    }
    return plain[action](actor, case, now=now)  # type: ignore[operator]


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


def rows_of(case: Case) -> dict[str, Any]:
    """All rows of a case but for what differs by nature."""

    def plain(row: Any) -> dict[str, Any]:
        values = {f.attname: f.value_from_object(row) for f in row._meta.concrete_fields}
        return {
            name: value
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
            for name in ("words", "number", "subject_key", "text", "case_id", "reported_by_id"):
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
    cases = list(Case.objects.select_related("client__region", "contact").order_by("pk"))
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


__all__ = ["Role", "datetime", "model_to_dict"]
