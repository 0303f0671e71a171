"""A unit is merged into another: people, sections, roles, open needs and orders go on there, clocks
and dates stand, what was done before stays its own; and all of it comes back within a day.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.cases.test_batches import clock_of, looked_at, replayed, run, through, undone
from tests.factories import City, make_actor, make_case, make_city
from weiqitong.accounts.models import Grant, User
from weiqitong.accounts.selectors import actor_for
from weiqitong.cases import jobs, services
from weiqitong.cases.delay import Held, shares
from weiqitong.cases.enums import (
    Action,
    ApplicationKind,
    BatchState,
    Cause,
    ContactMeans,
    LineState,
    Outcome,
    Part,
    Status,
    TurnKind,
)
from weiqitong.cases.models import Act, Answer, Batch, Case, Dispatch, Precedent
from weiqitong.cases.plans import Asked
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.selectors.proposals import proposals
from weiqitong.cases.services import batches
from weiqitong.cases.services.acting import load
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.directory.models import Category, Department, Official
from weiqitong.directory.selectors import resolve_functions
from weiqitong.ledger.changes import Changes
from weiqitong.oversight.enums import OrderCause
from weiqitong.oversight.models import Supervision
from weiqitong.oversight.plan import plan_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    found = make_city()
    changes = Changes(system(), found.now)
    found.people["transport_liaison"] = make_actor(
        changes, Role.LIAISON, name="江平", phone="19900000051", department=found.transport
    )
    changes.write()
    return found


def merging(city: City, *, now: datetime | None = None, into: Department | None = None) -> Batch:
    """The police into the transport bureau, done."""
    actor, at = city.people["administrator"], now or city.now
    made = batches.prepare_merge(
        actor, city.police, into or city.transport, text="潍编〔2021〕17号", now=at
    )
    return through(actor, made, at)


def who(city: City, name: str) -> Actor:
    """The same person as the account knows them now."""
    user = User.objects.get(pk=city.people[name].user_id or 0)
    grant = Grant.objects.get(user=user)
    return actor_for(user, grant, day=today(city.now))


def led(city: City, **at: Any) -> Case:
    """A need that the police leads."""
    case = make_case(city)
    services.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now, **at)
    return Case.objects.get(pk=case.pk)


def in_every_state(city: City) -> dict[str, Case]:
    """One need in each place in which a unit can hold one."""
    people, now = city.people, city.now
    found = {name: led(city) for name in ("dispatched", "handled", "section", "asked", "signing",
                                          "parked", "objected", "answered", "closed")}  # fmt: skip
    handler = Official.objects.get(pk=people["handler"].official_id or 0)
    for name in ("handled", "section", "asked", "signing", "parked", "answered", "closed"):
        services.accept(people["liaison"], found[name], now=now)
    services.assign(people["liaison"], found["handled"], section=None, handler=handler, now=now)
    services.assign(
        people["liaison"], found["section"], section=city.section, handler=None, now=now
    )
    services.ask(people["liaison"], found["asked"], question="路口是否要过大件？", now=now)
    said = {"outcome": Outcome.EXPLAINED, "text": "已说明情况", "now": now}
    chief = Official.objects.get(pk=people["chief"].official_id or 0)
    services.submit(people["liaison"], found["signing"], signers=[chief], **said)
    asked = Asked(
        ApplicationKind.PARKING,
        "等资金",
        cause=Cause.FUNDS,
        until_on=date(2021, 12, 1),
        next_on=date(2021, 9, 30),
    )
    services.apply_for(people["liaison"], found["parked"], asked, now=now)
    services.grant(people["coordinator"], found["parked"], text="", now=now)
    services.object_to(
        people["liaison"], found["objected"], proposed=city.transport, reason="属公路", now=now
    )
    for name in ("answered", "closed"):
        services.answer(people["liaison"], found[name], **said)
    services.give_verdict(people["contact"], found["closed"], yes=True, rating=5, now=now)
    for name, lead, co in (
        ("co", city.city_transport, city.police),
        ("both", city.transport, city.police),
    ):
        found[name] = make_case(city)
        services.dispatch(people["coordinator"], found[name], lead=lead, co=[co], now=now)
    found["heard"] = make_case(city)
    services.dispatch(people["coordinator"], found["heard"], lead=city.transport, now=now)
    services.object_to(
        people["transport_liaison"], found["heard"], proposed=city.police, reason="属交警", now=now
    )
    return {name: Case.objects.get(pk=case.pk) for name, case in found.items()}


GOES = ("dispatched", "handled", "section", "asked", "signing", "parked", "objected")


def test_every_open_need_goes_on_and_no_date_moves(city: City) -> None:
    before = in_every_state(city)
    dues = {clock.pk: (clock.due_at, clock.state) for clock in Clock.objects.all()}
    batch = merging(city)
    assert batch.refused == 0, list(batch.lines.filter(state="refused").values())
    after = {name: Case.objects.get(pk=case.pk) for name, case in before.items()}
    for name in GOES:
        was, case = before[name], after[name]
        assert case.lead == city.transport, name
        assert (case.status, case.section_id, case.handler_id) == (
            was.status, was.section_id, was.handler_id), name  # fmt: skip
        assert (case.turn_until, case.due_at) == (was.turn_until, was.due_at), name
        turn = city.transport.pk if was.turn_id == city.police.pk else was.turn_id
        assert (case.turn_kind, case.turn_id) == (was.turn_kind, turn), name
        for clock in Clock.objects.filter(subject_id=case.pk, kind=ClockKind.CLOSE):
            assert clock.holder_id == city.transport.pk
    for name in ("answered", "closed"):
        assert after[name].ledger_state() == before[name].ledger_state()
    ended = {ClockKind.CO}
    for clock in Clock.objects.exclude(kind__in=ended):
        assert (clock.due_at, clock.state) == dues[clock.pk], clock
    replayed()


def test_opinions_and_hearings_are_owed_by_the_successor(city: City) -> None:
    cases = in_every_state(city)
    merging(city)
    (part,) = load(cases["co"].pk).silent_co
    assert part.department == city.transport
    assert clock_of(cases["co"], ClockKind.CO).holder_id == city.transport.pk
    assert load(cases["both"].pk).silent_co == []  # who leads does not co-handle as well
    heard = load(cases["heard"].pk)
    assert heard.heard is not None
    assert heard.heard.department == city.transport
    assert (heard.case.turn_kind, heard.case.turn_id) == (TurnKind.UNIT, city.transport.pk)
    hearer = city.people["transport_liaison"]
    services.hear(hearer, heard.case, agrees=True, text="由我局办理", now=city.now)
    services.opine(hearer, cases["co"], text="同意", now=city.now)
    replayed()


def test_people_sections_and_roles_go_along_and_go_on_working(city: City) -> None:
    cases = in_every_state(city)
    merging(city)
    unit = Department.objects.get(pk=city.police.pk)
    assert (unit.active, unit.merged_into) == (False, city.transport)
    section = Department.objects.get(pk=city.section.pk)
    assert (section.parent, section.path) == (
        city.transport, f"{city.transport.path}{section.code}/")  # fmt: skip
    liaison, handler = who(city, "liaison"), who(city, "handler")
    assert liaison.department_path == city.transport.path
    assert handler.department_path == section.path
    services.accept(liaison, cases["dispatched"], now=city.now)
    services.contact(
        handler, cases["handled"], means=ContactMeans.CALL, text="已联系", now=city.now
    )
    services.sign(who(city, "chief"), cases["signing"], now=city.now)
    answer = Answer.objects.get(case=cases["signing"])
    assert answer.department == city.transport
    for case in cases.values():  # what it did before is read by who goes on
        assert Case.objects.visible_to(liaison).filter(pk=case.pk).exists()
    assert jobs.hand_over_deserted(now=city.now) == 0
    replayed()


def test_the_delay_so_far_stays_with_who_had_it(city: City) -> None:
    case = led(city)
    services.accept(city.people["liaison"], case, now=city.now)
    due = clock_of(case, ClockKind.CLOSE).due_at
    merging(city, now=due + timedelta(days=7))
    acts = Act.objects.filter(case=case).order_by("version")
    held = [Held(act.at, act.turn_kind, act.turn_id) for act in acts]
    calendar = load(case.pk).frame.calendar
    found = shares(held, due, due + timedelta(days=28), calendar)
    assert set(found) == {("unit", city.police.pk), ("unit", city.transport.pk)}
    assert min(found.values()) > 0
    assert clock_of(case, ClockKind.CLOSE).due_at == due


def test_needs_of_its_kind_are_proposed_to_the_successor(city: City) -> None:
    known = list(Category.objects.filter(active=True).select_related("parent"))
    case = make_case(city)
    changes = Changes(system(), city.now)
    assert city.category is not None
    changes.enact(
        Precedent(
            key="x", category=city.category, region=city.county, department=city.police,
            circumstances="路口", salt="", source="conference", made_at=city.now,
        ),
        "precedent.set",
    )  # fmt: skip
    changes.write()
    case.category = city.category
    assert proposals(case, known, city.now)[0].lead == city.police
    functions = resolve_functions(["traffic-police", "transport"], city.town)
    assert functions["traffic-police"] == city.police
    merging(city)
    functions = resolve_functions(["traffic-police", "transport"], city.town)
    assert functions == {"traffic-police": city.transport, "transport": city.transport}
    assert proposals(case, known, city.now)[0].lead == city.transport


def order_on(city: City, case: Case) -> Supervision:
    changes = Changes(system(), city.now)
    order = plan_order(
        changes, case, number="督1", office=city.county, named=Named(city.police.pk),
        cause=OrderCause.HAND, ref="督1", due_at=city.now,
    )  # fmt: skip
    changes.write()
    return order


def test_orders_that_await_a_reply_go_to_the_successor_and_back(city: City) -> None:
    order = order_on(city, led(city))
    batch = merging(city)
    order.refresh_from_db()
    assert order.unit == city.transport
    assert batch.lines.get(label="supervision").state == LineState.DONE
    undone(city.people["administrator"], batch, city.now)
    order.refresh_from_db()
    assert order.unit == city.police
    replayed()


def everything() -> dict[str, Any]:
    """All that a merger may touch, as the ledger states it."""
    found = {}
    for model in (Case, Clock, Department, Official, Grant, Supervision):
        for row in model.objects.all():
            found[f"{row.LABEL} {row.ledger_key()}"] = row.ledger_state()
    return found


def test_undone_within_the_day_all_is_as_it_was(city: City) -> None:
    cases = in_every_state(city)
    before = everything()
    batch = merging(city)
    assert everything() != before
    back = undone(city.people["administrator"], batch, city.now + timedelta(hours=5))
    after = everything()
    # What ended because the successor led already is not owed again.
    lost = {f"clock {clock.ledger_key()}" for clock in Clock.objects.filter(
        subject_id=cases["both"].pk, kind=ClockKind.CO)}  # fmt: skip
    differing = {key for key in before if before[key] != after[key]}
    assert differing <= lost
    assert {line.case_id for line in back.lines.filter(state="refused")} == {cases["both"].pk}
    assert {one.department for one in Dispatch.objects.filter(part=Part.LEAD, ended_at=None)} >= {
        city.police
    }
    for name in GOES:
        assert Case.objects.get(pk=cases[name].pk).lead == city.police
    assert Case.objects.visible_to(who(city, "liaison")).filter(pk=cases["handled"].pk).exists()
    assert jobs.hand_over_deserted(now=city.now) == 0
    replayed()


def test_what_has_moved_on_since_the_merger_stays(city: City) -> None:
    cases = [led(city), led(city)]
    batch = merging(city)
    liaison = who(city, "liaison")
    services.accept(liaison, cases[0], now=city.now)
    services.answer(liaison, cases[0], outcome=Outcome.EXPLAINED, text="已说明情况", now=city.now)
    back = undone(city.people["administrator"], batch, city.now)
    assert back.refused == 1
    left = back.lines.get(state=LineState.REFUSED)
    assert (left.case_id, left.code, left.facts) == (cases[0].pk, "moved", {"status": "answered"})
    assert Case.objects.get(pk=cases[1].pk).lead == city.police


def test_what_arrives_after_the_preview_comes_along(city: City) -> None:
    actor = city.people["administrator"]
    led(city)
    made = batches.prepare_merge(actor, city.police, city.transport, text="文件", now=city.now)
    looked_at(made, city.now)
    late = led(city)
    changes = Changes(system(), city.now)
    new = make_actor(changes, Role.HANDLER, name="新人", phone="19900000052",
                     department=city.police)  # fmt: skip
    changes.write()
    run(actor, made, city.now)
    assert Case.objects.get(pk=late.pk).lead == city.transport
    assert Official.objects.get(pk=new.official_id or 0).department == city.transport
    assert not Department.objects.get(pk=city.police.pk).active


def test_nothing_is_taken_away_while_a_merger_stands_still(city: City) -> None:
    """A worker that died half way: roles have moved, needs have not yet."""
    from weiqitong.cases.services import batch_work

    case = led(city)
    actor = city.people["administrator"]
    made = batches.prepare_merge(actor, city.police, city.transport, text="文件", now=city.now)
    looked_at(made, city.now)
    batches.start(actor, made, now=city.now)
    for line in made.lines.filter(case=None):
        batch_work.do_line(actor, made, line.pk, now=city.now)
    assert jobs.hand_over_deserted(now=city.now) == 0
    made.refresh_from_db()
    jobs.run_batch(progress_id=made.progress_id or 0, batch_id=made.pk, now=city.now)
    case.refresh_from_db()
    assert (case.lead, case.status) == (city.transport, Status.DISPATCHED)
    assert Act.objects.filter(case=case, action=Action.MOVE).count() == 1


def test_only_the_administrator_of_both_regions_merges(city: City) -> None:
    for name in ("coordinator", "city_coordinator", "liaison", "leader", "inspector", "contact"):
        with pytest.raises(NotAllowed):
            batches.prepare_merge(
                city.people[name], city.police, city.transport, text="x", now=city.now
            )
    changes = Changes(system(), city.now)
    county = make_actor(changes, Role.ADMINISTRATOR, name="县管", phone="19900000053",
                        department=city.county_office, region=city.county)  # fmt: skip
    changes.write()
    with pytest.raises(NotAllowed):  # the other lies at the city
        batches.prepare_merge(county, city.police, city.city_transport, text="x", now=city.now)
    made = batches.prepare_merge(county, city.police, city.transport, text="x", now=city.now)
    assert made.state == BatchState.PREPARING


def test_a_merger_needs_two_units_in_service_and_a_reason(city: City) -> None:
    actor = city.people["administrator"]
    for target in (city.police, city.section):
        with pytest.raises(BadInput):
            batches.prepare_merge(actor, city.police, target, text="x", now=city.now)
    with pytest.raises(BadInput):
        batches.prepare_merge(actor, city.police, city.transport, text=" ", now=city.now)
    merging(city)
    unit = Department.objects.get(pk=city.police.pk)
    with pytest.raises(BadInput):
        batches.prepare_merge(actor, unit, city.transport, text="x", now=city.now)


def test_a_second_merger_takes_along_what_the_first_brought(city: City) -> None:
    case = led(city)
    merging(city)
    actor = city.people["administrator"]
    unit = Department.objects.get(pk=city.transport.pk)
    made = batches.prepare_merge(actor, unit, city.city_transport, text="文件", now=city.now)
    through(actor, made, city.now)
    assert Department.objects.get(pk=city.police.pk).merged_into == city.city_transport
    assert Department.objects.get(pk=city.section.pk).path.startswith(city.city_transport.path)
    assert Case.objects.get(pk=case.pk).lead == city.city_transport
    assert who(city, "handler").department_path.startswith(city.city_transport.path)
    with pytest.raises(WrongStep):
        batches.prepare_undo(actor, made, now=city.now + timedelta(days=2))
    replayed()


def test_who_answered_is_not_named_again_under_another_name(city: City) -> None:
    case = led(city)
    services.accept(city.people["liaison"], case, now=city.now)
    services.answer(
        city.people["liaison"], case, outcome=Outcome.EXPLAINED, text="已说明情况", now=city.now
    )
    merging(city)
    services.give_verdict(city.people["contact"], case, yes=False, rating=1, now=city.now)
    office = city.people["city_coordinator"]
    with pytest.raises(BadInput):
        services.name_lead(office, case, lead=city.transport, now=city.now)
    services.name_lead(office, case, lead=city.city_transport, now=city.now)


def test_nobody_inspects_what_their_unit_did_before_it_was_merged(city: City) -> None:
    case = led(city)
    changes = Changes(system(), city.now)
    inspector = make_actor(changes, Role.INSPECTOR, name="督", phone="19900000054",
                           department=city.transport, region=city.city)  # fmt: skip
    changes.write()
    services.accept(city.people["liaison"], case, now=city.now)
    services.answer(
        city.people["liaison"], case, outcome=Outcome.EXPLAINED, text="已说明情况", now=city.now
    )
    assert Case.objects.visible_to(inspector).filter(pk=case.pk).exists()
    merging(city)
    assert not Case.objects.visible_to(inspector).filter(pk=case.pk).exists()
