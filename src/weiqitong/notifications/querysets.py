"""Row scope of notices and letters, and the few filters that have a name."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from weiqitong.core.actor import Actor

from .permissions import OFFICE, of_whole_city

if TYPE_CHECKING:
    from .models import Letter, Notice


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> "NoticeQuerySet":
        """One's own only, in whatever role one is."""
        return self.filter(user=actor.user_id) if actor.user_id else self.none()

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> "LetterQuerySet":
        """The office's: letters of its region; those of no region are the whole city's affair."""
        if actor.role not in OFFICE or not actor.region_path:
            return self.none()
        mine = models.Q(region_path__startswith=actor.region_path)
        if of_whole_city(actor):
            mine |= models.Q(region_path="")
        return self.filter(mine)

    def due(self, now: datetime) -> "LetterQuerySet":
        return self.filter(state="waiting", next_try_at__lte=now)

    def undelivered(self) -> "LetterQuerySet":
        return self.filter(state="failed")
