"""One pass over a roster: every row read, judged and, when asked, loaded in short steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.ledger.changes import Changes

from . import columns, reading
from .cells import Wrong
from .kinds import Importer, Judged, Row, RowProblem, Session, State

TOTALS = frozenset({"合计", "总计", "小计", "共计", "总数", "total"})


@dataclass(frozen=True, slots=True)
class Table:
    """A file with its header found: what a preview asks about and a pass needs."""

    source: reading.Source
    header: columns.Header
    first: tuple[reading.Line, ...]  # a few lines below the header, to show
    restore: Callable[[reading.Line], reading.Line] = lambda line: line

    def lines(self) -> Iterator[reading.Line]:
        yield from map(self.restore, self.first)
        yield from map(self.restore, self.source.lines)


@dataclass(slots=True)
class Outcome:
    """What a pass found: counts, problems with their original lines, and what changes where."""

    named: str = ""  # the field by which people know a row
    rows: int = 0
    counts: Counter[State] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    bad: dict[int, Row] = field(default_factory=dict)
    warnings: list[RowProblem] = field(default_factory=list)

    def count(self, verdict: Judged) -> None:
        self.counts[verdict.state] += 1
        self.changed.update(verdict.changed)
        if verdict.warning:
            self.warnings.append(verdict.row.problem(self.named, verdict.warning))

    def refuse(self, row: Row, problems: Sequence[RowProblem]) -> None:
        self.problems += problems
        self.bad[row.line] = row

    @property
    def good(self) -> int:
        return self.rows - len(self.bad)


def open_table(path: Path, importer: Importer, *, sheet: str = "", header: int = 0) -> Table:
    """Read the head of a file. Unreadable when there is no line below the header."""
    source = reading.read(path, sheet=sheet)
    lines = source.lines
    head = list(islice(lines, columns.LOOK + 6))
    if not any(not line.blank for line in head):
        raise reading.Unreadable(_("There is nothing in this file."), field="file")
    found = columns.find_header(head, importer.fields, chosen=header)
    if found is None:
        raise reading.Unreadable(_("There is no header line in this file."), field="file")
    below = [line for line in head if line.number > found.number]
    while all(line.blank for line in below):
        following = next(lines, None)
        if following is None:
            raise reading.Unreadable(
                _("There is a header line in this file, but nothing below it."), field="file"
            )
        below.append(following)
    return Table(source, found, tuple(below))


def missing(importer: Importer, mapping: Mapping[str, int]) -> list[columns.Field]:
    """Required fields that no column was chosen for."""
    return [one for one in importer.fields if one.required and one.name not in mapping]


def check_mapping(importer: Importer, mapping: Mapping[str, int]) -> None:
    """Refuse a pass that could load nothing: the wrong sheet, or columns not chosen."""
    if absent := missing(importer, mapping):
        names = "、".join(str(one.label) for one in absent)
        raise BadInput(
            _("No column was found for: %(fields)s. Choose them, or another sheet.")
            % {"fields": names},
            field=absent[0].name,
        )


def read_rows(
    importer: Importer, table: Table, mapping: Mapping[str, int], outcome: Outcome
) -> list[Row]:
    """All rows whose cells can be read; the others are refused with every reason at once."""
    fields = [(one, mapping[one.name]) for one in importer.fields if one.name in mapping]
    units = {one.name: columns.unit(_at(table.header.names, at)) for one, at in fields if one.money}
    good: list[Row] = []
    for line in table.lines():
        if line.blank:
            continue
        cells = {one.name: _at(line.cells, at) for one, at in fields}
        if _is_example(importer, cells) or _is_total(importer, line, cells):
            continue  # left over from the template, or a sum below the rows
        outcome.rows += 1
        row = Row(line.number, cells, line.cells)
        problems = _read_cells(row, [one for one, _at_ in fields], units)
        if problems:
            outcome.refuse(row, problems)
        else:
            good.append(row)
    return good


def _is_example(importer: Importer, cells: Mapping[str, str]) -> bool:
    given = [one for one in importer.fields if cells.get(one.name)]
    return bool(given) and all(cells[one.name] == one.example for one in given)


def _is_total(importer: Importer, line: reading.Line, cells: Mapping[str, str]) -> bool:
    """“合计” in front and not all that a row needs: no row is taken for a sum that could load."""
    first = next((cell for cell in line.cells if cell), "")
    if columns.bare(first) not in TOTALS:
        return False
    return any(one.required and not cells.get(one.name) for one in importer.fields)


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _read_cells(
    row: Row, fields: Sequence[columns.Field], units: Mapping[str, Any]
) -> list[RowProblem]:
    problems = []
    for one in fields:
        cell = row.cells[one.name]
        if not cell:
            if one.required:
                problems.append(row.problem(one.name, _("This cell must not be blank.")))
            continue
        try:
            value = one.parse(cell)
        except Wrong as wrong:
            problems.append(row.problem(one.name, str(wrong)))
            continue
        row.values[one.name] = int(value * units[one.name]) if one.money else value
    return problems


def single(session: Session, rows: Sequence[Row], outcome: Outcome) -> list[Row]:
    """The rows that may be judged: checked alone, and the first of those with one key."""
    seen: dict[str, Row] = {}
    good = []
    for row in rows:
        if problems := session.check(row):
            outcome.refuse(row, problems)
            continue
        key = session.key(row)
        first = seen.setdefault(key, row) if key else row
        if first is row:
            good.append(row)
        else:
            outcome.refuse(row, [_duplicate(row, first)])
    return good


def _duplicate(row: Row, first: Row) -> RowProblem:
    same = all(row.cells.get(name) == cell for name, cell in first.cells.items())
    sentence = (
        _("The same as line %(line)s: please keep one of them.")
        if same
        else _("Line %(line)s has the same code but says something else: please keep one of them.")
    )
    return RowProblem(row.line, "", "", sentence % {"line": first.line})


def steps_of(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def examine(
    importer: Importer,
    table: Table,
    mapping: Mapping[str, int],
    *,
    actor: Actor,
    now: datetime,
    options: Mapping[str, Any] | None = None,
    step: Callable[[int], None] = lambda rows: None,
    show: Callable[[Judged], None] = lambda judged: None,
) -> Outcome:
    """Judge every row and write nothing. `step` hears how many more rows are done."""
    outcome = Outcome(importer.shown[0])
    session = importer.session(actor, now, options or {})
    for rows in _prepared(importer, table, mapping, session, outcome):
        for row, verdict in zip(rows, session.judge(rows), strict=True):
            if isinstance(verdict, Judged):
                outcome.count(verdict)
                show(verdict)
            else:
                outcome.refuse(row, verdict)
        step(len(rows))
    outcome.problems.sort(key=lambda problem: problem.line)
    return outcome


def _prepared(
    importer: Importer,
    table: Table,
    mapping: Mapping[str, int],
    session: Session,
    outcome: Outcome,
) -> Iterator[Sequence[Row]]:
    check_mapping(importer, mapping)
    rows = single(session, read_rows(importer, table, mapping, outcome), outcome)
    return steps_of(session.arrange(rows), importer.step)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of loading, told inside its own transaction so that it counts only when written."""

    number: int  # from 1, the same at every pass over the same file
    rows: int
    counts: Counter[State]
    refused: int


def load(
    importer: Importer,
    table: Table,
    mapping: Mapping[str, int],
    *,
    actor: Actor,
    now: datetime,
    serial: str,
    options: Mapping[str, Any] | None = None,
    after_step: int = 0,
    written: Callable[[Step], None] = lambda step: None,
    done: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Judge and write step by step; `after_step` steps were written by an earlier, broken pass."""
    outcome = Outcome(importer.shown[0])
    session = importer.session(actor, now, options or {})
    for number, rows in enumerate(_prepared(importer, table, mapping, session, outcome), start=1):
        if number <= after_step:
            done(len(rows))
            continue
        with transaction.atomic():
            counts, refused = _load_step(session, rows, outcome, Changes(actor, now), serial)
            written(Step(number, len(rows), counts, refused))
        # Outside the transaction: progress is written, and the owner may ask to stop here.
        done(len(rows))
    outcome.problems.sort(key=lambda problem: problem.line)
    return outcome


def _load_step(
    session: Session, rows: Sequence[Row], outcome: Outcome, changes: Changes, serial: str
) -> tuple[Counter[State], int]:
    counts: Counter[State] = Counter()
    refused = 0
    due: list[Judged] = []
    for row, verdict in zip(rows, session.judge(rows), strict=True):
        if not isinstance(verdict, Judged):
            outcome.refuse(row, verdict)
            refused += 1
            continue
        outcome.count(verdict)
        counts[verdict.state] += 1
        if verdict.state is not State.UNCHANGED:
            due.append(verdict)
    session.apply(changes, due, {"import": serial})
    changes.write()
    session.index(due)
    return counts, refused
