"""Who may do what with an item: pure questions, asked by services and buttons alike. `leaders` are
the officials on whose behalf the actor may act (`standing.leaders_of`).
"""

from weiqitong.cases.dossier import led_by
from weiqitong.core.actor import Actor, Role

from . import workflow
from .enums import ItemAction, ItemState
from .models import Item
from .querysets import UNITS

Leaders = frozenset[int]
DECISIONS = frozenset({ItemAction.ACCEPT, ItemAction.SEND_BACK, ItemAction.MOVE, ItemAction.DROP})


def owes(actor: Actor, item: Item) -> bool:
    """The named person, the unit, or the unit above its section."""
    if actor.role not in UNITS:
        return False
    return item.person_id in actor.officials or led_by(actor, item.unit)


def decides(actor: Actor, item: Item, leaders: Leaders) -> bool:
    """Who gave it: the office, or the leader and those who act for that leader; nobody who stands
    in for the leader decides about what they reported themselves.
    """
    if item.giver_id is None:
        return actor.role == Role.COORDINATOR and actor.region_id == item.office_id
    if actor.role == Role.LEADER:
        own = item.reported_by_id is not None and item.reported_by_id == actor.official_id
        return item.giver_id in actor.officials and not own
    return actor.role == Role.SECRETARY and item.giver_id in leaders


def may_take(actor: Actor, item: Item, action: ItemAction, leaders: Leaders) -> bool:
    """Whether this person may take the step, if the state allows it."""
    if actor.role == Role.SYSTEM:
        return action not in DECISIONS | {ItemAction.REPORT}
    if action == ItemAction.REPORT:
        return owes(actor, item)
    return action in DECISIONS and decides(actor, item, leaders)


def open_to(actor: Actor, item: Item, leaders: Leaders) -> list[ItemAction]:
    """The steps to show as buttons."""
    state = ItemState(item.state)
    return [
        action
        for action in ItemAction
        if workflow.is_open(state, action) and may_take(actor, item, action, leaders)
    ]
