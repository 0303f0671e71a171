"""Needs that belong together: linked to another, split into parts."""

from django.utils.translation import gettext as _

from ..enums import OPEN, Action
from ..models import Act
from ..words import Names
from .facts import Facts


def link(facts: Facts, names: Names, act: Act) -> str:
    number = {"number": facts.get("master", "")}
    if act.action == Action.UNLINK:
        return _("unlinked it from %(number)s") % number
    if facts.get("same"):
        return _("linked it to %(number)s, the same need") % number
    return _("linked it to %(number)s, a need like it") % number


def split(facts: Facts, names: Names, act: Act) -> str:
    return _("split it into %(count)s parts") % {"count": facts.get("parts")}


def part(facts: Facts, names: Names, act: Act) -> str:
    """Which part closed or opened again, and what is left."""
    words = {"part": facts.get("part", ""), "count": facts.get("open", 0)}
    if facts.get("status") in OPEN:
        return _("Part %(part)s is open again") % words
    if facts.get("open"):
        return _("Part %(part)s is closed; still open: %(count)s") % words
    return _("Part %(part)s is closed, the last of them: the office sums up") % words
