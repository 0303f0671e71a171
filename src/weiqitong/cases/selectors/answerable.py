"""Who answers for a case now, and who above them: the persons that the ladder names. It tells and
moves nothing.
"""

from datetime import date

from django.db.models import QuerySet

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Role
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Official, Region

from ..enums import Status, TurnKind
from ..models import Case
from ..plans.climbing import Named

# Clocks that its desk holds, whoever's turn the case itself is.
OF_THE_DESK = frozenset({ClockKind.DECIDE})
COUNTY = 1  # depth of a county: from here up an office gives orders


class People:
    """Who holds which office on a day. What was asked once is not asked again: a sweep names the
    same few hundred people a thousand times.
    """

    def __init__(self, day: date) -> None:
        self.day = day
        self._units: dict[int, int | None] = {}
        self._places: dict[tuple[Role, str], int | None] = {}
        self._regions: dict[str, Region] = {}
        self._known: dict[int, Region] = {}

    def head(self, unit_id: int) -> int | None:
        """The official who receives for a unit: its head, or whom the head has put there."""
        if unit_id not in self._units:
            held = Grant.objects.acting(self.day).filter(role=Role.LIAISON, department=unit_id)
            self._units[unit_id] = self._first(held)
        return self._units[unit_id]

    def of_region(self, role: Role, path: str) -> int | None:
        """The official with a role exactly at a region."""
        if (role, path) not in self._places:
            held = Grant.objects.acting(self.day).filter(role=role, region__path=path)
            self._places[role, path] = self._first(held)
        return self._places[role, path]

    def above(self, role: Role, region: Region) -> tuple[Region, int | None]:
        """The nearest region upwards that has somebody in the role, and who that is."""
        here: Region | None = region
        while here is not None:
            if (official := self.of_region(role, here.path)) is not None:
                return here, official
            here = self.parent(here)
        return region, None

    def parent(self, region: Region) -> Region | None:
        """The region above, read once."""
        if region.depth == 0:
            return None
        path = region.path.rstrip("/").rpartition("/")[0] + "/"
        if path not in self._regions:
            self._regions[path] = Region.objects.defer("hours").get(path=path)
        return self._regions[path]

    def place(self, case: Case) -> None:
        """Give the case its region and desk as they are known."""
        for name in ("region", "desk"):
            pk = getattr(case, f"{name}_id")
            if pk not in self._known:
                self._known[pk] = Region.objects.defer("hours").get(pk=pk)
            setattr(case, name, self._known[pk])

    @staticmethod
    def _first(held: "QuerySet[Grant]") -> int | None:
        """Of those on the roster the one who has held it longest."""
        own = "user__person__official"
        rows = held.filter(**{f"{own}__isnull": False}).order_by("pk").values_list(own, flat=True)
        found: int | None = rows.first()
        return found


def holder(case: Case, people: People, clock: str = "") -> Named:
    """Who holds the next step, or the clock that is named."""
    kind = TurnKind.OFFICE if clock in OF_THE_DESK else TurnKind(case.turn_kind)
    if kind == TurnKind.OFFICE:
        official = people.of_region(Role.COORDINATOR, case.desk.path)
        return Named(None, official, case.desk_id)
    if kind == TurnKind.LEADER:
        region, official = people.above(Role.LEADER, case.desk)
        return Named(None, official, region.pk)
    unit = answering_unit(case)
    if kind in {TurnKind.HANDLER, TurnKind.SIGNER}:
        return Named(unit, case.turn_id)
    if kind == TurnKind.UNIT and case.turn_id:
        # A section without a liaison of its own is answered for by the whole unit's.
        return Named(unit, people.head(case.turn_id) or (people.head(unit) if unit else None))
    return Named(unit, people.head(unit) if unit else None)


def answering_unit(case: Case) -> int | None:
    """The unit whose turn it is as a whole: the lead, or the one an objection asks."""
    if case.status == Status.OBJECTED and case.turn_kind == TurnKind.UNIT:
        return case.turn_id
    return case.lead_id


def head(case: Case, people: People, clock: str = "") -> Named:
    """The head of the unit, or of the office, that holds it."""
    found = holder(case, people, clock)
    if found.unit_id is None:
        return found
    return Named(found.unit_id, people.head(found.unit_id))


def supervising(case: Case, people: People, clock: str = "") -> Region:
    """The office that gives the order: of county level or above, and never over itself."""
    office: Region = case.desk
    while office.depth > COUNTY:
        above = people.parent(office)
        if above is None:
            break
        office = above
    held = holder(case, people, clock)
    if held.unit_id is None and held.region_id == office.pk:
        return people.parent(office) or office
    return office


def leader(case: Case, people: People, clock: str = "") -> Named:
    """The leader in charge above the office that supervises."""
    region, official = people.above(Role.LEADER, supervising(case, people, clock))
    return Named(None, official, region.pk)


def official_name(official_id: int | None) -> str:
    """The name of a person an act names."""
    found = Official.objects.filter(pk=official_id or 0).values_list("person__name", flat=True)
    return found.first() or ""
