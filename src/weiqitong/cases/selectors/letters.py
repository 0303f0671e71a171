"""The letter by which a unit is asked that nobody here can order (商请函): what it says to whom,
as far as the reader may see the case.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.clock import local
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.directory.models import Department
from weiqitong.web.times import until_words

from .. import permissions
from ..enums import Action, Part
from ..models import Case, Dispatch
from ..words import name_of, office_words
from .page import CasePage, case_page

MADE_BY = frozenset({Action.DISPATCH, Action.NAME, Action.DESIGNATE, Action.CO_ADD})


@dataclass(frozen=True, slots=True)
class AskingLetter:
    """One letter, ready for paper: A4 in the browser, or Word."""

    case: Case
    seq: int
    title: str
    number: str
    addressee: str
    paragraphs: tuple[str, ...]
    office: str
    day: date


def letter(actor: Actor, number: str, seq: int, now: datetime) -> AskingLetter:
    """The letter of one asked unit. Case.DoesNotExist where case or letter are out of sight."""
    shown = case_page(actor, number, now)
    found = next((one for one in shown.dossier.dispatches if one.seq == seq), None)
    if found is None or not permissions.reads_letter(actor, shown.dossier, found):
        raise Case.DoesNotExist
    office, short = _giver(shown, found)
    return AskingLetter(
        case=shown.case,
        seq=seq,
        title=_("Letter asking for help with a need of an enterprise"),
        number=f"{short}商{shown.case.number}-{seq}",
        addressee=name_of(found.department),
        paragraphs=tuple(_paragraphs(shown, found)),
        office=office,
        day=local(found.made_at).date(),
    )


def _giver(shown: CasePage, dispatch: Dispatch) -> tuple[str, str]:
    """The office that asked, as it was then, and what its numbers begin with."""
    made = [act for act in shown.acts if act.action in MADE_BY and act.at == dispatch.made_at]
    pk = made[0].department_id if made else None
    unit = Department.objects.select_related("region").filter(pk=pk or 0).first()
    if unit is None:
        return office_words(name_of(shown.case.desk)), shown.case.desk.short
    return name_of(unit), unit.region.short


def _paragraphs(shown: CasePage, dispatch: Dispatch) -> list[str]:
    client = next((one.words for one in shown.facts if one.term == _("Client")), "")
    need = {"client": client, "number": shown.case.number, "title": shown.case.title}
    found = [
        _("%(client)s has reported a need to us (number %(number)s): %(title)s") % need,
        shown.case.text,
        _asked(dispatch),
    ]
    clock = _clock(shown, dispatch)
    if clock is not None:
        until = {"until": until_words(clock.due_at, shown.now)}
        found.append(_("Please let us have it %(until)s. The limit is a proposal.") % until)
    return found


def _asked(dispatch: Dispatch) -> str:
    lead = dispatch.part == Part.LEAD
    words = (
        _("By your functions we ask you to lead in handling it and to answer the enterprise. ")
        if lead
        else _("By your functions we ask you for your opinion, for the unit that leads. ")
    )
    if not dispatch.grounds:
        return words.strip()
    part = _("In particular: %(part)s") % {"part": dispatch.grounds}
    return f"{words}{part}"


def _clock(shown: CasePage, dispatch: Dispatch) -> Clock | None:
    """The advisory clock that started with it, or that the unit took over."""
    kind = ClockKind.CLOSE if dispatch.part == Part.LEAD else ClockKind.CO
    own = (
        one
        for one in reversed(shown.dossier.clocks)
        if one.kind == kind and one.holder_id == dispatch.department_id
    )
    return next(own, None)
