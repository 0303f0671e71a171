"""Reads of the city's facts for pages and for the apps above."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from weiqitong.core.actor import Actor, Role

from . import permissions
from .models import Category, Client, Contact, Department, ImportBatch, Official, Region

OFFICE = "office"  # the function of the office that sorts and dispatches


def ancestor_paths(path: str) -> list[str]:
    """The path and those above it, the nearest first: "/1/2/" → ["/1/2/", "/1/"]."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:end]) + "/" for end in range(len(parts), 0, -1)]


def resolve_function(function: str, region: Region) -> Department | None:
    """Who has a function for a region: its own department, else the nearest above. One query."""
    paths = ancestor_paths(region.path)
    return (
        Department.objects.units()
        .filter(function=function, region__path__in=paths)
        .select_related("region")
        .order_by("-region__depth", "id")
        .first()
    )


def resolve_functions(functions: Iterable[str], region: Region) -> dict[str, Department]:
    """The same for several functions at once; those nobody has are left out. One query."""
    serving = Q(active=True) | Q(merged_into__active=True)
    rows = (
        Department.objects.filter(serving, parent=None)
        .filter(function__in=list(functions), region__path__in=ancestor_paths(region.path))
        .select_related("region", "merged_into__region")
        .order_by("region__depth", "active", "-id")
    )
    # The nearest comes last and stays; what was merged away is done where it was merged into.
    return {row.function: row if row.active else row.merged_into or row for row in rows}


def office_of(region: Region) -> Department | None:
    """The office that sorts for a region: its own, else the nearest above. One query."""
    return resolve_function(OFFICE, region)


def categories() -> list[Category]:
    """Categories in use, groups before their leaves. One query."""
    return list(Category.objects.filter(active=True).select_related("parent").order_by("code"))


def regions_of(actor: Actor) -> QuerySet[Region]:
    """The regions an office role works in; all of them for the administrator without a place."""
    if actor.is_(Role.ADMINISTRATOR, Role.SYSTEM) and not actor.region_path:
        return Region.objects.all()
    return Region.objects.filter(path__startswith=actor.region_path or permissions.NOWHERE)


def region_choices(actor: Actor) -> list[Region]:
    """Regions in reach for a form, in tree order. One query."""
    return list(regions_of(actor).filter(active=True).order_by("path"))


@dataclass(frozen=True, slots=True)
class Node:
    """A region in the tree, with what lies directly in it."""

    region: Region
    indent: int
    departments: int
    clients: int
    hours: dict[str, Any] | None
    hours_from: Region | None


def region_tree(actor: Actor) -> list[Node]:
    """Regions in reach with what lies in and below them, and the hours that hold. Three queries."""
    reach = actor.region_path
    above = ancestor_paths(reach) if reach.strip("/") else []
    # The hours of a county may be those of the city, which lies above one's reach.
    known = regions_of(actor) | Region.objects.filter(path__in=above)
    by_path = {row.path: row for row in known.order_by("path")}
    rows = [row for row in by_path.values() if row.path.startswith(reach)]
    paths = {row.pk: row.path for row in rows}
    units = _by_path(Department.objects.filter(parent=None), paths)
    clients = _by_path(Client.objects.filter(registered=True), paths)
    least = min((row.depth for row in rows), default=0)
    return [
        Node(
            row,
            row.depth - least,
            units.get(row.path, 0),
            clients.get(row.path, 0),
            *_hours_of(row, by_path),
        )
        for row in rows
    ]


def _by_path(rows: QuerySet[Any], paths: Mapping[int, str]) -> dict[str, int]:
    """How many rows lie in a region and below it, as the list behind the number shows them."""
    found: dict[str, int] = {}
    # Counted by id for all regions: a join for the path would look it up for every client.
    for region, count in rows.order_by().values_list("region").annotate(count=Count("pk")):
        for above in ancestor_paths(paths[region]) if region in paths else ():
            found[above] = found.get(above, 0) + count
    return found


def _hours_of(
    region: Region, by_path: dict[str, Region]
) -> tuple[dict[str, Any] | None, Region | None]:
    for path in ancestor_paths(region.path):
        row = by_path.get(path)
        if row is not None and row.hours:
            return row.hours, row
    return None, None


def clients_list(
    actor: Actor, *, region: str = "", kind: str = "", size: str = "", words: str = ""
) -> QuerySet[Client]:
    """Clients in sight, filtered; for a keyset page. The search index has its own way in."""
    rows = Client.objects.visible_to(actor).filter(registered=True)
    # Not joined: a database would begin with the regions and sort all clients by name.
    rows = rows.prefetch_related("region")
    if region:
        rows = rows.filter(region__in=Region.objects.within(region).values("pk"))
    if kind:
        rows = rows.filter(kind=kind)
    if size:
        rows = rows.filter(size_tier=size)
    if words := words.strip():
        rows = rows.filter(_named(words))
    return rows


def _named(words: str) -> Q:
    """By name; what could be a code is also sought as one. A name alone is read in its index."""
    if not words.isascii():
        return Q(name__contains=words)
    code = words.upper()
    return Q(name__contains=words) | Q(code__startswith=code) | Q(credit_code__startswith=code)


@dataclass(frozen=True, slots=True)
class ClientPage:
    """All that the page of one client shows of this app's facts."""

    client: Client
    contacts: Sequence[Contact]
    plants: Sequence[Client]
    may_change: bool
    may_change_contacts: bool
    may_look: bool


def client_page(actor: Actor, pk: int) -> ClientPage:
    """Three queries. Client.DoesNotExist when out of sight."""
    client = Client.objects.visible_to(actor).select_related("region__parent", "group").get(pk=pk)
    contacts = list(
        Contact.objects.filter(client=client, active=True)
        .select_related("person")
        .order_by("-primary", "id")
    )
    rows = Client.objects.visible_to(actor).filter(group=client).select_related("region")
    plants = list(rows.order_by("name")[:50])
    return ClientPage(
        client,
        contacts,
        plants,
        permissions.can_change_client(actor, client),
        permissions.can_change_contacts(actor, client),
        permissions.can_look(actor),
    )


def departments_list(actor: Actor, *, region: str = "", words: str = "") -> QuerySet[Department]:
    """Whole departments of the regions in reach, sections left out."""
    rows = Department.objects.filter(parent=None, region__in=regions_of(actor))
    if region:
        rows = rows.filter(region__path__startswith=region)
    if words := words.strip():
        rows = rows.filter(Q(name__contains=words) | Q(code__startswith=words))
    return rows.select_related("region")


def officials_list(
    actor: Actor, *, region: str = "", department: str = "", words: str = ""
) -> QuerySet[Official]:
    rows = Official.objects.visible_to(actor).select_related("person", "department__region")
    if region:
        rows = rows.filter(department__region__path__startswith=region)
    if department:
        rows = rows.filter(department__path__startswith=department)
    if words := words.strip():
        rows = rows.filter(Q(person__name__startswith=words) | Q(code__startswith=words))
    return rows


def may_read_import(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Whether an import's report and sheet of problems may be read; phones in them are masked."""
    return ImportBatch.objects.visible_to(actor).filter(pk=owner_id).exists()
