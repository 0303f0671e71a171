"""Signed links: one contact, one case, one round, without signing in. Whoever serves or handles the
client is refused, whatever link they hold; the token itself is never kept and never logged.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import WrongStep

from .. import workflow
from ..enums import Action, Rating, Status, VerdictChannel
from ..models import Case, LinkPurpose, SignedLink
from .acting import lock_case, refuse_other_side
from .closing import give_verdict
from .intake import confirm

JUDGED = frozenset({Status.ANSWERED, Status.LAPSED})


class LinkState(StrEnum):
    READY = "ready"
    USED = "used"  # by itself
    EXPIRED = "expired"
    OVER = "over"  # the case went on: judged, confirmed or closed in another way


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link that exists, and whether it still opens anything."""

    link: SignedLink
    state: LinkState

    @property
    def case(self) -> Case:
        return self.link.case

    @property
    def ready(self) -> bool:
        return self.state == LinkState.READY


@sensitive_variables("token")
def open_link(token: str, now: datetime) -> OpenedLink | None:
    """The link behind a token, with case, client and contact; None for none. One query."""
    link = (
        SignedLink.objects.select_related("case__client", "case__region", "contact__person")
        .filter(token_hash=crypto.token_hash(token))
        .first()
    )
    return OpenedLink(link, _state(link, now)) if link is not None else None


def _state(link: SignedLink, now: datetime) -> LinkState:
    case = link.case
    if link.used_at is not None:
        return LinkState.USED
    if link.expires_at <= now:
        return LinkState.EXPIRED
    if link.round != case.round or not link.contact.active:
        return LinkState.OVER
    if link.purpose == LinkPurpose.VERDICT:
        return LinkState.READY if case.status in JUDGED else LinkState.OVER
    open_ = (Status(case.status), Action.CONFIRM) in workflow.TRANSITIONS
    return LinkState.READY if open_ and case.confirmed_at is None else LinkState.OVER


def speaker_of(link: SignedLink) -> Actor:
    """The contact the link was sent to: known as a person, not as somebody signed in."""
    contact, client = link.contact, link.case.client
    return Actor(
        user_id=None,
        name=contact.person.name,
        role=Role.CONTACT,
        person_id=contact.person_id,
        client_ids=frozenset({client.pk}),
        place=client.name,
    )


@sensitive_variables("token")
@transaction.atomic
def verdict_by_link(
    actor: Actor, token: str, *, yes: bool, rating: Rating, now: datetime, comment: str = ""
) -> Case:
    """The verdict of the contact the link was sent to. The link dies with it.

    `actor` is whoever is signed in on this browser, mostly nobody.
    """
    link = _spend(actor, token, LinkPurpose.VERDICT, now)
    return give_verdict(
        speaker_of(link),
        link.case,
        yes=yes,
        rating=rating,
        comment=comment,
        channel=VerdictChannel.LINK,
        contact=link.contact,
        now=now,
    )


@sensitive_variables("token")
@transaction.atomic
def confirm_by_link(actor: Actor, token: str, *, now: datetime) -> Case:
    """The contact stands by what the specialist reported. The link dies with it."""
    link = _spend(actor, token, LinkPurpose.CONFIRM, now)
    return confirm(speaker_of(link), link.case, now=now)


@sensitive_variables("token")
def _spend(actor: Actor, token: str, purpose: LinkPurpose, now: datetime) -> SignedLink:
    """Use a link up, with its case locked: of two taps one finds it used."""
    known = SignedLink.objects.filter(token_hash=crypto.token_hash(token), purpose=purpose).first()
    if known is None:
        raise WrongStep(_("This link is not known."))
    lock_case(known.case_id)
    opened = open_link(token, now)
    assert opened is not None
    refuse_other_side(actor, opened.case, now)
    if not opened.ready:
        raise WrongStep(_("This link has been used, or its time is over."))
    claimed = SignedLink.objects.filter(pk=known.pk, used_at=None).update(used_at=now)
    if not claimed:
        raise WrongStep(_("This link has been used, or its time is over."))
    return opened.link
