"""Who sees a task force, and what the forces of some people take."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Category
from weiqitong.directory.paths import upwards

if TYPE_CHECKING:
    from .models import Take, TaskForce

OFFICES = frozenset({Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.INSPECTOR})
UNITS = frozenset({Role.LIAISON, Role.HANDLER})


class TaskForceQuerySet(models.QuerySet["TaskForce"]):
    def visible_to(self, actor: Actor) -> "TaskForceQuerySet":
        """Row scope: its members; offices, leaders and inspectors of its region, of those above and
        of those below, whose needs it takes too; the liaison of a unit whose people are in it.
        """
        members = apps.get_model("taskforces", "Member").objects.filter(until_at=None)
        own = members.filter(official__in=actor.officials)
        seen = Q(pk__in=own.values("force"))
        if actor.role in OFFICES and actor.region_path:
            above = Q(region__path__in=upwards(actor.region_path))
            return self.filter(seen | above | Q(region__path__startswith=actor.region_path))
        if actor.role == Role.LIAISON and actor.department_path:
            of_unit = members.filter(official__department__path__startswith=actor.department_path)
            return self.filter(seen | Q(pk__in=of_unit.values("force")))
        return self.filter(seen) if actor.role in UNITS else self.none()


class TakeQuerySet(models.QuerySet["Take"]):
    def standing(self) -> "TakeQuerySet":
        """What a force that has not ended takes now."""
        return self.filter(until_at=None, force__ended_at=None)

    def of_members(self, officials: Collection[int]) -> "TakeQuerySet":
        """What stands, of the forces in which one of these people is a member today."""
        members = apps.get_model("taskforces", "Member").objects.filter(
            official__in=officials, official__active=True, until_at=None
        )
        return self.standing().filter(force__in=members.values("force"))

    def taken(self, rows: "models.QuerySet[models.Model]") -> "models.QuerySet[models.Model]":
        """Ids of those rows that one of these takes covers: rows that name a `category`, a `client`
        and a `region`. By category first, which an index finds; nothing where nothing is taken.
        """
        kinds = self.values("category")
        leaves = Category.objects.filter(Q(pk__in=kinds) | Q(parent__in=kinds))
        projects = self.filter(client__isnull=False).values("client")
        covered = rows.filter(Exists(self.covering())).order_by()
        by_kind = covered.filter(category__in=leaves.values("pk")).values_list("pk", flat=True)
        by_client = covered.filter(client__in=projects).values_list("pk", flat=True)
        return by_kind.union(by_client)

    def covering(self) -> "TakeQuerySet":
        """Those that cover the row of the query around this one: its category or the group of it,
        or its client, within the region of the force.
        """
        kinds = Q(category=OuterRef("category")) | Q(category=OuterRef("category__parent"))
        within = Substr(OuterRef("region__path"), 1, Length("force__region__path"))
        return self.filter(kinds | Q(client=OuterRef("client")), force__region__path=within)
