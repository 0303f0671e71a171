"""Until when a message sent now is answered: the limit in force for its county, on its calendar."""

from datetime import datetime

from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.paths import codes_of
from weiqitong.rules import selectors as rules

from . import limits
from .kinds import LIMITS
from .models import Line


def due_for(line: Line, at: datetime) -> limits.Due:
    """The limit that holds now, from this instant. No query once the rules are known."""
    version = rules.in_force(LIMITS, at)
    path = line.region.path
    limit = limits.choose(rules.parsed(LIMITS, version.pk), codes_of(path))
    return limits.due(limit, version.pk, calendar_at(path), at)
