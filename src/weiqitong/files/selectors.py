"""Reads of stored files: those of an object, and one for a person."""

from collections.abc import Iterable

from weiqitong.core.actor import Actor

from . import permissions
from .models import StoredFile


def files_of(owner_label: str, owner_ids: Iterable[int]) -> dict[int, list[StoredFile]]:
    """Files by owner, oldest first. One query; whoever asks has checked the owner's scope."""
    found: dict[int, list[StoredFile]] = {}
    rows = StoredFile.objects.filter(owner_label=owner_label, owner_id__in=list(owner_ids))
    for file in rows.order_by("id"):
        found.setdefault(file.owner_id or 0, []).append(file)
    return found


def readable(actor: Actor, file_id: int) -> StoredFile | None:
    """The file, if this person may read it. One query and those of its owner."""
    file = StoredFile.objects.filter(pk=file_id).first()
    return file if file is not None and permissions.can_read(actor, file) else None
