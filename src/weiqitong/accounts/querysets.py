"""Named filters on grants, and the people an administrator may look after."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, Q

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Contact, Official, Region

from .enums import OVER_CLIENT

if TYPE_CHECKING:
    from .models import Grant

NOBODY = Q(pk__in=[])


class GrantQuerySet(models.QuerySet["Grant"]):
    def on(self, day: date) -> "GrantQuerySet":
        """Grants that hold on a day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)

    def acting(self, day: date) -> "GrantQuerySet":
        """Grants of those who can sign in and act under them on a day. Who left the roster keeps
        the word of an enterprise or its members, and no office.
        """
        left = Q(user__person__official__active=False) & ~Q(role__in=OVER_CLIENT)
        gone = Q(stands_for__active=False)  # nobody stands in for who left
        return self.on(day).filter(user__is_active=True).exclude(left).exclude(gone)

    def within(self, region_path: str) -> "GrantQuerySet":
        """Grants whose place lies in the region at this path."""
        return self.filter(
            Q(region__path__startswith=region_path)
            | Q(department__region__path__startswith=region_path)
            | Q(client__region__path__startswith=region_path)
        )


def person_scope(actor: Actor) -> Q:
    """The people an administrator looks after, as a condition on directory's `Person`."""
    from .models import Grant

    path = actor.region_path
    if actor.role != Role.ADMINISTRATOR or not path:
        return NOBODY
    inside = Region.objects.within(path).values("pk")
    # Sets of ids, each from its own index: asked person by person, a page would ask 36,000 times.
    found = Q(pk__in=Official.objects.filter(department__region__in=inside).values("person"))
    found |= Q(pk__in=Contact.objects.filter(client__region__in=inside).values("person"))
    for place in ("region", "department__region", "client__region"):
        held = Grant.objects.filter(**{f"{place}__in": inside})
        found |= Q(pk__in=held.values("user__person"))
    # Where nothing lies outside, which is asked once, everybody is inside.
    return Q(~Exists(Region.objects.exclude(path__startswith=path))) | found
