"""Looking behind a mask: the number, and the look on record."""

from datetime import datetime

from django.db import transaction

from weiqitong.core.actor import Actor
from weiqitong.ledger.changes import Changes

from .. import permissions
from ..models import Contact, Official
from .writing import refuse_unless


@transaction.atomic
def look_at_contact(actor: Actor, contact: Contact, *, now: datetime) -> str:
    """A contact's number in clear. Whoever calls has found the contact in the actor's scope."""
    return _look(actor, contact, now)


@transaction.atomic
def look_at_official(actor: Actor, official: Official, *, now: datetime) -> str:
    return _look(actor, official, now)


def _look(actor: Actor, holder: Contact | Official, now: datetime) -> str:
    refuse_unless(permissions.can_look(actor))
    changes = Changes(actor, now)
    changes.note("person.look", holder.LABEL, holder.ledger_key(), field="phone")
    changes.write()
    return holder.person.phone
