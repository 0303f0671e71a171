"""Regions and departments, changed by hand."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..models import Department, Region, RegionCode
from ..signals import department_changed, region_changed
from .writing import current, refuse_unless


@transaction.atomic
def create_region(
    actor: Actor,
    *,
    code: str,
    parent: Region | None,
    local: bool = False,
    now: datetime,
    **values: Any,
) -> Region:
    """A region below `parent`; without one it is the city, of which there is one."""
    region = plan.new_region(code, parent)
    refuse_unless(permissions.can_change_region(actor, parent or region))
    if parent is None and Region.objects.filter(parent=None).exists():
        raise BadInput(_("Say which region lies above it."), field="parent")
    if Region.objects.filter(code=code).exists() or RegionCode.objects.filter(code=code).exists():
        raise BadInput(_("A region with this code exists already."), field="code")
    changes = Changes(actor, now)
    plan.plan_region(changes, region, values)
    changes.create(RegionCode(region=region, code=code, local=local))
    changes.write()
    region_changed.send(Region, region=region)
    return region


@transaction.atomic
def change_region(
    actor: Actor, region: Region, *, seen: int | None = None, now: datetime, **values: Any
) -> Region:
    """Correct a region. A new code keeps the old one findable; the path stays."""
    region = current(region, seen)
    refuse_unless(permissions.can_change_region(actor, region))
    code = values.get("code", region.code)
    changes = Changes(actor, now)
    if code != region.code:
        if Region.objects.filter(code=code).exists():
            raise BadInput(_("A region with this code exists already."), field="code")
        if not region.codes.filter(code=code).exists():
            changes.create(RegionCode(region=region, code=code, valid_from=now.date()))
    if plan.plan_region(changes, region, values):
        changes.write()
        region_changed.send(Region, region=region)
    return region


@transaction.atomic
def create_department(
    actor: Actor,
    *,
    code: str,
    region: Region,
    parent: Department | None = None,
    now: datetime,
    **values: Any,
) -> Department:
    """A department of a region, or a section of a department."""
    region = parent.region if parent else region
    refuse_unless(permissions.can_add_in(actor, region))
    if Department.objects.filter(code=code).exists():
        raise BadInput(_("A department with this code exists already."), field="code")
    department = plan.new_department(code, region, parent)
    changes = Changes(actor, now)
    plan.plan_department(changes, department, values)
    changes.write()
    return department


@transaction.atomic
def change_department(
    actor: Actor, department: Department, *, seen: int | None = None, now: datetime, **values: Any
) -> Department:
    department = current(department, seen, "region")
    refuse_unless(permissions.can_change_department(actor, department))
    changes = Changes(actor, now)
    if plan.plan_department(changes, department, values):
        changes.write()
        department_changed.send(Department, department=department)
    return department
