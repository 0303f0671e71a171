"""Pairs officials with clients, ends pairings, hands clients over without a gap."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Client, Official
from weiqitong.ledger.changes import Changes

from . import permissions, plan
from .models import Pairing, PairingRole
from .signals import paired, pairing_ended


def _lock(actor: Actor, client: Client) -> list[Pairing]:
    """Open pairings of a client, with the client locked: two offices cannot pair at once."""
    locked = Client.objects.select_for_update(of=("self",)).select_related("region")
    if not permissions.can_pair(actor, locked.get(pk=client.pk)):
        raise NotAllowed(_("Only the office of the client's region changes who serves it."))
    return list(Pairing.objects.open().filter(client=client).select_related("official__person"))


def _check(official: Official, role: str, opened: list[Pairing]) -> None:
    if not official.active:
        raise BadInput(
            _("%(name)s is no longer in service.") % {"name": official}, field="official"
        )
    if any(one.official_id == official.pk and one.role == role for one in opened):
        raise BadInput(
            _("%(name)s serves this client in this role already.") % {"name": official},
            field="official",
        )


@transaction.atomic
def pair(
    actor: Actor,
    client: Client,
    official: Official,
    *,
    role: str = PairingRole.SPECIALIST,
    reason: str = "",
    day: date,
    now: datetime,
) -> Pairing:
    """Put an official beside a client. A client that has a specialist is handed over instead."""
    opened = _lock(actor, client)
    _check(official, role, opened)
    if role == PairingRole.SPECIALIST and (have := _specialist(opened)):
        raise WrongStep(
            _("%(name)s is the specialist until another takes over.") % {"name": have.official},
            pairing=have.pk,
        )
    changes = Changes(actor, now)
    pairing = plan.plan_pair(changes, client, official, role=role, reason=reason, day=day)
    changes.write()
    paired.send(Pairing, pairing=pairing)
    return pairing


@transaction.atomic
def transfer(
    actor: Actor, client: Client, official: Official, *, reason: str, day: date, now: datetime
) -> Pairing:
    """Another specialist from a day on; the one before serves until then. There is no gap."""
    if not reason.strip():
        raise BadInput(_("Say why the specialist changes."), field="reason")
    opened = _lock(actor, client)
    _check(official, PairingRole.SPECIALIST, opened)
    changes = Changes(actor, now)
    before = _specialist(opened)
    if before is not None:
        if day < before.valid_from:
            raise BadInput(
                _("%(name)s took over on %(day)s: choose that day or a later one.")
                % {"name": before.official, "day": before.valid_from.isoformat()},
                field="day",
            )
        plan.plan_unpair(changes, before, day=day)
        changes.write()  # one open specialist per client is a constraint of the table
    pairing = plan.plan_pair(changes, client, official, reason=reason, day=day)
    changes.write()
    if before is not None:
        pairing_ended.send(Pairing, pairing=before)
    paired.send(Pairing, pairing=pairing)
    return pairing


def _specialist(opened: list[Pairing]) -> Pairing | None:
    return next((one for one in opened if one.role == PairingRole.SPECIALIST), None)


@transaction.atomic
def end(actor: Actor, pairing: Pairing, *, day: date, now: datetime) -> Pairing:
    """End a pairing. A specialist of a client in scope is not ended but handed over."""
    client = pairing.client
    opened = _lock(actor, client)
    stored = next((one for one in opened if one.pk == pairing.pk), None)
    if stored is None:
        raise WrongStep(_("This pairing has ended already."))
    if stored.role == PairingRole.SPECIALIST and client.active and client.in_scope:
        raise WrongStep(_("A client is never without a specialist: hand it over instead."))
    changes = Changes(actor, now)
    plan.plan_unpair(changes, stored, day=day)
    changes.write()
    pairing_ended.send(Pairing, pairing=stored)
    return stored
