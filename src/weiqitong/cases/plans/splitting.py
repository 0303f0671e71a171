"""One need worked on in parts: each part is a case of its own, the parent waits at the office, and
its date is the latest of theirs. Nobody splits a part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Category, Department, Official
from weiqitong.ledger.canonical import plain
from weiqitong.ledger.changes import Changes

from .. import workflow
from ..dossier import Dossier, Frame
from ..enums import (
    Action,
    Audience,
    CaseKind,
    Channel,
    Confidentiality,
    Origin,
    Outcome,
    Status,
    TurnKind,
    Urgency,
)
from ..models import Case
from .answers import send_answer, write_answer
from .intake import Names, Need, plan_report
from .steps import record, start, stop, void

LEAST, MOST = 2, 9
EXCERPT = 300  # characters of the whole need that each part brings along


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: its id, what is asked in it, what it is about, the rules it will live under."""

    serial: int
    title: str
    text: str
    frame: Frame
    category: Category | None = None


def plan_split(
    changes: Changes, dossier: Dossier, pieces: Sequence[Piece], *, before: int = 0
) -> list[Dossier]:
    """The parts, each on the same desk with a dispatch clock of its own; the parent waits for them.
    `before`: parts it had already.
    """
    case = dossier.case
    if case.parent_id is not None:
        raise WrongStep(_("This is a part already; it is not split again."))
    if case.kind != CaseKind.NEED:
        raise WrongStep(_("Thanks are not split."))
    if not LEAST <= len(pieces) <= MOST:
        raise BadInput(
            _("A need is split into %(least)s to %(most)s parts.") % {"least": LEAST, "most": MOST},
            field="parts",
        )
    status = workflow.step(Status(case.status), Action.SPLIT, TurnKind(case.turn_kind))
    parts = [
        plan_report(changes, _names(case, one, before + number), _need(case, one), one.frame)
        for number, one in enumerate(pieces, start=1)
    ]
    stop(changes, dossier, ClockKind.DISPATCH)
    facts = {"parts": len(parts)}
    values = {"status": status, **_waits(case, [one.case for one in parts])}
    record(changes, dossier, Action.SPLIT, "", Audience.EVERYBODY, facts, values)
    return parts


def _names(parent: Case, piece: Piece, number: int) -> Names:
    """`2021-000123-1`: a part is found under the number of its whole."""
    return Names(piece.serial, f"{parent.number}-{number}")


def _need(parent: Case, piece: Piece) -> Need:
    text = parent.text.strip()
    whole = text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
    return Need(
        title=piece.title,
        text=f"{piece.text}\n\n「{whole}」",
        client=parent.client,
        region=parent.region,
        desk=parent.desk,
        channel=Channel(parent.channel),
        urgency=Urgency(parent.urgency),
        category=piece.category,
        contact=parent.contact,
        origin=Origin(parent.origin),
        parent=parent,
        # What the whole keeps from others, its parts keep too.
        confidentiality=Confidentiality(parent.confidentiality),
        about_unit=parent.about_unit,
        about_official=parent.about_official,
    )


def _waits(parent: Case, open_: Sequence[Case]) -> dict[str, Any]:
    """The office's turn, until the latest of the parts' dates; the light is that part's."""
    last = max(open_, key=lambda one: (one.turn_until or one.reported_at, one.pk))
    return {
        "turn_kind": TurnKind.OFFICE,
        "turn_id": parent.desk_id,
        "turn_until": last.turn_until,
        "due_at": last.due_at,
        "yellow_at": last.yellow_at,
        "parts_open": len(open_),
    }


def plan_parts(changes: Changes, parent: Dossier, parts: Iterable[Case], moved: Case) -> None:
    """After an act on one of its parts: the parent's turn and date follow, in the same act.

    A date that only moves leaves an entry and no line on the timeline: the part has it.
    """
    case = parent.case
    if case.parts_open is None:
        return  # answered, or withdrawn: it does not wait any more
    open_ = [one for one in parts if one.is_open]
    count = len(open_)
    if not open_ and not case.parts_open:
        return
    facts = {"part": moved.number, "status": str(moved.status), "open": count}
    if not open_:
        clock = start(changes, parent, ClockKind.SUM, "sum")
        assert clock is not None
        values: dict[str, Any] = {"parts_open": 0, "turn_until": clock.due_at}
        values |= {"due_at": clock.due_at, "yellow_at": clock.yellow_at}
        record(changes, parent, Action.PART, "", Audience.EVERYBODY, facts, values)
        return
    values = _waits(case, open_)
    # An office that nobody sits at any more was passed over: the turn stays where it went.
    values |= {"turn_kind": case.turn_kind, "turn_id": case.turn_id}
    if count != case.parts_open:
        void(changes, parent, ClockKind.SUM)  # one is open again before it was summed up
        record(changes, parent, Action.PART, "", Audience.EVERYBODY, facts, values)
        return
    if any(plain(getattr(case, name)) != plain(value) for name, value in values.items()):
        changes.enact(case, "case.follow_part", facts={"part": moved.number}, **values)


def plan_sum_up(
    changes: Changes,
    dossier: Dossier,
    *,
    outcome: Outcome,
    text: str,
    documents: Sequence[str] = (),
    department: Department | None = None,
    author: Official | None = None,
) -> None:
    """The office's answer to the whole need, out of the answers to its parts."""
    if dossier.case.parts_open != 0:
        raise WrongStep(_("Not all parts are closed yet."))
    answer = write_answer(
        changes,
        dossier,
        outcome=outcome,
        text=text,
        documents=documents,
        department=department,
        author=author,
    )
    stop(changes, dossier, ClockKind.SUM)
    send_answer(changes, dossier, answer, Action.SUM_UP, parts_open=None)
