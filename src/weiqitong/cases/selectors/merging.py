"""What a unit holds: all that passes to another when it is merged, and what stays its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from weiqitong.accounts.models import Grant
from weiqitong.core.clock import today
from weiqitong.core.registry import unit_holdings
from weiqitong.directory.models import Department, Official
from weiqitong.pairing.models import Pairing

from ..enums import Part, Status, TurnKind
from ..models import Case, Dispatch
from ..plans.moving import LED


@dataclass(frozen=True, slots=True)
class Moving:
    """One row that moves with a unit, and its columns afterwards."""

    label: str
    object_id: int
    after: dict[str, Any]


def rows_of_unit(unit: Department, target: Department, now: datetime) -> Iterator[Moving]:
    """Where the unit itself goes, its sections, people and roles, and what higher apps keep."""
    yield Moving(Department.LABEL, unit.pk, {"merged_into_id": target.pk})
    for one in Department.objects.filter(merged_into=unit).order_by("pk"):
        yield Moving(Department.LABEL, one.pk, {"merged_into_id": target.pk})
    for one in Department.objects.within(unit.path).exclude(pk=unit.pk).order_by("path"):
        after = {
            "path": target.path + one.path[len(unit.path) :],
            "parent_id": target.pk if one.parent_id == unit.pk else one.parent_id,
            "region_id": target.region_id,
        }
        yield Moving(Department.LABEL, one.pk, after)
    for official in Official.objects.filter(department=unit).order_by("pk"):
        yield Moving(Official.LABEL, official.pk, {"department_id": target.pk})
    lasting = Q(valid_until=None) | Q(valid_until__gt=today(now))
    for grant in Grant.objects.filter(lasting, department=unit).order_by("pk"):
        yield Moving(Grant.LABEL, grant.pk, {"department_id": target.pk})
    for name, holding in unit_holdings:
        for row in holding.held(unit.pk).order_by("pk"):
            yield Moving(name, row.pk, {holding.field: target.pk})


def cases_of_unit(unit: Department) -> QuerySet[Case]:
    """Open needs in which something of the unit is still owed: it leads, owes an opinion, is
    heard.
    """
    open_ = Dispatch.objects.filter(department=unit, ended_at=None)
    owed = open_.filter(Q(part=Part.HEARD) | Q(part=Part.CO, answered_at=None))
    leads = Q(lead=unit) & ~Q(turn_kind__in=[TurnKind.OFFICE, TurnKind.LEADER])
    leads |= Q(lead=unit, status=Status.OBJECTED)
    return Case.objects.filter(leads | Q(pk__in=owed.values("case")), status__in=LED).order_by("pk")


@dataclass(frozen=True, slots=True)
class Staying:
    """What a merger leaves as it is, in numbers."""

    answered: int  # needs that await the enterprise's verdict on the unit's answer
    closed: int
    pairings: int  # clients that its people serve


def staying(unit: Department) -> Staying:
    """Three queries."""
    led = Case.objects.filter(lead=unit)
    return Staying(
        led.filter(status=Status.ANSWERED).count(),
        led.filter(closed_at__isnull=False).count(),
        Pairing.objects.open().filter(official__department__path__startswith=unit.path).count(),
    )
