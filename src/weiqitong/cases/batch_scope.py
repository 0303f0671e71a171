"""Row scope of batches: one's own office's, one's own unit's, an administrator's mergers."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from weiqitong.core.actor import Actor, Role

from .enums import BatchKind

if TYPE_CHECKING:
    pass


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, actor: Actor) -> "BatchQuerySet":
        """Who may read a batch may read all its rows: they were in reach of whoever asked."""
        if actor.role == Role.COORDINATOR and actor.region_id:
            return self.filter(region=actor.region_id, grant__role=str(Role.COORDINATOR))
        if actor.role == Role.LIAISON and actor.department_id:
            own = {"grant__department_id": actor.department_id, "grant__role": str(Role.LIAISON)}
            return self.filter(**own)
        if actor.role == Role.ADMINISTRATOR:
            reach = Q(unit__region__path__startswith=actor.region_path or "/")
            return self.filter(reach, kind=BatchKind.MERGE)
        return self.none()
