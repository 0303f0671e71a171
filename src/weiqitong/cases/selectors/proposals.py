"""To whom a need could go: the catalogue's categories resolved to the units near the client. Two
queries at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weiqitong.directory.models import Category, Department
from weiqitong.directory.selectors import resolve_functions
from weiqitong.rules import selectors as rules

from .. import catalogue as catalogues
from ..kinds import CATALOGUE
from ..models import Case
from ..plans.recusal import is_about
from ..words import name_of
from .precedents import settled


@dataclass(frozen=True, slots=True)
class Proposed:
    """A category with the units that would lead and co-handle."""

    category: Category
    lead: Department
    co: tuple[Department, ...]
    catalogue_id: int
    settled: str = ""  # the circumstances of a precedent that names this lead

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.category.pk}/{self.lead.pk}"

    @property
    def label(self) -> str:
        return name_of(self.lead)

    @property
    def hint(self) -> str:
        between = "、" if not (get_language() or "").startswith("en") else ", "
        co = between.join(name_of(unit) for unit in self.co)
        category = f"{self.category.code} {name_of(self.category)}"
        parts = [category, _("co-handling: %(units)s") % {"units": co} if co else ""]
        if self.settled:
            parts.insert(
                0, _("settled before: %(circumstances)s") % {"circumstances": self.settled}
            )
        return "·".join(part for part in parts if part)


def catalogue_at(now: datetime) -> tuple[int, catalogues.Catalogue] | None:
    """The dispatch catalogue in force, with its version's id; None where none is published."""
    try:
        version = rules.in_force(CATALOGUE, now)
    except rules.NotInForce:
        return None
    return version.pk, rules.parsed(CATALOGUE, version.pk)


def proposals(
    case: Case, known: Iterable[Category], now: datetime, most: int = 3
) -> list[Proposed]:
    """Likely ones of the categories in use, best first: the one reported, then those whose words
    stand in the text.
    """
    found = catalogue_at(now)
    if found is None:
        return []
    version_id, catalogue = found
    leaves: list[catalogues.Leaf] = []
    if case.category and case.category.code in catalogue.leaves:
        leaves.append(catalogue.leaves[case.category.code])
    for leaf in catalogue.guess(f"{case.title}\n{case.text}", most):
        if leaf not in leaves:
            leaves.append(leaf)
    leaves = leaves[:most]
    functions = {one for leaf in leaves for one in (leaf.lead, *leaf.co)}
    found_units = resolve_functions(functions, case.region)
    units = {one: unit for one, unit in found_units.items() if not is_about(case, unit)}
    categories = {one.code: one for one in known}
    made = []
    for leaf in leaves:
        lead, category = units.get(leaf.lead), categories.get(leaf.code)
        if lead is not None and category is not None:
            co = tuple(units[one] for one in leaf.co if one in units and units[one] != lead)
            made.append(Proposed(category, lead, co, version_id))
    # What was settled before outranks the catalogue (DESIGN.md §4.5).
    wanted = [categories[leaf.code] for leaf in leaves if leaf.code in categories]
    ruled = [
        Proposed(one.category, unit, (), version_id, one.circumstances)
        for one in settled(case.region, wanted).values()
        if (unit := one.department.merged_into or one.department).active
    ]
    values = {one.value for one in ruled}
    return [*ruled, *(one for one in made if one.value not in values)]
