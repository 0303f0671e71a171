"""Invitations: made, delivered or shown, accepted. Whoever serves a client never reads its link;
what they show at its gate opens nothing by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from weiqitong.core import clock, crypto, phone, registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Client, Contact, Person
from weiqitong.ledger.changes import Changes

from .. import permissions, selectors
from ..enums import ACCOUNT, Act
from ..models import Invitation, User
from .accounts import plan_password, plan_user
from .codes import check_code, spend_code
from .grants import held_grant, plan_grant
from .serving import is_number_of_server, official_serves, serves
from .sessions import end_sessions

LIVES: Final = timedelta(days=14)
AT_GATE: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Invited:
    """What may be told to whoever invited: the address only where link and QR may be shown."""

    invitation: Invitation
    address: str = ""
    sent_to: str = ""  # masked
    at_gate: bool = False  # as a picture to scan, never as words


def address_of(token: str) -> str:
    return settings.BASE_URL.rstrip("/") + reverse("accounts:invitation", args=[token])


def has_mobile(person: Person) -> bool:
    return bool(phone.MOBILE.fullmatch(person.phone))


def proves_by_code(person: Person) -> bool:
    """Whether the person behind a shown link can be asked for a code on the number of record."""
    return len(registry.senders) > 0 and has_mobile(person)


def by_code_alone(invitation: Invitation) -> bool:
    """Shown by somebody who serves the client: the code of the number on record signs in, each
    time; a password set now could be known to who held the QR.
    """
    client, maker = invitation.client, invitation.made_by
    if invitation.delivered or client is None or maker is None:
        return False
    official = getattr(maker.person, "official", None)
    return official is not None and official_serves(official.pk, client)


def _check_may_invite(actor: Actor, person: Person, client: Client | None, now: datetime) -> None:
    user = User.objects.filter(person=person).first()
    if client is not None:
        if not permissions.can_invite_contact(actor, client, serves=serves(actor, client)):
            raise NotAllowed(_("You may not invite people of this enterprise."))
        if not Contact.objects.filter(client=client, person=person, active=True).exists():
            raise BadInput(_("This person is not entered as a contact of the enterprise."))
        if is_number_of_server(actor, person, client):
            raise NotAllowed(_("This number belongs to an official who serves the enterprise."))
    elif user is None:
        raise BadInput(_("Make an account for this person first."))
    elif not permissions.can_look_after(actor, user, selectors.grants_on(user, clock.today(now))):
        raise NotAllowed(_("This person holds roles beyond your reach, or is yourself."))
    if user is not None and not user.is_active:
        raise WrongStep(_("This account is closed."))


@transaction.atomic
def invite(
    actor: Actor,
    person: Person,
    *,
    client: Client | None,
    deliver: bool,
    at_gate: bool = False,
    now: datetime,
) -> Invited:
    """Invite a contact of a client, or (client None) let somebody with an account set a password.

    `deliver`: send the link to the person's own number instead of showing it. An older one dies.
    `at_gate`: show a QR that the specialist holds out to the enterprise's phone; a link that was
    sent stays good.
    """
    _check_may_invite(actor, person, client, now)
    serving = serves(actor, client)
    if (deliver or at_gate) and not proves_by_code(person):
        raise BadInput(_("There is no mobile number to send the invitation to."))
    if not deliver and not (at_gate and permissions.can_show_at_gate(actor, serves=serving)):
        _check_may_show(actor, person, serving)
    older = Invitation.objects.filter(
        person=person, client=client, used_at=None, expires_at__gt=now
    )
    if at_gate:
        older = older.filter(delivered=False)
    older.update(expires_at=now)
    token = crypto.token()
    changes = Changes(actor, now)
    invitation = Invitation(
        token_hash=crypto.token_hash(token),
        person=person,
        client=client,
        role=Role.CONTACT.value if client else "",
        delivered=deliver,
        made_by_id=actor.user_id,
        made_at=now,
        expires_at=now + (AT_GATE if at_gate else LIVES),
    )
    changes.create(invitation)
    about: dict[str, Any] = {"client": client.code if client else "", "delivered": deliver}
    if at_gate:
        about["at_gate"] = True
    changes.note(Act.INVITE, ACCOUNT, f"person {person.pk}", **about)
    changes.write()
    if not deliver:
        return Invited(invitation, address=address_of(token), at_gate=at_gate)
    _deliver(invitation, token, now)
    return Invited(invitation, sent_to=person.phone_masked)


def _check_may_show(actor: Actor, person: Person, serving: bool) -> None:
    if proves_by_code(person):
        allowed = permissions.can_see_link(actor, serves=serving)
    else:
        allowed = permissions.can_see_link_without_phone(actor, serves=serving)
    if not allowed:
        raise NotAllowed(
            _("The link may not be shown to you. It can be sent to the person's own phone instead.")
        )


def _deliver(invitation: Invitation, token: str, now: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "name": invitation.person.name,
            "place": str(invitation.client) if invitation.client else _("your unit"),
            "address": address_of(token),
            "days": str(LIVES.days),
        }
        words = _(
            "%(name)s, you are invited to Weiqitong for %(place)s. Open %(address)s within"
            " %(days)d days. The link is yours alone: pass it on to nobody."
        ) % {**values, "days": LIVES.days}
    for _name, send in registry.senders:
        send(
            invitation.person.phone,
            words,
            secret=True,
            now=now,
            until=invitation.expires_at,
            kind="accounts.invitation",
            values=values,
        )


def needs_code(invitation: Invitation) -> bool:
    """A link that was shown identifies; the code on the number of record signs in."""
    return not invitation.delivered and proves_by_code(invitation.person)


def accept_invitation(
    actor: Actor, invitation: Invitation, *, password: str, code: str, now: datetime
) -> User:
    """Become a user by an invitation. Without a password the phone's code lets in later too.

    Not atomic as a whole: a wrong code is counted and then refused.
    """
    person = invitation.person
    if serves(actor, invitation.client):
        raise NotAllowed(
            _("You serve this enterprise. Let its people open this on their own phone.")
        )
    if by_code_alone(invitation):
        password = ""
        _refuse_number_of_server(actor, invitation)
    row = check_code(person.phone, code, now=now) if needs_code(invitation) else None
    if not password and not proves_by_code(person):
        raise BadInput(_("Set a password: there is no number for codes."), field="password")
    with transaction.atomic():
        if row is not None:
            spend_code(row, now=now)
        claimed = Invitation.objects.filter(
            pk=invitation.pk, used_at=None, expires_at__gt=now
        ).update(used_at=now)
        if not claimed:
            raise WrongStep(_("This invitation was used already, or its time is over."))
        return _accept(invitation, password, now)


def _refuse_number_of_server(actor: Actor, invitation: Invitation) -> None:
    """The number may have been changed since the QR was made."""
    client = invitation.client
    if client is not None and is_number_of_server(actor, invitation.person, client):
        raise NotAllowed(_("This number belongs to an official who serves the enterprise."))


def _accept(invitation: Invitation, password: str, now: datetime) -> User:
    person, client = invitation.person, invitation.client
    nobody = Actor(None, person.name, Role.VISITOR, person.pk)
    user = User.objects.filter(person=person).first()
    if user is None:
        changes = Changes(nobody, now)
        user = plan_user(changes, person)
        changes.write()
    if not user.is_active:
        raise WrongStep(_("This account is closed."))
    self_ = Actor(user.pk, person.name, Role(invitation.role or Role.VISITOR), person.pk)
    changes = Changes(self_, now)
    if password:
        plan_password(changes, user, password)
    if client is not None:
        if not Contact.objects.filter(client=client, person=person, active=True).exists():
            raise WrongStep(_("You are no longer entered as a contact of this enterprise."))
        role = Role(invitation.role)
        if held_grant(user, role, client, now) is None:
            plan_grant(changes, user, role, client, by=invitation.made_by_id)
    changes.note(Act.ACCEPT, ACCOUNT, user.username, client=client.code if client else "")
    changes.write()
    if password:
        end_sessions(self_, user, now=now)
    user.held = None
    return user
