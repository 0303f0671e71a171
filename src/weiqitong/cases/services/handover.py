"""Somebody a case counts on is gone: the next step goes to the nearest who is there, on record."""

from datetime import datetime

from weiqitong.core.actor import Actor

from .. import plans
from ..dossier import Dossier
from ..enums import Action, Status, TurnKind
from ..models import Case
from ..selectors import staffing
from .acting import act_on


def hand_over(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """Within the unit, to the next desk, or to the office; nothing where everybody is there."""
    with act_on(actor, case, Action.HAND_OVER, now, seen=seen) as (changes, dossier):
        if _asks_nobody(dossier):
            plans.plan_resume(changes, dossier)
        plans.plan_hand_over(changes, dossier, staffing.staff_of([dossier.case], now))
    return dossier.case


def _asks_nobody(dossier: Dossier) -> bool:
    """A question to a client that was struck off: the lead decides on what it has."""
    case = dossier.case
    asked = (case.status, case.turn_kind) == (Status.IN_PROGRESS, TurnKind.ENTERPRISE)
    return asked and not case.client.active
