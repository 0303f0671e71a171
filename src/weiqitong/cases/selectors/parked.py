"""Parked needs: what each waits for, since when, and the day promised. Two queries; they are open,
so none of them can stand among those solved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.web.keyset import Page, paginate

from ..enums import PARKING_CAUSES, ApplicationKind, ApplicationState, Cause, Status
from ..models import Application, Case
from .lines import for_lines

ORDER = ("turn_until", "pk")
LATE, PAST = "late", "past"
PARKS = (ApplicationKind.PARKING, ApplicationKind.OUTSIDE)
CAUSES = frozenset({*PARKING_CAUSES, Cause.OUTSIDE})


@dataclass(frozen=True, slots=True)
class ParkedFilter:
    """What the list is narrowed to: a light, and what is waited for."""

    show: str = ""  # "late": the next reply is overdue; "past": so is the day promised
    cause: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> "ParkedFilter":
        """From a request's GET; what is not understood is left out."""
        show, cause = str(query.get("show", "")), str(query.get("cause", ""))
        return cls(show if show in {LATE, PAST} else "", cause if cause in CAUSES else "")

    def query(self, **changes: str) -> str:
        """The address of this list with some conditions changed."""
        changed = replace(self, **changes)
        chosen = [(one.name, getattr(changed, one.name)) for one in fields(changed)]
        return "?" + urlencode([(name, value) for name, value in chosen if value])


@dataclass(frozen=True, slots=True)
class CauseCount:
    """How many wait for one thing, and how many of them are late."""

    cause: str
    count: int
    late: int
    past: int


def parked(actor: Actor) -> QuerySet[Case]:
    """Those in the actor's sight, each with `cause` and `since` of the parking granted last."""
    granted = Application.objects.filter(
        case=OuterRef("pk"), kind__in=PARKS, state=ApplicationState.GRANTED
    ).order_by("-seq")
    rows = Case.objects.visible_to(actor).live().filter(status=Status.PARKED)
    return rows.annotate(
        cause=Subquery(granted.values("cause")[:1]),
        since=Subquery(granted.values("decided_at")[:1]),
    )


def late_at(now: datetime) -> Q:
    """The reply promised to the enterprise is overdue."""
    return Q(turn_until__lt=now)


def past_at(now: datetime) -> Q:
    """The day promised for the solution is over."""
    return Q(promised_on__lt=clock.today(now))


def by_cause(actor: Actor, now: datetime) -> list[CauseCount]:
    """The figures of parked needs, by what they wait for. One query."""
    found: Any = parked(actor)
    rows = (
        found.values("cause")
        .annotate(
            n=Count("pk"),
            n_late=Count("pk", filter=late_at(now)),
            n_past=Count("pk", filter=past_at(now)),
        )
        .order_by("-n", "cause")
    )
    return [CauseCount(row["cause"], row["n"], row["n_late"], row["n_past"]) for row in rows]


def parked_page(
    actor: Actor, chosen: ParkedFilter, query: Mapping[str, Any], now: datetime
) -> Page[Case]:
    """One page, the reply due next first. One query."""
    rows: Any = parked(actor)
    if chosen.cause:
        rows = rows.filter(cause=chosen.cause)
    if chosen.show == LATE:
        rows = rows.filter(late_at(now))
    if chosen.show == PAST:
        rows = rows.filter(past_at(now))
    return paginate(for_lines(rows), ORDER, query)
