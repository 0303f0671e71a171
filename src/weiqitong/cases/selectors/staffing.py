"""Who can sign in and act today, for a desk, a unit or oneself: one answer for reports, rejections
and whoever leaves. It moves nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Role
from weiqitong.core.clock import today
from weiqitong.directory.models import Department, Official, Region
from weiqitong.directory.paths import upwards

from ..dossier import Seat, Staff
from ..enums import OPEN, BatchKind, BatchState, Part, Status, TurnKind
from ..models import BatchLine, Case, Dispatch
from ..plans.leaving import is_deserted, is_heard_by, nearest

BATCH = 500  # cases looked at together
IN_CHARGE = frozenset({Role.LEADER, Role.SECRETARY})
AT_A_DESK = frozenset({Role.COORDINATOR}) | IN_CHARGE
AT_WORK = (Role.LIAISON, Role.HANDLER)
RELATED = ("client", "desk", "lead", "section", "handler", "about_unit")


def has_office(region: Region, now: datetime) -> bool:
    """Whether somebody sits at the desk of a region."""
    return Grant.objects.acting(today(now)).filter(role=Role.COORDINATOR, region=region.pk).exists()


def staffed(desk: Region, now: datetime) -> Region:
    """The desk, or the nearest above it where somebody sits; itself where nobody does at all."""
    seat = nearest(Seat(TurnKind.OFFICE, desk), _at_desks(desk, now), leaders=False)
    return seat.region if seat is not None else desk


def seated(seat: Seat, now: datetime) -> Seat:
    """The seat, or the nearest where somebody sits; itself where nobody does at all."""
    return nearest(seat, _at_desks(seat.region, now)) or seat


def people_of(unit: Department) -> QuerySet[Official]:
    """All of a unit, also where it was merged since."""
    rows = Q(department__path__startswith=unit.path)
    if unit.merged_into is not None:
        rows |= Q(department__path__startswith=unit.merged_into.path)
    return Official.objects.filter(rows)


def without_complained(held: QuerySet[Grant], case: Case) -> QuerySet[Grant]:
    """The grants without those of whom the enterprise complains."""
    own = "user__person__official"
    if case.about_official_id is not None:
        held = held.exclude(**{own: case.about_official_id})
    if case.about_unit is not None:
        people = people_of(case.about_unit)
        held = held.exclude(**{f"{own}__in": people.values("pk")})
    return held


def _at_desks(region: Region, now: datetime) -> Staff:
    """Who sits on the way up from a region. One query."""
    above = upwards(region.path)
    rows = Grant.objects.acting(today(now)).filter(role__in=AT_A_DESK, region__path__in=above)
    return _desks(rows.values_list("role", "region"))


def _desks(rows: Iterable[tuple[str, int | None]]) -> Staff:
    held = [(role, region) for role, region in rows if region is not None]
    return Staff(
        offices=frozenset(region for role, region in held if role == Role.COORDINATOR),
        leaders=frozenset(region for role, region in held if role in IN_CHARGE),
    )


def staff_of(cases: Sequence[Case], now: datetime) -> Staff:
    """Who is there of those these cases count on. Three queries, however many cases. Where the
    enterprise complains of somebody, ask of that case alone: they do not count.
    """
    held: QuerySet[Grant] = Grant.objects.acting(today(now))
    if len(cases) == 1:
        held = without_complained(held, cases[0])
    units = {pk for case in cases for pk in (case.lead_id, case.section_id) if pk}
    units |= {case.turn_id or 0 for case in cases if is_heard_by(case)}
    officials = {case.handler_id for case in cases if case.handler_id}
    officials |= {case.turn_id or 0 for case in cases if case.turn_kind == TurnKind.SIGNER}
    own, who = "user__person__official", "user__person__official__in"
    desks = _desks(held.filter(role__in=AT_A_DESK).values_list("role", "region").distinct())
    at_work = held.filter(role__in=AT_WORK, department__in=units)
    present = at_work.values_list("role", "department", own).order_by("pk")
    heads: dict[int, list[int]] = {}
    for role, unit, official in present:
        if role == Role.LIAISON and official is not None:
            heads.setdefault(unit or 0, []).append(official)
    workers: dict[int, set[str]] = {}
    specialists: set[int] = set()
    named = held.filter(role__in=(*AT_WORK, Role.SPECIALIST), **{who: officials})
    for role, path, official in named.values_list("role", "department__path", own):
        if role == Role.SPECIALIST:
            specialists.add(official)
        else:
            workers.setdefault(official, set()).add(path)
    return Staff(
        units=frozenset(unit or 0 for _role, unit, _official in present),
        offices=desks.offices,
        leaders=desks.leaders,
        specialists=frozenset(specialists),
        workers={official: frozenset(paths) for official, paths in workers.items()},
        heads={unit: tuple(people) for unit, people in heads.items()},
    )


def deserted(now: datetime) -> Iterator[Case]:
    """Open cases that count on somebody who is gone, in steps of a few hundred."""
    rows = Case.objects.filter(status__in=OPEN - {Status.ANSWERED}).select_related(*RELATED)
    # What moves with a unit that is being merged is not deserted: its people move beside it.
    merging = BatchLine.objects.filter(
        batch__kind=BatchKind.MERGE, batch__state=BatchState.RUNNING, case__isnull=False
    )
    rows = rows.exclude(pk__in=merging.values("case"))
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        staff = staff_of(batch, now)
        waiting = _closed_parts(batch)
        for case in batch:
            there = staff_of([case], now) if case.complains else staff
            if case.pk in waiting or is_deserted(case, there):
                yield case


def _closed_parts(cases: Sequence[Case]) -> set[int]:
    """Those that wait for the opinion of a unit that is closed."""
    open_ = Dispatch.objects.filter(part=Part.CO, answered_at=None, ended_at=None)
    closed = open_.filter(case__in=cases, department__active=False)
    return set(closed.values_list("case", flat=True))
