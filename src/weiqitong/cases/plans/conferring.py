"""What a conference writes on its cases: that it is called, and what it concluded. State and turn
stay; what a conclusion changes is an act of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weiqitong.directory.models import Category, Department
from weiqitong.ledger.canonical import plain
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier
from ..enums import Action, Audience
from .steps import take


@dataclass(frozen=True, slots=True)
class Called:
    """Which conference, and when it meets or until when it writes; no time while it is prepared."""

    number: str
    when: datetime | None = None
    writing: bool = False


@dataclass(frozen=True, slots=True)
class Concluded:
    """What was concluded: for units and office, and in words for the enterprise."""

    number: str
    conclusion: str
    told: str
    lead: Department | None = None
    category: Category | None = None  # where it is dispatched with the conclusion


def plan_confer(changes: Changes, dossier: Dossier, called: Called) -> None:
    """Everybody reads when; that one is prepared, where it is and who is asked, is the house's
    business.
    """
    facts: dict[str, Any] = {"conference": called.number}
    if called.when is None:
        take(changes, dossier, Action.CONFER, audience=Audience.OFFICE, facts=facts)
        return
    facts |= {"when": plain(called.when), "writing": called.writing}
    take(changes, dossier, Action.CONFER, facts=facts)


def plan_conclude(changes: Changes, dossier: Dossier, concluded: Concluded) -> None:
    """Two lines of the history: the conclusion inside, and what the enterprise is told."""
    number = {"conference": concluded.number}
    lead = {"lead": concluded.lead.pk} if concluded.lead else {}
    take(
        changes,
        dossier,
        Action.CONCLUDE,
        text=concluded.conclusion,
        audience=Audience.OFFICE,
        facts=number | lead,
    )
    take(changes, dossier, Action.CONCLUDE, text=concluded.told, facts={**number, "told": True})
