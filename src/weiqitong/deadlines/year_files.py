"""A year of the calendar from an uploaded file: JSON of either format, or a table. No database."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.core.errors import BadInput
from weiqitong.rules import tables

from .refusal import BadYear
from .words import refusal_words
from .years import YearTable

# Headings and values people write, in both languages.
COLUMNS = {
    "date": ("date", "日期"),
    "name": ("name", "holiday", "节日", "名称", "节假日"),
    "working": ("working", "work", "上班", "是否上班", "工作"),
}
WORKS = {
    **dict.fromkeys(("yes", "true", "1", "是", "上班", "班", "补班", "work"), True),
    **dict.fromkeys(("no", "false", "0", "否", "放假", "休", "休息", "假", "off"), False),
}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def read(data: bytes, year: int, *, title: str = "", number: str = "") -> YearTable:
    """The year in a file, or BadInput: unreadable, of another year, or with a day outside."""
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            table = YearTable.parse_any(data.removeprefix(b"\xef\xbb\xbf"))
        else:
            table = YearTable.parse(_from_table(tables.read(data), year, title, number))
    except BadYear as refused:
        raise BadInput(refusal_words(refused), field="file") from None
    except UnicodeDecodeError:
        raise BadInput(_("The file is not text in UTF-8."), field="file") from None
    if table.year != year:
        raise BadInput(
            _("The file is about %(found)s, not about %(year)s.")
            % {"found": table.year, "year": year},
            field="file",
        )
    return table


def template(year: int, table: YearTable | None) -> bytes:
    """A workbook to fill in: its headings, and the days already known."""
    days = table.days if table else ()
    rows = [
        [
            d.day.isoformat(),
            d.name,
            pgettext("a switch", "yes") if d.working else pgettext("a switch", "no"),
        ]
        for d in days
    ]
    return tables.write(str(year), [_("Date"), _("Holiday"), _("Working")], rows)


def _from_table(
    rows: Sequence[Sequence[str]], year: int, title: str, number: str
) -> dict[str, Any]:
    head, *body = rows
    places = _places(head)
    notice = {"title": title, "number": number} if title else None
    return {
        "year": year,
        "status": "official",
        "notices": [notice] if notice else [],
        "days": [_day(line, row, places) for line, row in enumerate(body, start=2)],
    }


def _places(head: Sequence[str]) -> dict[str, int]:
    labels = [label.strip().casefold() for label in head]
    translated = {"date": _("Date"), "name": _("Holiday"), "working": _("Working")}
    found = {}
    for column, names in COLUMNS.items():
        known = {*names, translated[column].casefold()}
        at = next((n for n, label in enumerate(labels) if label in known), None)
        if at is None:
            raise BadInput(
                _("There is no column “%(name)s”.") % {"name": translated[column]}, field="file"
            )
        found[column] = at
    return found


def _day(line: int, row: Sequence[str], places: dict[str, int]) -> dict[str, Any]:
    values = {name: row[at] if at < len(row) else "" for name, at in places.items()}
    found = _DATE.match(values["date"])
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadInput(
            _("Row %(row)s: “%(value)s” is not a date like 2026-10-01.")
            % {"row": line, "value": values["date"]},
            field="file",
        )
    working = WORKS.get(values["working"].casefold())
    if working is None:
        raise BadInput(
            _("Row %(row)s: say in “Working” whether the day is worked: yes or no.")
            % {"row": line},
            field="file",
        )
    return {"date": day.isoformat(), "name": values["name"], "working": working}
