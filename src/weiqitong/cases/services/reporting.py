"""A report in steps: what is typed is kept on the server, files are stored with it, and all of it
is sent once. The rules of a report are `report`'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, DomainError
from weiqitong.directory.models import Category, Client, Official, Region
from weiqitong.files import services as files
from weiqitong.files.models import StoredFile

from ..dossier import Trust
from ..enums import Urgency
from ..models import Case, Draft, Once
from ..report_steps import FILES, KEYS, Way
from .acting import MOST_FILES
from .drafts import save_draft, use_draft, use_drafts
from .intake import dispatch, report, solve, sort

KEPT_OF_LONG = 1000  # characters that stay in the field when the whole goes into a file


@dataclass(frozen=True, slots=True)
class Sorting:
    """The specialist's choice, with the words it needs."""

    way: Way = Way.OFFICE
    text: str = ""  # how it was solved, or why it goes to that desk
    desk: Region | None = None


def keep_step(actor: Actor, key: str, fields: dict[str, Any], now: datetime) -> None:
    """What one step holds; the newest copy wins."""
    save_draft(actor, key, fields, now)


def file_ids(actor: Actor) -> list[int]:
    """Ids of the files laid to the draft."""
    kept = Draft.objects.filter(user_id=actor.user_id or 0, key=FILES).values_list(
        "fields", flat=True
    )
    ids: str = (kept.first() or {}).get("ids", "")
    return [int(one) for one in ids.split(",") if one.isdigit()]


def add_files(actor: Actor, uploads: Iterable[File[bytes]], now: datetime) -> list[str]:
    """Store what can be taken and lay it to the draft; a sentence for each that cannot."""
    given = list(uploads)
    if not given:
        return []
    ids, refused = file_ids(actor), []
    for upload in given:
        if len(ids) >= MOST_FILES:
            refused.append(
                _("%(name)s was left out: at most %(count)s files.")
                % {"name": upload.name, "count": MOST_FILES}
            )
            continue
        try:
            stored = files.store_upload(actor, upload, owner_label=Case.LABEL, now=now)
        except BadInput as error:
            refused.append(error.message)
        else:
            ids.append(stored.pk)
    _keep_ids(actor, ids, now)
    return refused


def drop_file(actor: Actor, file_id: int, now: datetime) -> None:
    """Take one's own file out of the draft again."""
    ids = file_ids(actor)
    if file_id in ids:
        files.discard(actor, file_id)
        _keep_ids(actor, [one for one in ids if one != file_id], now)


def move_text_to_file(actor: Actor, text: str, now: datetime) -> str:
    """A text that is too long becomes an attachment; its beginning stays as the text."""
    whole = ContentFile(text.encode(), name=_("What happened, in full") + ".txt")
    if refused := add_files(actor, [whole], now):
        raise BadInput(refused[0], field="text")
    start = text[:KEPT_OF_LONG].rstrip()
    return start + _("… (continued in the attachment)")


def _keep_ids(actor: Actor, ids: Sequence[int], now: datetime) -> None:
    if ids:
        save_draft(actor, FILES, {"ids": ",".join(str(one) for one in ids)}, now)
    else:
        use_draft(actor, FILES)


def discard_report(actor: Actor) -> None:
    """The person throws the draft away, files and all."""
    for file_id in file_ids(actor):
        files.discard(actor, file_id)
    use_drafts(actor, KEYS)


def sent_before(actor: Actor, once: UUID) -> Case | None:
    """The case that this form made already, if it was this person who sent it."""
    # Nearly always there is none: only then would it pay to read the case in the same query.
    found = Once.objects.filter(token=once, case__reported_by_id=actor.user_id)
    case_id = found.values_list("case", flat=True).first()
    return Case.objects.get(pk=case_id) if case_id is not None else None


def send_report(
    actor: Actor,
    client: Client,
    *,
    text: str,
    once: UUID,
    now: datetime,
    urgency: Urgency = Urgency.NORMAL,
    category: Category | None = None,
    trust: Trust | None = None,
    sorting: Sorting | None = None,
) -> Case:
    """The report, and what its specialist does with it at once, in one transaction.

    A double tap finds the case the first one made, also when both come at the same instant.
    """
    said: dict[str, Any] = {"text": text, "urgency": urgency, "category": category, "trust": trust}
    if sorting is None or actor.role != Role.SPECIALIST:
        return _report(actor, client, once, now, said)
    if made := sent_before(actor, once):
        return made
    try:
        with transaction.atomic():
            case = _report(actor, client, once, now, said)
            # Where the other tap was faster, it has sorted the case already.
            return case if case.version > 1 else _sorted(actor, case, sorting, now)
    except IntegrityError:
        made = sent_before(actor, once)
        if made is None:
            raise
        return made


def _report(actor: Actor, client: Client, once: UUID, now: datetime, said: dict[str, Any]) -> Case:
    kept = StoredFile.objects.filter(pk__in=file_ids(actor), owner_id=None)
    files = list(kept.order_by("pk").values_list("pk", flat=True))
    return report(actor, client, title="", files=files, once=once, drafts=KEYS, now=now, **said)


def _sorted(actor: Actor, case: Case, sorting: Sorting, now: datetime) -> Case:
    if sorting.way == Way.SOLVE:
        if not sorting.text.strip():
            raise BadInput(_("Say how it was solved."), field="solved")
        return solve(actor, case, text=sorting.text.strip(), now=now)
    if sorting.way == Way.OWN:
        return dispatch(actor, case, lead=own_unit(actor), now=now)
    if sorting.way == Way.DESK:
        if sorting.desk is None:
            raise BadInput(_("Choose the desk it should go to."), field="desk")
        if not sorting.text.strip():
            raise BadInput(_("Say why it should go there."), field="reason")
        return sort(actor, case, desk=sorting.desk, reason=sorting.text.strip(), now=now)
    return case


def own_unit(actor: Actor) -> Any:
    """The unit the specialist belongs to; a section's whole unit leads."""
    official = Official.objects.select_related("department__parent__region").get(
        pk=actor.official_id or 0
    )
    unit = official.department.parent or official.department
    if not unit.active:
        raise DomainError(_("Your unit is no longer in service; leave it to the office."))
    return unit
