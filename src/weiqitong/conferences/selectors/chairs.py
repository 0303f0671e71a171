"""Who may chair a conference: the leaders of its region and of those above, and its office."""

from datetime import datetime

from django.db.models import Q

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Role
from weiqitong.core.clock import today
from weiqitong.directory.models import Official
from weiqitong.directory.paths import upwards

from ..models import Conference

MOST = 30


def chairs_of(conference: Conference, now: datetime) -> list[Official]:
    """Leaders nearest to the region first, and whoever chairs it now. One query."""
    path = conference.office.path
    leads = Q(role=Role.LEADER, region__path__in=upwards(path))
    own = Q(role=Role.COORDINATOR, region__path=path)
    held = Grant.objects.acting(today(now)).filter(leads | own)
    people = Q(person__in=held.values("user__person"), active=True)
    if conference.chair_id:
        people |= Q(pk=conference.chair_id)
    rows = Official.objects.filter(people).select_related("person").order_by("level", "pk")
    return list(rows[:MOST])
