"""What waits for one office or leader, in groups with the first due. One query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role

from ..enums import OPEN, TurnKind
from ..models import Case
from .behind import WORKING
from .filters import OFFICE_GROUPS, CaseFilter, to_decide

SOON = timedelta(hours=3)  # a decision has no light of its own
ALWAYS = frozenset({"new", "rejected"})  # shown when nothing waits: it is good to see that


@dataclass(frozen=True, slots=True)
class Waiting:
    """A group of what waits for one desk: how many, the first due."""

    code: str
    label: str
    count: int
    late: int
    soon: int
    first: datetime | None
    query: str


def waiting_for(actor: Actor, now: datetime) -> list[Waiting]:
    """What waits for this office or leader, in one query."""
    kind = TurnKind.OFFICE if actor.role == Role.COORDINATOR else TurnKind.LEADER
    waits = Q(turn_kind=kind, turn_id=actor.region_id or 0)
    labels = {"rejected": _("Another lead to be named")}
    if kind == TurnKind.OFFICE:
        waits |= to_decide(actor)
        labels = {
            "new": _("To be assigned"),
            "designate": _("Objections to be settled"),
            "decide": _("Applications to be decided"),
            **labels,
            "parts": _("Split, waiting for their parts"),
        }
    groups = {code: _group(code, OFFICE_GROUPS[code], now) for code in labels}
    counted = {name: each for group in groups.values() for name, each in group.items()}
    row = Case.objects.live().filter(waits).aggregate(**counted)
    return [
        Waiting(
            code,
            label,
            row[f"{code}_count"],
            row[f"{code}_late"],
            row[f"{code}_soon"],
            row[f"{code}_first"],
            CaseFilter(tab="mine", group=code).query(),
        )
        for code, label in labels.items()
        if row[f"{code}_count"] or code in ALWAYS
    ]


def _group(code: str, those: Q, now: datetime) -> dict[str, Any]:
    if code == "decide":  # its date is the decision's, not the answer's
        return {
            f"{code}_count": Count("region", filter=those),
            f"{code}_late": Count("region", filter=those & Q(decide_until__lt=now)),
            f"{code}_soon": Count(
                "region", filter=those & Q(decide_until__range=(now, now + SOON))
            ),
            f"{code}_first": Min("decide_until", filter=those),
        }
    red = those & Q(status__in=WORKING, due_at__lt=now)
    yellow = those & Q(status__in=OPEN, due_at__gte=now, yellow_at__lte=now)
    return {
        f"{code}_count": Count("region", filter=those),
        f"{code}_late": Count("region", filter=red),
        f"{code}_soon": Count("region", filter=yellow),
        f"{code}_first": Min("turn_until", filter=those),
    }
