"""Nobody sits at the office that called a conference any more: the next office up takes it over."""

from datetime import datetime

from django.db import transaction

from weiqitong.cases.selectors.answerable import People
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.ledger.changes import Changes

from .. import plan
from ..models import Conference
from ..signals import conference_stepped
from .locking import locked


def hand_over(actor: Actor, now: datetime) -> int:
    """Conferences under way whose office is empty; how many moved."""
    people, count = People(today(now)), 0
    rows = Conference.objects.under_way().select_related("office")
    for found in rows.defer("minutes", "office__hours").order_by("pk"):
        if people.of_region(Role.COORDINATOR, found.office.path) is None:
            count += _move_up(actor, found.pk, people, now)
    return count


def _move_up(actor: Actor, conference_id: int, people: People, now: datetime) -> int:
    with transaction.atomic():
        found = locked(conference_id)
        office, coordinator = people.above(Role.COORDINATOR, found.office)
        if not found.is_under_way or coordinator is None or office.pk == found.office_id:
            return 0
        changes = Changes(actor, now)
        plan.plan_move_up(changes, found, office)
        changes.write()
        conference_stepped.send(Conference, conference=found, step="moved")
    return 1
