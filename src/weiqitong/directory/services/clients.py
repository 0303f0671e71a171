"""Clients and their contacts by hand: created, corrected, ended. Imports use the same plans."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..codes import local_code
from ..enums import ClientKind
from ..models import Client, Contact, Person
from ..signals import client_changed
from .writing import current, refuse_unless


@transaction.atomic
def create_client(actor: Actor, *, now: datetime, code: str = "", **values: Any) -> Client:
    """A new client. Without any code it gets a local one from kind, name and region."""
    refuse_unless(permissions.can_add_in(actor, values["region"]))
    credit = values.get("credit_code") or None
    if values["kind"] == ClientKind.ENTERPRISE and not credit and not code:
        raise BadInput(_("An enterprise needs its credit code."), field="credit_code")
    code = code or credit or local_code(values["kind"], values["name"], values["region"])
    _refuse_taken(code, credit, 0)
    client = Client(code=code)
    changes = Changes(actor, now)
    plan.plan_client(changes, client, {**values, "credit_code": credit})
    changes.write()
    client_changed.send(Client, client=client)
    return client


def _refuse_taken(code: str, credit: str | None, own: int) -> None:
    taken = Client.objects.exclude(pk=own).filter(code=code).first()
    if credit and taken is None:
        taken = Client.objects.exclude(pk=own).filter(credit_code=credit).first()
    if taken is not None:
        raise BadInput(
            _("This code already belongs to %(name)s.") % {"name": taken.name}, field="credit_code"
        )


@transaction.atomic
def change_client(
    actor: Actor, client: Client, *, seen: int | None = None, now: datetime, **values: Any
) -> Client:
    """Correct facts; the size tier follows. Nothing is written when nothing differs."""
    client = current(client, seen, "region")
    refuse_unless(permissions.can_change_client(actor, client))
    if "region" in values:
        refuse_unless(permissions.can_add_in(actor, values["region"]))
    if "credit_code" in values:
        values["credit_code"] = values["credit_code"] or None
        _refuse_taken(values["credit_code"] or client.code, values["credit_code"], client.pk)
    if values.get("group") == client:
        raise BadInput(_("A client cannot be its own group."), field="group")
    changes = Changes(actor, now)
    if plan.plan_client(changes, client, values):
        changes.write()
        client_changed.send(Client, client=client)
    return client


@transaction.atomic
def add_contact(
    actor: Actor,
    client: Client,
    *,
    name: str,
    phone: str,
    title: str = "",
    primary: bool = False,
    now: datetime,
) -> Contact:
    """One more person who may speak for the client. The same name and phone are the same person."""
    refuse_unless(permissions.can_change_contacts(actor, client))
    changes = Changes(actor, now)
    known = Person.objects.filter(phone_hash=crypto.lookup_hash(phone), name=name).first()
    person = known or plan.plan_person(changes, None, name=name, phone=phone)
    changes.write()
    own = list(Contact.objects.filter(client=client).select_related("person"))
    contact = next((one for one in own if one.person_id == person.pk), None)
    if contact is not None and contact.active:
        raise BadInput(_("%(name)s is a contact already.") % {"name": name}, field="phone")
    contact = contact or Contact(client=client, person=person)
    primary = primary or not any(one.active for one in own)
    values = {"title": title, "primary": primary, "active": True}
    plan.plan_contact(changes, contact, values)
    if primary:
        _only_first(changes, contact, own)
    changes.write()
    client_changed.send(Client, client=client)
    return contact


@transaction.atomic
def change_contact(
    actor: Actor,
    contact: Contact,
    *,
    name: str,
    phone: str = "",
    title: str = "",
    primary: bool = False,
    seen: int | None = None,
    now: datetime,
) -> Contact:
    """Correct a contact; a blank phone keeps the number there is."""
    contact = current(contact, seen, "client__region", "person")
    refuse_unless(permissions.can_change_contacts(actor, contact.client))
    changes = Changes(actor, now)
    person = contact.person
    changed = []
    if person.name != name:
        changed.append("name")
    if phone and person.phone_hash != crypto.lookup_hash(phone):
        changed.append("phone")
    plan.plan_person(changes, person, name=name, phone=phone or None)
    written = plan.plan_contact(changes, contact, {"title": title, "primary": primary})
    if changed and not written:
        plan.note_person(changes, contact, tuple(changed))
    if primary:
        _only_first(changes, contact, list(contact.client.contacts.exclude(pk=contact.pk)))
    changes.write()
    client_changed.send(Client, client=contact.client)
    return contact


def _only_first(changes: Changes, contact: Contact, others: list[Contact]) -> None:
    for other in others:
        if other.primary and other.pk != contact.pk:
            plan.plan_contact(changes, other, {"primary": False})


@transaction.atomic
def end_contact(actor: Actor, contact: Contact, *, now: datetime) -> Contact:
    """The person no longer speaks for the client; what was said under the name stays."""
    contact = current(contact, None, "client__region", "person")
    refuse_unless(permissions.can_change_contacts(actor, contact.client))
    changes = Changes(actor, now)
    if plan.plan_contact(changes, contact, {"active": False, "primary": False}):
        changes.write()
        client_changed.send(Client, client=contact.client)
    return contact
