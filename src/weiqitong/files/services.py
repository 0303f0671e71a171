"""Stores uploads after looking into them, attaches them, and sweeps away what nobody claimed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput

from . import content, names
from .models import StoredFile

LARGEST: Final = 20_000_000
UNCLAIMED: Final = timedelta(days=2)
SWEEP: Final = 500
WITHOUT_ACTOR = {"remove_orphans": "a sweep of what nobody claimed; no object is touched"}


def check_upload(upload: File[bytes], *, largest: int = LARGEST) -> content.Found:
    """What the upload is, or BadInput with a sentence that names the file."""
    name = names.clean(upload.name or "")
    size = upload.size
    if size == 0:
        raise BadInput(_("%(name)s is empty.") % {"name": name}, field="files")
    if size > largest:
        raise BadInput(
            _("%(name)s has %(size)s MB; a file may have %(limit)s MB at most.")
            % {"name": name, "size": -(-size // 1_000_000), "limit": largest // 1_000_000},
            field="files",
        )
    found = content.find(upload, name)
    _refuse_wrong(found, name)
    return found


def _refuse_wrong(found: content.Found, name: str) -> None:
    claimed = content.extension(name)
    about = {"name": name, "extension": claimed, "found": found.family.label}
    if claimed in content.EXTENSIONS and content.EXTENSIONS[claimed] != found.family:
        raise BadInput(
            _("%(name)s: this file says .%(extension)s but is %(found)s.") % about, field="files"
        )
    if found.family == content.Family.ARCHIVE:
        raise BadInput(
            _("%(name)s is an archive: please attach the files themselves.") % about, field="files"
        )
    if found.family == content.Family.MACROS:
        raise BadInput(
            _("%(name)s contains macros: please save it without them.") % about, field="files"
        )
    if found.refused:
        raise BadInput(
            _("%(name)s is %(found)s. Taken are pictures, PDF, Word, Excel, text, sound and video.")
            % about,
            field="files",
        )


def store_upload(
    actor: Actor,
    upload: File[bytes],
    *,
    owner_label: str,
    owner_id: int | None = None,
    now: datetime,
    largest: int = LARGEST,
) -> StoredFile:
    """Check and keep an upload. Bytes go first: a row never points at nothing."""
    found = check_upload(upload, largest=largest)
    digest = hashlib.sha256()
    for block in content.blocks(upload):
        digest.update(block)
    upload.seek(0)
    return StoredFile.objects.create(
        name=names.clean(upload.name or ""),
        kind=found.media,
        size=upload.size,
        sha256=digest.hexdigest(),
        path=default_storage.save(_place(), upload),
        owner_label=owner_label,
        owner_id=owner_id,
        uploaded_by_id=actor.user_id,
        uploaded_at=now,
    )


def store_made(
    actor: Actor,
    data: bytes,
    *,
    name: str,
    kind: str,
    owner_label: str,
    owner_id: int,
    now: datetime,
) -> StoredFile:
    """Keep a file the product made itself: an export, a sheet of problems."""
    return StoredFile.objects.create(
        name=names.clean(name),
        kind=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        path=default_storage.save(_place(), ContentFile(data)),
        owner_label=owner_label,
        owner_id=owner_id,
        uploaded_by_id=actor.user_id,
        uploaded_at=now,
    )


def remove(actor: Actor, files: Iterable[StoredFile]) -> int:
    """Delete stored files whose owner has no more use for them."""
    return _delete(StoredFile.objects.filter(pk__in=[one.pk for one in files]))


def _place() -> str:
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name[2:4]}/{name}"


def attach(actor: Actor, file_ids: Iterable[int], *, owner_label: str, owner_id: int) -> int:
    """Give one's own unattached uploads to an object; how many. Others' and attached ones stay."""
    return StoredFile.objects.filter(
        pk__in=list(file_ids),
        owner_label=owner_label,
        owner_id=None,
        uploaded_by_id=actor.user_id,
        uploaded_by_id__isnull=False,
    ).update(owner_id=owner_id)


def discard(actor: Actor, file_id: int) -> bool:
    """Remove one's own upload while it is attached to nothing."""
    own = StoredFile.objects.filter(pk=file_id, owner_id=None, uploaded_by_id=actor.user_id)
    return bool(actor.user_id is not None and _delete(own))


def remove_orphans(now: datetime) -> int:
    """Delete uploads that nothing claimed in two days, and bytes whose row was rolled back."""
    old = StoredFile.objects.filter(owner_id=None, uploaded_at__lt=now - UNCLAIMED)
    count = _delete(old[:SWEEP])
    return count + _remove_strays(now)


def _delete(rows: Any) -> int:
    found = list(rows.values_list("pk", "path"))
    with transaction.atomic():
        StoredFile.objects.filter(pk__in=[pk for pk, _path in found]).delete()
        # After the commit: bytes without a row are swept later, a row without bytes is a lie.
        paths = [path for _pk, path in found]
        transaction.on_commit(lambda: _delete_bytes(paths))
    return len(found)


def _delete_bytes(paths: Iterable[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def _remove_strays(now: datetime) -> int:
    root = Path(default_storage.path(""))
    before = (now - UNCLAIMED).timestamp()
    old = [
        path.relative_to(root).as_posix()
        for path in root.glob("??/??/*")
        if path.is_file() and path.stat().st_mtime < before
    ]
    strays = 0
    for start in range(0, len(old), SWEEP):
        batch = old[start : start + SWEEP]
        known = set(StoredFile.objects.filter(path__in=batch).values_list("path", flat=True))
        for path in set(batch) - known:
            default_storage.delete(path)
            strays += 1
    return strays


def open_stored(file: StoredFile) -> File[bytes]:
    """The bytes, for code that may read them."""
    return default_storage.open(file.path)


def path_of(file: StoredFile) -> Path:
    """Where the bytes lie on this machine, for readers that need a path."""
    return Path(default_storage.path(file.path))
