"""Turns the city's facts into what components print: columns, rows, facts. No queries."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.web.names import name_of
from weiqitong.web.parts import Cell, Column, Fact, Row
from weiqitong.web.times import plain_date

from . import industries
from .enums import SizeTier
from .hours_text import LEAP_YEAR
from .models import Client, Department, Official, Region
from .selectors import Node


def client_columns() -> list[Column]:
    return [
        Column(pgettext("thing", "Name")),
        Column(_("Kind")),
        Column(_("Region")),
        Column(_("Credit code")),
        Column(_("Size")),
    ]


def client_rows(clients: Iterable[Client]) -> list[Row]:
    return [
        Row(
            [
                Cell(one.name, href=reverse("directory:client", args=[one.code])),
                one.get_kind_display(),
                name_of(one.region),
                one.credit_code or one.code,
                size_words(one),
            ]
        )
        for one in clients
    ]


def size_words(client: Client) -> str:
    return str(SizeTier(client.size_tier).label) if client.size_tier else "—"


def industry_words(client: Client) -> str:
    found = industries.find(client.industry) if client.industry else None
    return f"{found.name} {found.code}" if found else "—"


def _figure(value: int | None, unit: str) -> str:
    return "—" if value is None else f"{value:,} {unit}"


def client_facts(client: Client) -> list[Fact]:
    """What is known of a client, in the order one asks."""
    group = client.group
    region = client.region
    parent = region.parent
    return [
        Fact(_("Kind"), str(client.get_kind_display())),
        Fact(_("Credit code"), client.credit_code or _("no code yet")),
        Fact(_("Region"), " ".join(name_of(one) for one in (parent, region) if one)),
        Fact(_("Address"), client.address or "—"),
        Fact(_("Industry"), industry_words(client)),
        Fact(_("Size"), size_words(client)),
        Fact(_("Employees"), _figure(client.employees, _("people"))),
        Fact(_("Revenue"), _figure(client.revenue, pgettext("unit", "× 10,000 yuan"))),
        Fact(_("Assets"), _figure(client.assets, pgettext("unit", "× 10,000 yuan"))),
        Fact(_("Above scale"), _("yes") if client.above_scale else _("no")),
        Fact(_("Industry chains"), "、".join(client.chains) or "—"),
        Fact(_("Tags"), "、".join(client.tags) or "—"),
        Fact(
            _("Group"),
            group.name if group else "—",
            href=reverse("directory:client", args=[group.code]) if group else "",
        ),
    ]


def department_columns() -> list[Column]:
    return [
        Column(_("Department")),
        Column(_("Region")),
        Column(_("Function code")),
        Column(_("Relation")),
        Column(_("Office number")),
    ]


def department_rows(departments: Iterable[Department]) -> list[Row]:
    return [
        Row(
            [
                Cell(
                    name_of(one),
                    href=reverse("directory:department", args=[one.code]),
                    small="" if one.active else _("not in use"),
                ),
                name_of(one.region),
                one.function or "—",
                one.get_relation_display(),
                one.phone or "—",
            ]
        )
        for one in departments
    ]


def official_columns() -> list[Column]:
    return [
        Column(_("Name")),
        Column(_("Roster number")),
        Column(_("Department")),
        Column(_("Post")),
        Column(_("Phone")),
    ]


def official_rows(officials: Iterable[Official]) -> list[Row]:
    return [
        Row(
            [
                Cell(
                    one.person.name,
                    href=reverse("directory:official", args=[one.code]),
                    small="" if one.active else _("no longer in service"),
                ),
                one.code,
                name_of(one.department),
                one.post or "—",
                one.person.phone_masked or "—",
            ]
        )
        for one in officials
    ]


def official_facts(official: Official) -> list[Fact]:
    department = official.department
    return [
        Fact(_("Roster number"), official.code),
        Fact(
            _("Department"),
            name_of(department),
            href=reverse("directory:department", args=[department.code]),
        ),
        Fact(_("Region"), name_of(department.region)),
        Fact(_("Level"), str(official.get_level_display())),
        Fact(_("Rank"), official.rank or "—"),
        Fact(_("Post"), official.post or "—"),
        Fact(_("Expertise"), "、".join(map(str, official.expertise)) or "—"),
        Fact(_("In service"), _("yes") if official.active else _("no")),
    ]


def region_columns() -> list[Column]:
    return [
        Column(_("Region")),
        Column(_("Region code")),
        Column(_("Level")),
        Column(_("Departments"), numeric=True),
        Column(pgettext("column", "Clients"), numeric=True),
        Column(_("Office hours")),
    ]


def region_rows(nodes: Sequence[Node]) -> list[Row]:
    departments, clients = reverse("directory:departments"), reverse("directory:clients")
    return [
        Row(
            [
                Cell(
                    "\u3000" * node.indent + name_of(node.region),
                    href=reverse("directory:region", args=[node.region.code]),
                    small="" if node.region.active else _("not in use"),
                ),
                node.region.code,
                node.region.get_kind_display(),
                Cell(
                    f"{node.departments:,}",
                    href=f"{departments}?region={node.region.path}",
                ),
                Cell(
                    f"{node.clients:,}",
                    href=f"{clients}?region={node.region.path}",
                ),
                hours_words(node),
            ]
        )
        for node in nodes
    ]


def hours_words(node: Node) -> str:
    """The hours in short; where they come from a region above, its name."""
    above = node.hours_from
    if above is not None and above.pk != node.region.pk:
        return _("as %(region)s") % {"region": above.name}
    seasons = (node.hours or {}).get("seasons", [])
    return "；".join(_season_words(one) for one in seasons) or "—"


def _season_words(season: dict[str, Any]) -> str:
    """6月1日起 08:30–12:00 14:00–18:00."""
    month, day = (int(part) for part in season["from"].split("-"))
    hours = " ".join(season["hours"]).replace("-", "–")
    begins = plain_date(date(LEAP_YEAR, month, day), year=False)
    return _("from %(day)s %(hours)s") % {"day": begins, "hours": hours}


def region_line(region: Region) -> str:
    return f"{region.code}·{region.get_kind_display()}"
