"""The demo's city on the books: regions, units, officials with accounts and grants; invented people
only.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Literal
from uuid import UUID

from django.contrib.auth.hashers import make_password

from weiqitong.accounts.models import Grant, User
from weiqitong.core.actor import Actor, Role, system
from weiqitong.directory import plan
from weiqitong.directory.models import Department, Official, Person, Region, RegionCode
from weiqitong.ledger.changes import Changes

from .city import City, RegionRow
from .departments import Unit, build_departments
from .words.people import OfficialWords, Phones, make_official, person_name
from .words.sketches import Standing

SINCE = date(2021, 2, 26)  # the programme's first day; grants of the demo begin with it
Tier = Literal["city", "county", "town"]
LEVEL_OF: dict[str, Tier] = {
    "city": "city",
    "county": "county",
    "zone": "county",
    "town": "town",
}
# Roles over the whole city and what their holders are; none of them has another role.
CITY_ROLES = (
    (Role.LEADER, "副市长"),
    (Role.SECRETARY, "秘书科科长"),
    (Role.CALLER, "热线回访员"),
    (Role.INSPECTOR, "督查专员"),
    (Role.ADMINISTRATOR, "信息科工程师"),
)
HOTLINE = "hotline"  # where callers sit: it handles no needs
OFFICES = {"office"}  # the function whose people coordinate
LEADS = "副县长"  # a county's leader in charge
# Officials beside the heads, as a share of the units: a small city too has people who handle.
FEWEST_BESIDE = 0.1


@dataclass
class Roster:
    """What was made, by the keys later steps look it up by."""

    regions: dict[str, Region] = field(default_factory=dict)  # by code
    rows: dict[str, RegionRow] = field(default_factory=dict)
    units: dict[int, Department] = field(default_factory=dict)  # by id
    sections: dict[int, list[Department]] = field(default_factory=lambda: defaultdict(list))
    by_function: dict[tuple[str, int], Department] = field(default_factory=dict)
    officials: dict[int, list[Official]] = field(default_factory=lambda: defaultdict(list))
    users: dict[int, User] = field(default_factory=dict)  # by person id
    coordinators: dict[int, list[Actor]] = field(default_factory=lambda: defaultdict(list))
    liaisons: dict[int, Actor] = field(default_factory=dict)  # by unit
    handlers: dict[int, list[Actor]] = field(default_factory=lambda: defaultdict(list))  # by unit
    over_city: dict[Role, Official] = field(default_factory=dict)  # who holds which city-wide role
    leader: Actor | None = None
    caller: Actor | None = None  # of a unit that neither dispatches nor leads
    county_leaders: dict[int, Actor] = field(default_factory=dict)  # by region

    def resolve(self, function: str, region: Region) -> Department | None:
        """The unit with this function for a region: its own, else the nearest above."""
        at: Region | None = region
        while at is not None:
            found = self.by_function.get((function, at.pk))
            if found is not None:
                return found
            at = at.parent
        return None


def build_roster(city: City, officials: int, rng: Random, now: datetime, phones: Phones) -> Roster:
    """Regions, units with sections and `officials` people in them."""
    roster = Roster()
    _regions(roster, city, now)
    units = build_departments(city.regions)
    _departments(roster, units, str(city.facts["phone_area"]), now)
    _officials(roster, units, officials, rng, now, phones)
    return roster


def _regions(roster: Roster, city: City, now: datetime) -> None:
    for level in ({"city"}, {"county", "zone"}, {"town"}):
        changes = Changes(system(), now)
        for order, row in enumerate(city.regions):
            if row.level not in level:
                continue
            parent = roster.regions.get(row.parent)
            region = plan.new_region(row.code, parent)
            values = {
                "name": row.name,
                "name_en": row.name_en,
                "short": row.short,
                "kind": row.level,
                "latitude": row.lat,
                "longitude": row.lon,
                "hours": dict(city.hours) if parent is None else None,
                "order": order,
            }
            plan.plan_region(changes, region, values)
            roster.regions[row.code], roster.rows[row.code] = region, row
        changes.write()
    RegionCode.objects.bulk_create(
        RegionCode(region=roster.regions[row.code], code=row.code, local=row.local)
        for row in city.regions
    )


def _departments(roster: Roster, units: Iterable[Unit], area: str, now: datetime) -> None:
    """Units with their sections. Their office numbers begin with a zero, as nobody's do."""
    made: dict[str, Department] = {}
    changes = Changes(system(), now)
    for number, unit in enumerate(units, 1):
        department = plan.new_department(unit.code, roster.regions[unit.region], None)
        values = {
            "name": unit.name,
            "name_en": unit.name_en,
            "short": unit.short,
            "function": unit.function,
            "relation": unit.relation,
            "phone": f"{area}-{number:07d}",
        }
        plan.plan_department(changes, department, values)
        made[unit.code] = department
    changes.write()
    for unit in units:
        department = made[unit.code]
        roster.units[department.pk] = department
        roster.by_function[unit.function, department.region_id] = department
        for section in unit.sections:
            row = plan.new_department(section.code, department.region, department)
            values = {"name": section.name, "name_en": section.name_en, "short": section.name}
            plan.plan_department(changes, row, values)
            roster.sections[department.pk].append(row)
    changes.write()


def _officials(
    roster: Roster,
    units: Iterable[Unit],
    count: int,
    rng: Random,
    now: datetime,
    phones: Phones,
) -> None:
    seats = _seats(roster, list(units), count - len(CITY_ROLES), rng)
    changes = Changes(system(), now)
    planned: list[tuple[Person, Department, Tier, OfficialWords, Role | None]] = []
    city_office = roster.by_function["office", min(roster.regions.values(), key=_depth).pk]
    for city_role, post in CITY_ROLES:
        person = plan.plan_person(changes, None, name=person_name(rng), phone=phones.next())
        words = OfficialWords(person.name, post, "", ())
        hotline = roster.by_function.get((HOTLINE, city_office.region_id), city_office)
        place = hotline if city_role == Role.CALLER else city_office
        planned.append((person, place, "city", words, city_role))
    for unit, place, standing in seats:
        level = LEVEL_OF[roster.rows[unit.region.code].level]
        words = make_official(
            rng,
            level=level,
            unit=unit.name,
            standing=standing,
            section=place.name if place.parent_id else "",
            functions=[unit.function],
        )
        person = plan.plan_person(changes, None, name=words.name, phone=phones.next())
        planned.append((person, place, level, words, None))
    changes.write()
    for number, (person, place, level, words, role) in enumerate(planned, start=1):
        official = Official(code=f"G{number:06d}", person=person)
        values = {
            "person": person,
            "department": place,
            "level": level,
            "rank": words.rank,
            "post": words.post,
            "expertise": list(words.expertise),
        }
        plan.plan_official(changes, official, values)
        if role is not None:
            roster.over_city[role] = official
        else:
            roster.officials[place.parent_id or place.pk].append(official)
    changes.write()
    everybody = [one for people in roster.officials.values() for one in people]
    everybody += roster.over_city.values()
    roster.users = make_users([official.person_id for official in everybody])
    _grants(roster, rng, now)


def _seats(
    roster: Roster, units: list[Unit], count: int, rng: Random
) -> list[tuple[Department, Department, Standing]]:
    """(unit, unit or section, standing) of each official: one for every unit, then where work
    falls.
    """
    seats: list[tuple[Department, Department, Standing]] = []
    all_units = list(roster.units.values())
    for unit in all_units:
        seats.append((unit, unit, "head"))
    weights = [_work(unit) for unit in all_units]
    spare = max(round(len(seats) * FEWEST_BESIDE), count - len(seats))
    for unit in rng.choices(all_units, weights, k=spare):
        sections = roster.sections[unit.pk]
        if sections and rng.random() < 0.85:
            inner: tuple[Standing, ...] = ("section_head", "section_deputy", "staff")
            standing = rng.choices(inner, (3, 3, 4))[0]
            seats.append((unit, rng.choice(sections), standing))
        else:
            outer: tuple[Standing, ...] = ("deputy", "section_head")
            seats.append((unit, unit, rng.choice(outer)))
    return seats


def _depth(region: Region) -> int:
    return region.depth


def seat_handler(
    roster: Roster, unit: Department, rng: Random, now: datetime, phones: Phones
) -> Actor:
    """One more official in a unit, with an account, who handles its cases."""
    official, user = _seat(roster, unit, "staff", "", rng, now, phones)
    changes = Changes(system(), now)
    new_grant(changes, rng, user, Role.HANDLER, department=unit)
    changes.write()
    actor = actor_of(official, user, Role.HANDLER, unit)
    roster.handlers[unit.pk].append(actor)
    return actor


def seat_county_leaders(roster: Roster, rng: Random, now: datetime, phones: Phones) -> None:
    """A leader for every county with an office, with an account."""
    changes = Changes(system(), now)
    for region in roster.regions.values():
        unit = roster.by_function.get(("office", region.pk))
        if region.depth != 1 or unit is None:
            continue
        official, user = _seat(roster, unit, "head", LEADS, rng, now, phones)
        new_grant(changes, rng, user, Role.LEADER, region=region)
        roster.county_leaders[region.pk] = actor_of(official, user, Role.LEADER, region)
    changes.write()


def _seat(
    roster: Roster,
    unit: Department,
    standing: Standing,
    post: str,
    rng: Random,
    now: datetime,
    phones: Phones,
) -> tuple[Official, User]:
    level = LEVEL_OF[roster.rows[unit.region.code].level]
    words = make_official(
        rng,
        level=level,
        unit=unit.name,
        standing=standing,
        section="",
        functions=[unit.function],
    )
    changes = Changes(system(), now)
    person = plan.plan_person(changes, None, name=words.name, phone=phones.next())
    changes.write()
    official = Official(code=f"G{Official.objects.count() + 1:06d}", person=person)
    values = {
        "person": person,
        "department": unit,
        "level": level,
        "rank": words.rank,
        "post": post or words.post,
        "expertise": list(words.expertise),
    }
    plan.plan_official(changes, official, values)
    changes.write()
    user = make_users([person.pk])[person.pk]
    roster.officials[unit.pk].append(official)
    roster.users[person.pk] = user
    return official, user


def _work(unit: Department) -> float:
    """How many officials a unit has beside others: counties and towns carry the programme."""
    return {0: 3.0, 1: 2.0, 2: 3.0}.get(unit.region.depth, 1.0) * (
        2.0 if unit.function in OFFICES else 1.0
    )


def make_users(person_ids: list[int]) -> dict[int, User]:
    """Accounts without a usable password: a code by SMS lets their people in."""
    password = make_password(None)
    users = [
        User(username=f"d{person_id}", person_id=person_id, password=password, demo=True)
        for person_id in person_ids
    ]
    User.objects.bulk_create(users, batch_size=2000)
    return {user.person_id: user for user in users}


def new_grant(
    changes: Changes, rng: Random, user: User, role: Role, since: date = SINCE, **place: object
) -> Grant:
    """A grant from the programme's first day."""
    grant = Grant(user=user, role=role, valid_from=since, serial=UUID(int=rng.getrandbits(128)))
    for name, value in place.items():
        setattr(grant, name, value)
    changes.enact(grant, "grant.give")
    return grant


def _grants(roster: Roster, rng: Random, now: datetime) -> None:
    """Heads receive for their unit, the others handle; the offices' people coordinate."""
    changes = Changes(system(), now)
    for unit_id, people in roster.officials.items():
        unit = roster.units[unit_id]
        for number, official in enumerate(people):
            user = roster.users[official.person_id]
            if unit.function in OFFICES:
                new_grant(changes, rng, user, Role.COORDINATOR, region=unit.region)
                roster.coordinators[unit.region_id].append(
                    actor_of(official, user, Role.COORDINATOR, unit.region)
                )
                if number:
                    continue
            if number == 0:  # also an office's head: some needs are nobody else's
                new_grant(changes, rng, user, Role.LIAISON, department=unit)
                roster.liaisons[unit_id] = actor_of(official, user, Role.LIAISON, unit)
                continue
            new_grant(changes, rng, user, Role.HANDLER, department=official.department)
            roster.handlers[unit_id].append(
                actor_of(official, user, Role.HANDLER, official.department)
            )
    changes.write()


def actor_of(
    official: Official, user: User, role: Role, place: Department | Region | None
) -> Actor:
    """The person as the middleware would present it in this role."""
    region = place if isinstance(place, Region) else None
    return Actor(
        user_id=user.pk,
        name=official.person.name,
        role=role,
        person_id=official.person_id,
        official_id=official.pk,
        department_id=official.department_id,
        department_path=place.path if isinstance(place, Department) else "",
        region_path=region.path if region else "",
        region_id=region.pk if region else None,
    )
