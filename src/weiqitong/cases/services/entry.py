"""A need that came to an office by letter, visit, hotline or conference, entered for its
enterprise, which is asked to stand by it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Category, Client
from weiqitong.ledger.changes import Changes

from .. import permissions, plans
from ..enums import BY_OFFICE, Channel, Urgency
from ..framing import choose_frame
from ..models import Case, Intake
from ..selectors import staffing
from .acting import LONGEST_TEXT, fits
from .drafts import use_drafts
from .intake import LONGEST_TITLE, SHORTEST, desk_of, made_before, shorten, speaker, write_report


def enter(
    actor: Actor,
    client: Client,
    *,
    channel: Channel,
    text: str,
    came: plans.Came,
    now: datetime,
    title: str = "",
    urgency: Urgency = Urgency.NORMAL,
    category: Category | None = None,
    files: Sequence[int] = (),
    once: UUID | None = None,
    drafts: Sequence[str] = (),
) -> Case:
    """A new case on the desk of the client's region. Its clock starts now, whenever it came."""
    if not permissions.can_enter(actor, client.region.path):
        raise NotAllowed(_("You may not enter needs of this enterprise."))
    if once is not None and (made := made_before(actor, once)):
        return made
    came = check_came(channel, came, today(now))
    if len(text.strip()) < SHORTEST:
        raise BadInput(
            _("Say what has happened, in at least %(count)s characters.") % {"count": SHORTEST},
            field="text",
        )
    text, title = fits(text, LONGEST_TEXT), fits(title, LONGEST_TITLE, "title")
    need = plans.Need(
        title=title or shorten(text),
        text=text,
        client=client,
        region=client.region,
        desk=staffing.staffed(desk_of(client.region), now),
        channel=channel,
        urgency=urgency,
        category=category,
        contact=speaker(actor, client),
        came=came,
    )
    frame = choose_frame(client.region, category.code if category else "", urgency, now)
    try:
        with transaction.atomic():
            refuse_known(channel, came.source_ref)
            case = write_report(Changes(actor, now), need, frame, files, once)
            use_drafts(actor, drafts)
    except IntegrityError:  # somebody entered the same number, or tapped, an instant before
        if once is not None and (made := made_before(actor, once)):
            return made
        refuse_known(channel, came.source_ref)
        raise
    return case


def check_came(channel: Channel, came: plans.Came, day: date) -> plans.Came:
    """What is said of how it came, or BadInput."""
    if channel not in BY_OFFICE:
        raise BadInput(_("Choose by which way it came."), field="channel")
    if came.received_on is not None and came.received_on > day:
        raise BadInput(_("This day lies in the future."), field="received_on")
    return plans.Came(
        source_ref=fits(came.source_ref, 40, "source_ref"),
        paper_number=fits(came.paper_number, 60, "paper_number"),
        said_by=fits(came.said_by, 60, "said_by"),
        received_on=came.received_on,
    )


def refuse_known(channel: Channel, source_ref: str) -> None:
    """BadInput where this number of the channel was entered before."""
    if not source_ref:
        return
    known = Intake.objects.filter(channel=channel, source_ref=source_ref)
    if (number := known.values_list("case__number", flat=True).first()) is not None:
        raise BadInput(
            _("Number %(ref)s was entered already, as %(number)s.")
            % {"ref": source_ref, "number": number},
            field="source_ref",
        )
