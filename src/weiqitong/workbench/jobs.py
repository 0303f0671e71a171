"""Writes a list of cases as xlsx, in the reach of whoever asked; nobody else fetches it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from django.core.files.base import File
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.cases.models import Case
from weiqitong.cases.selectors.filters import CaseFilter, apply
from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.files.services import store_upload
from weiqitong.jobs.define import BULK, job
from weiqitong.jobs.models import Progress
from weiqitong.jobs.progress import Report, reporting
from weiqitong.rules import selectors as rules

from . import register

LABEL = "register"
STEP = 500
LARGEST = 200_000_000
WIDE = frozenset({"title", "text", "answer", "client"})


def may_fetch(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Only whoever asked for the list; the id is that of the long job."""
    return Progress.objects.visible_to(actor).filter(pk=owner_id).exists()


def actor_from(grant: Mapping[str, Any]) -> Actor:
    """The reach in which the list was asked for."""
    return Actor.restored(grant)


@job("workbench.register", gettext_lazy("Write a register"), queue=BULK, retries=1)
def write_register(
    progress_id: int,
    query: dict[str, str],
    numbers: list[str],
    grant: dict[str, Any],
    language: str,
    now: datetime,
) -> None:
    """Columns by the rule in force; the file belongs to the long job and so to its owner."""
    actor = actor_from(grant)
    with (
        translation.override(language),
        reporting(progress_id) as report,
        TemporaryDirectory() as folder,
    ):
        found = apply(Case.objects.visible_to(actor), CaseFilter.parse(query), actor, now)
        if numbers:
            found = found.filter(number__in=numbers)
        columns = rules.parsed(register.KIND, rules.in_force(register.KIND, now).pk)
        report.total(found.count())
        name = f"{_('Register')}-{clock.local(now):%Y%m%d-%H%M}.xlsx"
        path = Path(folder) / "list.xlsx"
        count = write(path, columns, _rows(found), report)
        with path.open("rb") as opened:
            upload = File(opened, name=name)
            file = store_upload(
                actor, upload, owner_label=LABEL, owner_id=progress_id, now=now, largest=LARGEST
            )
        report.result(
            url=reverse("files:file-serve", args=[file.pk]),
            message=_("%(count)s cases; phones are masked.") % {"count": f"{count:,}"},
        )


def _rows(found: Any) -> Iterator[Case]:
    """All rows, a few hundred at a time, newest first."""
    last: int | None = None
    while True:
        rows = found.order_by("-pk") if last is None else found.filter(pk__lt=last).order_by("-pk")
        related = rows.select_related(*register.RELATED)
        step: Sequence[Case] = list(
            related.prefetch_related("dispatches__department", "answers")[:STEP]
        )
        yield from step
        if len(step) < STEP:
            return
        last = step[-1].pk


def write(
    path: Path, columns: Sequence[register.RegisterColumn], cases: Iterator[Case], report: Report
) -> int:
    """The sheet; nothing typed by anybody becomes a formula or a link."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(_("Register"))
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        times = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, 36 if column.field in WIDE else 16)
            sheet.write_string(0, place, column.heading, bold)
        for count, case in enumerate(cases, start=1):
            for place, column in enumerate(columns):
                found = register.value(column, case)
                if isinstance(found, datetime):
                    sheet.write_datetime(count, place, found, times)
                elif isinstance(found, date):
                    sheet.write_datetime(count, place, found, days)
                elif isinstance(found, int | float):
                    sheet.write_number(count, place, found)
                elif found:
                    sheet.write_string(count, place, found[:32_000])
            report.step()
    return count
