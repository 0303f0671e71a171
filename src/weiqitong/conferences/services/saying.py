"""What a unit says: its statement in writing, or who comes for it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..models import Conference, Participant
from .locking import locked

LONGEST_STATEMENT, LONGEST_NAME = 2000, 60


def say(
    actor: Actor,
    conference: Conference,
    participant: Participant,
    *,
    now: datetime,
    statement: str = "",
    attendee: str = "",
) -> Participant:
    """Again as often as it changes, until the minutes are published."""
    with transaction.atomic():
        found = locked(conference.pk)
        rows = Participant.objects.select_related("department").select_for_update(of=("self",))
        mine = rows.get(pk=participant.pk, conference=found)
        mine.conference = found
        if not permissions.can_say(actor, found, mine):
            raise NotAllowed(_("Only a unit that takes part answers, before the minutes."))
        statement = fits(statement, LONGEST_STATEMENT, "statement")
        attendee = fits(attendee, LONGEST_NAME, "attendee")
        if found.in_writing and not statement:
            raise BadInput(_("Write what your unit says."), field="statement")
        if not found.in_writing and not attendee:
            raise BadInput(_("Say who comes."), field="attendee")
        changes = Changes(actor, now)
        plan.plan_say(changes, mine, statement=statement, attendee=attendee)
        changes.write()
    return mine
