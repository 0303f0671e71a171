"""Row scope of lines and messages. Every read on behalf of a person starts at `visible_to`.

A private message is for its enterprise and for office and leaders of that very county: not for the
city, not for the inspection. A hidden one is for its enterprise and for those who watch the line.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Client

from .enums import State

if TYPE_CHECKING:
    from .models import Line, Message

IN_CHARGE = frozenset({Role.LEADER, Role.SECRETARY})
ANSWERING = IN_CHARGE | {Role.COORDINATOR}
WATCHING = ANSWERING | {Role.INSPECTOR}


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, actor: Actor) -> "LineQuerySet":
        """Lines of one's own enterprises' counties, or within one's reach."""
        if actor.role == Role.CONTACT and actor.client_ids:
            own = Client.objects.filter(
                pk__in=actor.client_ids, region__path__startswith=OuterRef("region__path")
            )
            return self.filter(Exists(own))
        if actor.role in WATCHING and actor.region_path:
            return self.filter(region__path__startswith=actor.region_path)
        return self.none()

    def kept_by(self, actor: Actor) -> "LineQuerySet":
        """Lines whose name, switch and house rules one may set."""
        if actor.role not in {Role.COORDINATOR, Role.ADMINISTRATOR} or not actor.region_path:
            return self.none()
        if actor.role == Role.COORDINATOR:
            return self.filter(region=actor.region_id)
        return self.filter(region__path__startswith=actor.region_path)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, actor: Actor) -> "MessageQuerySet":
        """What one may read on the lines in sight."""
        if actor.role == Role.CONTACT and actor.client_ids:
            own = Q(client__in=actor.client_ids)
            return self.filter(own | Q(private=False, hidden_at=None), line__in=_lines(actor))
        if actor.role in WATCHING and actor.region_path:
            here = Q(line__region=actor.region_id) if actor.role in ANSWERING else Q(pk__in=[])
            return self.filter(here | Q(private=False), line__in=_lines(actor))
        return self.none()

    def waiting(self) -> "MessageQuerySet":
        """To which an answer is owed."""
        return self.filter(state=State.WAITING, hidden_at=None)

    def overdue(self, now: datetime) -> "MessageQuerySet":
        return self.waiting().filter(answer_due_at__lt=now)


def _lines(actor: Actor) -> "models.QuerySet[Line, Any]":
    from .models import Line

    return Line.objects.visible_to(actor).values("pk")
