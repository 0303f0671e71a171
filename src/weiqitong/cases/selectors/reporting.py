"""What the steps of a report show: whose need it may be, what was typed before, likely categories,
how long an answer takes. It writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.terms import Term
from weiqitong.directory.models import Category, Client, Region
from weiqitong.directory.selectors import ancestor_paths
from weiqitong.files.models import StoredFile
from weiqitong.pairing.selectors import clients_of

from ..dossier import Frame
from ..enums import Urgency
from ..framing import choose_frame
from ..models import Case, Draft
from ..report_steps import FILES, KEYS, MORE, OTHER, SORT, WHAT
from .proposals import catalogue_at

GUESSES = 3


def reportable(actor: Actor) -> list[Client]:
    """Clients for whom this person may report, a group before its plants. One query."""
    if actor.role == Role.SPECIALIST and actor.officials:
        rows = clients_of(actor.officials)
    else:
        rows = Client.objects.filter(pk__in=actor.client_ids).select_related("region")
    groups_first = F("group").asc(nulls_first=True)
    return list(rows.select_related("region__parent").order_by(groups_first, "pk"))


def chosen(clients: Sequence[Client], wanted: Any) -> Client | None:
    """The client with this id, else the first."""
    return next((one for one in clients if one.pk == wanted), clients[0] if clients else None)


@dataclass
class ReportDraft:
    """What was typed and not yet sent."""

    what: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    sort: dict[str, str] = field(default_factory=dict)
    files: list[StoredFile] = field(default_factory=list)
    lost: int = 0  # files swept away because nobody sent them for days
    saved_at: datetime | None = None

    @property
    def text(self) -> str:
        return self.what.get("text", "")

    @property
    def client_id(self) -> int | None:
        given = self.what.get("client") or self.more.get("client") or ""
        return int(given) if given.isdigit() else None

    @property
    def category(self) -> str:
        """Code of the category chosen; "" leaves it to the office."""
        given = self.more.get("category", "")
        return self.more.get(OTHER, "") if given == OTHER else given

    @property
    def urgency(self) -> Urgency:
        given = self.more.get("urgency", "")
        return Urgency(given) if given in Urgency.values else Urgency.NORMAL

    @property
    def begun(self) -> bool:
        return bool(self.text.strip() or self.files)


def report_draft(actor: Actor) -> ReportDraft:
    """The person's own draft. Two queries; one where no file is laid to it."""
    draft = ReportDraft()
    rows = Draft.objects.filter(user_id=actor.user_id or 0, key__in=KEYS)
    kept = {row.key: row for row in rows}
    if kept:
        draft.saved_at = max(row.saved_at for row in kept.values())
    draft.what = dict(kept[WHAT].fields) if WHAT in kept else {}
    draft.more = dict(kept[MORE].fields) if MORE in kept else {}
    draft.sort = dict(kept[SORT].fields) if SORT in kept else {}
    ids = kept[FILES].fields.get("ids", "").split(",") if FILES in kept else []
    wanted = [int(one) for one in ids if one.isdigit()]
    if wanted:
        own = StoredFile.objects.filter(
            pk__in=wanted,
            owner_label=Case.LABEL,
            owner_id=None,
            uploaded_by_id=actor.user_id,
        )
        draft.files = list(own.order_by("pk"))
        draft.lost = len(wanted) - len(draft.files)
    return draft


def guesses(text: str, now: datetime) -> list[str]:
    """Codes of the likeliest categories, best first."""
    found = catalogue_at(now)
    return [leaf.code for leaf in found[1].guess(text, GUESSES)] if found else []


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things take under one urgency: until the first contact, until the answer."""

    contact: Term | None
    close: Term | None


def limits(client: Client, category: str, now: datetime) -> dict[Urgency, Limits]:
    """The limits of each urgency for this client, by the rules in force now."""
    found = {}
    for urgency in Urgency:
        frame: Frame = choose_frame(client.region, category, urgency, now)
        found[urgency] = Limits(frame.term("contact"), frame.term("close"))
    return found


def category_of(code: str) -> Category | None:
    """A leaf in use."""
    leaves = Category.objects.filter(active=True, parent__isnull=False).select_related("parent")
    return leaves.filter(code=code).first()


def desks_beside(client: Client, here: Region) -> list[Region]:
    """Desks to which a specialist may hand a need at once: below and above the one that receives
    it (`here`). One query.
    """
    rows = Region.objects.filter(path__in=ancestor_paths(client.region.path), active=True)
    return [row for row in rows.order_by("-depth") if row.pk != here.pk]
