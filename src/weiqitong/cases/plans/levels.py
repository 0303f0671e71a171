"""Between the levels: up to the office that a granted escalation names, down to the office of the
territory. The clock of the answer runs on throughout; nothing goes back and forth.
"""

from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Department, Region
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier, Seat, Turn
from ..enums import Action, Confidentiality, TurnKind
from ..models import Application, Case
from .confiding import refuse_desk
from .steps import end, start, take, void


def levels_above(lead: Department | None, desk: Region) -> list[Region]:
    """The levels a lead may apply for, the nearest first: above its own, and not below the desk
    where the case lies. Beyond the last of them there is only a body outside.
    """
    found: list[Region] = []
    at = lead.region.parent if lead is not None else None
    while at is not None:
        if desk.path.startswith(at.path):
            found.append(at)
        at = at.parent
    return found


def was_handed_down(case: Case) -> bool:
    """Whether an office has handed it down in this round: then nobody sorts it up again."""
    return any(round == case.round for round, _depth in case.handed)


def may_hand_down(case: Case) -> bool:
    """Whether this office may: once per level and round, and only where the territory is below."""
    desk = case.desk
    below = case.region_id != desk.pk and case.region.path.startswith(desk.path)
    return below and [case.round, desk.depth] not in case.handed


def may_sort_up(case: Case) -> bool:
    """Whether an office may move it to a desk above: not at the top, nor what was handed down."""
    return case.desk.parent_id is not None and not was_handed_down(case)


def is_below(case: Case, target: Region) -> bool:
    """Whether the region lies below the desk and covers the enterprise."""
    desk = case.desk.path
    return target.path != desk and target.path.startswith(desk) and covers(target, case)


def covers(target: Region, case: Case) -> bool:
    return case.region.path.startswith(target.path)


def refuse_back_up(case: Case, target: Region) -> None:
    """WrongStep where a case that was handed down would be sorted up again."""
    if was_handed_down(case) and target.depth < case.desk.depth:
        raise WrongStep(
            _("It was handed down to this office; only a granted escalation leads up again.")
        )


def plan_hand_down(changes: Changes, dossier: Dossier, target: Region, grounds: str) -> None:
    """To the office of the territory, which dispatches or names within what is left of the
    limit.
    """
    case = dossier.case
    if not is_below(case, target):
        raise BadInput(
            _("%(region)s is not below this office on the way to the enterprise.")
            % {"region": target.name},
            field="desk",
        )
    if not may_hand_down(case):
        raise WrongStep(_("It was handed down from this level before; this office settles it."))
    refuse_desk(Confidentiality(case.confidentiality), target)
    turn = Turn(TurnKind.OFFICE, target.pk, case.turn_until)
    facts = {"from": case.desk_id, "to": target.pk}
    handed = [*case.handed, [case.round, case.desk.depth]]
    take(
        changes,
        dossier,
        Action.HAND_DOWN,
        turn,
        text=grounds,
        facts=facts,
        desk=target,
        handed=handed,
    )


def lift(
    changes: Changes, dossier: Dossier, application: Application, seat: Seat | None = None
) -> None:
    """The effect of a granted escalation: the office named, or `seat` where nobody sits there,
    names another lead; round and close clock go on.
    """
    assert application.level is not None
    case = dossier.case
    seat = seat or Seat(TurnKind.OFFICE, application.level)
    for clock in dossier.clocks:  # a question that is open is no longer this lead's to ask
        if clock.paused_at:
            clocks.resume(changes, clock, dossier.frame.calendar)
    void(changes, dossier, ClockKind.ASK)
    facts: dict[str, Any] = {
        "application": application.seq,
        "unit": case.lead_id,
        "region": seat.region.pk,
        **({"passed": list(seat.passed)} if seat.passed else {}),
    }
    back_to_office(changes, dossier, seat, Action.ESCALATE, facts, text=application.reason)


def back_to_office(
    changes: Changes,
    dossier: Dossier,
    seat: Seat,
    action: Action,
    facts: dict[str, Any],
    *,
    text: str = "",
) -> None:
    """Nobody leads any more: the office names another lead within its own limit, as after a "no",
    while round and close clock go on. The delay meanwhile is the office's.
    """
    answer = dossier.pending
    if answer is not None:
        changes.enact(answer, "answer.return", returned_at=changes.at)
    end(changes, dossier, ClockKind.CONTACT, ClockKind.PLAN, ClockKind.CO)
    for dispatch in dossier.dispatches:
        if dispatch.ended_at is None:
            changes.enact(dispatch, "dispatch.end", ended_at=changes.at)
    close = dossier.clock(ClockKind.CLOSE)
    if close is not None:
        clocks.hand_over(changes, close, None, advisory=False)
    name = start(changes, dossier, ClockKind.NAME, "name")
    assert name is not None
    take(
        changes,
        dossier,
        action,
        Turn(seat.kind, seat.region.pk, name.due_at),
        text=text,
        facts=facts,
        desk=seat.region,
        lead=None,
        section=None,
        handler=None,
        decide_until=None,
        reminder_at=None,
    )
