"""What moves people when they do not move by themselves: a nudge, a rung of the ladder. State, turn
and clocks stay as they are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weiqitong.ledger.canonical import plain
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier
from ..enums import Action, Audience, RungKind
from ..models import Act
from .steps import take

# The enterprise sees how high its need has come; who was reminded of it is the house's business.
INSIDE = frozenset({RungKind.NUDGE, RungKind.REFERRAL})


@dataclass(frozen=True, slots=True)
class Named:
    """Whom an act of the ladder names: a unit or a region's office, and a person where one is
    known.
    """

    unit_id: int | None = None
    official_id: int | None = None
    region_id: int | None = None

    def facts(self) -> dict[str, Any]:
        named = {"unit": self.unit_id, "official": self.official_id, "region": self.region_id}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Reached:
    """One rung as the case's timeline states it. Without a clock it is not a matter of time."""

    rung: RungKind
    named: Named
    clock: str = ""
    due: datetime | None = None
    order: str = ""  # number of the supervision order

    def facts(self) -> dict[str, Any]:
        found = {"rung": str(self.rung), **self.named.facts()}
        if self.clock and self.due:
            found |= {"clock": self.clock, "due": plain(self.due)}
        return found | ({"order": self.order} if self.order else {})


def plan_nudge(changes: Changes, dossier: Dossier, named: Named, text: str = "") -> None:
    """The office asks whoever holds it to move."""
    take(changes, dossier, Action.NUDGE, text=text, audience=Audience.OFFICE, facts=named.facts())


def plan_rung(changes: Changes, dossier: Dossier, reached: Reached, text: str = "") -> Act:
    """One rung higher."""
    audience = Audience.OFFICE if reached.rung in INSIDE else Audience.EVERYBODY
    return take(changes, dossier, Action.RUNG, text=text, audience=audience, facts=reached.facts())
