"""Turns of duty, asked and found: who keeps which roster, who is on duty. Writes nothing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import at, local, today
from weiqitong.directory.models import Department, Official, Region

from .enums import OVER_REGION
from .models import Duty, Grant

Place = Department | Region
SHOWN = timedelta(days=14)


def roster_of(actor: Actor) -> Place | None:
    """The unit or office whose roster the actor keeps; one query."""
    if actor.role == Role.LIAISON and actor.department_path:
        return Department.objects.filter(path=actor.department_path).first()
    if actor.role == Role.COORDINATOR and actor.region_id is not None:
        return Region.objects.filter(pk=actor.region_id).first()
    return None


def keeps(actor: Actor, duty: Duty) -> bool:
    """Whether this turn stands on the actor's own roster."""
    if actor.role == Role.LIAISON:
        return duty.department is not None and duty.department.path == actor.department_path
    return actor.role == Role.COORDINATOR and duty.region_id == actor.region_id


def of_place(place: Place) -> QuerySet[Duty]:
    """The turns of one unit or office that were not cancelled."""
    where = Q(department=place) if isinstance(place, Department) else Q(region=place)
    return Duty.objects.filter(where, cancelled_at=None)


def coming(place: Place, now: datetime) -> list[Duty]:
    """Turns that run or begin within two weeks."""
    rows = of_place(place).filter(until_at__gt=now, from_at__lt=now + SHOWN)
    return list(rows.select_related("official__person").order_by("from_at", "pk"))


def on_duty(place: Place, now: datetime) -> Official | None:
    """Who is on duty there at an instant; of two the one who came last. One query."""
    rows = of_place(place).filter(from_at__lte=now, until_at__gt=now)
    found = rows.filter(official__active=True).select_related("official__person")
    duty = found.order_by("-from_at", "-pk").first()
    return duty.official if duty else None


def may_be_put(place: Place, day: date) -> QuerySet[Official]:
    """Who can be put on duty: people of the unit; those who hold a role at the office."""
    if isinstance(place, Department):
        rows = Official.objects.filter(department__path__startswith=place.path, active=True)
    else:
        held = Grant.objects.acting(day).filter(region=place, role__in=OVER_REGION)
        rows = Official.objects.filter(person__in=held.values("user__person"), active=True)
    return rows.select_related("person__user", "department").order_by("pk")


def next_night(coming: Sequence[Duty], now: datetime) -> tuple[datetime, datetime]:
    """The first night nobody has yet, from 18:00 until 8:30: what the form proposes."""
    day = max([today(now), *(local(one.until_at).date() for one in coming)])
    return at(day, 18), at(day + timedelta(days=1), 8, 30)
