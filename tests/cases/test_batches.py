"""Hundreds of needs at once: looked at, done, undone; what has moved on meanwhile is left and
said.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories import City, make_actor, make_case, make_city
from weiqitong.cases import jobs, services
from weiqitong.cases.enums import (
    Action,
    BatchKind,
    BatchState,
    ContactMeans,
    LineState,
    Outcome,
    Status,
    TurnKind,
)
from weiqitong.cases.models import Act, Batch, BatchLine, Case
from weiqitong.cases.services import batches
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.ledger.canonical import decode
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare, ledgered_models

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def reported(city: City, count: int) -> list[Case]:
    return [make_case(city) for _number in range(count)]


def numbers(cases: Sequence[Case]) -> list[str]:
    return [case.number for case in cases]


def dispatching(city: City, cases: Sequence[Case], *, now: datetime | None = None) -> Batch:
    """All of them to the police, done."""
    actor = city.people["coordinator"]
    made = batches.prepare_dispatch(
        actor, numbers(cases), target=city.police, text="集中交办", now=now or city.now
    )
    return through(actor, made, now or city.now)


def looked_at(batch: Batch, now: datetime) -> Batch:
    batch.refresh_from_db()
    jobs.look_at_batch(progress_id=batch.progress_id or 0, batch_id=batch.pk, now=now)
    batch.refresh_from_db()
    assert batch.state == BatchState.READY
    return batch


def run(actor: Actor, batch: Batch, now: datetime) -> Batch:
    batches.start(actor, batch, now=now)
    batch.refresh_from_db()
    jobs.run_batch(progress_id=batch.progress_id or 0, batch_id=batch.pk, now=now)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    return batch


def through(actor: Actor, batch: Batch, now: datetime) -> Batch:
    return run(actor, looked_at(batch, now), now)


def undone(actor: Actor, batch: Batch, now: datetime) -> Batch:
    made = through(actor, batches.prepare_undo(actor, batch, now=now), now)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    return made


def state_of(case: Case) -> dict[str, Any]:
    """All that the ledger knows of a case, but its version."""
    return Case.objects.get(pk=case.pk).ledger_state()


def clock_of(case: Case, kind: ClockKind) -> Clock:
    return Clock.objects.filter(subject_id=case.pk, kind=kind).latest("round")


def replayed() -> None:
    for model in ledgered_models():
        found, _rows, _entries = compare(model)
        assert not found, [str(one) for one in found][:5]


def test_a_preview_says_how_many_go_where_and_writes_nothing(city: City) -> None:
    cases = reported(city, 3)
    services.withdraw(city.people["contact"], cases[2], text="不用了", now=city.now)
    before = [state_of(case) for case in cases]
    entries = Entry.objects.filter(object_label="case").count()
    actor = city.people["coordinator"]
    made = batches.prepare_dispatch(
        actor, numbers(cases), target=city.police, text="", now=city.now
    )
    looked_at(made, city.now)
    assert (made.state, made.planned, made.refused) == (BatchState.READY, 2, 1)
    left = made.lines.get(state=LineState.REFUSED)
    assert (left.case_id, left.code, left.facts) == (cases[2].pk, "state", {"status": "withdrawn"})
    assert [line.target for line in made.lines.filter(state="planned")] == [city.police] * 2
    assert [state_of(case) for case in cases] == before
    assert Entry.objects.filter(object_label="case").count() == entries


def test_a_batch_is_as_many_single_dispatches(city: City) -> None:
    cases, alone = reported(city, 3), make_case(city)
    services.dispatch(
        city.people["coordinator"], alone, lead=city.police, grounds="集中交办", now=city.now
    )
    batch = dispatching(city, cases)
    assert (batch.done, batch.refused) == (3, 0)
    own = {"words", "number", "dispatched_at"}  # one after the other
    single = {name: value for name, value in state_of(alone).items() if name not in own}
    for case in cases:
        assert single.items() <= state_of(case).items()
    replayed()


def test_each_entry_of_a_batch_names_it(city: City) -> None:
    cases = reported(city, 2)
    batch = dispatching(city, cases)
    named = []
    for entry in Entry.objects.filter(kind="case.dispatch"):
        body = decode(bytes(entry.body))
        assert body["facts"]["batch"] == str(batch.serial)
        named.append(entry.object_key)
    assert sorted(named) == sorted(numbers(cases))
    own = Entry.objects.filter(object_label="batch").order_by("object_version")
    assert [entry.kind for entry in own] == [
        "batch.make", "batch.ready", "batch.start", "batch.done"]  # fmt: skip


def test_each_goes_where_the_catalogue_proposes(city: City) -> None:
    cases = reported(city, 2)
    actor = city.people["coordinator"]
    made = batches.prepare_dispatch(actor, numbers(cases), target=None, text="", now=city.now)
    looked_at(made, city.now)
    for line in made.lines.all():
        proposed = line.target is not None
        assert (line.state == LineState.PLANNED) == proposed
        assert line.code == ("" if proposed else "none")


def test_what_changed_since_the_preview_is_left_out(city: City) -> None:
    cases = reported(city, 2)
    actor = city.people["coordinator"]
    made = batches.prepare_dispatch(
        actor, numbers(cases), target=city.police, text="", now=city.now
    )
    looked_at(made, city.now)
    services.dispatch(actor, cases[0], lead=city.transport, now=city.now)
    services.hurry(city.people["contact"], cases[1], text="请快些", now=city.now)  # nobody's work
    made.refresh_from_db()
    run(actor, made, city.now)
    assert (made.done, made.refused) == (1, 1)
    assert made.lines.get(state=LineState.REFUSED).code == "changed"
    assert Case.objects.get(pk=cases[0].pk).lead == city.transport


def test_an_undone_dispatch_is_as_if_it_had_never_been(city: City) -> None:
    case = make_case(city)
    before, clock = state_of(case), clock_of(case, ClockKind.DISPATCH)
    due = clock.due_at
    batch = dispatching(city, [case])
    assert clock_of(case, ClockKind.DISPATCH).state == ClockState.STOPPED
    later = city.now + timedelta(minutes=40)
    undone(city.people["coordinator"], batch, later)
    assert state_of(case) == before
    clock = clock_of(case, ClockKind.DISPATCH)
    assert (clock.state, clock.due_at, clock.result) == (ClockState.RUNNING, due, "")
    open_ = Clock.objects.filter(subject_id=case.pk, stopped_at=None)
    assert [one.kind for one in open_] == [ClockKind.DISPATCH]
    replayed()
    services.dispatch(city.people["coordinator"], case, lead=city.transport, now=later)
    assert clock_of(case, ClockKind.DISPATCH).result == "met"
    assert clock_of(case, ClockKind.CLOSE).state == ClockState.RUNNING


def test_what_was_signed_for_stays_and_the_rest_comes_back(city: City) -> None:
    cases = reported(city, 3)
    batch = dispatching(city, cases)
    services.accept(city.people["liaison"], cases[0], now=city.now)
    services.withdraw(city.people["contact"], cases[1], text="不用了", now=city.now)
    back = undone(city.people["coordinator"], batch, city.now + timedelta(hours=1))
    assert (back.done, back.refused) == (1, 2)
    assert {line.code for line in back.lines.filter(state=LineState.REFUSED)} == {"moved"}
    found = {case.pk: case.status for case in Case.objects.all()}
    assert [found[case.pk] for case in cases] == [
        Status.IN_PROGRESS, Status.WITHDRAWN, Status.REPORTED]  # fmt: skip


def test_a_batch_is_undone_once_within_a_day(city: City) -> None:
    batch = dispatching(city, reported(city, 1))
    actor, day = city.people["coordinator"], timedelta(days=1)
    ended = batch.ended_at
    assert ended is not None
    with pytest.raises(WrongStep):
        batches.prepare_undo(actor, batch, now=ended + day + timedelta(seconds=1))
    made = batches.prepare_undo(actor, batch, now=ended + day)
    with pytest.raises(WrongStep):
        batches.prepare_undo(actor, batch, now=ended)
    batches.drop(actor, made, now=ended)
    undone(actor, batch, ended)
    with pytest.raises(WrongStep):
        batches.prepare_undo(actor, batch, now=ended)


def test_an_office_dispatches_its_own_desk_alone(city: City) -> None:
    case = make_case(city)
    city_office = city.people["city_coordinator"]
    made = batches.prepare_dispatch(
        city_office, [case.number], target=city.police, text="", now=city.now
    )
    looked_at(made, city.now)
    assert (made.planned, made.lines.get().code) == (0, "desk")
    with pytest.raises(WrongStep):
        batches.start(city_office, made, now=city.now)
    with pytest.raises(BadInput):  # not in sight at all
        batches.prepare_dispatch(
            city.people["other_coordinator"], [case.number], target=None, text="", now=city.now
        )
    for name in ("liaison", "handler", "leader", "inspector", "contact", "administrator"):
        with pytest.raises(NotAllowed):
            batches.prepare_dispatch(
                city.people[name], [case.number], target=None, text="", now=city.now
            )


def test_only_who_prepared_a_batch_runs_it_and_only_its_office_sees_it(city: City) -> None:
    actor = city.people["coordinator"]
    made = batches.prepare_dispatch(
        actor, numbers(reported(city, 1)), target=city.police, text="", now=city.now
    )
    looked_at(made, city.now)
    for name in ("city_coordinator", "other_coordinator", "liaison", "administrator"):
        other = city.people[name]
        assert not Batch.objects.visible_to(other).exists()
        with pytest.raises(NotAllowed):
            batches.start(other, made, now=city.now)
        with pytest.raises(NotAllowed):
            batches.drop(other, made, now=city.now)
        with pytest.raises(NotAllowed):
            batches.prepare_undo(other, made, now=city.now)
    assert Batch.objects.visible_to(actor).get() == made


def test_a_role_that_has_ended_does_nothing_more(city: City) -> None:
    from weiqitong.accounts.models import Grant
    from weiqitong.accounts.services.grants import revoke

    actor = city.people["coordinator"]
    made = batches.prepare_dispatch(
        actor, numbers(reported(city, 2)), target=city.police, text="", now=city.now
    )
    looked_at(made, city.now)
    revoke(system(), Grant.objects.get(user=actor.user_id), now=city.now)
    run(actor, made, city.now)
    assert (made.done, made.refused) == (0, 2)
    assert {line.code for line in made.lines.all()} == {"role"}


# Handing over


def in_hand(city: City, count: int) -> list[Case]:
    """Needs that the police has signed for and its handler works on."""
    found = []
    for case in reported(city, count):
        services.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
        services.accept(city.people["liaison"], case, now=city.now)
        found.append(Case.objects.get(pk=case.pk))
    return found


def handing(
    actor: Actor, cases: Sequence[Case], now: datetime, text: str = "职能划转", **to: Any
) -> Batch:
    made = batches.prepare_hand_over(
        actor, numbers(cases), **{"target": None, "text": text, **to}, now=now
    )
    return through(actor, made, now)


def test_an_office_hands_needs_over_and_their_dates_stand(city: City) -> None:
    cases = in_hand(city, 2)
    due = {case.pk: case.due_at for case in cases}
    later = city.now + timedelta(hours=2)
    batch = handing(city.people["coordinator"], cases, later, target=city.transport)
    assert batch.done == 2
    for case in Case.objects.all():
        assert (case.lead, case.turn_kind, case.turn_id) == (
            city.transport, TurnKind.UNIT, city.transport.pk)  # fmt: skip
        assert case.turn_until == case.due_at == due[case.pk]
        close = clock_of(case, ClockKind.CLOSE)
        assert (close.holder_id, close.due_at) == (city.transport.pk, due[case.pk])
    replayed()
    services.contact(
        city.people["co_handler"], cases[0], means=ContactMeans.CALL, text="已联系", now=later
    )
    back = undone(city.people["coordinator"], batch, later)
    assert (back.done, back.refused) == (1, 1)  # one was worked on
    assert Case.objects.get(pk=cases[1].pk).lead == city.police
    assert Case.objects.get(pk=cases[0].pk).lead == city.transport
    replayed()


def test_the_unit_that_answered_is_not_handed_its_own_again(city: City) -> None:
    (case,) = in_hand(city, 1)
    services.answer(
        city.people["liaison"], case, outcome=Outcome.EXPLAINED, text="已说明情况", now=city.now
    )
    services.give_verdict(city.people["contact"], case, yes=False, rating=1, now=city.now)
    services.name_lead(
        city.people["city_coordinator"], case, lead=city.city_transport, now=city.now
    )
    office = city.people["city_coordinator"]
    made = batches.prepare_hand_over(
        office, [case.number], target=city.police, text="职能划转", now=city.now
    )
    looked_at(made, city.now)
    assert made.lines.get().code == "answered"


def test_a_liaison_hands_over_within_the_unit_only(city: City) -> None:
    cases = in_hand(city, 2)
    liaison = city.people["liaison"]
    from weiqitong.directory.models import Official

    person = Official.objects.get(pk=city.people["handler"].official_id or 0)
    batch = handing(liaison, cases, city.now, person=person, text="岗位调整")
    assert batch.done == 2
    for case in Case.objects.all():
        assert (case.handler, case.section) == (person, city.section)
        assert (case.turn_kind, case.turn_id) == (TurnKind.HANDLER, person.pk)
    back = undone(liaison, batch, city.now)
    assert back.done == 2
    assert {case.turn_id for case in Case.objects.all()} == {city.police.pk}
    made = batches.prepare_hand_over(
        liaison, numbers(cases), target=city.transport, text="不归我们", now=city.now
    )
    looked_at(made, city.now)
    assert (made.planned, {line.code for line in made.lines.all()}) == (0, {"other"})
    for name in ("handler", "leader", "contact", "specialist"):
        with pytest.raises(NotAllowed):
            batches.prepare_hand_over(
                city.people[name], numbers(cases), target=city.transport, text="x", now=city.now
            )


def test_a_line_is_done_once_even_if_two_workers_take_it(city: City) -> None:
    cases = reported(city, 1)
    actor = city.people["coordinator"]
    made = batches.prepare_dispatch(
        actor, numbers(cases), target=city.police, text="", now=city.now
    )
    looked_at(made, city.now)
    from weiqitong.cases.services import batch_work

    line = made.lines.get()
    for _worker in range(2):
        batch_work.do_line(actor, made, line.pk, now=city.now)
    assert Act.objects.filter(case=cases[0], action=Action.DISPATCH).count() == 1
    assert BatchLine.objects.get().state == LineState.DONE


def test_reasons_are_asked_for_and_nothing_is_no_batch(city: City) -> None:
    actor, case = city.people["coordinator"], make_case(city)
    with pytest.raises(BadInput):
        batches.prepare_hand_over(actor, [case.number], target=city.police, text=" ", now=city.now)
    with pytest.raises(BadInput):
        batches.prepare_hand_over(actor, [case.number], target=None, text="x", now=city.now)
    with pytest.raises(BadInput):
        batches.prepare_dispatch(actor, [], target=None, text="", now=city.now)
    assert not Batch.objects.filter(kind=BatchKind.DISPATCH).exists()
    assert make_actor(Changes(system(), city.now), Role.LIAISON, name="新", phone="19900000099",
                      department=city.police)  # fmt: skip
