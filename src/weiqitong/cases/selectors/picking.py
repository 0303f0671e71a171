"""Units and people to choose from while one types: limited, and only those the act may name."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from weiqitong.accounts.selectors import who_act_as
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Department, Official, Region
from weiqitong.directory.paths import upwards

from ..dossier import Dossier
from ..models import Case
from ..plans.levels import is_below, was_handed_down

MOST = 12
BETWEEN = re.compile(r"[、,，;；]")


def units_for(case: Case | None = None) -> QuerySet[Department]:
    """Units that could lead or co-handle: all of the city, since a need knows no border."""
    return Department.objects.units().select_related("region")


def matching(units: QuerySet[Department], words: str, near: str) -> list[Department]:
    """Units whose name holds the words, those nearest to the region at a path first. One query."""
    words = words.strip()[:40]
    if not words:
        return []
    names = Q(name__contains=words) | Q(short__contains=words) | Q(name_en__icontains=words)
    found = list(units.filter(names | Q(code=words)).order_by("-region__depth", "pk")[: 20 * MOST])
    found.sort(key=lambda unit: (not near.startswith(unit.region.path), -unit.region.depth))
    return found[:MOST]


def called(name: str) -> Q:
    """Units with exactly this name, in full, as people say it, in English, or by code."""
    return Q(name=name) | Q(code=name) | Q(name_en=name) | Q(short=name)


def near_to(units: QuerySet[Department], name: str) -> str:
    """Up to three names that hold what was written; "" where none does."""
    return "、".join(one.name for one in units.filter(name__contains=name)[:3]) if name else ""


def named_unit(units: QuerySet[Department], name: str, field: str) -> Department:
    """The unit a person wrote down, by name or code; BadInput says what is near."""
    name = name.strip()
    found = list(units.filter(called(name))[:2])
    if len(found) == 1:
        return found[0]
    raise BadInput(no_unit(units, name), field=field)


def no_unit(units: QuerySet[Department], name: str) -> str:
    """That nobody is called so, and who is called nearly so."""
    if near := near_to(units, name):
        return _("There is no unit called “%(name)s”. Did you mean: %(near)s?") % {
            "name": name,
            "near": near,
        }
    return _("There is no unit called “%(name)s”.") % {"name": name}


def named_units(units: QuerySet[Department], names: str, field: str) -> list[Department]:
    """Several units, written one after another."""
    return [named_unit(units, name, field) for name in BETWEEN.split(names) if name.strip()]


def sections_of(dossier: Dossier) -> list[Department]:
    """Where the lead may pass a case on: its sections and subordinate units."""
    lead = dossier.case.lead
    if lead is None:
        return []
    below = Department.objects.within(lead.path).filter(active=True).exclude(pk=lead.pk)
    return list(below.order_by("path")[:60])


def people_of(
    dossier: Dossier, roles: Iterable[Role], now: datetime, *, but: int | None = None
) -> list[Official]:
    """The people of the lead's unit who can act: to handle, to sign off."""
    lead = dossier.case.lead
    if lead is None:
        return []
    own = Official.objects.filter(department__path__startswith=lead.path)
    rows = who_act_as(own, roles, today(now))
    for one in (but, dossier.case.about_official_id):
        rows = rows.exclude(pk=one) if one else rows
    return list(rows.select_related("person", "department").order_by("department__path", "pk")[:80])


def desks_for(case: Case, actor: Actor) -> list[Region]:
    """Offices above and below the one where the case lies, on the way to the client."""
    way = upwards(case.region.path)
    rows: Iterable[Region] = Region.objects.filter(path__in=way, active=True)
    office = actor.role == Role.COORDINATOR
    return [
        row
        for row in rows
        if row.pk != case.desk_id
        and not (office and is_below(case, row))  # that is handed down
        and not (was_handed_down(case) and row.depth < case.desk.depth)
    ]


def desks_below(case: Case) -> list[Region]:
    """Offices below the one where the case lies, on the way to the client. One query."""
    rows = Region.objects.filter(path__in=upwards(case.region.path), active=True)
    return [row for row in rows.order_by("-depth") if is_below(case, row)]


def levels_for(case: Case) -> list[Region]:
    """The levels its lead may apply for, as `levels_above` says; the nearest first. One query."""
    if case.lead is None:
        return []
    wanted = Q(path__in=upwards(case.desk.path)) | Q(pk=case.lead.region_id)
    rows = list(Region.objects.filter(wanted).order_by("-depth"))
    own = next(row.path for row in rows if case.lead and row.pk == case.lead.region_id)
    above = [row for row in rows if row.path != own and own.startswith(row.path)]
    return [row for row in above if case.desk.path.startswith(row.path)]
