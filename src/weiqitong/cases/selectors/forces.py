"""Task forces and cases: which force takes a case, and what a force has before it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Count, Exists, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.directory.models import Department
from weiqitong.taskforces.models import Take, TaskForce
from weiqitong.taskforces.selectors import members_of
from weiqitong.web.parts import Fact

from ..enums import Status
from ..models import Case
from .filters import WITHOUT, CaseFilter, conditions

# What is told of a force, each as the list that it opens to.
FIGURES: dict[str, dict[str, str]] = {
    "open": {"tab": "open"},
    "late": {"tab": "late"},
    "waiting": {"tab": "open", "status": Status.ANSWERED},
    "parked": {"tab": "open", "status": Status.PARKED},
    "ended": {"tab": "all", "figure": "solved", "part": "all", "period": "all"},
    "solved": {"tab": "all", "figure": "solved", "part": "yes", "period": "all"},
}


def with_force(rows: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    """Each case with the force that takes it, of those the actor sees: `force_id`, `force_name`;
    and whether the actor is a member of one: `in_force`.
    """
    seen = TaskForce.objects.visible_to(actor).values("pk")
    takes = Take.objects.standing().covering().filter(force__in=seen)
    takes = takes.order_by("-client", "-force__region__depth", "force")
    return rows.annotate(
        force_id=Subquery(takes.values("force")[:1]),
        force_name=Subquery(takes.values("force__name")[:1]),
        in_force=Exists(takes.of_members(actor.officials)),
    )


def team_of(case: Case) -> frozenset[int]:
    """The officials who read it by a task force; nobody's of a hidden need. One query."""
    if case.is_hidden:
        return frozenset()
    return frozenset(members_of(case.category, case.client_id, case.region.path))


def force_fact(case: Case) -> Fact:
    """Which task force takes it, with a link to that force."""
    found, name = vars(case).get("force_id"), vars(case).get("force_name")
    href = reverse("taskforces:taskforce", args=[found]) if found else ""
    return Fact(_("Task force"), name or "", href)


def list_of(force: TaskForce, code: str, **more: str) -> CaseFilter:
    """The list behind a figure. A need is counted once: parts of a split one stand beside it."""
    return replace(_figure(code), force=str(force.pk), **more)


def _figure(code: str) -> CaseFilter:
    return CaseFilter(parts=WITHOUT, **FIGURES[code])


@dataclass(frozen=True, slots=True)
class UnitShare:
    """What one unit leads of a force's needs; None: nobody leads them yet."""

    unit: Department | None
    counts: dict[str, int]


def shares(actor: Actor, force: TaskForce, now: datetime) -> list[UnitShare]:
    """The figures of a force by the unit that leads, the most open first. Two queries."""
    counts = {  # the rows are the force's already
        code: Count("pk", filter=reduce(and_, conditions(_figure(code), actor, now)))
        for code in FIGURES
    }
    taken = conditions(CaseFilter(force=str(force.pk)), actor, now)
    rows: Any = Case.objects.visible_to(actor).live().filter(*taken)
    found = list(rows.order_by().values("lead").annotate(**counts))
    units = Department.objects.in_bulk([one["lead"] for one in found if one["lead"]])
    lines = [
        UnitShare(units.get(one["lead"]), {code: one[code] for code in FIGURES}) for one in found
    ]
    lines.sort(key=lambda one: (-one.counts["open"], one.unit is None, one.unit and one.unit.path))
    return lines


def total(lines: list[UnitShare]) -> Iterator[tuple[str, int]]:
    """All units together."""
    for code in FIGURES:
        yield code, sum(one.counts[code] for one in lines)
