"""Every step and who may take it, in one table; services and buttons ask it in the same words."""

from collections.abc import Callable
from datetime import datetime

from weiqitong.core.actor import Actor, Role

from .. import workflow
from ..dossier import Dossier, led_by
from ..enums import Action, Status, TurnKind
from ..plans.levels import may_hand_down, may_sort_up
from ..plans.objecting import may_object
from .handling import may_judge, may_return, may_sign, moves
from .people import (
    INSIDERS,
    WORKERS,
    is_co,
    is_complained_of,
    is_desk,
    is_enterprise,
    is_lead,
    is_reporter,
    is_signer,
    leads_now,
)
from .pool import links, splits, sums_up, unlinks
from .trust import may_call, may_look_behind, may_lower
from .turns import (
    confers,
    decides,
    designates,
    hands_down,
    instructs,
    is_heard,
    names_lead,
    nudges,
    supervises,
)


def _nobody(actor: Actor, dossier: Dossier) -> bool:
    return False


def _enterprise(actor: Actor, dossier: Dossier) -> bool:
    return is_enterprise(actor, dossier.case)


def _desk(actor: Actor, dossier: Dossier) -> bool:
    return is_desk(actor, dossier.case)


def _desk_or_reporter(actor: Actor, dossier: Dossier) -> bool:
    return is_desk(actor, dossier.case) or is_reporter(actor, dossier)


def _dispatches(actor: Actor, dossier: Dossier) -> bool:
    """The leader in charge dispatches only where the whole highest office is complained of."""
    if dossier.case.turn_kind == TurnKind.LEADER:
        return names_lead(actor, dossier)
    return _desk_or_reporter(actor, dossier)


def _insider(actor: Actor, dossier: Dossier) -> bool:
    """The units on the case, whoever answers for its region, and members of a task force that takes
    it. Which clients a specialist serves is a matter of rows: the service asks for that.
    """
    case = dossier.case
    if actor.role in INSIDERS - {Role.SPECIALIST} and dossier.team & actor.officials:
        return True
    if actor.role in WORKERS:
        units = [case.section, *(one.department for one in dossier.dispatches)]
        named = case.handler_id in actor.officials
        return named or is_signer(actor, dossier) or any(led_by(actor, unit) for unit in units)
    if actor.role in INSIDERS - {Role.SPECIALIST}:
        return actor.covers(case.region.path) or actor.covers(case.desk.path)
    return actor.role == Role.SPECIALIST


WHO: dict[Action, Callable[[Actor, Dossier], bool]] = {
    Action.CONFIRM: _enterprise,
    Action.SORT: _desk_or_reporter,
    Action.SOLVE: is_reporter,
    Action.DISPATCH: _dispatches,
    Action.ACCEPT: is_lead,
    Action.ASSIGN: is_lead,
    Action.CONTACT: is_lead,
    Action.PLAN: is_lead,
    Action.ASK: is_lead,
    Action.REPLY: _enterprise,
    Action.RESUME: is_lead,
    Action.OPINE: is_co,
    Action.SUBMIT: is_lead,
    Action.SIGN: may_sign,
    Action.RETURN: may_return,
    Action.ANSWER: is_lead,
    Action.ACCEPT_ANSWER: may_judge,
    Action.REJECT_ANSWER: may_judge,
    Action.NAME: names_lead,
    Action.REMIND: _nobody,
    Action.LAPSE: _nobody,
    Action.RECOUNT: _nobody,
    Action.HAND_OVER: _nobody,
    Action.TAKE_BACK: _nobody,
    Action.DECLINE: _desk,
    Action.APPEAL: _enterprise,
    Action.WITHDRAW: _enterprise,
    Action.NOTE: _insider,
    Action.OBJECT: leads_now,
    Action.HEAR: is_heard,
    Action.UNHEARD: _nobody,
    Action.DESIGNATE: designates,
    Action.APPLY: is_lead,
    Action.GRANT: decides,
    Action.REFUSE: decides,
    Action.FOLLOW: is_lead,
    Action.UNPARK: is_lead,
    Action.HURRY: _enterprise,
    Action.NUDGE: nudges,
    Action.RUNG: supervises,
    Action.INSTRUCT: instructs,
    Action.CALL: may_call,
    Action.WAIT: _nobody,
    Action.LINK: links,
    Action.UNLINK: unlinks,
    Action.SPLIT: splits,
    Action.SUM_UP: sums_up,
    Action.PART: _nobody,
    Action.MOVE: moves,
    Action.UNDO: _desk,
    Action.LOOK: may_look_behind,
    Action.RELEASE: may_look_behind,
    Action.LOWER: may_lower,
    # Effects of a grant: no step of their own.
    Action.EXTEND: _nobody,
    Action.PARK: _nobody,
    Action.FIND: _nobody,
    Action.CONFER: confers,
    Action.CONCLUDE: confers,
    Action.ESCALATE: _nobody,
    Action.HAND_DOWN: hands_down,
    Action.CO_ADD: _desk,
    Action.CO_RELEASE: _desk,
}


def can_take(actor: Actor, dossier: Dossier, action: Action) -> bool:
    """Whether this actor may take the step, if the state allows it. The product itself may take the
    automatic ones.
    """
    if actor.role == Role.SYSTEM:
        return action in workflow.AUTOMATIC | {Action.RESUME}
    if is_complained_of(actor, dossier.case):
        return False
    who = WHO.get(action, _nobody)
    return who(actor, dossier)


def open_to(actor: Actor, dossier: Dossier, now: datetime) -> list[Action]:
    """The steps to show as buttons: allowed by the state, by the person and by the time."""
    case = dossier.case
    actions = workflow.open_actions(Status(case.status), TurnKind(case.turn_kind))
    found = [action for action in actions if can_take(actor, dossier, action)]
    found = [action for action in found if action not in workflow.IN_BATCHES]
    if Action.CONFIRM in found and case.confirmed_at is not None:
        found.remove(Action.CONFIRM)
    if Action.APPEAL in found and case.appeals:
        found.remove(Action.APPEAL)  # there is one
    if Action.SUBMIT in found and dossier.pending is not None:
        found.remove(Action.SUBMIT)
    if Action.OBJECT in found and not may_object(dossier, now):
        found.remove(Action.OBJECT)
    if Action.APPLY in found and dossier.applied is not None:
        found.remove(Action.APPLY)  # one at a time
    if Action.SORT in found and is_desk(actor, case) and not may_sort_up(case):
        found.remove(Action.SORT)
    if Action.HAND_DOWN in found and not may_hand_down(case):
        found.remove(Action.HAND_DOWN)
    if Action.CO_RELEASE in found and not dossier.silent_co:
        found.remove(Action.CO_RELEASE)
    return found
