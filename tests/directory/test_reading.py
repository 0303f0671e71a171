"""Files as lines of cells: encodings, separators, sheets, and what cannot be read at all."""

import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation

from tests.directory.sheets import workbook
from weiqitong.directory.importing import reading
from weiqitong.directory.importing.reading import Unreadable, read
from weiqitong.files.content import OLE_HEAD, OLE_SEALED


def naive(*parts: int) -> datetime:
    """As spreadsheets have them."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


ROWS = [["名称", "电话"], ["海逸橡胶", "13812345678"]]


def cells(source: reading.Source) -> list[list[str]]:
    return [line.cells for line in source.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_text_is_read_whatever_its_characters_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(separator.join(row) for row in ROWS), encoding=encoding)
    assert cells(read(path)) == ROWS


def test_line_numbers_are_those_of_an_editor(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n\n"two\nlines",x\nlast,y\n', encoding="utf-8")
    assert [(line.number, line.cells) for line in read(path).lines] == [
        (1, ["a", "b"]),
        (2, []),
        (3, ["two\nlines", "x"]),
        (5, ["last", "y"]),
    ]


def test_a_megabyte_in_one_cell_is_a_long_cell_and_no_error(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"名称,电话\n{'长' * 400_000},1\n", encoding="utf-8")
    assert len(cells(read(path))[1][0]) == 400_000


def test_a_workbook_gives_numbers_without_points_and_days_without_times(tmp_path):
    rows: list[list[Any]] = [[], ["", "代码", "日期"], ["", 370704001, naive(2027, 1, 2)]]
    source = read(workbook(tmp_path, ("空", []), ("名单", rows)))
    assert source.sheets == ("空", "名单")
    assert source.sheet == "名单"
    assert [(line.number, line.cells) for line in source.lines] == [
        (2, ["", "代码", "日期"]),
        (3, ["", "370704001", "2027-01-02"]),
    ]


def test_another_sheet_is_read_when_it_is_named(tmp_path):
    path = workbook(tmp_path, ("甲", [["a"]]), ("乙", [["b"]]))
    assert cells(read(path, sheet="乙")) == [["b"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.137070412345678e17, "9.137070412345678e+17"),
        (15012343386.0, "15012343386"),
        (date(2027, 2, 1), "2027-02-01"),
        (naive(2027, 2, 1, 8, 30), "2027-02-01 08:30:00"),
        (None, ""),
    ],
)
def test_a_cell_as_text(value, text):
    assert reading.text_of(value) == text


def sealed() -> bytes:
    return OLE_HEAD + b"\0" * 5000 + OLE_SEALED + b"\0" * 500


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n", "The file is empty."),
        (sealed(), "locked with a password"),
        (b"PK\x03\x04 half a workbook", "damaged"),
        (OLE_HEAD + b"\0" * 5000, "damaged"),
        (b"%PDF-1.4", "This file is a PDF document."),
        (b"MZ\x90\0\0", "This file is a program."),
        (b"\x81\x20\xff\xfe\xfd,\n" * 50, "kind"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path, data, words):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with translation.override("en"), pytest.raises(Unreadable) as refused:
        list(read(path).lines)
    assert words in refused.value.message


def test_a_workbook_far_too_large_inside_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_INSIDE", 50_000_000)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/workbook.xml", b"0" * 60_000_000)
    with translation.override("en"), pytest.raises(Unreadable, match="far larger"):
        read(path)


def test_a_file_with_too_many_lines_says_how_many_are_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LINES", 3)
    path = tmp_path / "a.csv"
    path.write_text("a\nb\nc\nd\n", encoding="utf-8")
    with translation.override("en"), pytest.raises(Unreadable, match="more than 3 lines"):
        list(read(path).lines)
