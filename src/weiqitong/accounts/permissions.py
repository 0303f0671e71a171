"""Who may give which role where, look after whom, invite whom. Functions of values; no queries, no
errors.

The inspector's role is void for one's own unit and pairings: that is a matter of rows, not of
granting, so
the scopes of the apps above leave them out by `actor.department_id` and `actor.official_id`.
"""

from collections.abc import Iterable

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Client, Department, Official, Region

from .enums import OVER_CLIENT, OVER_REGION, OVER_UNIT
from .models import Grant, User

Place = Region | Department | Client | None


def reach_of(place: Place) -> str:
    """Path of the region in which a place lies; "/" for no place: everything."""
    if place is None:
        return "/"
    return place.path if isinstance(place, Region) else place.region.path


def fits(role: Role, place: Place) -> bool:
    """Whether a role can be held over such a place at all."""
    if role in OVER_REGION:
        return isinstance(place, Region) or (role == Role.ADMINISTRATOR and place is None)
    if role in OVER_UNIT:
        return isinstance(place, Department)
    return role in OVER_CLIENT and isinstance(place, Client)


def can_grant(actor: Actor, user: User, role: Role, place: Place) -> bool:
    """An administrator, inside the own reach, never to themselves; the system anywhere."""
    if not fits(role, place):
        return False
    if actor.is_(Role.SYSTEM):
        return True
    return (
        actor.is_(Role.ADMINISTRATOR)
        and actor.user_id != user.pk
        and actor.covers(reach_of(place))
        # Everything is given by the command line alone.
        and place is not None
    )


def can_revoke(actor: Actor, grant: Grant) -> bool:
    if actor.is_(Role.SYSTEM):
        return True
    return (
        actor.is_(Role.ADMINISTRATOR)
        and actor.user_id != grant.user_id
        and actor.covers(grant.reach)
    )


def can_note_absence(actor: Actor, user: User, official: Official) -> bool:
    """One's own; an administrator for people in reach; a liaison for the people of the unit."""
    if actor.is_(Role.SYSTEM) or actor.user_id == user.pk:
        return True
    unit = official.department
    if actor.is_(Role.LIAISON):
        return bool(actor.department_path) and unit.path.startswith(actor.department_path)
    return actor.is_(Role.ADMINISTRATOR) and actor.covers(unit.region.path)


def can_look_after(actor: Actor, user: User, grants: Iterable[Grant]) -> bool:
    """Close or open an account, reset its authenticator, give it a new way in.

    Only when all its grants lie in reach: else a county's administrator could become a city's
    leader.
    """
    if actor.is_(Role.SYSTEM):
        return True
    return (
        actor.is_(Role.ADMINISTRATOR)
        and actor.user_id != user.pk
        and all(actor.covers(grant.reach) for grant in grants)
    )


def can_invite_contact(actor: Actor, client: Client, *, serves: bool) -> bool:
    """Those who look after the region, a colleague, and whoever serves the client."""
    if actor.is_(Role.SYSTEM):
        return True
    if actor.is_(Role.ADMINISTRATOR, Role.COORDINATOR):
        return actor.covers(client.region.path)
    if actor.is_(Role.CONTACT):
        return client.pk in actor.client_ids
    return actor.is_(Role.SPECIALIST) and serves


def can_see_link(actor: Actor, *, serves: bool) -> bool:
    """Whether link and QR may be shown: never to somebody who serves the client (DESIGN.md §5).

    They could otherwise accept it themselves and give the verdict on their own work.
    """
    return not serves and not actor.is_(Role.SPECIALIST)


def can_show_at_gate(actor: Actor, *, serves: bool) -> bool:
    """Whether a QR may be shown for the enterprise to scan: it lives half an hour, opens nothing
    without the code sent to the contact's own number, and sets no password (ADR 0016).
    """
    return serves and actor.is_(Role.SPECIALIST)


def can_see_link_without_phone(actor: Actor, *, serves: bool) -> bool:
    """Whether the link alone may let in, because the person has no number to prove: on the
    administrator's word.
    """
    return can_see_link(actor, serves=serves) and actor.is_(Role.ADMINISTRATOR, Role.SYSTEM)
