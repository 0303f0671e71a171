"""The dispatch catalogue (派单目录) as a value: which function leads, which co-handle. Pure.

It names functions of departments ("market-regulation"), never a unit: the same catalogue serves
every county, and no city's name stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput

TERRITORY = "territory"  # the town of the client, else its county
OFFICE = "office"  # the office itself: nobody else's


@dataclass(frozen=True, slots=True)
class Leaf:
    """One category that a case can have."""

    code: str
    name: str
    lead: str
    co: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    urgency: str = "normal"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Groups by code, leaves by code."""

    groups: Mapping[str, str] = field(default_factory=dict)
    leaves: Mapping[str, Leaf] = field(default_factory=dict)

    def guess(self, text: str, most: int = 3) -> list[Leaf]:
        """Leaves whose keywords stand in the text, best first: longer words weigh more."""
        scored = []
        for leaf in self.leaves.values():
            score = sum(len(word) for word in leaf.keywords if word in text)
            if score:
                scored.append((-score, leaf.code, leaf))
        return [leaf for _score, _code, leaf in sorted(scored)[:most]]


def parse(items: Iterable[Mapping[str, Any]]) -> Catalogue:
    """From the items of a published version, or BadInput naming the item."""
    groups: dict[str, str] = {}
    leaves: dict[str, Leaf] = {}
    for item in items:
        code, name = str(item.get("code", "")), str(item.get("name", ""))
        if not name:
            raise BadInput(_("Category %(code)s has no name.") % {"code": code}, item=code)
        if not item.get("parent"):
            groups[code] = name
            continue
        lead = str(item.get("lead", ""))
        if not lead:
            raise BadInput(_("Category %(code)s has no lead.") % {"code": code}, item=code)
        leaves[code] = Leaf(
            code,
            name,
            lead,
            tuple(item.get("co", ())),
            tuple(item.get("keywords", ())),
            str(item.get("urgency", "normal")),
        )
        if str(item["parent"]) not in groups:
            about = {"code": code, "parent": item["parent"]}
            raise BadInput(
                _("Category %(code)s stands under %(parent)s, which comes later or not at all.")
                % about,
                item=code,
            )
    return Catalogue(MappingProxyType(groups), MappingProxyType(leaves))
