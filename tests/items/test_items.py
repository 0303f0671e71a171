"""An item's life: given, reported, sent back, accepted; reminded of; never without an owner."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories
from tests.factories import City, make_city
from tests.items.given import give
from weiqitong.accounts.models import Grant
from weiqitong.core import registry
from weiqitong.core.actor import Role, system
from weiqitong.core.clock import at
from weiqitong.core.errors import BadInput, NotAllowed, Stale, WrongStep
from weiqitong.directory.models import Department, Official
from weiqitong.items import jobs, selectors, services
from weiqitong.items.enums import ItemAction, ItemState
from weiqitong.items.models import Item, ItemAct
from weiqitong.items.signals import item_settled
from weiqitong.items.workflow import TRANSITIONS, step
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice
from weiqitong.web.parts import LightKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def moment(day: int, hour: int = 18, month: int = 9) -> datetime:
    return at(date(2021, month, day), hour)


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("user")
    return list(rows.values_list("user__person__name", flat=True))


def run_telling(item: Item, now: datetime) -> None:
    for version in ItemAct.objects.filter(item=item).values_list("version", flat=True):
        jobs.tell_of_step(item_id=item.pk, version=version, now=now)


@pytest.mark.parametrize("state", list(ItemState))
@pytest.mark.parametrize("action", list(ItemAction))
def test_every_step_is_in_the_table_or_refused(state: ItemState, action: ItemAction) -> None:
    if (state, action) in TRANSITIONS:
        assert step(state, action) in ItemState
    else:
        with pytest.raises(WrongStep):
            step(state, action)


def test_it_is_reported_sent_back_reported_again_and_accepted(city: City) -> None:
    heard: list[tuple[str, int]] = []

    def hear(sender: Any, source_label: str, source_id: int, **_: Any) -> None:
        heard.append((source_label, source_id))

    item = give(city)
    assert (item.state, item.turn_until) == (ItemState.OPEN, moment(24))
    unit, office, now = city.people["liaison"], city.people["coordinator"], city.now
    with pytest.raises(NotAllowed):
        services.report(office, item, text="办了", now=now)
    with pytest.raises(BadInput):
        services.report(unit, item, text=" ", now=now)
    item = services.report(unit, item, text="已到现场，等图纸。", now=now, seen=item.version)
    assert (item.state, item.reported_by_id) == (ItemState.REPORTED, unit.official_id)
    assert item.turn_until == moment(22)  # two working days: Saturday is made up, then the holiday
    with pytest.raises(NotAllowed):
        services.accept(unit, item, now=now)
    with pytest.raises(Stale):
        services.accept(office, item, now=now, seen=1)
    with pytest.raises(BadInput):
        services.send_back(office, item, text="图纸呢", due_on=date(2021, 9, 1), now=now)
    item = services.send_back(
        office, item, text="图纸何时交，请写明。", due_on=date(2021, 9, 26), now=now
    )
    assert (item.state, item.returns, item.due_at) == (ItemState.OPEN, 1, moment(26))
    item = services.report(unit, item, text="图纸已交，开口已完工。", now=now)
    item_settled.connect(hear)
    try:
        item = services.accept(office, item, text="好。", now=now)
    finally:
        item_settled.disconnect(hear)
    assert (item.state, item.turn_until) == (ItemState.DONE, None)
    assert heard == [("test", item.source_id)]
    with pytest.raises(WrongStep):
        services.drop(office, item, text="不必了", now=now)
    said = [(one.words, one.quote) for one in selectors.history(item, now)]
    assert [quote for _words, quote in reversed(said)] == [
        "", "已到现场，等图纸。", "图纸何时交，请写明。", "图纸已交，开口已完工。", "好。",
    ]  # fmt: skip
    assert compare(Item) == ([], 1, 5)


def test_a_day_off_counts_as_the_next_working_day(city: City) -> None:
    assert give(city, due_on=date(2021, 9, 19)).due_at == moment(22)  # Mid-Autumn until the 21st


def test_it_is_handed_on_with_a_reason_and_dropped_with_one(city: City) -> None:
    office, now = city.people["coordinator"], city.now
    item = give(city, days=4)
    person = Official.objects.get(pk=city.people["co_handler"].official_id)
    with pytest.raises(BadInput):
        services.move(office, item, text="", due_on=date(2021, 9, 28), now=now)
    with pytest.raises(BadInput) as refused:
        services.move(office, item, text="归口", person=person, due_on=date(2021, 9, 28), now=now)
    assert refused.value.field == "person"
    with pytest.raises(NotAllowed):
        services.move(
            city.people["other_coordinator"], item, text="归口", due_on=date(2021, 9, 28), now=now
        )
    jobs.remind(now=moment(22, 10))
    item = services.move(
        office,
        item,
        text="归口交通",
        unit=city.transport,
        person=person,
        due_on=date(2021, 9, 28),
        now=now,
    )
    assert (item.unit, item.person, item.due_at) == (city.transport, person, moment(28))
    item.refresh_from_db()
    assert item.yellow_told_at is None  # it will be reminded of anew
    assert services.report(city.people["co_handler"], item, text="办结", now=now).state
    item = services.drop(office, Item.objects.get(), text="企业已撤回", now=now)
    assert (item.state, item.decision) == (ItemState.DROPPED, "企业已撤回")
    assert not compare(Item)[0]


def test_notices_go_to_whoever_owes_and_whoever_decides_once(city: City) -> None:
    item = give(city)
    run_telling(item, city.now)
    run_telling(item, city.now)
    assert told("item.give") == ["王莉", "赵启明"]
    item = services.report(city.people["liaison"], item, text="办了", now=city.now)
    run_telling(item, city.now)
    assert told("item.report") == ["孟庆林"]
    assert told("item.give") == ["王莉", "赵启明"]


def test_reminders_come_once_at_yellow_and_once_when_it_is_over(city: City) -> None:
    item = give(city)
    assert jobs.remind(now=moment(22)) == 0
    assert selectors.light_of(item, moment(22)).kind == LightKind.GREEN
    yellow = moment(24, 10)
    assert item.yellow_at <= yellow
    assert jobs.remind(now=yellow) == 1
    assert jobs.remind(now=yellow) == 0
    assert told("item.yellow") == ["王莉", "赵启明"]
    assert selectors.light_of(item, yellow).kind == LightKind.YELLOW
    late = moment(26, 9)
    assert jobs.remind(now=late) == 1
    assert jobs.remind(now=late) == 0
    assert told("item.late") == ["孟庆林", "王莉", "赵启明"]
    light = selectors.light_of(item, late)
    assert (light.kind, light.word) == (LightKind.RED, "超 1 天")
    assert not compare(Item)[0]  # a mark is no state


def test_a_reported_item_is_reminded_of_no_more(city: City) -> None:
    item = give(city)
    services.report(city.people["liaison"], item, text="办了", now=city.now)
    assert jobs.remind(now=moment(30)) == 0


def test_a_leader_and_whoever_acts_for_the_leader_decide_their_own(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = city.people["leader"]
    giver = Official.objects.get(pk=leader.official_id)
    changes = Changes(system(), city.now)
    secretary = factories.make_actor(
        changes, Role.SECRETARY, name="蒋一鸣", phone="19900000031", department=city.office,
        region=city.city,
    )  # fmt: skip
    changes.write()
    item = give(city, giver=giver)
    item = services.report(city.people["liaison"], item, text="办了", now=city.now)
    run_telling(item, city.now)
    assert set(told("item.report")) == {"程远山", "蒋一鸣"}
    for other in (city.people["coordinator"], city.people["city_coordinator"], secretary):
        with pytest.raises(NotAllowed):
            services.accept(other, item, now=city.now)
    allowed: list[int] = [giver.pk]
    monkeypatch.setitem(registry.mandates._providers, "test", lambda actor, day: allowed)
    assert services.accept(secretary, item, now=city.now).state == ItemState.DONE


def test_units_offices_and_leaders_see_it_and_nobody_else(city: City) -> None:
    item = give(city)
    sees = {name for name, actor in city.people.items() if Item.objects.visible_to(actor).exists()}
    assert sees == {"liaison", "chief", "coordinator", "city_coordinator", "leader", "inspector"}
    named = give(city, person=Official.objects.get(pk=city.people["handler"].official_id))
    assert list(Item.objects.visible_to(city.people["handler"])) == [named]
    inspector = city.people["inspector"]
    own = give(city, unit=city.office)
    assert own not in Item.objects.visible_to(inspector)
    assert item in Item.objects.visible_to(inspector)


def test_counts_for_the_menu(city: City) -> None:
    item = give(city)
    give(city, unit=city.transport)
    unit, office = city.people["liaison"], city.people["coordinator"]
    assert (selectors.waiting_rows(unit).count(), selectors.waiting_rows(office).count()) == (1, 0)
    services.report(unit, item, text="办了", now=city.now)
    assert (selectors.waiting_rows(unit).count(), selectors.waiting_rows(office).count()) == (0, 1)
    assert selectors.waiting_rows(city.people["inspector"]).count() == 0


def leave(city: City, *names: str) -> None:
    users = [city.people[name].user_id for name in names]
    Grant.objects.filter(user__in=users).update(valid_until=date(2021, 9, 1))


def test_a_person_who_leaves_leaves_it_to_the_unit_and_a_unit_to_the_office(city: City) -> None:
    liaison = Official.objects.get(pk=city.people["liaison"].official_id)
    item = give(city, person=liaison)
    assert jobs.hand_over_deserted(now=city.now) == 0
    leave(city, "liaison")
    assert jobs.hand_over_deserted(now=city.now) == 1
    item.refresh_from_db()
    assert (item.person, item.stranded_at) == (None, None)
    leave(city, "chief")
    assert jobs.hand_over_daily(now=city.now) == 1
    assert jobs.hand_over_deserted(now=city.now) == 0
    item.refresh_from_db()
    assert (item.stranded_at, item.turn_until) == (city.now, moment(22))
    office = city.people["coordinator"]
    turn = selectors.turn_of(item, office, city.now, frozenset())
    assert (turn.yours, selectors.waiting_rows(office).count()) == (True, 1)
    run_telling(item, city.now)
    assert told("item.strand") == ["孟庆林"]
    item = services.move(
        office, item, text="撤并", unit=city.transport, due_on=date(2021, 9, 28), now=city.now
    )
    assert (item.stranded_at, item.turn_until) == (None, moment(28))
    assert not compare(Item)[0]


def test_a_closed_unit_and_a_leader_who_left(city: City) -> None:
    giver = Official.objects.get(pk=city.people["leader"].official_id)
    item = give(city, giver=giver)
    Department.objects.filter(pk=city.police.pk).update(active=False)
    leave(city, "leader", "coordinator")
    assert jobs.hand_over_deserted(now=city.now) == 2
    item.refresh_from_db()
    # Nobody sits in the county's office either: the city's decides.
    assert (item.giver, item.office, item.stranded_at) == (None, city.city, city.now)
    office = city.people["city_coordinator"]
    assert services.drop(office, item, text="机构撤销", now=city.now).state == ItemState.DROPPED
    assert not compare(Item)[0]


def test_what_an_official_owes_stands_on_their_page(city: City) -> None:
    liaison = Official.objects.get(pk=city.people["liaison"].official_id)
    item = give(city, person=liaison)
    owed = [line for _name, of in registry.duties for line in of(liaison.pk)]
    assert [href for _words, href in owed] == [f"/items/{item.pk}/"]
    assert timedelta(0) < item.due_at - city.now
