"""Who is a member of which partner organisation: named by the office, never by the partner."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.ledger.changes import Changes

from .. import permissions
from ..enums import Relation
from ..models import Client, Department, PartnerMembership


def add_member(
    actor: Actor, partner: Department, client: Client, *, now: datetime
) -> PartnerMembership:
    """From today on the partner may report for this client. Twice is once."""
    _ask(actor, client)
    if partner.relation != Relation.PARTNER or partner.parent_id or not partner.active:
        raise BadInput(_("%(unit)s is no partner organisation.") % {"unit": partner.name})
    if not client.active:
        raise BadInput(_("%(client)s is closed.") % {"client": client.name}, field="client")
    with transaction.atomic():
        held = PartnerMembership.objects.filter(partner=partner, client=client, valid_until=None)
        if (found := held.first()) is not None:
            return found
        changes = Changes(actor, now)
        membership = plan_member(changes, partner, client)
        changes.write()
    return membership


def plan_member(changes: Changes, partner: Department, client: Client) -> PartnerMembership:
    """The row and its entry, from the day the act happens."""
    membership = PartnerMembership(
        serial=uuid4(), partner=partner, client=client, valid_from=today(changes.at)
    )
    changes.enact(membership, "membership.begin")
    return membership


@transaction.atomic
def end_member(actor: Actor, membership: PartnerMembership, *, now: datetime) -> None:
    """From today on it may not, and sees this client's cases no more. Twice changes nothing."""
    _ask(actor, membership.client)
    membership = PartnerMembership.objects.select_for_update().get(pk=membership.pk)
    if membership.valid_until is None:
        changes = Changes(actor, now)
        changes.enact(membership, "membership.end", valid_until=today(now))
        changes.write()


def _ask(actor: Actor, client: Client) -> None:
    if not permissions.can_change_client(actor, client):
        raise NotAllowed(_("You may not say whose member this enterprise is."))
