"""What a unit holds of items, for when it is merged: those that are not settled."""

from typing import Any

from django.utils.translation import gettext_lazy

from weiqitong.ledger.changes import Changes

from . import plan
from .models import Item


class Items:
    """Items (core.registry.UnitHolding)."""

    label = gettext_lazy("Items")
    field = "unit_id"

    def held(self, unit_id: int) -> Any:
        return Item.objects.unsettled().filter(unit=unit_id)

    def move(self, changes: Changes, row: Item, unit_id: int) -> None:
        plan.plan_succeed(changes, row, unit_id)
