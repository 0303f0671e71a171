"""What a clerk takes over from a chat group: the messages chosen, each with whose it is."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..enums import Voice
from ..framing import due_for
from ..masking import masked
from ..models import LONGEST, Line, Message
from ..pieces import MOST, Piece
from .talking import locked_line, said_before

LONGEST_NAME = 60


def take_pasted(
    actor: Actor,
    line: Line,
    pieces: Sequence[Piece],
    *,
    group: str,
    now: datetime,
    once: UUID | None = None,
) -> list[Message]:
    """Each waits for an answer from now on: before, nobody here knew of it. Phone numbers and
    numbers of identity cards are hidden for good.
    """
    if not permissions.can_paste(actor, line):
        raise NotAllowed(_("The county's office takes messages over from a chat group."))
    group = fits(masked(group), LONGEST_NAME, "group")
    if not group:
        raise BadInput(_("Say from which chat group it comes."), field="group")
    if not pieces:
        raise BadInput(_("Choose at least one message."), field="take")
    if len(pieces) > MOST:
        raise BadInput(_("At most %(most)s messages at once.") % {"most": MOST}, field="take")
    if once is not None and (made := said_before(actor, once)):
        return list(Message.objects.filter(line=line, pasted_at=made.pasted_at).order_by("seq"))
    with transaction.atomic():
        line = locked_line(line.pk)
        changes = Changes(actor, now)
        taken = []
        for number, piece in enumerate(pieces):
            said = _said(line, piece, group, now, once if number == 0 else None)
            taken.append(plan.plan_message(changes, line, said, due_for(line, now)))
        changes.write()
    return taken


def _said(line: Line, piece: Piece, group: str, now: datetime, once: UUID | None) -> plan.Said:
    text = fits(masked(piece.text), LONGEST)
    name = masked(piece.name).strip()[:LONGEST_NAME]
    if not text or not name:
        raise BadInput(_("A message needs a name and words."), field="take")
    client = piece.client
    if client is not None and not client.region.path.startswith(line.region.path):
        raise BadInput(_("This enterprise is not of the line's county."), field="take")
    said_at = piece.said_at if piece.said_at and piece.said_at <= now else now
    return plan.Said(
        text=text,
        voice=Voice.PASTED,
        author=name,
        client=client,
        group=group,
        said_at=said_at,
        once=once,
    )
