"""Puts back what our own sheet of problems had masked: a mended sheet can be brought again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from weiqitong.core.actor import Actor
from weiqitong.files import services as files

from ..importing import passing, sheets
from ..importing.kinds import Importer
from ..importing.reading import Line
from ..models import ImportBatch
from .imports import source_of


def restorer(
    batch: ImportBatch, importer: Importer, table: passing.Table
) -> Callable[[Line], Line]:
    """Puts numbers back that our own sheet of problems had masked, from the file they came from."""
    names = list(table.header.names)
    if sheets.reference_header() not in names:
        return lambda line: line
    at = names.index(sheets.reference_header())
    masked = [
        (batch.mapping[one.name], one.mask)
        for one in importer.fields
        if one.mask and one.name in batch.mapping
    ]
    known: dict[str, dict[int, Line]] = {}

    def restore(line: Line) -> Line:
        serial, _colon, number = (line.cells[at] if at < len(line.cells) else "").partition(":")
        if not number.isdigit():
            return line
        if serial not in known:
            known[serial] = _lines_of(batch.actor(), serial, importer)
        origin = known[serial].get(int(number))
        if origin is None:
            return line
        cells = list(line.cells)
        for column, mask in masked:
            there = column < min(len(cells), len(origin.cells))
            if there and cells[column] == mask(origin.cells[column]):
                cells[column] = origin.cells[column]
        return Line(line.number, cells)

    return restore


def _lines_of(actor: Actor, serial: str, importer: Importer) -> dict[int, Line]:
    try:
        earlier = ImportBatch.objects.visible_to(actor).filter(
            serial=UUID(serial), kind=importer.kind, source__isnull=False
        )
        batch = earlier.select_related("source").first()
    except ValueError:
        return {}
    if batch is None:
        return {}
    table = passing.open_table(
        files.path_of(source_of(batch)), importer, sheet=batch.sheet, header=batch.header_line
    )
    return {line.number: line for line in table.lines()}
