"""Spreadsheets and separated text as lines of cells; it knows no kind of roster."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import python_calamine
from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput
from weiqitong.files import content

LARGEST_INSIDE: Final = 500_000_000  # of all parts of a workbook, unpacked
MOST_LINES: Final = 100_000
SURE: Final = 2**53  # above it a spreadsheet's number has lost digits
DELIMITERS: Final = ",;\t，；"
CONTAINERS: Final = (b"PK\x03\x04", content.OLE_HEAD)


class Unreadable(BadInput):
    """The file cannot be read at all; the sentence says why and what to do."""

    code = "unreadable"


@dataclass(frozen=True, slots=True)
class Line:
    """One line with the number people see in their spreadsheet or editor, from 1."""

    number: int
    cells: list[str]

    @property
    def blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file: the names of its sheets, the chosen one, and its lines, read once."""

    sheets: tuple[str, ...]
    sheet: str
    lines: Iterator[Line] = field(repr=False)


def read(path: Path, *, sheet: str = "") -> Source:
    """Open a workbook or separated text, whatever it is called. Unreadable says what is wrong."""
    with path.open("rb") as file:
        head = file.read(4096)
        if not head.strip(b"\xef\xbb\xbf \t\r\n"):
            raise Unreadable(_("The file is empty."), field="file")
        if head.startswith(CONTAINERS):
            return _workbook(path, sheet)
        found = content.find(file, "list.csv")
    if found.family != content.Family.TEXT:
        raise Unreadable(
            _("This file is %(found)s. Please give an Excel workbook or a CSV file.")
            % {"found": found.family.label},
            field="file",
        )
    return Source(sheets=(), sheet="", lines=_separated(path))


def _workbook(path: Path, sheet: str) -> Source:
    _refuse_sealed_or_swollen(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        names = tuple(
            one.name
            for one in book.sheets_metadata
            if one.typ == python_calamine.SheetTypeEnum.WorkSheet
            and one.visible == python_calamine.SheetVisibleEnum.Visible
        )
        if sheet and sheet not in names:
            raise Unreadable(_("There is no sheet “%(sheet)s” any more.") % {"sheet": sheet})
        pages = book.get_sheet_by_name(sheet) if sheet else _first_filled(book, names)
    except python_calamine.PasswordError:
        raise _sealed() from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(
            _("The workbook is damaged: open it, save it again, and try once more."), field="file"
        ) from error
    return Source(sheets=names, sheet=pages.name, lines=_rows(pages))


def _first_filled(
    book: python_calamine.CalamineWorkbook, names: tuple[str, ...]
) -> python_calamine.CalamineSheet:
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    raise Unreadable(_("The workbook has no sheet with anything in it."), field="file")


def _sealed() -> Unreadable:
    return Unreadable(
        _("The workbook is locked with a password: save a copy without one."), field="file"
    )


def _refuse_sealed_or_swollen(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(8).startswith(content.OLE_HEAD):
            if content.contains(file, (content.OLE_SEALED,)):
                raise _sealed()
            return
    try:
        with zipfile.ZipFile(path) as container:
            inside = sum(part.file_size for part in container.infolist())
    except (zipfile.BadZipFile, OSError):
        return  # the reader says that it is damaged
    if inside > LARGEST_INSIDE:
        raise Unreadable(
            _("The workbook is far larger than any roster: please split it."), field="file"
        )


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[Line]:
    # Empty lines above and columns before the data are left out by the reader, not by people.
    top, left = sheet.start or (0, 0)
    pad = [""] * left
    merged = _merged_downwards(sheet)
    above: dict[int, str] = {}  # column → what its merged cell says
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        if number > MOST_LINES:
            raise _too_long()
        cells = pad + [text_of(value) for value in row]
        for column in merged.get(number, ()):
            if column < len(cells):
                cells[column] = cells[column] or above.get(column, "")
        for column in merged.get(number + 1, ()):
            above[column] = cells[column] if column < len(cells) else ""
        yield Line(number, cells)


def _merged_downwards(sheet: python_calamine.CalamineSheet) -> dict[int, list[int]]:
    """Line → columns where a cell of the line above reaches down: it counts for each line."""
    found: dict[int, list[int]] = {}
    for (first, column), (last, _column) in sheet.merged_cell_ranges or ():
        for line in range(first + 1, min(last, MOST_LINES) + 1):
            found.setdefault(line + 1, []).append(column)
    return found


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without a point, dates as 2021-09-30, blanks trimmed."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < SURE:
            return str(int(value))
        return repr(value)
    if isinstance(value, datetime):
        bare = value.time() == time.min
        return value.date().isoformat() if bare else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | timedelta) else ""


def _too_long() -> Unreadable:
    return Unreadable(
        _("The file has more than %(limit)s lines: please split it.") % {"limit": MOST_LINES},
        field="file",
    )


def _separated(path: Path) -> Iterator[Line]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(4096)
        file.seek(0)
        # A cell may hold a long text; the module's limit of 128 kB is for all of Python.
        csv.field_size_limit(8_000_000)
        reader = csv.reader(file, delimiter=_delimiter(sample))
        begins = 1
        try:
            for row in reader:
                if begins > MOST_LINES:
                    raise _too_long()
                yield Line(begins, [cell.strip(" \t\r\n\u3000\ufeff") for cell in row])
                begins = reader.line_num + 1
        except csv.Error as error:
            raise Unreadable(
                _("Line %(line)s cannot be read: a quotation mark may be missing.")
                % {"line": begins},
                field="file",
            ) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unreadable(
        _("The characters of this file cannot be read: save it as “CSV UTF-8” or as xlsx."),
        field="file",
    )


def _delimiter(sample: str) -> str:
    """The separator that stands most often in the first line, outside quotation marks."""
    first = next((line for line in sample.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    best = max(DELIMITERS, key=outside.count)
    return best if best in outside else ","
