"""What a city needs before its first row: calendars, shipped samples of rules, categories."""

from datetime import date, datetime

from weiqitong.core.actor import Actor
from weiqitong.core.clock import at
from weiqitong.deadlines.services.calendars import seed_calendars
from weiqitong.directory.models import Category
from weiqitong.directory.services.categories import project_catalogue
from weiqitong.rules.selectors import items_in_force
from weiqitong.rules.services import load_samples

from ..kinds import CATALOGUE

# Historic cases are judged by the samples too, as far back as calendars are shipped.
SINCE = at(date(2004, 1, 1))


def lay_foundations(actor: Actor, now: datetime) -> None:
    """Load what is missing; what the city has changed or published stays as it is."""
    seed_calendars(actor, now)
    if load_samples(actor, SINCE, now) or not Category.objects.exists():
        project_catalogue(actor, items_in_force(CATALOGUE, now), now)
