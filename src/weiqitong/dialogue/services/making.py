"""A message becomes a need, at most once, by the plan of every report."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases.enums import Channel
from weiqitong.cases.models import Case
from weiqitong.cases.services.acting import write
from weiqitong.cases.services.bringing import bring
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Client, Contact
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..models import Message
from ..signals import message_changed
from ..telling import CASE
from .talking import locked


@transaction.atomic
def make_case(
    actor: Actor, message: Message, *, now: datetime, client: Client | None = None
) -> Case:
    """The need of the message's enterprise. Two who tap at once get the same one. The enterprise's
    own tap stands for itself; after the office's it is asked to confirm.
    """
    message = locked(message.pk)
    if message.case is not None:
        return message.case
    if not permissions.can_make_case(actor, message):
        raise NotAllowed(_("You may not make a need of this message."))
    own = actor.role == Role.CONTACT
    whose = message.client or (None if own else client)
    if whose is None:
        raise BadInput(_("Choose first whose message it is."), field="client")
    if not whose.region.path.startswith(message.line.region.path):
        raise BadInput(_("This enterprise is not of the line's county."), field="client")
    changes = Changes(actor, now)
    case = bring(
        changes,
        whose,
        text=message.text,
        channel=Channel.DIRECT_LINE,
        contact=_speaker(actor, message, whose),
        stands=own,
    )
    plan.plan_case(changes, message, case, whose)
    write(changes)
    message_changed.send(Message, message=message, kind=CASE)
    return case


def _speaker(actor: Actor, message: Message, client: Client) -> Contact | None:
    """Whoever taps for the enterprise, who wrote it, or the client's contact of that name; else
    its first one.
    """
    rows = Contact.objects.filter(client=client, active=True).order_by("-primary", "pk")
    if actor.role == Role.CONTACT and (own := rows.filter(person=actor.person_id or 0).first()):
        return own
    if message.contact is not None and message.contact.active:
        return message.contact
    return rows.filter(person__name=message.author).first() or rows.first()
