"""Named filters on grants, and the people an administrator may look after."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Contact, Official

if TYPE_CHECKING:
    from .models import Grant

NOBODY = Q(pk__in=[])


class GrantQuerySet(models.QuerySet["Grant"]):
    def on(self, day: date) -> "GrantQuerySet":
        """Grants that hold on a day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)

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
    if path == "/":
        return Q()
    me = {"person": OuterRef("pk")}
    officials = Official.objects.filter(department__region__path__startswith=path, **me)
    contacts = Contact.objects.filter(client__region__path__startswith=path, **me)
    grants = Grant.objects.within(path).filter(user__person=OuterRef("pk"))
    return Q(Exists(officials)) | Q(Exists(contacts)) | Q(Exists(grants))
