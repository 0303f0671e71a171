"""Rosters as offices hand them in: no row may be lost without a word."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.directory.conftest import NOW, counts, sentences
from tests.directory.sheets import credit_code, csv_file, workbook
from weiqitong.core.actor import system
from weiqitong.directory.importing import passing, reading
from weiqitong.directory.importing.kinds import kinds
from weiqitong.directory.models import Client, Contact, Official
from weiqitong.pairing.models import Pairing

pytestmark = pytest.mark.django_db

TITLE = "坊子区服务企业名册"
PEOPLE = [["姓名", "单位", "手机"], ["张三", "FZ-SC", "13900000001"]]


def made(folder: Path, fill: Callable[[Any], None]) -> Path:
    """A workbook with one sheet, drawn by `fill`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book.add_worksheet("名册"))
    book.close()
    path = folder / "made.xlsx"
    path.write_bytes(out.getvalue())
    return path


def take(kind: str, path: Path, **more: Any) -> passing.Outcome:
    importer = kinds[kind]
    table = passing.open_table(path, importer, **more)
    return passing.load(importer, table, table.header.mapping, actor=system(), now=NOW, serial="s")


def merged_header(sheet: Any) -> None:
    """A title over all columns; below it a header of two lines, "联系人" over two columns."""
    sheet.merge_range(0, 0, 0, 5, TITLE)
    for column, name in enumerate(("序号", "企业名称", "统一社会信用代码", "所属镇街")):
        sheet.merge_range(1, column, 2, column, name)
    sheet.merge_range(1, 4, 1, 5, "联系人")
    sheet.write_row(2, 4, ("姓名", "电话"))
    sheet.write_row(3, 0, (1, "甲公司", credit_code(1), "坊子区 凤凰街道", "李四", "13800000001"))
    sheet.write_row(4, 0, (2, "乙公司", credit_code(2), "坊子区 凤凰街道", "王五", "13800000002"))
    sheet.merge_range(5, 0, 5, 1, "合计")
    sheet.write(5, 2, 2)


@pytest.mark.parametrize("header", [0, 3])
def test_a_merged_header_keeps_the_columns_below_it(city, tmp_path, header):
    outcome = take("clients", made(tmp_path, merged_header), header=header)
    assert sentences(outcome) == {}
    assert (outcome.rows, counts(outcome)) == (2, {"new": 2})
    found = Contact.objects.order_by("id").values_list("client__name", "person__name")
    assert list(found) == [("甲公司", "李四"), ("乙公司", "王五")]
    assert [one.person.phone for one in Contact.objects.order_by("id")] == [
        "13800000001",
        "13800000002",
    ]


def test_the_same_saved_as_text_where_nothing_says_what_was_merged(city, tmp_path):
    rows = [
        [TITLE, "", "", "", "", ""],
        ["序号", "企业名称", "统一社会信用代码", "所属镇街", "联系人", ""],
        ["", "", "", "", "姓名", "电话"],
        ["1", "甲公司", credit_code(1), "坊子区 凤凰街道", "李四", "13800000001"],
        ["合计", "1", "", "", "", ""],
    ]
    outcome = take("clients", csv_file(tmp_path, rows))
    assert (sentences(outcome), counts(outcome)) == ({}, {"new": 1})
    assert Contact.objects.get().person.phone == "13800000001"


def test_what_a_merged_cell_says_counts_for_every_line_beside_it(city, tmp_path):
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ("企业名称", "统一社会信用代码", "所属镇街"))
        sheet.merge_range(1, 2, 3, 2, "坊子区 凤凰街道")
        for line in (1, 2, 3):
            sheet.write_row(line, 0, (f"{line}号公司", credit_code(line)))
        sheet.write_row(4, 0, ("4号公司", credit_code(4)))

    outcome = take("clients", made(tmp_path, fill))
    assert counts(outcome) == {"new": 3}
    assert sentences(outcome) == {5: "This cell must not be blank."}
    assert set(Client.objects.values_list("region__name", flat=True)) == {"凤凰街道"}


def test_an_ordinary_header_is_not_joined_with_its_first_row(city, tmp_path):
    rows = [
        ["企业名称", "信用代码", "所在地", "联系人", "联系电话"],
        ["甲公司", credit_code(1), "坊子区 凤凰街道", "李四", "13800000001"],
    ]
    assert counts(take("clients", csv_file(tmp_path, rows))) == {"new": 1}


def test_a_running_number_is_nobodys_roster_number(city, tmp_path):
    rows = [["序号", *PEOPLE[0]], ["1", *PEOPLE[1]]]
    table = passing.open_table(csv_file(tmp_path, rows), kinds["officials"])
    assert "code" not in table.header.mapping
    assert [one.name for one in passing.missing(kinds["officials"], table.header.mapping)] == [
        "code"
    ]


@pytest.mark.parametrize("word", ["合计", "合 计", "总计：", "小计"])
def test_a_sum_below_the_rows_is_no_row(city, tmp_path, word):
    rows = [["编号", *PEOPLE[0]], ["G1", *PEOPLE[1]], [word, "", "", "1人"]]
    outcome = take("officials", csv_file(tmp_path, rows))
    assert (outcome.rows, outcome.problems) == (1, [])


def test_an_official_called_like_a_sum_is_still_a_row(city, tmp_path):
    rows = [["编号", *PEOPLE[0]], ["合计", "合计", "FZ-SC", "13900000001"]]
    assert counts(take("officials", csv_file(tmp_path, rows))) == {"new": 1}


def test_full_width_digits_and_letters(city, tmp_path):
    wide = str.maketrans({chr(33 + n): chr(0xFF01 + n) for n in range(94)})
    rows = [
        ["企业名称", "信用代码", "所在地", "从业人员", "联系人", "联系电话"],
        ["甲公司", credit_code(1).translate(wide), "370704001".translate(wide),
         "350".translate(wide), "李四", "13800000001".translate(wide)],
    ]  # fmt: skip
    outcome = take("clients", csv_file(tmp_path, rows))
    assert sentences(outcome) == {}
    client = Client.objects.get()
    assert (client.credit_code, client.region.code, client.employees) == (
        credit_code(1),
        "370704001",
        350,
    )
    assert Contact.objects.get().person.phone == "13800000001"
    people = [["编号", *PEOPLE[0]], ["Ｇ１", "张三", "ＦＺ－ＳＣ", "１３９００００００１１"]]
    assert sentences(take("officials", csv_file(tmp_path, people))) == {}
    assert Official.objects.get().code == "G1"


def test_days_as_text_as_days_and_as_the_numbers_behind_them(city, tmp_path):
    days: list[Any] = [
        "2021-02-26", "2021/2/26", "2021年2月26日", "2021 年 2 月 26 日", "2021.2.26", "20210226",
        "２０２１年２月２６日", 44253, 44253.5, date(2021, 2, 26),
    ]  # fmt: skip
    people = [["编号", *PEOPLE[0]], ["G1", *PEOPLE[1]]]
    take("officials", csv_file(tmp_path, people))
    clients = [["企业名称", "信用代码", "所在地"]]
    clients += [[f"{n}号", credit_code(n), "坊子区 凤凰街道"] for n in range(len(days))]
    take("clients", csv_file(tmp_path, clients))
    rows: list[list[Any]] = [["信用代码", "专员编号", "包联日期"]]
    rows += [[credit_code(n), "G1", day] for n, day in enumerate(days)]
    outcome = take("pairings", workbook(tmp_path, ("包联", rows)))
    assert sentences(outcome) == {}
    assert set(Pairing.objects.values_list("valid_from", flat=True)) == {date(2021, 2, 26)}
    assert Pairing.objects.count() == len(days)


def test_hidden_sheets_are_not_read_and_not_offered(city, tmp_path):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    hidden, shown = book.add_worksheet("旧"), book.add_worksheet("新")
    hidden.write_row(0, 0, ("编号", *PEOPLE[0]))
    hidden.write_row(1, 0, ("G9", "李四", "FZ-SC", "13900000009"))
    hidden.hide()
    shown.activate()
    shown.set_first_sheet()
    shown.write_row(0, 0, ("编号", *PEOPLE[0]))
    shown.write_row(1, 0, ("G1", *PEOPLE[1]))
    book.close()
    path = tmp_path / "two.xlsx"
    path.write_bytes(out.getvalue())
    assert reading.read(path).sheets == ("新",)
    take("officials", path)
    assert [one.code for one in Official.objects.all()] == ["G1"]


def test_a_local_code_in_small_letters_is_found_again(city, tmp_path):
    take(
        "clients",
        csv_file(
            tmp_path,
            [
                ["名称", "项目代码", "类型", "所在地"],
                ["某项目", "xm-a1", "项目", "坊子区 凤凰街道"],
            ],
        ),
    )
    contacts = [["项目代码", "姓名", "手机"], ["xm-a1", "李四", "13800000001"]]
    assert counts(take("contacts", csv_file(tmp_path, contacts))) == {"new": 1}
