"""Row scope of long jobs: everybody sees their own, and nobody else's."""

from typing import TYPE_CHECKING

from django.db import models

from weiqitong.core.actor import Actor

if TYPE_CHECKING:
    from .models import Progress


class ProgressQuerySet(models.QuerySet["Progress"]):
    def visible_to(self, actor: Actor) -> "ProgressQuerySet":
        return self.filter(actor_id=actor.user_id) if actor.user_id else self.none()
