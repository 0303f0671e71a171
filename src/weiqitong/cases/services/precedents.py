"""Withdrawing a precedent: for the office of the region that made it, and nobody else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import NotAllowed
from weiqitong.ledger.changes import Changes

from .. import permissions, plans
from ..models import Precedent


@transaction.atomic
def withdraw_precedent(actor: Actor, precedent: Precedent, *, now: datetime) -> Precedent:
    """What was settled by it stays as it was; only the next dispatch is free again."""
    rows = Precedent.objects.select_for_update(of=("self",)).select_related("region")
    locked = rows.get(pk=precedent.pk)
    if not permissions.may_withdraw_precedent(actor, locked):
        raise NotAllowed(_("Only the office of the region that made it withdraws a precedent."))
    changes = Changes(actor, now)
    plans.plan_withdraw_precedent(changes, locked)
    changes.write()
    return locked
