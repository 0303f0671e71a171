"""What the pages of one file brought in print: figures, tabs, rows of each tab. No queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weiqitong.web.parts import Cell, Column, Row, Stat, Tab

from .importing.kinds import Importer, State, kinds
from .models import BatchState, ImportBatch

PAGE = 50
SAMPLES = 30
WARNINGS = 20


def state_label(state: str) -> str:
    return {
        State.NEW: _("New"),
        State.CHANGED: _("Changed"),
        State.UNCHANGED: _("Unchanged"),
    }[State(state)]


def heading(batch: ImportBatch) -> str:
    """The first thing to know, in one sentence."""
    if batch.state == BatchState.FINISHED:
        loaded = int(batch.applied.get("new", 0)) + int(batch.applied.get("changed", 0))
        return _("%(rows)s rows are loaded") % {"rows": f"{loaded:,}"}
    good = batch.rows - batch.bad_rows
    if batch.examined_at is None or batch.state in {BatchState.MAPPING, BatchState.EXAMINING}:
        return batch.name
    if not batch.bad_rows:
        return _("All %(rows)s rows can be loaded") % {"rows": f"{batch.rows:,}"}
    return ngettext(
        "%(good)s of %(rows)s rows can be loaded, %(bad)s has a problem",
        "%(good)s of %(rows)s rows can be loaded, %(bad)s have problems",
        batch.bad_rows,
    ) % {"good": f"{good:,}", "rows": f"{batch.rows:,}", "bad": f"{batch.bad_rows:,}"}


def label_of(importer: Importer, field: str) -> str:
    found = importer.field(field)
    return str(found.label) if found else _("Size") if field == "size_tier" else field


def stats(batch: ImportBatch, importer: Importer) -> list[Stat]:
    """Four figures, each a link to its rows: what loading would do, or has done."""
    counts = batch.applied if batch.state == BatchState.FINISHED else batch.counts
    good = sum(int(counts.get(state.value, 0)) for state in State)
    refused = batch.rows - good
    address = reverse("directory:import-page", args=[batch.pk])
    unit = _("rows")
    figures = [
        Stat.count(
            state_label(state),
            int(counts.get(state.value, 0)),
            of=good,
            unit=unit,
            href=f"{address}?tab={state.value}",
            note=_most_changed(batch, importer) if state == State.CHANGED else "",
        )
        for state in State
    ]
    return [
        *figures,
        Stat.count(
            _("With problems, not loaded"),
            refused,
            of=batch.rows,
            unit=unit,
            href=f"{address}?tab=problems",
            note=_("Mend them and bring them again.") if refused else "",
        ),
    ]


def _most_changed(batch: ImportBatch, importer: Importer) -> str:
    if not batch.changed:
        return ""
    field, count = max(batch.changed.items(), key=lambda item: int(item[1]))
    return _("Most often: %(field)s, %(count)s times") % {
        "field": label_of(importer, field),
        "count": count,
    }


def tabs(batch: ImportBatch, chosen: str) -> list[Tab]:
    address = reverse("directory:import-page", args=[batch.pk])
    found = [Tab(_("Problems"), f"{address}?tab=problems", batch.bad_rows, chosen == "problems")]
    for state in State:
        count = int(batch.counts.get(state.value, 0))
        href = f"{address}?tab={state.value}"
        found.append(Tab(state_label(state), href, count, chosen == state.value))
    count = len(batch.mapping)
    found.append(Tab(_("Columns"), f"{address}?tab=columns", count, chosen == "columns"))
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of one tab, and what is said below them."""

    columns: list[Column]
    rows: list[Row]
    words: str = ""
    next: str = ""


def problem_rows(importer: Importer, report: dict[str, Any], start: int) -> Shown:
    """Problems from `start` on, each with the kind's main columns and the wrong cell marked."""
    problems = report["problems"]
    shown = problems[start : start + PAGE]
    rows = []
    for one in shown:
        cells: list[Any] = [one["line"]]
        for name, words in zip(importer.shown, one["cells"], strict=True):
            bad = name == one["field"]
            cells.append(Cell(words or (_("(blank)") if bad else "—"), bad=bad))
        aside = "" if one["field"] in importer.shown else _aside(importer, one)
        rows.append(Row([*cells, Cell(one["sentence"], small=aside)]))
    more = f"?tab=problems&from={start + PAGE}" if len(problems) > start + PAGE else ""
    words = _("%(first)s to %(last)s of %(all)s") % {
        "first": start + 1 if shown else 0,
        "last": start + len(shown),
        "all": len(problems),
    }
    return Shown(_columns(importer, _("What is wrong")), rows, words, more)


def _aside(importer: Importer, problem: dict[str, Any]) -> str:
    if not problem["field"]:
        return ""
    value = problem["value"] or _("(blank)")
    return f"{label_of(importer, problem['field'])}：{value}"


def sample_rows(importer: Importer, report: dict[str, Any], state: str, count: int) -> Shown:
    """The first rows of one state; a preview needs no more."""
    samples = report["samples"].get(state, [])[:SAMPLES]
    changed = state == State.CHANGED
    rows = []
    for one in samples:
        last = "、".join(label_of(importer, name) for name in one["changed"])
        cells = [one["line"], *(cell or "—" for cell in one["cells"])]
        rows.append(Row([*cells, last] if changed else cells))
    columns = _columns(importer, _("What changes") if changed else "")
    words = ""
    if count > len(samples):
        words = _("The first %(shown)s of %(all)s rows.") % {"shown": len(samples), "all": count}
    return Shown(columns, rows, words)


def _columns(importer: Importer, last: str) -> list[Column]:
    fields = [Column(label_of(importer, name)) for name in importer.shown]
    return [Column(_("Line"), numeric=True), *fields, *([Column(last)] if last else [])]


def promises(batch: ImportBatch) -> list[str]:
    """What loading will do, said before it is done."""
    found = [
        _(
            "Rows are written in short steps; broken off, it goes on where it was."
            " The ledger says who loaded which file, and when."
        )
    ]
    if batch.kind == "clients" and batch.counts.get("new"):
        found.append(
            _("%(count)s new clients wait for a specialist; nobody is disturbed.")
            % {"count": batch.counts["new"]}
        )
    if batch.counts.get("changed"):
        found.append(_("Only columns in the file are changed; blank cells clear nothing."))
    return found


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One field of the kind and the column that was taken for it."""

    name: str
    label: str
    required: bool
    chosen: int | None
    note: str


def column_choices(batch: ImportBatch, importer: Importer) -> list[ColumnChoice]:
    return [
        ColumnChoice(
            one.name, str(one.label), one.required, batch.mapping.get(one.name), str(one.note)
        )
        for one in importer.fields
    ]


def kind_tabs(offered: Sequence[Importer], chosen: Importer) -> list[Tab]:
    address = reverse("directory:imports")
    return [
        Tab(str(one.label), f"{address}?kind={one.kind}", current=one.kind == chosen.kind)
        for one in offered
    ]


@dataclass(frozen=True, slots=True)
class Warnings:
    """What somebody should know of rows that are loaded all the same; `more` stand in the sheet."""

    lines: list[str]
    more: int


def warnings(importer: Importer, report: dict[str, Any]) -> Warnings:
    found = report.get("warnings", [])
    lines = [_warning(importer, one) for one in found[:WARNINGS]]
    return Warnings(lines, int(report.get("warned", len(found))) - len(lines))


def _warning(importer: Importer, one: dict[str, Any]) -> str:
    if not one["field"]:
        return _("Line %(line)s: %(sentence)s") % {"line": one["line"], "sentence": one["sentence"]}
    return _("Line %(line)s, %(label)s %(value)s: %(sentence)s") % {
        "line": one["line"],
        "label": label_of(importer, one["field"]),
        "value": one["value"],
        "sentence": one["sentence"],
    }


def asked_fields(asked: Any) -> list[tuple[Any, str]]:
    """What the file does not say, each with the address that suggests names while one types."""
    names = getattr(asked, "suggests", {})
    return [
        (field, reverse(names[field.name]) if field.name in names else "") for field in asked or ()
    ]


def kind_label(kind: str) -> str:
    importer = kinds.get(kind)
    return str(importer.label) if importer else kind
