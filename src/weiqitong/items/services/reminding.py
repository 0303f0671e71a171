"""Reminders: once when an item turns yellow, once when its date is over."""

from datetime import datetime

from django.db import transaction

from weiqitong.core.actor import Actor
from weiqitong.core.clock import today

from ..enums import ItemState
from ..models import Item
from ..telling import REMINDERS, tell_reminder

BATCH = 500


def remind(actor: Actor, now: datetime) -> int:
    """Tell those whose items are due soon or overdue; how many items. Any number of workers may do
    it at once: whoever sets the mark tells.
    """
    count = 0
    for mark, moment in REMINDERS.items():
        due = Item.objects.filter(state=ItemState.OPEN, stranded_at=None, **{mark: None})
        if mark == "yellow_told_at":
            due = due.filter(due_at__gt=now)  # what is over already is told as that
        rows = due.filter(**{f"{moment}__lte": now}).order_by("pk").values_list("pk", flat=True)
        for pk in list(rows[:BATCH]):
            count += _remind(pk, mark, moment, now)
    return count


def _remind(pk: int, mark: str, moment: str, now: datetime) -> int:
    with transaction.atomic():
        free = Item.objects.filter(pk=pk, state=ItemState.OPEN, **{mark: None})
        if not free.filter(**{f"{moment}__lte": now}).update(**{mark: now}):
            return 0
        item = Item.objects.select_related("unit", "office").get(pk=pk)
        tell_reminder(item, mark, today(now), now)
    return 1
