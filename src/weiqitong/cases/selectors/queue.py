"""The lists of the desk: tabs with counts, groups, pages by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from weiqitong.core.actor import Actor
from weiqitong.web.keyset import Page, paginate

from ..enums import OPEN, Status, TurnKind
from ..models import Case
from .filters import CaseFilter, apply, late, mine
from .lines import for_lines

SIZE = 50
ORDERS: dict[str, tuple[str, ...]] = {
    "mine": ("status", "turn_until", "pk"),
    "open": ("turn_until", "pk"),
    "late": ("due_at", "pk"),
    "all": ("-reported_at", "-pk"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand under each tab."""

    mine: int
    open: int
    late: int


def counts(actor: Actor, now: datetime) -> Counts:
    """Under the tabs of this person, in one query over what is open."""
    row = (
        Case.objects.visible_to(actor)
        .live()
        .open()
        .aggregate(
            mine=Count("region", filter=mine(actor)),
            open=Count("region"),
            late=Count("region", filter=late(now)),
        )
    )
    return Counts(row["mine"], row["open"], row["late"])


def count_mine(actor: Actor) -> int:
    """What waits for this person. One query."""
    return waiting_rows(actor).count()


def waiting_rows(actor: Actor) -> QuerySet[Case]:
    """The rows behind that count; for the menu."""
    return Case.objects.visible_to(actor).live().open().filter(mine(actor))


def rows(
    actor: Actor, chosen: CaseFilter, query: Mapping[str, Any], now: datetime, size: int = SIZE
) -> Page[Case]:
    """One page of a list, in two queries: keys by the order first, then only those rows."""
    found = apply(Case.objects.visible_to(actor), chosen, actor, now)
    order = ORDERS.get(chosen.tab, ORDERS["all"])
    names = [name.lstrip("-") for name in order if not name.endswith("pk")]
    page: Page[Case] = paginate(found.only("pk", *names), order, query, size=size)
    full = for_lines(Case.objects.filter(pk__in=[row.pk for row in page.rows]))
    by_id = {row.pk: row for row in full}
    return Page([by_id[row.pk] for row in page.rows], page.next, page.previous)


def stuck(actor: Actor, region_path: str, now: datetime, most: int = 6) -> list[Case]:
    """The open cases that are latest, or due next: for the control room and the leader's board."""
    found = (
        Case.objects.visible_to(actor)
        .live()
        .filter(status__in=OPEN - {Status.ANSWERED}, due_at__isnull=False)
    )
    if region_path and region_path != actor.region_path:
        found = found.filter(region__path__startswith=region_path)
    found = found.filter(Q(due_at__lt=now) | Q(yellow_at__lte=now))
    return list(for_lines(found.order_by("due_at", "pk")[:most]))


def group_of(case: Case) -> str:
    """Under which heading a row of the own queue stands."""
    if case.turn_kind in {TurnKind.OFFICE, TurnKind.LEADER}:
        by_status = {Status.REPORTED: "new", Status.OBJECTED: "designate"}
        return by_status.get(Status(case.status), "rejected")
    if case.status == Status.OBJECTED:
        return "hear"
    if case.status == Status.PARKED:
        return "parked"
    if case.turn_kind == TurnKind.SIGNER:
        return "sign"
    if case.status == Status.DISPATCHED:
        return "receive"
    return "work"
