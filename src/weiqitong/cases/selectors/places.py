"""Counties of the control room's table: what each region counted, added up to every place above
it. It asks the database nothing but which regions there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from weiqitong.directory.models import Region
from weiqitong.web.parts import LightShares

from ..words import name_of
from .counted import Lights, Words
from .filters import WITHOUT, CaseFilter


@dataclass
class Place:
    """A county of the table, or the region looked at itself."""

    region: Region
    name: str
    query: str
    green: int = 0
    yellow: int = 0
    red: int = 0
    paused: int = 0
    yes: int = 0
    verdicts: int = 0

    @property
    def open(self) -> int:
        return self.green + self.yellow + self.red + self.paused

    @property
    def lights(self) -> LightShares:
        return LightShares(self.green + self.paused, self.yellow, self.red)


def places_within(path: str) -> Iterable[Region]:
    """Regions with what tables and names need of them."""
    fields = ("code", "name", "name_en", "path", "depth", "order")
    return Region.objects.within(path).only(*fields)


def places_of(region: Region, regions: Iterable[Region], chosen: CaseFilter) -> dict[str, Place]:
    """The region itself and those one level below it, by path."""
    near = [one for one in regions if one.depth <= region.depth + 1]
    return {
        one.path: Place(
            one, name_of(one), chosen.query(region=one.code, period="", tab="open", parts=WITHOUT)
        )
        for one in sorted(near, key=lambda one: (one.depth, one.order, one.path))
    }


def fold(
    places: dict[str, Place],
    regions: Mapping[int, Region],
    opened: Mapping[int, Lights],
    given: Mapping[int, Words],
) -> None:
    """Add each region's counts to itself and to every place above it."""
    for region in opened.keys() | given.keys():
        lights, words = opened.get(region, Lights()), given.get(region, Words())
        path = regions[region].path
        for above, place in places.items():
            if path.startswith(above):
                place.green += lights.green
                place.yellow += lights.yellow
                place.red += lights.red
                place.paused += lights.paused
                place.yes += words.yes
                place.verdicts += words.all
