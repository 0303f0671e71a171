"""Row scope of cases, and the filters that have a name. Every read on behalf of a person starts at
`visible_to`.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import Length, Substr

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Department, Region
from weiqitong.directory.paths import upwards
from weiqitong.directory.querysets import REGIONAL, client_scope
from weiqitong.taskforces.selectors import member_takes

from .enums import OPEN, BatchKind, Confidentiality, Origin, Status, TurnKind

if TYPE_CHECKING:
    from .models import Batch, Case

SEES_REGION = REGIONAL - {Role.ADMINISTRATOR}
IN_FORCES = frozenset({Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.LIAISON, Role.HANDLER})
TOP = 2  # slashes in the path of a region with nothing above it: "/370700/"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """Row scope: the client's own people, who serves it, the units on the case, and whoever
        answers for its region.
        """
        return self.filter(scope(actor))

    def live(self) -> "CaseQuerySet":
        """Without what was brought in with its history."""
        return self.filter(origin=Origin.LIVE)

    def open(self) -> "CaseQuerySet":
        return self.filter(status__in=OPEN)

    def overdue(self, now: datetime) -> "CaseQuerySet":
        """Open work past its due time; what waits for the enterprise is not late."""
        return self.filter(status__in=OPEN - {Status.ANSWERED}, due_at__lt=now)

    def at_desk(self, kind: TurnKind, ids: list[int]) -> "CaseQuerySet":
        """Cases whose next step belongs to one of these."""
        return self.filter(turn_kind=kind, turn_id__in=ids)


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, actor: Actor) -> "BatchQuerySet":
        """Who may read a batch may read all its rows: they were in reach of whoever asked."""
        if actor.role == Role.COORDINATOR and actor.region_id:
            return self.filter(region=actor.region_id, grant__role=str(Role.COORDINATOR))
        if actor.role == Role.LIAISON and actor.department_id:
            own = {"grant__department_id": actor.department_id, "grant__role": str(Role.LIAISON)}
            return self.filter(**own)
        if actor.role == Role.ADMINISTRATOR:
            reach = Q(unit__region__path__startswith=actor.region_path or "/")
            return self.filter(reach, kind=BatchKind.MERGE)
        return self.none()


def scope(actor: Actor) -> Q:
    """The cases an actor may see: never those in which the enterprise complains of them."""
    return (_reach(actor) | _taken(actor)) & _not_about(actor)


def _reach(actor: Actor) -> Q:
    if actor.role in SEES_REGION:
        if not actor.region_path:
            return Q(pk__in=[])
        within = Region.objects.within(actor.region_path).values("pk")
        # A case that left the region for a desk or lead above stays visible to its own region; one
        # that came to this desk from elsewhere must be seen here. Nothing lies outside the top.
        seen = Q(region__in=within)
        desk = actor.region_id if actor.role == Role.COORDINATOR else None
        if desk and actor.region_path.count("/") > TOP:
            seen |= Q(desk=desk)
        return seen & _not_inspected(actor)
    if actor.role in {Role.LIAISON, Role.HANDLER} and actor.department_path:
        # What a unit did before it was merged is read by the one that goes on with its work.
        inside = Q(path__startswith=actor.department_path)
        merged = Q(merged_into__path__startswith=actor.department_path)
        units = Department.objects.filter(inside | merged).values("pk")
        # The unit it was dispatched to, or the section it was passed on to.
        own = Q(pk__in=_dispatched_to(units)) | Q(section__in=units)
        return own | _named(actor) if actor.officials else own
    if actor.role == Role.CONTACT:
        return Q(client__in=actor.client_ids) if actor.client_ids else Q(pk__in=[])
    if actor.role == Role.PARTNER and actor.client_ids and actor.department_id:
        # What it reported for those who are its members today, and nothing else of theirs.
        return Q(partner=actor.department_id, client__in=actor.client_ids) & NAMED
    if actor.role == Role.SPECIALIST and actor.officials:
        # Who serves one enterprise or three would know at once which of them it is.
        own = Q(specialist__in=actor.officials)
        return (client_scope(actor, "client__") | own | _named(actor)) & NAMED
    return Q(pk__in=[])


def _taken(actor: Actor) -> Q:
    """What a task force of theirs takes, its members read, whoever leads it and wherever."""
    if not actor.officials or actor.role not in IN_FORCES:
        return Q(pk__in=[])
    return Q(pk__in=_taken_ids(actor.officials))


def _taken_ids(officials: Collection[int]) -> "models.QuerySet[Any, Any]":
    cases = apps.get_model("cases", "Case").objects.filter(NAMED)
    return member_takes(officials).taken(cases)  # type: ignore[no-any-return]


NAMED = Q(confidentiality=Confidentiality.ORDINARY)  # everybody on the case learns who asks


def _named(actor: Actor) -> Q:
    """Who is named to handle or to sign off must see it, whatever section they belong to."""
    own = actor.officials
    return Q(handler__in=own) | Q(turn_kind=TurnKind.SIGNER, turn_id__in=own)


def _not_inspected(actor: Actor) -> Q:
    """Nobody inspects the own unit, the clients they serve or served, nor what a task force of
    theirs takes (DESIGN.md §1).
    """
    own = _inspected(actor)
    return Q() if own is None else ~Q(pk__in=own)


def _not_about(actor: Actor) -> Q:
    """Whoever is complained of does not see it, in whatever role."""
    about = about_cases(actor)
    return Q() if about is None else ~Q(pk__in=about)


def about_cases(actor: Actor) -> "models.QuerySet[Any, Any] | None":
    """Ids of the cases in which the enterprise complains of this person, or of their unit, one
    above it or one merged into either; None where that cannot be. Few, and found by a small index.
    """
    cases = apps.get_model("cases", "Case").objects
    found = []
    if actor.official_id:
        found.append(cases.filter(about_official=actor.official_id))
    if actor.role not in {Role.CONTACT, Role.PARTNER}:
        about = cases.filter(about_unit__isnull=False)
        if actor.department_path:
            paths = upwards(actor.department_path)
            merged = Q(about_unit__merged_into__path__in=paths)
            found.append(about.filter(Q(about_unit__path__in=paths) | merged))
        if actor.department_id:
            own = Subquery(Department.objects.filter(pk=actor.department_id).values("path"))
            above = Substr(own, 1, Length("about_unit__path"))
            into = Substr(own, 1, Length("about_unit__merged_into__path"))
            merged = Q(about_unit__merged_into__path=into)
            found.append(about.filter(Q(about_unit__path=above) | merged))
    if not found:
        return None
    first, *rest = (rows.order_by().values_list("pk", flat=True) for rows in found)
    return first.union(*rest) if rest else first


def own_cases(actor: Actor) -> "models.QuerySet[Any, Any] | None":
    """Ids of the cases in reach that an actor may not see all the same; None where there are none.
    Counting takes these few away from the whole, which is counted within an index.
    """
    found = [one for one in (_inspected(actor), about_cases(actor)) if one is not None]
    if len(found) < 2:
        return found[0] if found else None
    return found[0].union(found[1])


def _inspected(actor: Actor) -> "models.QuerySet[Any, Any] | None":
    """Ids of the cases an inspector may not inspect; None for everybody else."""
    if actor.role != Role.INSPECTOR:
        return None
    found = _dispatched_to(units_around(actor.department_id or 0))
    if not actor.official_id:
        return found
    pairings = apps.get_model("pairing", "Pairing").objects.filter(official=actor.official_id)
    cases = apps.get_model("cases", "Case").objects.filter(client__in=pairings.values("client"))
    taken = _taken_ids([actor.official_id])
    return found.union(cases.values_list("pk", flat=True), taken)


def units_around(department: int) -> "models.QuerySet[Any, Any]":
    """Ids of a department, of those above it, within it, and merged into it."""
    own = Subquery(Department.objects.filter(pk=department).values("path"))
    above = Q(path=Substr(own, 1, Length("path")))
    # Compared by their beginnings: a pattern made of a column is escaped anew for each row.
    within = Q(beginning=own)
    units = Department.objects.annotate(beginning=Substr("path", 1, Length(own)))
    return units.filter(above | within | Q(merged_into=department)).values("pk")


def _dispatched_to(units: "models.QuerySet[Any, Any]") -> "models.QuerySet[Any, Any]":
    """Ids of cases that one of these departments leads, led, or co-handles."""
    dispatches = apps.get_model("cases", "Dispatch")
    return dispatches.objects.filter(department__in=units).values_list("case", flat=True)
