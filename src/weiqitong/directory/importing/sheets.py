"""Workbooks the import gives out: the template of a kind, the rows with problems. Written only."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .functions import functions
from .kinds import Importer, Row, RowProblem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def _book() -> tuple[io.BytesIO, Any]:
    out = io.BytesIO()
    # Never formulas: a cell that begins with "=" came from somebody else's file.
    return out, xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})


def template(importer: Importer) -> bytes:
    """A sheet to fill in, with one example line, and a sheet that explains every column."""
    out, book = _book()
    head = book.add_format({"bold": True, "bottom": 1})
    needed = book.add_format({"bold": True, "bottom": 1, "font_color": "#15587b"})
    quiet = book.add_format({"italic": True, "font_color": "#6b7780", "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Roster"))
    sheet.freeze_panes(1, 0)
    for column, field in enumerate(importer.fields):
        label = str(field.label)
        # Text format, or a spreadsheet would round codes of 18 digits.
        sheet.set_column(column, column, max(12, len(label) * 2 + 4), text)
        marked = f"{label}*" if field.required else label
        sheet.write_string(0, column, marked, needed if field.required else head)
        sheet.write_string(1, column, field.example, quiet)
    notes = book.add_worksheet(_("Notes"))
    notes.set_column(0, 0, 24, wrap)
    notes.set_column(1, 1, 12, wrap)
    notes.set_column(2, 3, 44, wrap)
    line = 0
    for note in (*importer.notes, _("Columns may stand in any order; blank cells change nothing.")):
        notes.write_string(line, 0, str(note))
        line += 1
    line += 1
    for column, words in enumerate((_("Column"), _("Needed"), _("Example"), _("Note"))):
        notes.write_string(line, column, words, head)
    for field in importer.fields:
        line += 1
        notes.write_string(line, 0, str(field.label), wrap)
        notes.write_string(line, 1, _("yes") if field.required else "", wrap)
        notes.write_string(line, 2, field.example, wrap)
        notes.write_string(line, 3, str(field.note), wrap)
    if importer.field("function"):
        _list_functions(notes, line + 2, head)
    book.close()
    return out.getvalue()


def _list_functions(sheet: Any, line: int, head: Any) -> None:
    sheet.write_string(line, 0, _("Function"), head)
    sheet.write_string(line, 2, _("Usual name"), head)
    for number, one in enumerate(functions().values(), start=line + 1):
        sheet.write_string(number, 0, one.code)
        sheet.write_string(number, 2, one.name)


def problem_sheet(
    importer: Importer,
    header: Sequence[str],
    mapping: Mapping[str, int],
    problems: Sequence[RowProblem],
    bad: Mapping[int, Row],
    *,
    serial: str,
    warnings: Sequence[RowProblem] = (),
) -> bytes:
    """The refused rows as they were, phones masked, with line and reasons; to mend and bring again.
    What somebody should know of rows that are loaded stands on a sheet of its own.

    The last column says where a row came from: masked numbers are found again by it.
    """
    out, book = _book()
    head = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#fdecea", "font_color": "#b3261e"})
    sheet = book.add_worksheet(_("Problems"))
    sheet.freeze_panes(1, 0)
    width = max([len(header), *(len(row.original) for row in bad.values())], default=0)
    names = [*header, *[""] * (width - len(header))]
    for column, name in enumerate([*names, _("Line"), _("What is wrong"), reference_header()]):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, 18 if column != width + 1 else WIDEST, text)
    by_line: dict[int, list[RowProblem]] = {}
    for problem in problems:
        by_line.setdefault(problem.line, []).append(problem)
    masks = {
        mapping[one.name]: one.mask for one in importer.fields if one.mask and one.name in mapping
    }
    for at, (line, found) in enumerate(sorted(by_line.items()), start=1):
        marked = {mapping[one.field] for one in found if one.field in mapping}
        for column, cell in enumerate(bad[line].original):
            mask = masks.get(column)
            shown = mask(cell) if mask else cell
            sheet.write_string(at, column, shown[:32_000], wrong if column in marked else text)
        sheet.write_number(at, width, line)
        sheet.write_string(at, width + 1, " ".join(dict.fromkeys(one.sentence for one in found)))
        sheet.write_string(at, width + 2, f"{serial}:{line}", text)
    if warnings:
        _list_warnings(book.add_worksheet(_("To be known")), importer, warnings, head)
    book.close()
    return out.getvalue()


def _list_warnings(
    sheet: Any, importer: Importer, warnings: Sequence[RowProblem], head: Any
) -> None:
    field = importer.field(warnings[0].field)
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, WIDEST)
    names = (_("Line"), str(field.label) if field else "", _("To be known"))
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
    for at, one in enumerate(warnings, start=1):
        sheet.write_number(at, 0, one.line)
        sheet.write_string(at, 1, one.value)
        sheet.write_string(at, 2, one.sentence)


def reference_header() -> str:
    return _("Do not change: origin")
