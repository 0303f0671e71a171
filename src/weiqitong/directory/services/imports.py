"""A file's way into the city's facts, first half: brought, looked into, its columns chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.core.files.base import File
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.files import services as files
from weiqitong.files.models import StoredFile
from weiqitong.jobs.enums import OPEN
from weiqitong.jobs.models import Progress

from ..importing import passing
from ..importing.kinds import Importer, kinds
from ..importing.reading import Unreadable
from ..models import BatchState, ImportBatch

SOURCE: Final = "import-source"  # nobody is served a source: it holds what masks hide
SWEEP: Final = 200
KEPT: Final = timedelta(days=30)
WITHOUT_ACTOR = {"forget_sources": "a sweep by age, on nobody's behalf"}


def importer_of(kind: str) -> Importer:
    importer = kinds.get(kind)
    if importer is None:
        raise BadInput(_("There is no roster of this kind."), field="kind")
    return importer


def bring(
    actor: Actor,
    kind: str,
    upload: File[bytes],
    *,
    now: datetime,
    options: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Keep the file and read its head. A file that cannot be read is refused and not kept."""
    importer = importer_of(kind)
    if not importer.open_to(actor):
        raise NotAllowed(_("You may not bring in this roster."))
    try:
        source = files.store_upload(actor, upload, owner_label=SOURCE, owner_id=0, now=now)
    except BadInput as refused:
        raise BadInput(refused.message, field="file") from None
    try:
        table = passing.open_table(files.path_of(source), importer)
    except Unreadable:
        files.remove(actor, [source])
        raise
    batch = ImportBatch(
        serial=uuid4(),
        kind=kind,
        name=source.name,
        sha256=source.sha256,
        source=source,
        options=dict(options or {}),
        by_id=actor.user_id,
        by_name=actor.name,
        by_role=actor.role,
        by_region_path=actor.region_path,
        by_department_id=actor.department_id,
        created_at=now,
    )
    _take_head(batch, table)
    batch.save()
    return batch


def _take_head(batch: ImportBatch, table: passing.Table) -> None:
    batch.sheets, batch.sheet = list(table.source.sheets), table.source.sheet
    batch.header_line = table.header.number
    batch.columns = list(table.header.names)
    batch.mapping = dict(table.header.mapping)


def choose_sheet(actor: Actor, batch: ImportBatch, *, sheet: str, header: int) -> ImportBatch:
    """Read another sheet, or take another line for the header; columns are guessed anew."""
    _refuse_running(actor, batch)
    table = passing.open_table(
        files.path_of(source_of(batch)), importer_of(batch.kind), sheet=sheet, header=header
    )
    _take_head(batch, table)
    batch.state = BatchState.MAPPING
    batch.save(update_fields=["sheets", "sheet", "header_line", "columns", "mapping", "state"])
    return batch


def choose_columns(actor: Actor, batch: ImportBatch, mapping: Mapping[str, int]) -> ImportBatch:
    """Take the person's word for what the columns mean."""
    _refuse_running(actor, batch)
    importer = importer_of(batch.kind)
    known = {one.name for one in importer.fields}
    chosen = {
        name: column
        for name, column in mapping.items()
        if name in known and 0 <= column < len(batch.columns)
    }
    if len(set(chosen.values())) < len(chosen):
        raise BadInput(_("A column can mean one thing only."))
    passing.check_mapping(importer, chosen)
    batch.mapping = chosen
    batch.state = BatchState.MAPPING
    batch.save(update_fields=["mapping", "state"])
    return batch


def _refuse_running(actor: Actor, batch: ImportBatch) -> None:
    if not importer_of(batch.kind).open_to(actor):
        raise NotAllowed(_("You may not bring in this roster."))
    if at_work(batch) or batch.steps_done:
        raise WrongStep(_("This file is being loaded or was loaded: bring it again."))


def at_work(batch: ImportBatch) -> Progress | None:
    """The job that works on the file now; one that was given up may be begun again."""
    if not batch.is_open:
        return None
    return Progress.objects.filter(pk=batch.progress_id or 0, state__in=OPEN).first()


def source_of(batch: ImportBatch) -> StoredFile:
    if batch.source is None:
        raise WrongStep(_("The file is no longer kept: bring it again."))
    return batch.source


def forget_sources(now: datetime) -> int:
    """Delete files brought in a month ago: they hold numbers in clear."""
    count = 0
    old = ImportBatch.objects.filter(created_at__lt=now - KEPT, source__isnull=False)
    for batch in old.select_related("source")[:SWEEP]:
        assert batch.source is not None
        count += files.remove(batch.actor(), [batch.source])
    return count
