"""Task forces of the invented city: for the kinds of needs that are most often open, and for a few
projects; through the plans that the services use.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from weiqitong.cases.enums import OPEN, Origin
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.answerable import People
from weiqitong.core import clock
from weiqitong.core.actor import Role, system
from weiqitong.directory.enums import ClientKind
from weiqitong.directory.models import Category, Client, Official, Region
from weiqitong.ledger.changes import Changes
from weiqitong.taskforces import plan

from .acting import acting_as
from .words import forces as words

KINDS, PROJECTS, UNITS = 4, 3, 5
LONGEST_NAME = 60
BEGUN = timedelta(days=40)


def found_forces(logins: Mapping[Role, int], now: datetime) -> int:
    """A few of the city's office and of counties'; who signs in at the demo is in the first. How
    many there are.
    """
    people, changes = People(clock.today(now)), Changes(system(), now)
    guests = Official.objects.filter(
        person__user__in=[logins[role] for role in (Role.LIAISON, Role.HANDLER) if role in logins]
    )
    made = 0
    for kind in _kinds():
        needs = Case.objects.filter(category__parent=kind)
        name = words.FOR_A_KIND.format(name=kind.name)
        known = guests if not made else ()
        made += _found(changes, people, kind, Region.objects.get(depth=0), needs, name, known)
    for project in _projects():
        county = _county(project.region)
        needs = Case.objects.filter(client=project)
        name = words.FOR_A_PROJECT.format(name=project.name)
        made += _found(changes, people, project, county, needs, name)
    changes.write()
    return made


def _kinds() -> Iterable[Category]:
    """The groups that most open needs belong to."""
    needs = Case.objects.filter(status__in=OPEN, origin=Origin.LIVE, category__parent__isnull=False)
    rows: Any = needs.values("category__parent").annotate(n=Count("pk")).order_by("-n")[:KINDS]
    known = Category.objects.in_bulk()
    return [known[one["category__parent"]] for one in rows]


def _projects() -> Iterable[Client]:
    """The projects with most needs."""
    needs = Case.objects.filter(client__kind=ClientKind.PROJECT, client__active=True)
    rows = needs.values("client").annotate(n=Count("pk")).order_by("-n", "client")[:PROJECTS]
    return Client.objects.filter(pk__in=[one["client"] for one in rows]).select_related("region")


def _county(region: Region) -> Region:
    path = "/".join(region.path.split("/")[:3]) + "/"
    return Region.objects.get(path=path)


def _found(
    changes: Changes,
    people: People,
    what: Category | Client,
    region: Region,
    needs: QuerySet[Case],
    name: str,
    known: Iterable[Official] = (),
) -> int:
    """One force of a region's office; 0 where nobody sits there."""
    office = people.of_region(Role.COORDINATOR, region.path)
    if office is None:
        return 0
    found = Official.objects.select_related("person__user").get(pk=office)
    actor = acting_as(found, Role.COORDINATOR)
    with changes.acting(actor, changes.now - BEGUN, recorded=changes.now - BEGUN):
        purpose = words.PURPOSES[isinstance(what, Client)]
        force = plan.plan_begin(changes, region, name=name[:LONGEST_NAME], purpose=purpose)
        changes.write()  # its members and takes point at it
        plan.plan_take(changes, force, what)
        members = [plan.plan_join(changes, force, one) for one in _members(needs, people, known)]
        if members:
            plan.plan_head(changes, members[0], None)
    return 1


def _members(needs: QuerySet[Case], people: People, known: Iterable[Official]) -> list[Official]:
    """Who receives for the units that lead most of these needs, and who is known to join."""
    rows = needs.filter(lead__isnull=False).values("lead").annotate(n=Count("pk"))
    heads = [people.head(one["lead"]) for one in rows.order_by("-n", "lead")[:UNITS]]
    known_ids = [one.pk for one in known]
    ids = [one for one in dict.fromkeys([*heads, *known_ids]) if one is not None]
    found = Official.objects.in_bulk(ids)
    return [found[one] for one in ids]
