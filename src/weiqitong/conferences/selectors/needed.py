"""Which units a conference needs: those that have its cases now, those the dispatch catalogue names
for their categories, those of precedents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weiqitong.cases.enums import Part
from weiqitong.cases.models import Case, Dispatch
from weiqitong.cases.plans import is_about
from weiqitong.cases.selectors.proposals import proposals
from weiqitong.directory.models import Department
from weiqitong.directory.selectors import categories

GUESSES = 2  # categories looked at where a case has none yet
LEADS = gettext_noop("leads now")
HELPS = gettext_noop("co-handles now")
SETTLED = gettext_noop("settled before")
CATALOGUE = gettext_noop("by the catalogue")


@dataclass(frozen=True, slots=True)
class Needed:
    """A unit, and why it is proposed."""

    unit: Department
    why: str

    @property
    def words(self) -> str:
        return _(self.why)


def needed(cases: Iterable[Case], now: datetime) -> list[Needed]:
    """Units to invite, the leads first; each once, and none that a case complains of. Some four
    queries, and two for each case.
    """
    known, found = categories(), dict[int, Needed]()
    rows = list(cases)
    for dispatch in _dispatched(rows):
        why = LEADS if dispatch.part == Part.LEAD else HELPS
        _add(found, dispatch.department, why)
    for case in rows:
        for one in proposals(case, known, now, 1 if case.category_id else GUESSES):
            _add(found, one.lead, SETTLED if one.settled else CATALOGUE)
            for unit in one.co:
                _add(found, unit, CATALOGUE)
    return [one for one in found.values() if not any(is_about(case, one.unit) for case in rows)]


def _add(found: dict[int, Needed], unit: Department, why: str) -> None:
    """Whole units in service only."""
    if unit.active and unit.parent_id is None:
        found.setdefault(unit.pk, Needed(unit, why))


def _dispatched(cases: list[Case]) -> Any:
    """Of the units that have these cases now, leads first."""
    rows = Dispatch.objects.filter(case__in=cases, ended_at=None).exclude(part=Part.HEARD)
    return rows.select_related("department").order_by("-part", "pk")
