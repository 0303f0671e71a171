"""Text messages that come in: who signed them, what they hold, stored once each. It understands
nothing of what they say; whoever listens to `message_received` does.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.core.phone import mask, normalise

from . import services
from .models import Channel, InboundMessage
from .signals import message_received

LARGEST = 4096  # bytes of a request
LONGEST_ID, LONGEST_TEXT = 64, 500
KEPT = timedelta(days=90)  # number and words of a message, for questions about it
PAUSE = timedelta(hours=1)  # between two replies to one number


@dataclass(frozen=True, slots=True)
class Incoming:
    """What the provider says of one message."""

    provider_id: str
    number: str
    text: str


def sign(body: bytes) -> str:
    """What the provider sends along as X-Signature: HMAC-SHA256 of the body, in hexadecimal."""
    return hmac.new(settings.SMS_INBOUND_SECRET.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, signature: str) -> bool:
    return hmac.compare_digest(sign(body).encode(), signature.strip().lower().encode())


def read(body: bytes) -> Incoming:
    """{"id": …, "from": …, "text": …}, or BadInput."""
    try:
        data = json.loads(body)
    except ValueError:
        data = None
    values = [data.get(name) for name in ("id", "from", "text")] if isinstance(data, dict) else []
    if not values or not all(isinstance(one, str) for one in values):
        raise BadInput(_("A message has an id, a number it is from, and a text."))
    provider_id, number, text = (str(one).strip() for one in values)
    if not provider_id or len(provider_id) > LONGEST_ID:
        raise BadInput(
            _("The id of a message has 1 to %(most)s characters.") % {"most": LONGEST_ID}
        )
    return Incoming(provider_id, normalise(number)[:32], text[:LONGEST_TEXT])


@transaction.atomic
def take_in(actor: Actor, message: Incoming, now: datetime) -> bool:
    """Store a message and tell who listens; False where its id is here already: providers send
    again what they hear no answer to, and so might somebody who recorded it.
    """
    row, new = InboundMessage.objects.get_or_create(
        provider_id=message.provider_id,
        defaults={
            "number_hash": crypto.lookup_hash(message.number),
            "number_sealed": crypto.encrypt(message.number),
            "number_masked": mask(message.number)[:24],
            "text_sealed": crypto.encrypt(message.text),
            "received_at": now,
        },
    )
    if new:
        message_received.send(InboundMessage, message_id=row.pk)
    return new


def reply(
    actor: Actor,
    message: InboundMessage,
    words: str,
    now: datetime,
    *,
    kind: str,
    values: dict[str, str],
    region_path: str = "",
) -> bool:
    """One reply, unless this number had one within the hour: two machines that answer each other
    stop at once. Whoever calls holds the number's lock.
    """
    same = InboundMessage.objects.filter(number_hash=message.number_hash)
    if same.filter(replied_at__gt=now - PAUSE).exists():
        return False
    InboundMessage.objects.filter(pk=message.pk).update(replied_at=now)
    services.write_letter(
        Channel.SMS,
        message.number,
        "",
        words,
        True,
        region_path,
        now,
        expires_at=now + PAUSE * 24,
        kind=kind,
        values=values,
    )
    return True


def forget(actor: Actor, now: datetime) -> int:
    """Erase what is personal in old messages; how many."""
    old = InboundMessage.objects.filter(received_at__lt=now - KEPT).exclude(number_sealed="")
    return old.update(number_sealed="", text_sealed="", number_hash="")
