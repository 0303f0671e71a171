"""What waits for one office or leader, in groups with the first due. One query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role

from ..enums import OPEN, Status, TurnKind
from ..models import Case
from .behind import WORKING
from .filters import CaseFilter


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
    row = (
        Case.objects.live()
        .filter(turn_kind=kind, turn_id=actor.region_id or 0)
        .aggregate(
            **_group("new", Q(status=Status.REPORTED), now),
            **_group("rejected", ~Q(status=Status.REPORTED), now),
        )
    )
    labels = {"new": _("To be assigned"), "rejected": _("Another lead to be named")}
    if kind == TurnKind.LEADER:
        del labels["new"]
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
    ]


def _group(code: str, those: Q, now: datetime) -> dict[str, Any]:
    red = those & Q(status__in=WORKING, due_at__lt=now)
    yellow = those & Q(status__in=OPEN, due_at__gte=now, yellow_at__lte=now)
    return {
        f"{code}_count": Count("region", filter=those),
        f"{code}_late": Count("region", filter=red),
        f"{code}_soon": Count("region", filter=yellow),
        f"{code}_first": Min("turn_until", filter=those),
    }
