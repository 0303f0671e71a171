"""Seeds the invented city: books, clients, and cases whose rows come from the same plans as real
ones.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import connection, transaction

from weiqitong.accounts.models import DemoMark
from weiqitong.cases import plans, serials
from weiqitong.cases.catalogue import Catalogue
from weiqitong.cases.enums import Urgency
from weiqitong.cases.framing import choose_frame
from weiqitong.cases.kinds import CATALOGUE
from weiqitong.cases.models import Case
from weiqitong.cases.services.founding import lay_foundations
from weiqitong.cases.telling import index_cases
from weiqitong.core import clock
from weiqitong.core.actor import Role, system
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Category, Client, Region
from weiqitong.ledger.changes import Changes
from weiqitong.rules import selectors as rules
from weiqitong.rules import services as rule_services

from .city import City, load_city
from .climbing import climb
from .conferences import confer
from .forces import found_forces
from .instructions import instruct
from .lives import Life, live
from .merging import merge_one
from .people import choose_people, open_doors, print_logins, seat_city_people, unit_of
from .pool import live_pool
from .roster import SINCE, Roster, build_roster, seat_county_leaders
from .served import Portfolio, Served, build_clients
from .talking import talk
from .words.cases import likelihood, make_need
from .words.people import Phones

OFFICIALS, CLIENTS, CASES = 15_000, 21_000, 35_363  # the reference city in 2021
MONTHS = timedelta(days=210)  # of cases, up to now
FRESH = 0.02  # of the cases came in these last hours: something lies on every desk
CHUNK = 400  # cases of one short write transaction
URGENCIES = ((Urgency.NORMAL, 78), (Urgency.URGENT, 20), (Urgency.EMERGENCY, 2))
ASSIGNMENT = "deadlines.assignment"

Echo = Callable[[str], None]


def seed_city(
    scale: float = 0.1,
    city: str = "",
    echo: Echo = print,
    *,
    now: datetime | None = None,
    officials: int | None = None,
) -> None:
    """Fill an empty database. `city` is a folder of the same shape as the one shipped.

    `officials` overrules the scale for their number: every unit has at least one.
    """
    if Region.objects.exists() or Client.objects.exists():
        raise BadInput(
            "There are facts in this database already; the demo fills an empty one only."
        )
    at = now or clock.now()
    mark = DemoMark.objects.create(made_at=at)  # first: what is interrupted is still a demo
    rng = Random(f"{scale} {clock.today(at)}")
    books = load_city(Path(city) if city else None)
    with timed(echo, "rules and calendars"):
        lay_foundations(system(), at)
    phones = Phones(rng)
    seats = officials or round(OFFICIALS * scale)
    with timed(echo, f"{seats:,} officials"):
        roster = build_roster(books, seats, rng, at, phones)
    _own_rules(books, at)
    with timed(echo, f"{round(CLIENTS * scale):,} enterprises and projects"):
        portfolio = build_clients(books, roster, round(CLIENTS * scale), rng, at, phones)
    people = seat_city_people(roster, rng, at)
    apart = Random(f"line {scale} {clock.today(at)}")  # the lives are what they were without it
    seat_county_leaders(roster, apart, at, phones)
    with timed(echo, f"{round(CASES * scale):,} cases"), collecting_seldom():
        _cases(roster, portfolio, round(CASES * scale), rng, at)
    with timed(echo, "other ways in, links and parts"):
        people |= live_pool(roster, portfolio, round(CASES * scale), rng, at, phones)
    with timed(echo, "the ladder"):
        climb(rng, at)
    with timed(echo, "conferences"):
        confer(Random(f"conferences {clock.today(at)}"), at)
    with timed(echo, "search index"):
        _index(at)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the planner has never seen this table full
    people |= choose_people(roster, portfolio, rng, at, phones)
    merge_one(people, at)
    with timed(echo, "direct lines"):
        talk(roster, portfolio, apart, at, known=people.get(Role.CONTACT))
    with timed(echo, "instructions"):
        instruct(roster, unit_of(people[Role.LIAISON]), rng, at)
    found_forces(people, at)
    open_doors(people)
    mark.people = {str(role): user for role, user in people.items()}
    mark.save()
    print_logins(echo)


@contextmanager
def timed(echo: Echo, what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    echo(f"  {what}: {time.monotonic() - start:.1f} s")


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Millions of short-lived rows and no cycles among them: the collector finds nothing."""
    kept = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*kept)
        gc.unfreeze()


def _own_rules(books: City, now: datetime) -> None:
    """Lines of the assignment that the city's folder lays down for its regions."""
    own = list(books.facts.get("profiles", {}).get("items", []))
    if own:
        items = rules.items_in_force(ASSIGNMENT, now) + own
        since = clock.at(SINCE)
        rule_services.load_sample(system(), ASSIGNMENT, items, books.facts["name"], since, now)


def _cases(roster: Roster, portfolio: Portfolio, count: int, rng: Random, now: datetime) -> None:
    version = rules.in_force(CATALOGUE, now)
    catalogue: Catalogue = rules.parsed(CATALOGUE, version.pk)
    categories = {category.code: category for category in Category.objects.all()}
    weights = {code: 1.0 / (1 + number % 9) for number, code in enumerate(catalogue.leaves)}
    starts = sorted(_moments(rng, count, now))
    for begin in range(0, count, CHUNK):
        chunk = starts[begin : begin + CHUNK]
        with transaction.atomic():
            ids = serials.reserve(len(chunk))
        changes = Changes(system(), now)
        for serial, at in zip(ids, chunk, strict=True):
            served = rng.choice(portfolio.served)
            leaf = _leaf(rng, served, weights)
            urgency = rng.choices([u for u, _ in URGENCIES], [w for _, w in URGENCIES])[0]
            words = make_need(
                rng, leaf, served.place, served.words.sketch(), clock.local(at).date()
            )
            frame = choose_frame(served.client.region, "", urgency, at)
            life = Life(
                rng=rng,
                changes=changes,
                roster=roster,
                catalogue=catalogue,
                catalogue_id=version.pk,
                categories=categories,
                served=served,
                words=words,
                frame=frame,
                now=now,
                at=at,
            )
            live(life, plans.Names.of(serial, at), urgency)
        changes.write()


def _moments(rng: Random, count: int, now: datetime) -> Iterator[datetime]:
    """When needs are reported: mostly in working hours, more of them lately, some at night."""
    for _number in range(count):
        if rng.random() < FRESH:
            yield now - timedelta(minutes=rng.uniform(3, 600))
            continue
        day = clock.local(now - MONTHS * (rng.random() ** 1.15)).date()
        if day.weekday() >= 5 and rng.random() < 0.7:
            day -= timedelta(days=day.weekday() - 4)
        hour = rng.choices(range(6, 23), (1, 2, 8, 14, 14, 9, 3, 4, 10, 12, 11, 7, 3, 2, 2, 2, 1))[
            0
        ]
        at = clock.at(day, hour, rng.randrange(60)) + timedelta(seconds=rng.randrange(60))
        yield min(at, now - timedelta(minutes=rng.randrange(3, 400)))


def _leaf(rng: Random, served: Served, weights: dict[str, float]) -> str:
    """A category that suits the client."""
    codes = rng.choices(list(weights), list(weights.values()), k=6)
    sketch = served.words.sketch()
    fitting = [(code, likelihood(code, sketch)) for code in codes]
    total = sum(fit for _code, fit in fitting)
    if total <= 0:
        return next(code for code in weights if likelihood(code, sketch) > 0)
    return rng.choices([code for code, _ in fitting], [fit for _, fit in fitting])[0]


def _index(now: datetime) -> None:
    index_cases(Case.objects.values_list("pk", flat=True), now)
