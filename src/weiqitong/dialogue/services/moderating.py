"""Hiding and showing again: never deleting, never without a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..models import Message
from ..signals import message_changed
from ..telling import HIDDEN
from .talking import locked

LONGEST_REASON = 200


@transaction.atomic
def hide(actor: Actor, message: Message, *, reason: str, now: datetime) -> Message:
    """From everybody but its enterprise and those who watch the line; the enterprise is told."""
    message = locked(message.pk)
    if not permissions.can_hide(actor, message):
        raise NotAllowed(_("The county's office hides a message, once."))
    reason = fits(reason, LONGEST_REASON, "reason")
    if not reason:
        raise BadInput(_("Say why; the enterprise reads it."), field="reason")
    changes = Changes(actor, now)
    plan.plan_hide(changes, message, reason)
    changes.write()
    message_changed.send(Message, message=message, kind=HIDDEN)
    return message


@transaction.atomic
def show(actor: Actor, message: Message, *, now: datetime) -> Message:
    """Show it again."""
    message = locked(message.pk)
    if not permissions.can_show(actor, message):
        raise NotAllowed(_("The county's office shows a hidden message again."))
    changes = Changes(actor, now)
    plan.plan_show(changes, message)
    changes.write()
    return message
