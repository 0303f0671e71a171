"""A need split into parts, and the office's answer to the whole when all parts are closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Category, Department, Official
from weiqitong.ledger.changes import Changes

from .. import plans, serials
from ..dossier import Dossier
from ..enums import Action, Audience, Outcome
from ..framing import choose_frame
from ..models import Attachment, Case
from .acting import LONGEST_TEXT, act_on, fits
from .confiding import refuse_unmanned
from .intake import LONGEST_TITLE, mode_of, shorten

SHORTEST = 4  # characters that say what a part is about


@dataclass(frozen=True, slots=True)
class PartOf:
    """One part as it was typed; with a lead it is dispatched at once."""

    text: str
    category: Category | None = None
    lead: Department | None = None
    co: Sequence[Department] = ()


def split(
    actor: Actor,
    case: Case,
    *,
    parts: Sequence[PartOf],
    now: datetime,
    catalogue_id: int | None = None,
    seen: int | None = None,
) -> Case:
    """Into parts on the same desk; each with a lead goes out at once, all in one transaction."""
    with act_on(actor, case, Action.SPLIT, now, seen=seen) as (changes, dossier):
        pieces = [_piece(dossier.case, one, number, now) for number, one in enumerate(parts, 1)]
        before = Case.objects.filter(parent=case).count()
        made = plans.plan_split(changes, dossier, pieces, before=before)
        for one, part in zip(parts, made, strict=True):
            if one.lead is not None:
                _send(changes, part, one, one.lead, catalogue_id)
        plans.plan_parts(changes, dossier, [one.case for one in made], made[0].case)
        _lay_along(changes, dossier.case, made)
    return dossier.case


def _piece(parent: Case, part: PartOf, number: int, now: datetime) -> plans.Piece:
    text = fits(part.text, LONGEST_TEXT - 400, "parts")
    if len(text) < SHORTEST:
        raise BadInput(_("Say what part %(number)s asks for.") % {"number": number}, field="parts")
    code = part.category.code if part.category else ""
    frame = choose_frame(parent.region, code, parent.urgency, now)
    title = fits(shorten(text), LONGEST_TITLE, "parts")
    return plans.Piece(serials.draw(), title, text, frame, part.category)


def _send(
    changes: Changes, part: Dossier, typed: PartOf, lead: Department, catalogue_id: int | None
) -> None:
    refuse_unmanned(part.case, lead, changes.now, "parts")
    proposal = plans.Proposal(
        lead=lead,
        co=typed.co,
        category=typed.category,
        catalogue_id=catalogue_id,
        mode=mode_of(part.case.desk, lead),
    )
    plans.plan_dispatch(changes, part, proposal)


def _lay_along(changes: Changes, parent: Case, parts: Sequence[Dossier]) -> None:
    """The enterprise's papers go with each part: whoever works on one does not see the whole."""
    for_parts = (Audience.EVERYBODY, Audience.WITHHELD)  # the office releases those on each part
    laid = Attachment.objects.filter(case=parent, audience__in=for_parts).order_by("pk")
    for one in laid:
        for part in parts:
            row = Attachment(case=part.case, version=1, file_id=one.file_id, audience=one.audience)
            changes.create(row)


def sum_up(
    actor: Actor,
    case: Case,
    *,
    outcome: Outcome,
    text: str,
    now: datetime,
    documents: Sequence[str] = (),
    seen: int | None = None,
) -> Case:
    """The answer to the whole, when all its parts are closed; then the enterprise judges it."""
    with act_on(actor, case, Action.SUM_UP, now, seen=seen) as (changes, dossier):
        if not text.strip():
            raise BadInput(_("Write the answer."), field="text")
        if outcome == Outcome.NO_BASIS:
            raise BadInput(
                _("That there is no legal basis is found on each part."), field="outcome"
            )
        author = Official.objects.filter(pk=actor.official_id or 0).first()
        plans.plan_sum_up(
            changes,
            dossier,
            outcome=outcome,
            text=fits(text, LONGEST_TEXT),
            documents=documents,
            department=_office(actor),
            author=author,
        )
    return dossier.case


def _office(actor: Actor) -> Department | None:
    """The unit of whoever answers for the office; a section answers as its whole unit."""
    units = Department.objects.select_related("parent__region", "region")
    own = units.filter(pk=actor.department_id or 0).first()
    return own.parent or own if own is not None else None
