"""A leader's written instruction on a case: it moves people, not the case."""

from weiqitong.ledger.changes import Changes

from ..dossier import Dossier
from ..enums import Action, Audience
from ..models import Act
from .steps import take


def plan_instruct(changes: Changes, dossier: Dossier, *, number: str, leader_id: int) -> Act:
    """State, turn and clocks stay. The words stand in the instruction alone, and the enterprise
    never hears of it.
    """
    facts = {"number": number, "official": leader_id}
    return take(changes, dossier, Action.INSTRUCT, audience=Audience.OFFICE, facts=facts)
