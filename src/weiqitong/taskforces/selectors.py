"""What is read of task forces: lists, members, what they take, and whom or what one may add."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from weiqitong.accounts.selectors import who_act_as
from weiqitong.core.actor import Actor, Role
from weiqitong.directory.enums import ClientKind
from weiqitong.directory.models import Category, Client, Official
from weiqitong.directory.paths import upwards

from .models import Member, Take, TaskForce

MAY_SERVE = (Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.LIAISON, Role.HANDLER)
MOST = 12  # rows found while one looks for a person or a project


def listed(actor: Actor, *, over: bool = False) -> QuerySet[TaskForce]:
    """Those in sight, with how many members they have; standing ones or those that have ended."""
    standing = Count("members", filter=Q(members__until_at=None))
    rows = TaskForce.objects.visible_to(actor).filter(ended_at__isnull=not over)
    takes = Take.objects.filter(until_at=None).select_related("category", "client")
    return (
        rows.annotate(people=standing)
        .select_related("region")
        .prefetch_related(Prefetch("takes", takes, to_attr="taken"))
    )


@dataclass
class Shown:
    """One task force with its people and what it takes."""

    force: TaskForce
    members: list[Member] = field(default_factory=list)
    takes: list[Take] = field(default_factory=list)

    @property
    def head(self) -> Member | None:
        return next((one for one in self.members if one.heads), None)


def shown(actor: Actor, pk: int) -> Shown | None:
    """In three queries; None where the actor does not see it."""
    force = TaskForce.objects.visible_to(actor).select_related("region").filter(pk=pk).first()
    if force is None:
        return None
    members = force.members.filter(until_at=None).select_related(
        "official__person", "official__department__parent", "official__department__region"
    )
    takes = force.takes.filter(until_at=None).select_related("category", "client")
    return Shown(force, list(members.order_by("-heads", "pk")), list(takes.order_by("pk")))


def may_join(force: TaskForce, day: date) -> Any:
    """People of units in reach of the force who can sign in and act there."""
    path = force.region.path
    near = Q(department__region__path__startswith=path) | Q(
        department__region__path__in=upwards(path)
    )
    return who_act_as(Official.objects.filter(near), MAY_SERVE, day)


def people_called(force: TaskForce, words: str, day: date) -> list[Official]:
    """Those who may join whose name, post or unit holds the words, without its members."""
    rows = may_join(force, day).exclude(
        Exists(Member.objects.filter(force=force, official=OuterRef("pk"), until_at=None))
    )
    for word in words.split():
        rows = rows.filter(
            Q(person__name__contains=word)
            | Q(post__contains=word)
            | Q(department__name__contains=word)
            | Q(department__parent__name__contains=word)
            | Q(department__name_en__icontains=word)
        )
    found = rows.select_related("person", "department__parent").order_by("department__path", "pk")
    return list(found[:MOST])


def projects_called(force: TaskForce, words: str) -> list[Client]:
    """Projects of its region whose name or code holds the words."""
    rows = Client.objects.filter(
        kind=ClientKind.PROJECT, active=True, region__path__startswith=force.region.path
    )
    for word in words.split():
        rows = rows.filter(
            Q(name__contains=word) | Q(name_en__icontains=word) | Q(code__startswith=word)
        )
    return list(rows.select_related("region").order_by("name", "pk")[:MOST])


def open_categories(takes: Sequence[Take]) -> list[Category]:
    """Groups and leaves that are not taken yet, in the order of the catalogue."""
    taken = {one.category_id for one in takes}
    rows = Category.objects.filter(active=True).select_related("parent")
    return [one for one in rows if one.pk not in taken and one.parent_id not in taken]


def member_takes(officials: Collection[int]) -> Any:
    """What the forces of these people take today, as a query without any of its own."""
    return Take.objects.of_members(officials)


def takes_of(force_id: int) -> Any:
    """What one force takes, or took when it ended."""
    return Take.objects.filter(force=force_id, until_at=None)


def members_of(
    category: Category | None, client_id: int, region_path: str, *, heads: bool = False
) -> list[int]:
    """Ids of the officials in a force that takes such a need; or who head one. One query."""
    kinds = [one for one in (category and category.pk, category and category.parent_id) if one]
    takes = Take.objects.standing().filter(Q(category__in=kinds) | Q(client=client_id))
    takes = takes.filter(force__region__path__in=upwards(region_path))
    rows = Member.objects.filter(until_at=None, official__active=True)
    found = rows.filter(force__in=takes.values("force"), **({"heads": True} if heads else {}))
    return list(found.order_by("official").values_list("official", flat=True).distinct())
