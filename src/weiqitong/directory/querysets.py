"""Row scope of the city's facts, and the few filters that have a name."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, Q

from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import served_clients

if TYPE_CHECKING:
    from .models import Client, Department, ImportBatch, Official, Region

NONE = Q(pk__in=[])


def lies_within(path: str, region: str = "region") -> Q:
    """Rows whose `region` ("department__region") lies at a path or below it."""
    from .models import Region

    inside = Q(**{f"{region}__in": Region.objects.within(path).values("pk")})
    if path.count("/") > 2:  # a county or a town: few rows, found by their region
        return inside
    # A whole city is nearly every row: the table is read in the list's own order, and where no
    # region lies outside, which is asked once, no row is looked at for it.
    return Q(~Exists(Region.objects.exclude(path__startswith=path))) | inside


# Roles that see the city's facts where their grant reaches.
REGIONAL = frozenset(
    {
        Role.COORDINATOR,
        Role.LEADER,
        Role.SECRETARY,
        Role.CALLER,
        Role.INSPECTOR,
        Role.ADMINISTRATOR,
    }
)


class RegionQuerySet(models.QuerySet["Region"]):
    def within(self, path: str) -> "RegionQuerySet":
        """The region at this path and all below it."""
        return self.filter(path__startswith=path)


class DepartmentQuerySet(models.QuerySet["Department"]):
    def units(self) -> "DepartmentQuerySet":
        """Whole departments, not their sections."""
        return self.filter(parent=None, active=True)

    def within(self, path: str) -> "DepartmentQuerySet":
        return self.filter(path__startswith=path)


class OfficialQuerySet(models.QuerySet["Official"]):
    def visible_to(self, actor: Actor) -> "OfficialQuerySet":
        """Officials by reach: a region's for regional roles, one's own unit's for the rest."""
        if actor.role in REGIONAL and actor.region_path:
            return self.filter(lies_within(actor.region_path, "department__region"))
        if actor.department_path:
            return self.filter(department__path__startswith=actor.department_path)
        return self.filter(pk=actor.official_id) if actor.official_id else self.none()


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, actor: Actor) -> "ClientQuerySet":
        """Row scope. Every read on behalf of a person starts here."""
        return self.filter(client_scope(actor))


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, actor: Actor) -> "ImportBatchQuerySet":
        """Files brought in by people of the same reach or a smaller one."""
        if actor.is_(Role.SYSTEM):
            return self
        if actor.is_(Role.ADMINISTRATOR, Role.COORDINATOR) and actor.region_path:
            return self.filter(by_region_path__startswith=actor.region_path)
        return self.none()


def client_scope(actor: Actor, prefix: str = "") -> Q:
    """The clients an actor may see, as a condition on the client at `prefix` ("client__")."""

    def where(**conditions: Any) -> Q:
        return Q(**{prefix + name: value for name, value in conditions.items()})

    if actor.client_ids and actor.role in {Role.CONTACT, Role.PARTNER}:
        return where(pk__in=actor.client_ids)
    if actor.role == Role.SPECIALIST and actor.officials:
        scope = served_clients.get("pairing")
        return where(pk__in=scope(actor.officials)) if scope else NONE
    if actor.role in REGIONAL and actor.region_path:
        seen = lies_within(actor.region_path, f"{prefix}region")
        if actor.role == Role.INSPECTOR and actor.official_id:
            own = served_clients.get("pairing")  # nobody inspects whom they serve
            return seen & ~where(pk__in=own([actor.official_id])) if own else seen
        return seen
    return NONE
