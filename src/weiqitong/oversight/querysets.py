"""Row scope of supervision orders: that of their cases. Every read on behalf of a person starts at
`visible_to`.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from weiqitong.cases.models import Case
from weiqitong.core.actor import Actor

if TYPE_CHECKING:
    from .models import Supervision


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, actor: Actor) -> "SupervisionQuerySet":
        """Orders on cases in sight."""
        return self.filter(case__in=Case.objects.visible_to(actor).values("pk"))

    def unanswered(self) -> "SupervisionQuerySet":
        return self.filter(replied_at__isnull=True, closed_at__isnull=True)

    def late(self, now: datetime) -> "SupervisionQuerySet":
        """The reply is overdue."""
        return self.unanswered().filter(due_at__lt=now)
