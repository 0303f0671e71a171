"""Each kind of roster: what is loaded, what is refused in which words, what comes of a repeat."""

from datetime import date
from pathlib import Path

import pytest

from tests.directory.conftest import DEPARTMENTS, NOW, REGIONS, coordinator, counts, sentences
from tests.directory.sheets import credit_code
from weiqitong.core.actor import system
from weiqitong.directory.importing import passing
from weiqitong.directory.importing.kinds import kinds
from weiqitong.directory.models import Client, Contact, Department, Official, Person, Region
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare
from weiqitong.pairing.models import Pairing

pytestmark = pytest.mark.django_db

CLIENTS = ["企业名称", "信用代码", "所在地", "行业", "从业人员", "营业收入", "联系人", "联系电话"]
ONE = ["海逸橡胶", credit_code(1), "坊子区 凤凰街道", "C2912", 350, 8600, "李四", "13800000001"]
OFFICIALS = [
    ["编号", "姓名", "单位", "手机"],
    ["G1", "张三", "FZ-SC", "13900000001"],
    ["G2", "王五", "坊子区市场监督管理局", "13900000002"],
]


def assert_ledger_agrees() -> None:
    for model in (Region, Department, Official, Client, Contact, Pairing):
        differences, _rows, _entries = compare(model)
        assert differences == []


# regions


def test_parents_may_stand_below_their_children(city):
    towns = Region.objects.filter(parent__code="370704").order_by("code")
    assert [town.path for town in towns] == [
        "/370700/370704/370704001/",
        "/370700/370704/370704002/",
    ]
    assert [(r.kind, r.depth) for r in Region.objects.order_by("depth")][:2] == [
        ("city", 0),
        ("county", 1),
    ]
    assert_ledger_agrees()


def test_the_same_regions_again_change_nothing(city, load):
    before = Entry.objects.count()
    assert counts(load("regions", REGIONS)) == {"unchanged": 8}
    assert Entry.objects.count() == before


def test_wrong_regions_are_refused_one_by_one(city, load):
    outcome = load(
        "regions",
        [
            ["区划代码", "名称", "上级"],
            ["370799", "无主区", "999999"],
            ["370704003", "朱里街道", "370704"],
            ["370700", "潍坊市", "370704"],
            ["370000", "山东省", ""],
            ["370704003", "朱里街道", "370704"],
            ["370704001001", "某社区", "370704001"],
            ["370704004", "太保庄街道", "坊城街道"],
        ],
    )
    assert sentences(outcome) == {
        2: "There is no region “999999” above it.",
        4: "A region keeps its place in the tree: make a new one instead.",
        5: "Say which region lies above it.",
        6: "The same as line 3: please keep one of them.",
        7: "Nothing lies below a town: check the parent.",
        8: "Several regions are called “坊城街道”: give the code.",
    }
    assert counts(outcome) == {"new": 1}


# departments


def test_sections_lie_below_their_department_in_its_region(city):
    section = Department.objects.get(code="FZ-SC-1")
    assert section.path == "/FZ-SC/FZ-SC-1/"
    assert section.region.code == "370704"
    assert section.function == ""
    assert Department.objects.get(code="FZ-SC").function == "market-regulation"


def test_a_department_says_what_is_wrong_with_it(city, load):
    outcome = load(
        "departments",
        [
            ["单位代码", "单位名称", "所在区划", "职能", "上级单位代码"],
            ["A", "甲局", "", "", ""],
            ["B", "乙局", "景芝", "", ""],
            ["C", "丙科", "", "", "NONE"],
            ["D", "丁科", "", "", "B"],
            ["E", "戊局", "凤凰街道", "炼丹", ""],
            ["F", "己局", "坊城街道", "", ""],
        ],
    )
    assert sentences(outcome) == {
        2: "Say in which region the department lies.",
        3: "No region is called “景芝”; did you mean “安丘市 景芝镇”?",
        4: "There is no department with the code NONE.",
        5: "Its department on line 3 has a problem.",
        6: "“炼丹” is no function: the template's second sheet lists them.",
        7: "2 places are called “坊城街道”: write it in full, such as “坊子区 坊城街道”.",
    }
    assert counts(outcome) == {}


# officials


def test_officials_find_their_department_by_code_or_name(city, load):
    assert counts(load("officials", OFFICIALS)) == {"new": 2}
    assert [o.department.code for o in Official.objects.order_by("code")] == ["FZ-SC", "FZ-SC"]
    official = Official.objects.get(code="G1")
    assert official.level == "county"
    assert official.person.phone == "13900000001"
    assert_ledger_agrees()


def test_a_new_number_is_noted_without_being_told(city, load):
    load("officials", OFFICIALS)
    changed = [OFFICIALS[0], ["G1", "张三丰", "FZ-SC", "13900000009"]]
    outcome = load("officials", changed)
    assert counts(outcome) == {"changed": 1}
    assert dict(outcome.changed) == {"name": 1, "phone": 1}
    assert Official.objects.get(code="G1").person.phone == "13900000009"
    entry = Entry.objects.filter(kind="person.change").get()
    assert "13900000009" not in bytes(entry.body).decode()
    assert_ledger_agrees()


def test_one_phone_is_one_official(city, load):
    load("officials", OFFICIALS)
    outcome = load(
        "officials",
        [
            OFFICIALS[0],
            ["G3", "赵六", "FZ-SC", "13900000001"],
            ["G4", "钱七", "FZ-SC", "13900000004"],
            ["G5", "孙八", "FZ-SC", "13900000004"],
            ["G6", "周九", "坊子区市场监管局", "13900000006"],
            ["G7", "", "FZ-SC", "139"],
        ],
    )
    assert sentences(outcome)[2] == "This phone already belongs to the official G1."
    assert sentences(outcome)[4] == "The same phone stands on line 3 for somebody else."
    assert "did you mean “坊子区市场监督管理局”?" in sentences(outcome)[5]
    assert [p.field for p in outcome.problems if p.line == 6] == ["name", "phone"]
    assert counts(outcome) == {"new": 1}


# clients


def test_a_client_comes_with_its_size_and_its_contact(city, load):
    assert counts(load("clients", [CLIENTS, ONE])) == {"new": 1}
    client = Client.objects.get(credit_code=credit_code(1))
    assert client.code == credit_code(1)
    assert client.region.code == "370704001"
    assert client.industry == "C2912"
    assert client.size_tier == "medium"
    contact = client.contacts.get()
    assert (contact.person.name, contact.person.phone) == ("李四", "13800000001")
    assert contact.primary
    assert_ledger_agrees()


def test_blank_cells_clear_nothing_and_the_size_follows(city, load):
    load("clients", [CLIENTS, ONE])
    again = [*ONE[:3], "", 5, "", "", ""]
    outcome = load("clients", [CLIENTS, again])
    assert dict(outcome.changed) == {"employees": 1, "size_tier": 1}
    client = Client.objects.get()
    assert (client.employees, client.revenue, client.size_tier) == (5, 8600, "micro")
    assert client.contacts.count() == 1
    assert counts(load("clients", [CLIENTS, again])) == {"unchanged": 1}
    assert_ledger_agrees()


def test_money_in_another_unit_is_converted(city, load):
    header = ["营业收入（元）" if name == "营业收入" else name for name in CLIENTS]
    load("clients", [header, [*ONE[:5], "86,000,000", *ONE[6:]]])
    assert Client.objects.get().revenue == 8600


def test_a_contact_is_matched_by_phone_then_by_name(city, load):
    load("clients", [CLIENTS, ONE])
    renamed = load("clients", [CLIENTS, [*ONE[:6], "李四光", "13800000001"]])
    assert dict(renamed.changed) == {"contact_name": 1}
    moved = load("clients", [CLIENTS, [*ONE[:6], "李四光", "13800000002"]])
    assert dict(moved.changed) == {"contact_phone": 1}
    another = load("clients", [CLIENTS, [*ONE[:6], "王会计", "13800000003"]])
    assert dict(another.changed) == {"contact_phone": 1}
    contacts = Contact.objects.order_by("id")
    assert [(c.person.name, c.person.phone, c.primary) for c in contacts] == [
        ("李四光", "13800000002", True),
        ("王会计", "13800000003", False),
    ]
    assert_ledger_agrees()


def test_one_accountant_of_two_clients_is_one_person(city, load):
    two = ["禾润食品", credit_code(2), *ONE[2:]]
    load("clients", [CLIENTS, ONE, two])
    assert Contact.objects.count() == 2
    assert Person.objects.count() == 1


def test_every_problem_of_the_look_has_its_sentence(city, load):
    wrong_letter = credit_code(3)[:-1] + "O"
    outcome = load(
        "clients",
        [
            CLIENTS,
            ["一", wrong_letter, *ONE[2:]],
            ["二", credit_code(4)[:-1], *ONE[2:]],
            ["三", credit_code(5), *ONE[2:7], "13800000005"],
            ["三", credit_code(5), *ONE[2:7], "13800000006"],
            ["四", credit_code(6), "景芝开发区", *ONE[3:]],
            ["五", credit_code(7), *ONE[2:7], "1385360"],
            ["六", credit_code(8), *ONE[2:7], ""],
            ["七", credit_code(9), "凤凰", *ONE[3:]],
            ["八", "", *ONE[2:]],
            ["九", credit_code(10), "370799", *ONE[3:]],
            ["十", credit_code(11), "坊城街道", *ONE[3:]],
        ],
    )
    told = sentences(outcome)
    assert told[2].startswith("“O” at position 18: a credit code never contains this letter")
    assert told[3] == "A credit code has 18 characters; this one has 17."
    assert told[5].startswith("Line 4 has the same code but says something else")
    assert told[6] == "No region is called “景芝开发区”; did you mean “安丘市 景芝镇”?"
    assert told[7] == "A mobile number has 11 digits; this one has 7."
    assert told[8] == "There is no phone: nobody could reach this client."
    assert told[9].startswith("No region is called “凤凰”; did you mean “")
    assert told[10] == "An enterprise needs its credit code."
    assert told[11] == "There is no region with the code 370799."
    assert told[12].startswith("2 places are called “坊城街道”")
    assert counts(outcome) == {"new": 1}
    assert {p.field for p in outcome.problems} == {
        "credit_code",
        "",
        "region",
        "contact_phone",
    }


def test_a_project_without_code_is_found_again_by_name_and_place(city, load):
    header = [*CLIENTS, "类型"]
    project = ["凤凰物流园（二期）", "", *ONE[2:], "项目"]
    assert counts(load("clients", [header, project])) == {"new": 1}
    assert counts(load("clients", [header, project])) == {"unchanged": 1}
    client = Client.objects.get()
    assert client.credit_code is None
    assert client.kind == "project"
    assert client.size_tier == ""


def test_plants_may_stand_above_their_group(city, load):
    header = [*CLIENTS, "集团代码"]
    rows = [
        header,
        ["诸城分厂", credit_code(2), *ONE[2:], credit_code(1)],
        [*ONE, ""],
        ["孤儿厂", credit_code(3), *ONE[2:], credit_code(99)],
    ]
    examined = load("clients", rows, only_examine=True)
    assert counts(examined) == {"new": 2}
    outcome = load("clients", rows)
    assert counts(outcome) == {"new": 2}
    assert sentences(outcome) == {
        4: f"No client has the code {credit_code(99)}: bring the group first."
    }
    plant = Client.objects.get(credit_code=credit_code(2))
    assert plant.group is not None
    assert plant.group.credit_code == credit_code(1)
    assert_ledger_agrees()


def test_a_coordinator_loads_only_the_own_region(city, load):
    county = Region.objects.get(code="370704")
    rows = [CLIENTS, ONE, ["景芝酒业", credit_code(2), "安丘市景芝镇", *ONE[3:]]]
    outcome = load("clients", rows, actor=coordinator(county.path))
    assert sentences(outcome) == {3: "This lies outside your region."}
    assert counts(outcome) == {"new": 1}
    load("clients", rows)
    stolen = [CLIENTS, ["景芝酒业", credit_code(2), "坊子区 凤凰街道", *ONE[3:]]]
    assert sentences(load("clients", stolen, actor=coordinator(county.path))) == {
        2: "This lies outside your region."
    }


def test_an_inspector_can_load_nowhere(city, load):
    from weiqitong.core.actor import Actor, Role

    inspector = Actor(user_id=3, role=Role.INSPECTOR, region_path=city.path)
    outcome = load("clients", [CLIENTS, ONE], actor=inspector)
    assert counts(outcome) == {}
    assert Client.objects.count() == 0


# contacts and pairings


def test_further_contacts(city, load):
    load("clients", [CLIENTS, ONE])
    rows = [
        ["信用代码", "联系人", "手机", "职务"],
        [credit_code(1).lower(), "王会计", "13800000003", "会计"],
        [credit_code(1), "李四", "13800000001", "经理"],
        [credit_code(9), "谁", "13800000004", ""],
    ]
    outcome = load("contacts", rows)
    assert counts(outcome) == {"new": 1, "changed": 1}
    assert sentences(outcome) == {4: f"No client has the code {credit_code(9)}."}
    titles = Contact.objects.order_by("id").values_list("person__name", "title")
    assert list(titles) == [("李四", "经理"), ("王会计", "会计")]
    assert counts(load("contacts", rows)) == {"unchanged": 2}
    assert_ledger_agrees()


def test_pairings_hand_over_without_a_gap(city, load):
    load("clients", [CLIENTS, ONE])
    load("officials", OFFICIALS)
    header = ["信用代码", "干部编号", "开始日期"]
    assert counts(load("pairings", [header, [credit_code(1), "G1", "2021-02-26"]])) == {"new": 1}
    over = load("pairings", [header, [credit_code(1), "G2", "2027/1/4"]])
    assert counts(over) == {"changed": 1}
    first, second = Pairing.objects.order_by("valid_from")
    assert first.valid_until == second.valid_from == date(2027, 1, 4)
    assert counts(load("pairings", [header, [credit_code(1), "G2", ""]])) == {"unchanged": 1}
    wrong = load(
        "pairings",
        [header, [credit_code(1), "G1", "2026-01-01"], [credit_code(1), "G9", ""], ["X", "G1", ""]],
    )
    assert sentences(wrong) == {
        2: "The present specialist began on 2027-01-04, which is later.",
        3: "Line 2 has the same code but says something else: please keep one of them.",
        4: "No client has the code X.",
    }
    assert_ledger_agrees()


# the pass itself


def test_a_template_filled_with_its_example_alone_loads_nothing(city, load):
    fields = kinds["clients"].fields
    rows = [[one.label for one in fields], [one.example for one in fields], [""] * len(fields)]
    outcome = load("clients", rows)
    assert (outcome.rows, outcome.problems, counts(outcome)) == (0, [], {})


def test_departments_again_change_nothing(city, load):
    assert counts(load("departments", DEPARTMENTS)) == {"unchanged": 4}


def test_five_hundred_broken_rows_among_many_leave_the_good_ones(city, load):
    good = [[f"企业{n}", credit_code(n), *ONE[2:6], f"李{n}", f"137{n:08}"] for n in range(1500)]
    for n in range(0, 1500, 3):
        good[n][1] = credit_code(n)[:-1]
    outcome = load("clients", [CLIENTS, *good])
    assert (outcome.rows, len(outcome.bad), outcome.good) == (1500, 500, 1000)
    assert Client.objects.count() == 1000
    assert [problem.line for problem in outcome.problems] == list(range(2, 1502, 3))


@pytest.mark.parametrize("again", [False, True])
def test_judging_asks_the_same_few_queries_for_any_number_of_rows(
    city, load, again, django_assert_max_num_queries
):
    rows = [[f"企业{n}", credit_code(n), *ONE[2:6], f"李{n}", f"137{n:08}"] for n in range(400)]
    if again:
        load("clients", [CLIENTS, *rows])
    with django_assert_max_num_queries(6):
        load("clients", [CLIENTS, *rows], only_examine=True)


# another city


def test_a_second_city_comes_in_as_it_is(db):
    """No city's name, code or depth stands in code: another fixture needs no other code."""
    path = Path(__file__).parent.parent / "fixtures" / "second_city" / "regions.csv"
    importer = kinds["regions"]
    table = passing.open_table(path, importer)
    assert {"code", "name", "name_en", "parent", "kind", "short", "local"} <= set(
        table.header.mapping
    )
    outcome = passing.load(
        importer, table, table.header.mapping, actor=system(), now=NOW, serial="s"
    )
    assert outcome.problems == []
    assert counts(outcome) == {"new": outcome.rows}
    root = Region.objects.get(parent=None)
    assert Region.objects.within(root.path).count() == outcome.rows
    assert root.latitude is not None
    assert_ledger_agrees()
