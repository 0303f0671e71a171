"""A leader's instruction: entered in person or under a delegation, carried out, closed."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from tests.factories import City, make_case, make_city
from tests.instructions.people import add_secretary, delegate, official
from tests.oversight.people import add_leaders
from weiqitong.accounts.models import Grant
from weiqitong.cases import services as cases
from weiqitong.cases.enums import Action, Audience
from weiqitong.cases.models import Act, Case
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed, Stale
from weiqitong.instructions import jobs, selectors, services
from weiqitong.instructions.enums import InstructionState
from weiqitong.instructions.models import Delegation, Instruction
from weiqitong.instructions.paper import report_paper
from weiqitong.items import services as items
from weiqitong.items.enums import ItemState
from weiqitong.items.models import Item
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice

pytestmark = pytest.mark.django_db
DUE = date(2021, 9, 24)


@pytest.fixture
def city(db: None) -> City:
    return add_secretary(make_city())


@pytest.fixture
def case(city: City) -> Case:
    made = make_case(city)
    made = cases.dispatch(city.people["coordinator"], made, lead=city.police, now=city.now)
    return cases.accept(city.people["liaison"], made, now=city.now)


def enter(city: City, who: str = "leader", **given: Any) -> Instruction:
    values = {
        "title": "厂区南门道路开口",
        "text": "请交警、交通两家三日内现场办公，一次说清。",
        "units": [city.police, city.transport],
        "due_on": DUE,
        "now": city.now,
    }
    return services.enter(city.people[who], **(values | given))


def items_of(row: Instruction) -> list[Item]:
    return list(Item.objects.filter(source_id=row.pk).order_by("pk"))


def same_ledger() -> bool:
    return not any(compare(model)[0] for model in (Instruction, Delegation, Item, Case))


def test_a_leader_enters_one_item_for_each_unit(city: City) -> None:
    row = enter(city)
    assert row.number == f"潍批2021-{row.pk}"
    assert (row.leader, row.entered_by, row.delegation) == (official(city, "leader"),) * 2 + (None,)
    assert [(one.unit, one.due_at, one.giver) for one in items_of(row)] == [
        (city.police, row.due_at, row.leader),
        (city.transport, row.due_at, row.leader),
    ]
    assert [one.key for one in items_of(row)] == [f"instruction/{row.pk}/{n}" for n in (1, 2)]
    assert same_ledger()


def test_a_secretary_enters_only_under_a_delegation_that_holds(city: City) -> None:
    with pytest.raises(NotAllowed):
        enter(city, "secretary")
    later = delegate(city, first=date(2021, 10, 1))
    with pytest.raises(NotAllowed):
        enter(city, "secretary", delegation=later)
    holding = delegate(city)
    with pytest.raises(NotAllowed):  # somebody else's
        enter(city, "county_secretary", delegation=holding)
    elsewhere = replace(city.people["secretary"], region_id=city.county.pk)
    city.people["elsewhere"] = elsewhere
    with pytest.raises(NotAllowed):
        enter(city, "elsewhere", delegation=holding)
    row = enter(city, "secretary", delegation=holding)
    assert (row.leader, row.entered_by) == (official(city, "leader"), official(city, "secretary"))
    assert row.delegation == holding
    assert selectors.author_words(row) == "程远山（蒋一鸣代录）"
    services.withdraw(city.people["leader"], holding, now=city.now)
    with pytest.raises(NotAllowed):
        enter(city, "secretary", delegation=Delegation.objects.get(pk=holding.pk))
    assert Instruction.objects.count() == 1
    assert same_ledger()


def test_others_enter_nothing(city: City) -> None:
    for who in set(city.people) - {"leader"}:
        with pytest.raises(NotAllowed):
            enter(city, who)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"text": "长" * 1001}, "text"),
        ({"units": []}, "units"),
        ({"due_on": date(2021, 9, 1)}, "due_on"),
        ({"due_on": None}, "due_on"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    city: City, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        enter(city, **wrong)
    assert refused.value.field == field
    assert not Instruction.objects.exists()
    assert not Item.objects.exists()


def test_a_unit_named_twice_is_refused(city: City) -> None:
    with pytest.raises(BadInput):
        enter(city, units=[city.police, city.police])


def test_on_a_case_it_stands_on_the_timeline_and_moves_nothing(city: City, case: Case) -> None:
    with pytest.raises(Stale):
        enter(city, case=case, seen=1)
    assert not Item.objects.exists()
    row = enter(city, case=case, seen=case.version)
    act = Act.objects.get(case=case, action=Action.INSTRUCT)
    assert (act.audience, act.text) == (Audience.OFFICE, "")
    assert act.facts == {"number": row.number, "official": row.leader_id}
    after = Case.objects.get(pk=case.pk)
    moved = ("status", "turn_kind", "turn_id", "turn_until", "due_at")
    assert [getattr(after, name) for name in moved] == [getattr(case, name) for name in moved]
    assert {item.case_id for item in items_of(row)} == {case.pk}
    assert same_ledger()


def test_who_sees_it(city: City) -> None:
    holding = delegate(city)
    row = enter(city, "secretary", delegation=holding)

    def sees() -> set[str]:
        return {
            who
            for who, actor in city.people.items()
            if Instruction.objects.visible_to(actor).filter(pk=row.pk).exists()
        }

    units = {"liaison", "chief", "co_handler"}
    assert sees() == {"leader", "secretary", "city_coordinator", "inspector"} | units
    # A secretary whom the leader does not let act sees nothing of that leader's.
    row.entered_by = official(city, "leader")
    Instruction.objects.filter(pk=row.pk).update(entered_by=row.entered_by)
    services.withdraw(city.people["leader"], holding, now=city.now)
    assert "secretary" not in sees()


def test_a_leader_sees_those_of_leaders_below_and_not_of_those_above(city: City) -> None:
    add_leaders(city)
    above, below = enter(city), enter(city, "county_leader")

    def sees(who: str) -> set[Instruction]:
        return set(Instruction.objects.visible_to(city.people[who]))

    assert sees("leader") == {above, below}
    assert sees("county_leader") == {below}
    assert sees("coordinator") == {below}
    assert sees("county_secretary") == set()  # nobody lets her act
    for who in ("contact", "specialist", "administrator", "stranger"):
        assert sees(who) == set()
    with pytest.raises(NotAllowed):
        services.close(city.people["leader"], below, now=city.now)


def report_all(city: City, row: Instruction) -> None:
    for who, item in zip(("liaison", "co_handler"), items_of(row), strict=True):
        items.report(city.people[who], item, text="已到现场，周五完工。", now=city.now)


def test_the_leader_closes_once_all_is_reported_and_accepts_with_it(city: City) -> None:
    row = enter(city)
    leader = city.people["leader"]
    items.report(city.people["liaison"], items_of(row)[0], text="已到现场。", now=city.now)
    with pytest.raises(BadInput) as refused:
        services.close(leader, row, now=city.now)
    assert "坊子区交通运输局" in str(refused.value)
    items.report(city.people["co_handler"], items_of(row)[1], text="已派人。", now=city.now)
    for who in ("city_coordinator", "liaison", "secretary"):
        with pytest.raises(NotAllowed):
            services.close(city.people[who], row, now=city.now)
    row = services.close(leader, row, text="已阅，办得好。", now=city.now)
    assert (row.state, row.closed_by) == (InstructionState.CLOSED, official(city, "leader"))
    assert {item.state for item in items_of(row)} == {ItemState.DONE}
    assert jobs.close_settled(instruction_id=row.pk, now=city.now) == ""
    with pytest.raises(NotAllowed):
        services.close(leader, row, now=city.now)
    assert same_ledger()


def test_it_closes_by_itself_with_its_last_item(city: City) -> None:
    holding = delegate(city)
    row = enter(city, "secretary", delegation=holding)
    report_all(city, row)
    secretary = city.people["secretary"]
    first, second = items_of(row)
    items.accept(secretary, first, now=city.now)
    assert jobs.close_settled(instruction_id=row.pk, now=city.now) == ""
    items.drop(secretary, second, text="不需要了", now=city.now)
    assert jobs.close_settled(instruction_id=row.pk, now=city.now) == row.number
    row.refresh_from_db()
    assert (row.state, row.closed_by) == (InstructionState.CLOSED, None)
    assert same_ledger()


def test_without_a_delegation_any_more_the_secretary_decides_nothing(city: City) -> None:
    holding = delegate(city, last=date(2021, 9, 20))
    row = enter(city, "secretary", delegation=holding)
    report_all(city, row)
    over = city.now + timedelta(days=5)
    for act in (items.accept, lambda *args, **given: services.close(args[0], row, **given)):
        with pytest.raises(NotAllowed):
            act(city.people["secretary"], items_of(row)[0], now=over)


def test_whose_turn_it_is_follows_its_items(city: City) -> None:
    row = enter(city)

    def turn(who: str) -> tuple[str, bool]:
        found = selectors.turn_of(row, items_of(row), city.people[who], city.now, frozenset())
        return found.who, found.yours

    assert turn("liaison") == ("您", True)
    assert turn("leader") == ("坊子区公安分局交警大队", False)
    report_all(city, row)
    assert turn("leader") == ("您", True)
    assert turn("liaison") == ("程远山", False)


def test_the_leader_hears_of_what_was_entered_and_both_of_the_delegation(city: City) -> None:
    holding = delegate(city, by="administrator")
    jobs.tell_of_delegation(delegation_id=holding.pk, now=city.now)
    row = enter(city, "secretary", delegation=holding)
    jobs.tell_of_entering(instruction_id=row.pk, now=city.now)
    own = enter(city)
    jobs.tell_of_entering(instruction_id=own.pk, now=city.now)
    told = Notice.objects.order_by("pk").values_list("user__person__name", "kind")
    assert list(told) == [
        ("程远山", "delegation.make"),
        ("蒋一鸣", "delegation.make"),
        ("程远山", "instruction.enter"),
    ]


def test_the_report_back_names_words_units_days_and_what_is_open(city: City) -> None:
    holding = delegate(city)
    row = enter(city, "secretary", delegation=holding)
    items.report(city.people["liaison"], items_of(row)[0], text="已到现场。", now=city.now)
    late = city.now + timedelta(days=14)
    given = selectors.items_of([row])[row.pk]
    opened = Document(BytesIO(report_paper(row, given, late)))
    words = [paragraph.text for paragraph in opened.paragraphs if paragraph.text]
    assert words == [
        f"关于落实批示 {row.number} 情况的报告",
        "厂区南门道路开口",
        "程远山同志：",
        "一、批示内容",
        "请交警、交通两家三日内现场办公，一次说清。",
        "程远山，2021年9月17日批示，要求于2021年9月24日前报结。"
        "由蒋一鸣依据2021年9月17日起的委托代录。",
        "二、各单位办理情况",
        "三、尚未完成的事项",
        "1．坊子区公安分局交警大队：已反馈，待审定。",
        "2．坊子区交通运输局：应于2021年9月24日前完成，已超期。",
        "潍坊市领导小组办公室",
        "2021年10月1日",
    ]
    rows = [[cell.text for cell in line.cells] for line in opened.tables[0].rows]
    assert rows[1:] == [
        ["坊子区公安分局交警大队", "已到现场。", "2021年9月17日", "待审定"],
        ["坊子区交通运输局", "尚未反馈", "—", "待办"],
    ]


# Delegations


def test_a_delegation_is_made_by_the_leader_or_an_administrator(city: City) -> None:
    assert delegate(city).made_by == official(city, "leader")
    assert delegate(city, by="administrator").made_by == official(city, "administrator")
    for who in ("secretary", "city_coordinator", "coordinator", "liaison", "contact"):
        with pytest.raises(NotAllowed):
            delegate(city, by=who)


def test_it_has_an_end_a_purpose_and_a_secretary_of_the_same_office(city: City) -> None:
    for wrong in (
        {"last": date(2021, 9, 16)},
        {"first": date(2021, 12, 1), "last": date(2021, 11, 1)},
        {"last": date(2023, 1, 1)},
        {"scope": "  "},
        {"secretary": "county_secretary"},
        {"secretary": "liaison"},
    ):
        with pytest.raises(BadInput):
            delegate(city, **wrong)  # type: ignore[arg-type]
    Grant.objects.filter(user=city.people["leader"].user_id).update(valid_until=today(city.now))
    with pytest.raises(BadInput):
        delegate(city, by="administrator")
    assert not Delegation.objects.exists()


def test_the_secretary_may_lay_it_down_and_strangers_may_not(city: City) -> None:
    holding = delegate(city)
    with pytest.raises(NotAllowed):
        services.withdraw(city.people["county_secretary"], holding, now=city.now)
    gone = services.withdraw(city.people["secretary"], holding, now=city.now)
    assert gone.withdrawn_by == official(city, "secretary")
    with pytest.raises(NotAllowed):
        services.withdraw(city.people["leader"], gone, now=city.now)
    assert same_ledger()
