"""What a unit holds of oversight, for when it is merged: the orders it has not replied on."""

from typing import Any

from django.utils.translation import gettext_lazy

from weiqitong.ledger.changes import Changes

from . import plan
from .models import Supervision


class Orders:
    """Supervision orders (core.registry.UnitHolding)."""

    label = gettext_lazy("Supervision orders")
    field = "unit_id"

    def held(self, unit_id: int) -> Any:
        return Supervision.objects.unanswered().filter(unit=unit_id)

    def move(self, changes: Changes, row: Supervision, unit_id: int) -> None:
        plan.plan_move(changes, row, unit_id)
