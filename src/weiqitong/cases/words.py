"""What units, desks and clocks are called, in the reader's language. It queries nothing and decides
no rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from weiqitong.deadlines.models import ClockKind
from weiqitong.web.names import in_english
from weiqitong.web.names import name_of as name_of


def short_of(unit: Any) -> str:
    """A unit as people call it."""
    if unit is None:
        return ""
    if in_english() and unit.name_en:
        return str(unit.name_en)
    return str(unit.short or unit.name)


def cases_of(count: int) -> str:
    """The unit of a number of cases."""
    return ngettext("case", "cases", count)


def joined(words: Iterable[str]) -> str:
    """A list of names as one text."""
    return pgettext("between names of a list", ", ").join(word for word in words if word)


def together(*words: str) -> str:
    """Unit and person, side by side."""
    return " ".join(word for word in words if word)


@dataclass(slots=True)
class Names:
    """Names behind the ids that acts and turns carry; an id that is not here is left out."""

    regions: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    officials: dict[int, str] = field(default_factory=dict)

    def region(self, region_id: int | None) -> str:
        return self.regions.get(region_id or 0, "")

    def office(self, region_id: int | None) -> str:
        """The office that coordinates a region."""
        return office_words(self.region(region_id))

    def unit(self, unit_id: int | None) -> str:
        return self.units.get(unit_id or 0, "")

    def official(self, official_id: int | None) -> str:
        return self.officials.get(official_id or 0, "")

    def listed_units(self, ids: Iterable[int]) -> str:
        return joined(self.unit(one) for one in ids)


def office_words(region: str) -> str:
    """坊子区领导小组办公室."""
    return _("%(region)s office") % {"region": region} if region else _("The office")


def leader_words(region: str) -> str:
    return _("%(region)s leader in charge") % {"region": region}


CLOCKS: dict[str, str] = {
    ClockKind.DISPATCH: gettext_noop("Assigning"),
    ClockKind.CONTACT: gettext_noop("First contact"),
    ClockKind.PLAN: gettext_noop("Plan of work"),
    ClockKind.CLOSE: gettext_noop("Formal answer"),
    ClockKind.ASK: gettext_noop("Reply of the enterprise"),
    ClockKind.CO: gettext_noop("Opinion of co-handlers"),
    ClockKind.VERDICT: gettext_noop("Verdict"),
    ClockKind.NAME: gettext_noop("Another lead"),
    ClockKind.HEARING: gettext_noop("Hearing"),
    ClockKind.DESIGNATE: gettext_noop("Designation"),
    ClockKind.DECIDE: gettext_noop("Decision"),
    ClockKind.FOLLOW: gettext_noop("Next reply"),
    ClockKind.SUM: gettext_noop("Answer from the parts"),
}
# What starts a clock and what stops it, as its explanation says it.
BEGUN: dict[str, str] = {
    ClockKind.DISPATCH: gettext_noop("report"),
    ClockKind.CONTACT: gettext_noop("dispatch"),
    ClockKind.PLAN: gettext_noop("dispatch"),
    ClockKind.CLOSE: gettext_noop("dispatch"),
    ClockKind.ASK: gettext_noop("question"),
    ClockKind.CO: gettext_noop("dispatch"),
    ClockKind.VERDICT: gettext_noop("answer"),
    ClockKind.NAME: gettext_noop("rejection"),
    ClockKind.HEARING: gettext_noop("objection"),
    ClockKind.DESIGNATE: gettext_noop("objection"),
    ClockKind.DECIDE: gettext_noop("application"),
    ClockKind.FOLLOW: gettext_noop("last reply"),
    ClockKind.SUM: gettext_noop("closing of the last part"),
}
OWED: dict[str, str] = {
    ClockKind.DISPATCH: gettext_noop("assign"),
    ClockKind.CONTACT: gettext_noop("contact the enterprise"),
    ClockKind.PLAN: gettext_noop("give the plan"),
    ClockKind.CLOSE: gettext_noop("answer formally"),
    ClockKind.ASK: gettext_noop("reply"),
    ClockKind.CO: gettext_noop("give an opinion"),
    ClockKind.VERDICT: gettext_noop("give the verdict"),
    ClockKind.NAME: gettext_noop("name another lead"),
    ClockKind.HEARING: gettext_noop("say whose it is"),
    ClockKind.DESIGNATE: gettext_noop("designate"),
    ClockKind.DECIDE: gettext_noop("decide"),
    ClockKind.FOLLOW: gettext_noop("reply again"),
    ClockKind.SUM: gettext_noop("sum up the parts"),
}


def clock_name(kind: str) -> str:
    return _(CLOCKS[kind])


def clock_begun(kind: str, round: int) -> str:
    """What set it off; from the second round on a close clock starts with the rejection."""
    if kind == ClockKind.CLOSE and round > 1:
        return _("rejection")
    return _(BEGUN[kind])


def clock_owed(kind: str) -> str:
    return _(OWED[kind])
