"""A file's way into the city's facts, second half: every row examined, the good ones loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, DomainError, NotAllowed, WrongStep
from weiqitong.files import services as files
from weiqitong.files.models import StoredFile
from weiqitong.ledger.changes import Changes

from ..importing import passing, sheets
from ..importing.kinds import Importer, Judged, Row, RowProblem, State
from ..models import BatchState, ImportBatch
from .import_origins import restorer
from .imports import bring, choose_columns, choose_sheet, importer_of, source_of

MADE: Final = "import"
SHOWN: Final = 200  # rows of each kind kept for the preview


def _table(batch: ImportBatch, importer: Importer) -> passing.Table:
    table = passing.open_table(
        files.path_of(source_of(batch)), importer, sheet=batch.sheet, header=batch.header_line
    )
    return replace(table, restore=restorer(batch, importer, table))


def examine(
    actor: Actor,
    batch: ImportBatch,
    *,
    now: datetime,
    step: Callable[[int], None] = lambda rows: None,
) -> ImportBatch:
    """Judge every row, keep the report and the sheet of problems; nothing is loaded."""
    importer = importer_of(batch.kind)
    samples: dict[str, list[dict[str, Any]]] = {state.value: [] for state in State}

    def show(judged: Judged) -> None:
        kept = samples[judged.state.value]
        if len(kept) < SHOWN:
            kept.append(_shown(importer, judged.row, judged.changed))

    try:
        outcome = passing.examine(
            importer,
            _table(batch, importer),
            batch.mapping,
            actor=actor,
            now=now,
            options=batch.options,
            step=step,
            show=show,
        )
    except DomainError as refused:
        batch.state, batch.message = BatchState.FAILED, refused.message[:500]
        batch.save(update_fields=["state", "message"])
        return batch
    with transaction.atomic():
        _forget_made(actor, batch)
        _keep_outcome(actor, batch, importer, outcome, samples, now)
    return batch


def _shown(importer: Importer, row: Row, changed: tuple[str, ...] = ()) -> dict[str, Any]:
    """A row as the preview shows it: the kind's main columns, personal data masked."""
    cells = []
    for name in importer.shown:
        field, cell = importer.field(name), row.cells.get(name, "")
        cells.append(field.mask(cell) if field and field.mask else cell[:200])
    return {"line": row.line, "cells": cells, "changed": list(changed)}


def _keep_outcome(
    actor: Actor,
    batch: ImportBatch,
    importer: Importer,
    outcome: passing.Outcome,
    samples: dict[str, list[dict[str, Any]]],
    now: datetime,
) -> None:
    problems = []
    for problem in outcome.problems:
        shown = _shown(importer, outcome.bad[problem.line])
        problems.append({**asdict(_masked(importer, problem)), "cells": shown["cells"]})
    warnings = [_masked(importer, one) for one in outcome.warnings]
    report = {
        "problems": problems,
        "samples": samples,
        "warnings": [asdict(one) for one in warnings[:SHOWN]],
        "warned": len(warnings),
    }
    batch.report = _keep(
        actor, batch, json.dumps(report, ensure_ascii=False).encode(), "report.json", now
    )
    if outcome.problems or warnings:
        data = sheets.problem_sheet(
            importer,
            batch.columns,
            batch.mapping,
            outcome.problems,
            outcome.bad,
            serial=str(batch.serial),
            warnings=warnings,
        )
        name = _("Problems in %(name)s.xlsx") % {"name": Path(batch.name).stem}
        batch.problem_sheet = _keep(actor, batch, data, name, now)
    batch.rows, batch.bad_rows = outcome.rows, len(outcome.bad)
    batch.counts = {state.value: outcome.counts[state] for state in State}
    batch.changed = dict(outcome.changed.most_common())
    batch.state, batch.message, batch.examined_at = BatchState.READY, "", now
    batch.save()


def _masked(importer: Importer, problem: RowProblem) -> RowProblem:
    """As it may be shown: personal data masked, long cells cut."""
    field = importer.field(problem.field)
    value = field.mask(problem.value) if field and field.mask else problem.value[:200]
    return replace(problem, value=value)


def _keep(actor: Actor, batch: ImportBatch, data: bytes, name: str, now: datetime) -> StoredFile:
    kind = sheets.XLSX if name.endswith(".xlsx") else "application/json"
    return files.store_made(
        actor, data, name=name, kind=kind, owner_label=MADE, owner_id=batch.pk, now=now
    )


def _forget_made(actor: Actor, batch: ImportBatch) -> None:
    made = [one for one in (batch.report, batch.problem_sheet) if one is not None]
    batch.report = batch.problem_sheet = None
    batch.save(update_fields=["report", "problem_sheet"])
    files.remove(actor, made)


def load(
    actor: Actor,
    batch: ImportBatch,
    *,
    now: datetime,
    done: Callable[[int], None] = lambda rows: None,
) -> ImportBatch:
    """Load the good rows in short steps. Broken off, it goes on where it was."""
    importer = importer_of(batch.kind)
    if not importer.open_to(actor):
        raise NotAllowed(_("You may not bring in this roster."))
    if batch.state not in {BatchState.READY, BatchState.APPLYING, BatchState.STOPPED}:
        raise WrongStep(_("This file has not been examined yet, or was loaded."))
    table = _table(batch, importer)
    _begin(actor, batch, now)

    def written(step: passing.Step) -> None:
        applied = dict(batch.applied)
        for state, count in step.counts.items():
            applied[state.value] = applied.get(state.value, 0) + count
        applied["refused"] = applied.get("refused", 0) + step.refused
        batch.applied, batch.steps_done = applied, step.number
        batch.save(update_fields=["applied", "steps_done"])

    passing.load(
        importer,
        table,
        batch.mapping,
        actor=actor,
        now=now,
        serial=str(batch.serial),
        options=batch.options,
        after_step=batch.steps_done,
        written=written,
        done=done,
    )
    batch.state, batch.applied_at = BatchState.FINISHED, now
    batch.save(update_fields=["state", "applied_at"])
    return batch


@transaction.atomic
def _begin(actor: Actor, batch: ImportBatch, now: datetime) -> None:
    """The one entry of the batch: who loads which file as what; objects have their own."""
    if not batch.applied:
        changes = Changes(actor, now)
        changes.note(
            "import.load",
            "import",
            str(batch.serial),
            roster=batch.kind,
            file=batch.sha256,
            rows=batch.rows,
            refused=batch.bad_rows,
            **{f"rows_{name}": count for name, count in batch.counts.items()},
        )
        changes.write()
        batch.applied = {"refused": 0}
    batch.state = BatchState.APPLYING
    batch.save(update_fields=["state", "applied"])


def stop(actor: Actor, batch: ImportBatch) -> None:
    """What was loaded stays; loading again goes on from there."""
    batch.state = BatchState.STOPPED if batch.state == BatchState.APPLYING else BatchState.MAPPING
    batch.save(update_fields=["state"])


def bring_and_load(
    actor: Actor,
    kind: str,
    path: Path,
    *,
    now: datetime,
    sheet: str = "",
    mapping: Mapping[str, int] | None = None,
    options: Mapping[str, Any] | None = None,
    dry_run: bool = False,
    step: Callable[[int], None] = lambda rows: None,
) -> ImportBatch:
    """The whole way at once, for the command line. `batch.report` and counts tell the rest."""
    with path.open("rb") as file:
        batch = bring(actor, kind, File(file, name=path.name), now=now, options=options)
    if sheet and sheet != batch.sheet:
        choose_sheet(actor, batch, sheet=sheet, header=0)
    choose_columns(actor, batch, mapping if mapping is not None else batch.mapping)
    examine(actor, batch, now=now, step=step)
    if batch.state == BatchState.FAILED:
        raise BadInput(batch.message)
    return batch if dry_run else load(actor, batch, now=now, done=step)
