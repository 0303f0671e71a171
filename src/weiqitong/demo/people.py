"""The demo's named people: one login per role, in a place where there is something to see."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from django.db.models import Count, Q

from weiqitong.accounts.models import User
from weiqitong.cases.enums import OPEN, Status, TurnKind
from weiqitong.cases.models import Case
from weiqitong.core.actor import Actor, Role, system
from weiqitong.ledger.changes import Changes

from .roster import Roster, actor_of, new_grant, seat_handler
from .served import Portfolio
from .words.people import Phones

PASSWORD = "weiqitong-demo"  # noqa: S105 - printed on purpose; demo people are invented
ORDER = (
    Role.CONTACT,
    Role.SPECIALIST,
    Role.LIAISON,
    Role.HANDLER,
    Role.COORDINATOR,
    Role.LEADER,
    Role.SECRETARY,
    Role.INSPECTOR,
    Role.ADMINISTRATOR,
)


def seat_city_people(roster: Roster, rng: Random, now: datetime) -> dict[Role, int]:
    """The roles that reach over the whole city."""
    city = next(region for region in roster.regions.values() if region.depth == 0)
    people: dict[Role, int] = {}
    changes = Changes(system(), now)
    for role, official in roster.over_city.items():
        user = roster.users[official.person_id]
        new_grant(changes, rng, user, role, region=city)
        people[role] = user.pk
        if role == Role.LEADER:
            roster.leader = actor_of(official, user, role, city)
    changes.write()
    return people


def choose_people(
    roster: Roster, portfolio: Portfolio, rng: Random, now: datetime, phones: Phones
) -> dict[Role, int]:
    """Where most is going on: an enterprise asked for its verdict, and the unit with most in
    hand."""
    waits = Count("pk", filter=Q(status=Status.ANSWERED))
    clients = Case.objects.values("client").annotate(waits=waits, all=Count("pk"))
    busiest = clients.filter(waits__gt=0).order_by("-all", "-waits", "client").first()
    chosen = busiest["client"] if busiest else portfolio.served[0].client.pk
    served = next(one for one in portfolio.served if one.client.pk == chosen)
    unit = _busiest(roster)
    if not roster.handlers[unit]:
        seat_handler(roster, roster.units[unit], rng, now, phones)
    actors = {
        Role.CONTACT: served.speaker,
        Role.SPECIALIST: served.specialist_actor,
        Role.LIAISON: roster.liaisons[unit],
        Role.HANDLER: _with_work(roster.handlers[unit]),
        Role.COORDINATOR: _at_desk(roster),
    }
    return {role: actor.user_id for role, actor in actors.items() if actor and actor.user_id}


def unit_of(user_id: int) -> int:
    """The unit that somebody receives for."""
    grant = User.objects.get(pk=user_id).grants.get(role=Role.LIAISON)
    assert grant.department_id is not None
    return grant.department_id


def _busiest(roster: Roster) -> int:
    """The unit with most in hand, rather one where somebody beside its head handles."""
    staffed = [unit for unit, people in roster.handlers.items() if people]
    in_hand = Case.objects.filter(status__in=OPEN - {Status.ANSWERED}, lead__in=[*roster.liaisons])
    busy = in_hand.values("lead").annotate(open=Count("pk")).order_by("-open", "lead")
    found = busy.filter(lead__in=staffed).first() or busy.first()
    return found["lead"] if found else [*staffed, *roster.liaisons][0]


def _with_work(handlers: list[Actor]) -> Actor:
    """Whoever of them has most in hand."""
    own = [actor.official_id for actor in handlers]
    open_ = Case.objects.filter(status=Status.IN_PROGRESS, handler__in=own)
    held = open_.values("handler").annotate(held=Count("pk")).order_by("-held", "handler").first()
    chosen = held["handler"] if held else own[0]
    return next(actor for actor in handlers if actor.official_id == chosen)


def _at_desk(roster: Roster) -> Actor:
    """Somebody of the city's office; in a small city of the office where most waits."""
    city = next(region for region in roster.regions.values() if region.depth == 0)
    waits = Case.objects.filter(status__in=OPEN, turn_kind=TurnKind.OFFICE)
    desks = waits.values("turn_id").annotate(waits=Count("pk")).order_by("-waits", "turn_id")
    found = desks.filter(turn_id=city.pk).first() or desks.first()
    return roster.coordinators[found["turn_id"] or 0 if found else city.pk][0]


def open_doors(people: dict[Role, int]) -> None:
    """A plain name and the printed password for one person per role."""
    for role in ORDER:
        user = User.objects.filter(pk=people.get(role, 0)).first()
        if user is not None and not user.has_usable_password():
            user.username = str(role)
            user.set_password(PASSWORD)
            user.last_grant_id = user.grants.filter(role=role).values_list("pk", flat=True).first()
            user.save(update_fields=["username", "password", "last_grant_id"])


def print_logins(echo: Callable[[str], None]) -> None:
    """One login per role."""
    names = [str(role) for role in ORDER]
    users = {user.username: user for user in User.objects.filter(username__in=names, demo=True)}
    echo(f"Sign in with one of these names and the password {PASSWORD}:")
    for name in names:
        if name in users:
            echo(f"  {name:<14} {users[name].person.name}")
