"""Reads of pairings: who serves a client, whom an official serves."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from weiqitong.core.actor import Actor
from weiqitong.core.clock import today
from weiqitong.directory.models import Client, Official
from weiqitong.directory.querysets import client_scope

from .models import Pairing, PairingRole


def specialist_of(client_id: int, day: date) -> Official | None:
    """The client's specialist on a day, with person and department. One query."""
    pairing = (
        Pairing.objects.on(day)
        .filter(client=client_id, role=PairingRole.SPECIALIST)
        .select_related("official__person", "official__department")
        .first()
    )
    return pairing.official if pairing else None


def specialists_of(client_ids: Iterable[int], day: date) -> dict[int, Official]:
    """Specialists by client. One query."""
    rows = Pairing.objects.on(day).filter(client__in=list(client_ids), role=PairingRole.SPECIALIST)
    return {
        row.client_id: row.official
        for row in rows.select_related("official__person", "official__department")
    }


def clients_of(officials: Collection[int], day: date | None = None) -> QuerySet[Client]:
    """Clients that officials serve as specialists on a day. One query."""
    held = Pairing.objects.on(day or today()).filter(
        official__in=officials, role=PairingRole.SPECIALIST
    )
    return Client.objects.filter(pk__in=held.values("client")).select_related("region")


def served_client_ids(officials: Collection[int]) -> Any:
    """The reach of specialists, for `core.registry.served_clients`: a subquery of client ids.

    Today is asked for here: reach is what holds when the page is opened.
    """
    held = Pairing.objects.on(today()).filter(official__in=officials, role=PairingRole.SPECIALIST)
    return held.values("client_id")


def history_of(client: Client) -> list[Pairing]:
    """All pairings of a client, running ones first. One query."""
    rows = Pairing.objects.filter(client=client)
    found = list(rows.select_related("official__person", "official__department"))
    return sorted(
        found,
        key=lambda one: (one.valid_until is not None, one.role != PairingRole.SPECIALIST),
    )


def unpaired(actor: Actor, day: date) -> QuerySet[Client]:
    """Clients in reach, entitled to a specialist and without one."""
    return _entitled(actor).exclude(pk__in=_served(day)).prefetch_related("region")


def unpaired_count(actor: Actor, day: date) -> int:
    """How many they are. Both sides come in the order of an index: they are merged, not probed."""
    ids = _entitled(actor).values_list("pk", flat=True)
    return len(ids.difference(_served(day)).order_by("id"))


def _entitled(actor: Actor) -> QuerySet[Client]:
    return Client.objects.visible_to(actor).filter(active=True, in_scope=True, registered=True)


def _served(day: date) -> Any:
    return Pairing.objects.on(day).filter(role=PairingRole.SPECIALIST).values("client_id")


def pairings_list(actor: Actor, *, words: str = "", ended: bool = False) -> QuerySet[Pairing]:
    """Pairings of clients in reach; for a keyset page of keys, whose rows `whole` then reads."""
    rows = Pairing.objects.filter(client_scope(actor, "client__"))
    rows = rows.filter(valid_until__isnull=False) if ended else rows.open()
    if words := words.strip():
        clients = Client.objects.filter(name__contains=words)
        officials = Official.objects.filter(person__name__startswith=words)
        rows = rows.filter(
            Q(client__in=clients.values("pk")) | Q(official__in=officials.values("pk"))
        )
    return rows.only("pk", "valid_from")


def whole(keys: Sequence[Pairing]) -> list[Pairing]:
    """The rows of one page with their names, in its order: sorted whole, a city would be copied."""
    rows = Pairing.objects.filter(pk__in=[one.pk for one in keys])
    named = rows.select_related("client__region", "official__person", "official__department")
    by_id = {row.pk: row for row in named}
    return [by_id[one.pk] for one in keys]


def candidates(client: Client, words: str = "", limit: int = 20) -> list[Official]:
    """Officials who could take the client: of its county, the least loaded first. One query."""
    county = "/".join(client.region.path.split("/")[:3]) + "/"
    open_ones = Q(pairings__valid_until=None, pairings__role=PairingRole.SPECIALIST)
    rows = Official.objects.filter(active=True, department__region__path__startswith=county)
    if words := words.strip():
        rows = Official.objects.filter(active=True).filter(
            Q(person__name__startswith=words) | Q(code__startswith=words)
        )
    counted = rows.select_related("person", "department").annotate(
        load=Count("pairings", filter=open_ones)
    )
    return list(counted.order_by("load", "id")[:limit])
