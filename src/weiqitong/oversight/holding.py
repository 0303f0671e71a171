"""What a unit holds of oversight, for when it is merged: the orders it has not replied on, and
the referrals that await its statement.
"""

from typing import Any

from django.utils.translation import gettext_lazy

from weiqitong.ledger.changes import Changes

from . import plan, plan_referrals
from .models import Referral, Supervision


class Orders:
    """Supervision orders (core.registry.UnitHolding)."""

    label = gettext_lazy("Supervision orders")
    field = "unit_id"

    def held(self, unit_id: int) -> Any:
        return Supervision.objects.unanswered().filter(unit=unit_id)

    def move(self, changes: Changes, row: Supervision, unit_id: int) -> None:
        plan.plan_move(changes, row, unit_id)


class Referrals:
    """Referrals (core.registry.UnitHolding)."""

    label = gettext_lazy("Referrals")
    field = "unit_id"

    def held(self, unit_id: int) -> Any:
        return Referral.objects.open().filter(unit=unit_id, stated_at=None, handed_at=None)

    def move(self, changes: Changes, row: Referral, unit_id: int) -> None:
        plan_referrals.plan_move(changes, row, unit_id)
