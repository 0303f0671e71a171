"""The demo's clients, the people who speak for them, and one specialist for each."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from weiqitong.accounts.models import User
from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role, system
from weiqitong.directory import plan
from weiqitong.directory.models import Client, Contact, Official, Region
from weiqitong.ledger.changes import Changes
from weiqitong.pairing.models import Pairing, PairingRole

from .city import City
from .roster import OFFICES, SINCE, Roster, actor_of, make_users, new_grant
from .words.companies import Clients, ClientWords
from .words.people import Phones, contact_post, person_name
from .words.sketches import Place

# Shares of kinds among clients; the rest are enterprises. Invented, of the reference city's order.
PROJECTS, PARKS, COLLECTIVES, IN_GROUPS = 0.09, 0.01, 0.04, 0.05
MOST_CLIENTS = 3  # of one specialist, in the plain pairing of this demo


@dataclass
class Served:
    """A client with what a life needs to know of it."""

    client: Client
    words: ClientWords
    place: Place
    contact: Contact | None = None
    speaker: Actor | None = None  # who acts for the enterprise
    specialist: Official | None = None
    specialist_actor: Actor | None = None


@dataclass
class Portfolio:
    """All clients, and the specialists' accounts."""

    served: list[Served] = field(default_factory=list)


def build_clients(
    city: City, roster: Roster, count: int, rng: Random, now: datetime, phones: Phones
) -> Portfolio:
    """`count` clients over the city's towns and zones, each with a contact and a specialist."""
    portfolio = Portfolio()
    _clients(city, roster, portfolio, count, rng, now)
    _contacts(portfolio, rng, now, phones)
    _pairings(roster, portfolio, rng, now)
    return portfolio


def place_of(city: City, roster: Roster, region: Region) -> Place:
    """The words a place lends to names and needs."""
    province = str(city.facts["province"]["name"])
    name = str(city.facts["name"])
    county = region if region.depth < 2 or region.parent is None else region.parent
    return Place(
        province=province.removesuffix("省"),
        city=name.removesuffix("市"),
        county=roster.rows[county.code].label or county.name,
        town=region.name if region.depth == 2 else "",
        mark=county.short,
    )


def _clients(
    city: City, roster: Roster, portfolio: Portfolio, count: int, rng: Random, now: datetime
) -> None:
    places = [
        (place_of(city, roster, region), region)
        for region in roster.regions.values()
        if region.depth == 2 or (region.depth == 1 and region.kind == "zone")
    ]
    home = str(city.facts["code"])

    def registered(region: Region) -> str:
        """The six digits in a credit code: a zone without a national code registers at the city."""
        return region.code[:6] if region.code[:6].isdigit() else home

    # Zones are few and full; a town has a third of a zone's clients.
    weights = [3.0 if region.depth == 1 else 1.0 for _place, region in places]
    maker = Clients(rng)
    drawn: list[tuple[ClientWords, Place, Region]] = []
    while len(drawn) < count * IN_GROUPS:
        family = rng.choices(places, weights, k=rng.choice((3, 3, 4, 5)))
        members = maker.group([(place, registered(region)) for place, region in family])
        drawn += [(words, *where) for words, where in zip(members, family, strict=True)]
    while len(drawn) < count:
        place, region = rng.choices(places, weights)[0]
        chance = rng.random()
        if chance < PROJECTS:
            owner = rng.choice(drawn)[0] if drawn and rng.random() < 0.4 else None
            words = maker.project(place, registered(region), owner)
        elif chance < PROJECTS + PARKS:
            words = maker.park(place, registered(region))
        elif chance < PROJECTS + PARKS + COLLECTIVES and place.town:
            words = maker.collective(place, registered(region))
        else:
            words = maker.enterprise(place, registered(region))
        drawn.append((words, place, region))
    _write_clients(portfolio, drawn[:count], now)


def _write_clients(
    portfolio: Portfolio, drawn: list[tuple[ClientWords, Place, Region]], now: datetime
) -> None:
    mothers: dict[str, Client] = {}
    later = [row for row in drawn if row[0].group and row[0].group != row[0].name]
    first = [row for row in drawn if row not in later]
    serial = 0
    for rows in (first, later):
        changes = Changes(system(), now)
        for words, place, region in rows:
            serial += 1
            code = words.credit_code or f"XM{region.code}{serial:06d}"
            client = Client(code=code)
            values = {
                "credit_code": words.credit_code or None,
                "kind": words.kind,
                "name": words.name,
                "region": region,
                "address": words.address,
                "industry": words.industry,
                "employees": words.employees,
                "revenue": words.revenue,
                "assets": words.assets,
                "above_scale": bool(words.four_up),
                "chains": [words.chain] if words.chain else [],
                "tags": [words.four_up] if words.four_up else [],
                "group": mothers.get(words.group),
            }
            plan.plan_client(changes, client, values)
            if words.group == words.name:
                mothers[words.name] = client
            portfolio.served.append(Served(client, words, place))
        changes.write()


def _contacts(portfolio: Portfolio, rng: Random, now: datetime, phones: Phones) -> None:
    changes = Changes(system(), now)
    people = [
        plan.plan_person(changes, None, name=person_name(rng), phone=phones.next())
        for _served in portfolio.served
    ]
    changes.write()
    users = make_users([person.pk for person in people])
    for served, person in zip(portfolio.served, people, strict=True):
        contact = Contact(client=served.client, person=person)
        title = contact_post(rng, served.client.kind)
        plan.plan_contact(changes, contact, {"title": title, "primary": True})
        served.contact = contact
        user = users[person.pk]
        new_grant(changes, rng, user, Role.CONTACT, client=served.client)
        served.speaker = _speaker(served.client, user)
    changes.write()


def _speaker(client: Client, user: User) -> Actor:
    return Actor(
        user_id=user.pk,
        name=user.person.name,
        role=Role.CONTACT,
        person_id=user.person_id,
        client_ids=frozenset({client.pk}),
    )


def _pairings(roster: Roster, portfolio: Portfolio, rng: Random, now: datetime) -> None:
    """The nearest official with a hand free: own town, else own county, else the city."""
    free: dict[int, list[Official]] = defaultdict(list)
    for unit_id, people in roster.officials.items():
        if roster.units[unit_id].function not in OFFICES:
            free[roster.units[unit_id].region_id] += people
    for people in free.values():
        rng.shuffle(people)
    load: dict[int, int] = defaultdict(int)
    granted: dict[int, Actor] = {}
    changes = Changes(system(), now)
    for served in portfolio.served:
        official = _nearest(free, load, served.client.region)
        load[official.pk] += 1
        pairing = Pairing(
            client=served.client,
            official=official,
            role=PairingRole.SPECIALIST,
            valid_from=SINCE,
            reason="属地包联"
            if official.department.region_id == served.client.region_id
            else "就近包联",
            salt=crypto.salt(),
            serial=UUID(int=rng.getrandbits(128)),
        )
        changes.enact(pairing, "pairing.pair")
        user = roster.users[official.person_id]
        if official.pk not in granted:
            new_grant(changes, rng, user, Role.SPECIALIST)
            granted[official.pk] = actor_of(official, user, Role.SPECIALIST, None)
        served.specialist, served.specialist_actor = official, granted[official.pk]
    changes.write()


def _nearest(free: dict[int, list[Official]], load: dict[int, int], region: Region) -> Official:
    """Somebody with fewer than the most clients, from the region up; at the city whoever has
    least."""
    at: Region | None = region
    here: list[Official] = []
    while at is not None:
        here = free.get(at.pk, [])
        while here and load[here[-1].pk] >= MOST_CLIENTS:
            here.pop()
        if here:
            return here[-1]
        at = at.parent
    everybody = [official for people in free.values() for official in people]
    return min(everybody, key=lambda official: load[official.pk])
