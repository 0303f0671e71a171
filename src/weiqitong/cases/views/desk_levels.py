"""What the acts between the levels call, and those of co-handlers who come later. No rule."""

from datetime import datetime

from weiqitong.core.actor import Actor
from weiqitong.directory.models import Department, Region

from .. import services
from ..models import Case
from ..selectors import picking
from ..selectors.page import CasePage
from .desk_steps import Given


def hand_down(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    desk = Region.objects.get(pk=int(given["desk"]))
    return services.hand_down(
        actor, page.case, desk=desk, grounds=given["grounds"], now=now, seen=given["seen"]
    )


def add_co(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    unit = picking.named_unit(picking.units_for(page.case), given["unit"], "unit")
    return services.add_co(
        actor, page.case, unit=unit, text=given["text"], now=now, seen=given["seen"]
    )


def release_co(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    unit = Department.objects.get(pk=int(given["unit"]))
    return services.release_co(
        actor, page.case, unit=unit, text=given["text"], now=now, seen=given["seen"]
    )
