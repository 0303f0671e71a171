"""All reads of accounts for pages and for the apps above; no writes."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from weiqitong.core.actor import ANONYMOUS, Actor, Role
from weiqitong.directory.models import (
    Client,
    Contact,
    Official,
    PartnerMembership,
    Person,
    Region,
)
from weiqitong.directory.paths import upwards
from weiqitong.web.names import name_of

from .enums import OVER_CLIENT, OVER_REGION
from .models import Absence, DemoMark, Grant, User

# What every request reads of places and officials; the rest is fetched should somebody ask for it.
_PLACE = ("name", "name_en")
_NARROW = (
    *(field.name for field in Grant._meta.concrete_fields),
    *(f"user__{field.name}" for field in User._meta.concrete_fields),
    *(f"user__person__{field.name}" for field in Person._meta.concrete_fields),
    *(f"user__person__official__{name}" for name in ("person", "department", "active")),
    *(f"{place}__{name}" for place in ("region", "department", "client") for name in _PLACE),
    *("region__path", "department__path", "department__region"),
    *("client__code", "client__active", "client__region"),
    *("stands_for__active", "stands_for__person__name"),
)
_REACH = ("department__region__path", "client__region__path")


@cache
def _grants(reach: bool) -> Any:
    """All grants as `user_with_grants` reads them; built once, a request only adds its user."""
    places = ("department__region", "client__region") if reach else ("department", "client")
    # One row for each plant of a group. Contacts are unique by client and person: no row more.
    return (
        Grant.objects.select_related(
            "user__person__official", "region", "stands_for__person", *places
        )
        .only(*_NARROW, *(_REACH if reach else ()))
        .annotate(
            plant=F("client__plants__pk"),
            plant_active=F("client__plants__active"),
            listed=FilteredRelation(
                "client__contacts", condition=Q(client__contacts__person=F("user__person"))
            ),
            on_register=F("listed__active"),
        )
        .order_by("pk")
    )


def user_with_grants(user_id: int, *, reach: bool = False) -> User | None:
    """The user with person, official and all grants (`held`) in one query; two without grants.

    Every request asks this. `reach` also joins the regions of units and clients: for those who
    judge where another person's roles hold.
    """
    held: list[Grant] = []
    for row in _grants(reach).filter(user=user_id):
        if not held or held[-1].pk != row.pk:
            held.append(row)
            row.speaks_for = _own(row)
        if row.plant_active and _speaks(row):
            held[-1].speaks_for |= {row.plant}
    if held:
        user = held[0].user
    else:
        found = (
            User.objects.select_related("person__official__department").filter(pk=user_id).first()
        )
        if found is None:
            return None
        user = found
    user.held = tuple(held)
    return user


def _speaks(row: Any) -> bool:
    """Who was struck off the register of contacts speaks no more, grant or not."""
    return row.role != Role.CONTACT or row.on_register is not False


def _own(row: Any) -> frozenset[int]:
    """The client of a grant, while it is active and the person speaks for it."""
    known = row.client is not None and row.client.active and _speaks(row)
    return frozenset({row.client_id}) if known else frozenset()


def grants_on(user: User, day: date) -> list[Grant]:
    """Grants that hold on a day, oldest first; no query when they were read with the user. Who left
    the roster keeps none of an office (`GrantQuerySet.acting`).
    """
    if user.held is None:
        read = user_with_grants(user.pk, reach=True)
        user.held = read.held if read else ()
    official: Official | None = getattr(user.person, "official", None)
    left = official is not None and not official.active
    return [
        grant
        for grant in user.held or ()
        if grant.holds_on(day) and not (left and grant.role not in OVER_CLIENT)
        if grant.stands_for is None or grant.stands_for.active
    ]


def actor_for(user: User, grant: Grant | None, *, day: date) -> Actor:
    """The user acting under a grant, or without any; no query once grants were read."""
    person = user.person
    if grant is None:
        return Actor(user.pk, person.name, Role.VISITOR, person.pk)
    role = Role(grant.role)
    official: Official | None = getattr(person, "official", None)
    if official is not None and not official.active:
        official = None
    department, region, client_ids = None, None, frozenset[int]()
    if role in OVER_CLIENT:
        client_ids = _clients_of(user, role, day)
    elif role in OVER_REGION:
        region = grant.region
    else:
        department = grant.department
    if role == Role.PARTNER and department is not None:
        client_ids = members_of(department.pk, day)
    return Actor(
        user_id=user.pk,
        name=person.name,
        role=role,
        person_id=person.pk,
        official_id=official.pk if official else None,
        department_id=(
            department.pk if department else official.department_id if official else None
        ),
        # A specialist's reach is pairings, a partner's its members: not the unit.
        department_path=department.path if department and role not in OF_CLIENTS else "",
        region_path=grant.reach if role in OVER_REGION else "",
        region_id=region.pk if region else None,
        client_ids=client_ids,
        stands_for=_absent(user, grant, day),
        place=place_of(grant),
    )


def place_of(grant: Grant) -> str:
    """Where a grant holds, as shown; and for whom, where it is held in somebody's place."""
    if grant.stands_for is None:
        return name_of(grant.place)
    return _("for %(name)s · %(place)s") % {
        "name": grant.stands_for.person.name,
        "place": name_of(grant.place),
    }


def _absent(user: User, grant: Grant, day: date) -> frozenset[int]:
    """Officials in whose place the user acts: of every grant of the same role and place."""
    held = (
        one.stands_for_id
        for one in grants_on(user, day)
        if (one.role, one.place) == (grant.role, grant.place)
    )
    return frozenset(pk for pk in held if pk is not None)


OF_CLIENTS = frozenset({Role.SPECIALIST, Role.PARTNER})


def members_of(partner_id: int, day: date) -> frozenset[int]:
    """Clients a partner organisation may report for on a day. One query."""
    held = PartnerMembership.objects.on(day).filter(partner=partner_id, client__active=True)
    return frozenset(held.values_list("client", flat=True))


def _clients_of(user: User, role: Role, day: date) -> frozenset[int]:
    """Clients of all current grants of the role, and the plants of those that are groups."""
    same = (grant.speaks_for for grant in grants_on(user, day) if grant.role == role)
    return frozenset().union(*same)


def default_grant(grants: Iterable[Grant], chosen: int | None = None) -> Grant | None:
    """The grant chosen in this session, or last, while it holds; else the oldest."""
    known = list(grants)
    return next((grant for grant in known if grant.pk == chosen), known[0] if known else None)


def actor_of(user_id: int, *, day: date) -> Actor:
    """The actor a user is by default, for jobs that act on somebody's behalf."""
    user = user_with_grants(user_id)
    if user is None or not user.is_active:
        return ANONYMOUS
    return actor_for(user, default_grant(grants_on(user, day), user.last_grant_id), day=day)


def contacts_to_tell(client_id: int, *, day: date) -> list[int]:
    """Ids of users who speak for a client, or for the group it belongs to, on a day."""
    group = Client.objects.filter(pk=client_id).values("group")
    gone = Contact.objects.filter(
        client=OuterRef("client"), person=OuterRef("user__person"), active=False
    )
    return list(
        Grant.objects.acting(day)
        .filter(~Exists(gone), Q(client=client_id) | Q(client__in=group), role=Role.CONTACT)
        .order_by("user")
        .values_list("user", flat=True)
        .distinct()
    )


def users_with_role(
    role: Role,
    *,
    day: date,
    region_path: str | None = None,
    department_ids: Iterable[int] | None = None,
    client_ids: Iterable[int] | None = None,
) -> list[int]:
    """Ids of users who hold a role exactly at a region, at units, or for clients, on a day."""
    grants = Grant.objects.acting(day).filter(role=role)
    if region_path is not None:
        grants = grants.filter(region__path=region_path)
    if department_ids is not None:
        grants = grants.filter(department__in=list(department_ids))
    if client_ids is not None:
        grants = grants.filter(client__in=list(client_ids))
    return list(grants.order_by("user").values_list("user", flat=True).distinct())


def administrators_of(region: Region, *, day: date) -> list[int]:
    """Ids of users who administer a region, or everything. One query."""
    here = Q(region__path__in=upwards(region.path)) | Q(region=None)
    grants = Grant.objects.acting(day).filter(here, role=Role.ADMINISTRATOR)
    return list(grants.order_by("user").values_list("user", flat=True).distinct())


def who_act_as(officials: QuerySet[Official], roles: Iterable[Role], day: date) -> Any:
    """Those of these officials who can sign in and hold one of the roles on a day."""
    held = Grant.objects.acting(day).filter(user__person=OuterRef("person"), role__in=list(roles))
    return officials.filter(Exists(held), active=True)


def users_of_official(official_id: int, *, day: date) -> list[int]:
    """Ids of the user behind an official, and of those who stand in on a day. Two queries."""
    own = User.objects.filter(person__official=official_id, is_active=True)
    instead = Grant.objects.acting(day).filter(stands_for=official_id)
    users = instead.order_by("user").values_list("user", flat=True).distinct()
    return [*own.values_list("pk", flat=True), *users]


def official_of(user: User) -> Official | None:
    """The official behind a user, with the unit; None for who is on no roster."""
    return (
        Official.objects.select_related("department__region").filter(person=user.person_id).first()
    )


def stood_in_for(user_id: int | None, *, day: date) -> list[int]:
    """Ids of officials in whose place the user acts on a day, in whatever role."""
    grants = Grant.objects.on(day).filter(user=user_id).exclude(stands_for=None)
    return list(grants.values_list("stands_for", flat=True).distinct())


def absences(user: User, *, day: date) -> list[Absence]:
    """The user's absences that run or are to come, the first one first."""
    rows = Absence.objects.filter(user=user, until_on__gt=day)
    return list(rows.select_related("substitute__person").order_by("from_on", "pk"))


def absences_among(officials: QuerySet[Official], *, day: date) -> list[Absence]:
    """Who of these is away or soon will be, the first one first. One query."""
    rows = Absence.objects.filter(user__person__in=officials.values("person"), until_on__gt=day)
    found = rows.select_related("user__person", "substitute__person")
    return list(found.order_by("from_on", "pk"))


def may_stand_in(user: User, *, day: date) -> QuerySet[Official]:
    """Who can stand in for an official: people of the whole unit, and of the office in the same
    regions, who can sign in.
    """
    official: Official | None = getattr(user.person, "official", None)
    if official is None:
        return Official.objects.none()
    unit = official.department.path.split("/")[1]
    places = [one.region_id for one in grants_on(user, day) if one.role in OVER_REGION]
    at_office = Grant.objects.acting(day).filter(role__in=OVER_REGION, region__in=places)
    near = Q(department__path__startswith=f"/{unit}/")
    near |= Q(person__in=at_office.values("user__person"))
    rows = Official.objects.filter(near, active=True, person__user__is_active=True)
    return rows.exclude(pk=official.pk).select_related("person", "department", "person__user")


def demo_mark() -> DemoMark | None:
    """The mark of a demo database, in one query; sessions remember the answer."""
    return DemoMark.objects.first()


def is_demo() -> bool:
    return DemoMark.objects.exists()
