"""Which ladder a case climbs: the line in force for its region and profile."""

from datetime import datetime

from weiqitong.cases.models import Case
from weiqitong.directory.models import Region
from weiqitong.directory.paths import codes_of
from weiqitong.rules import selectors as rules

from . import ladder
from .kinds import LADDER, RETALIATION


def ladder_of(case: Case, now: datetime) -> tuple[int, ladder.Line]:
    """The version of the rules that holds now, and its line for this case."""
    version = rules.in_force(LADDER, now)
    lines = rules.parsed(LADDER, version.pk)
    return version.pk, ladder.choose(lines, codes_of(case.region.path), case.profile)


def first_reply(region: Region, now: datetime) -> tuple[int, int]:
    """The version of the rules that holds now, and inspection's working days for its first reply;
    the line of the nearest region counts.
    """
    version = rules.in_force(RETALIATION, now)
    lines = {line.region: line.reply for line in rules.parsed(RETALIATION, version.pk)}
    for code in reversed(codes_of(region.path)):
        if code in lines:
            return version.pk, lines[code]
    return version.pk, lines[None]
