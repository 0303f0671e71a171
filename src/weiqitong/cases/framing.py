"""Which rules and calendar a case lives under: chosen once at report, found again by the version
the case keeps.
"""

from datetime import datetime

from weiqitong.deadlines.profiles import choose
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Region
from weiqitong.directory.paths import codes_of
from weiqitong.rules import selectors as rules

from .dossier import Frame
from .models import Case

PROFILES = "deadlines.profiles"
ASSIGNMENT = "deadlines.assignment"


def choose_frame(region: Region, category_code: str, urgency: str, now: datetime) -> Frame:
    """The rules in force now for a need of this region, category and urgency."""
    profiles = rules.in_force(PROFILES, now)
    assignment = rules.parsed(ASSIGNMENT, rules.in_force(ASSIGNMENT, now).pk)
    codes = codes_of(region.path)
    profile = choose(assignment, codes, category_code, urgency)
    return Frame(
        rules.parsed(PROFILES, profiles.pk)[profile],
        profiles.pk,
        calendar_at(region.path),
    )


def frame_of(case: Case) -> Frame:
    """The rules the case was born under, with today's calendar."""
    assert case.rules_id is not None
    profile = rules.parsed(PROFILES, case.rules_id)[case.profile]
    return Frame(profile, case.rules_id, calendar_at(case.region.path))
