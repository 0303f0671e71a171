"""Small tables as files: workbooks and separated text in, workbooks out. Knows no kind of rules."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput

LARGEST_FILE = 2_000_000
LARGEST_INSIDE = 50_000_000  # of all parts of a workbook, unpacked
MOST_ROWS = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(data: bytes) -> list[list[str]]:
    """Rows of trimmed cells, empty rows left out, or BadInput with what is wrong."""
    if len(data) > LARGEST_FILE:
        raise BadInput(_("The file is larger than 2 MB."), field="file")
    rows = _workbook(data) if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) else _text(data)
    found = [row for row in rows if any(row)]
    if not found:
        raise BadInput(_("The file is empty."), field="file")
    if len(found) > MOST_ROWS:
        raise BadInput(
            _("The file has more than %(most)s rows.") % {"most": MOST_ROWS}, field="file"
        )
    return found


def write(name: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook with one sheet; every cell is text, so that nothing is turned into a date."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("".join(c for c in name if c not in "[]:*?/\\'")[:31] or "1")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@", "valign": "top"})
        sheet.freeze_panes(1, 1)
        for column, label in enumerate(head):
            longest = max((len(row[column]) for row in rows), default=0)
            sheet.set_column(column, column, min(40, max(10, len(label) * 2, longest + 2)), text)
            sheet.write_string(0, column, label, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write_string(line, column, value, text)
    return out.getvalue()


def _workbook(data: bytes) -> list[list[str]]:
    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(part.file_size for part in archive.infolist()) > LARGEST_INSIDE:
                    raise BadInput(_("The workbook is too large."), field="file")
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python()
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, IndexError):
        raise BadInput(
            _("The workbook cannot be read. Save it anew as xlsx."), field="file"
        ) from None
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _text(data: bytes) -> list[list[str]]:
    """Separated text in UTF-8, or in the encoding that Chinese Windows gives it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            return [[cell.strip() for cell in row] for row in rows]
        except csv.Error:
            break
    raise BadInput(_("The file is neither a spreadsheet nor text."), field="file")
