"""Reminders of conferences, each once: a day before, a statement overdue, the office late."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from weiqitong.core.actor import Actor

from .. import telling
from ..enums import State
from ..models import Conference

BEFORE = timedelta(days=1)
MOST = 500  # of one run; the rest waits for the next


def remind(actor: Actor, now: datetime) -> int:
    """Claim what is due and tell; how many conferences."""
    rows = Conference.objects.filter(state=State.CALLED, reminded_at=None)
    # Who was asked less than a day before needs no second word.
    soon = rows.filter(meets_at__gt=now, meets_at__lte=now + BEFORE)
    soon = soon.filter(called_at__lt=F("meets_at") - BEFORE)
    count = sum(_once(pk, "reminded_at", now) for pk in _ids(soon))
    late = Conference.objects.filter(
        Q(state=State.DRAFT, due_at__lte=now) | Q(state=State.CALLED, meets_at__lte=now),
        late_told_at=None,
    )
    return count + sum(_once(pk, "late_told_at", now) for pk in _ids(late))


def _ids(rows: QuerySet[Conference]) -> list[int]:
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:MOST])


def _once(conference_id: int, mark: str, now: datetime) -> int:
    with transaction.atomic():
        free = Conference.objects.filter(pk=conference_id, **{mark: None})
        if not free.update(**{mark: now}):
            return 0
        found = Conference.objects.select_related("office").get(pk=conference_id)
        if mark == "reminded_at":
            telling.tell_soon(found, now)
        else:
            telling.tell_late(found, now)
    return 1
