"""Giving, taking back and choosing roles."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Client, Contact, Department, Region
from weiqitong.ledger.changes import Changes

from .. import permissions, selectors
from ..enums import ACCOUNT, Act
from ..models import Grant, User
from ..permissions import Place
from ..signals import access_ended
from .serving import is_number_of_server


def plan_grant(
    changes: Changes, user: User, role: Role, place: Place, *, by: int | None = None
) -> Grant:
    """A role over a place, from the day the act happens; `by` if not the actor stands behind it."""
    grant = Grant(serial=uuid4())
    changes.enact(
        grant,
        Act.GRANT,
        user=user,
        role=role.value,
        region=place if isinstance(place, Region) else None,
        department=place if isinstance(place, Department) else None,
        client=place if isinstance(place, Client) else None,
        valid_from=clock.today(changes.at),
        granted_by_id=by if by is not None else changes.actor.user_id,
    )
    return grant


def plan_move_grant(changes: Changes, grant: Grant, department_id: int) -> None:
    """The unit it holds over was merged: it holds over the one that goes on."""
    changes.enact(grant, Act.MOVE, department_id=department_id)


@transaction.atomic
def grant_role(actor: Actor, user: User, role: Role, place: Place, *, now: datetime) -> Grant:
    """Give a role over a place; what is held already is returned as it is."""
    if not permissions.fits(role, place):
        raise BadInput(_("This role is not held over such a place."), field="role")
    if not permissions.can_grant(actor, user, role, place):
        raise NotAllowed(_("You may not give this role there."), role=role)
    if role == Role.CONTACT and isinstance(place, Client):
        _check_speaks_for(actor, user, place)
    held = held_grant(user, role, place, now)
    if held is not None:
        return held
    changes = Changes(actor, now)
    grant = plan_grant(changes, user, role, place)
    changes.write()
    return grant


def _check_speaks_for(actor: Actor, user: User, client: Client) -> None:
    """Only a contact of the register speaks for a client, nobody who serves it (DESIGN.md §4)."""
    if actor.is_(Role.SYSTEM):
        return
    if not Contact.objects.filter(client=client, person=user.person_id, active=True).exists():
        raise BadInput(
            _("This person is not entered as a contact of the enterprise."), field="code"
        )
    if is_number_of_server(actor, user.person, client):
        raise NotAllowed(_("This number belongs to an official who serves the enterprise."))


def held_grant(user: User, role: Role, place: Place, now: datetime) -> Grant | None:
    """The grant by which the user holds exactly this now."""
    return (
        Grant.objects.on(clock.today(now))
        .filter(
            user=user,
            role=role,
            region=place if isinstance(place, Region) else None,
            department=place if isinstance(place, Department) else None,
            client=place if isinstance(place, Client) else None,
        )
        .first()
    )


@transaction.atomic
def revoke(actor: Actor, grant: Grant, *, now: datetime) -> None:
    """Take a role back, from now on. Taking it back twice changes nothing."""
    grant = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("user", "region", "department__region", "client__region")
        .get(pk=grant.pk)
    )
    if not permissions.can_revoke(actor, grant):
        raise NotAllowed(_("You may not take this role back."))
    today = clock.today(now)
    if not grant.holds_on(today):
        return
    changes = Changes(actor, now)
    changes.enact(grant, Act.REVOKE, valid_until=today)
    for instead in _held_instead(grant, today):
        changes.enact(instead, Act.REVOKE, valid_until=max(today, instead.valid_from))
    changes.write()
    access_ended.send(User, user=grant.user)


def _held_instead(grant: Grant, today: date) -> list[Grant]:
    """What substitutes hold in the place of this grant's person, now or later."""
    if grant.stands_for_id is not None:
        return []
    rows = Grant.objects.filter(
        role=grant.role,
        region=grant.region_id,
        department=grant.department_id,
        stands_for__person=grant.user.person_id,
        valid_until__gt=today,
    )
    return list(rows)


@transaction.atomic
def switch_role(actor: Actor, user: User, grant: Grant, *, now: datetime) -> Actor:
    """Act under another of one's own grants; on record, since the record names the role."""
    day = clock.today(now)
    if actor.user_id != user.pk or grant.user_id != user.pk:
        raise NotAllowed(_("This is not your role."))
    if not grant.holds_on(day):
        raise WrongStep(_("This role has ended."))
    chosen = selectors.actor_for(user, grant, day=day)
    changes = Changes(chosen, now)
    changes.note(
        Act.SWITCH, ACCOUNT, user.username, before=actor.role.value, grant=str(grant.serial)
    )
    changes.update(user, last_grant_id=grant.pk)
    changes.write()
    return chosen
