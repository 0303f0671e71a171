"""Contacts of clients inside a roster: matched to people already known, by phone and by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.ledger.changes import Changes

from .. import plan
from ..models import Client, Contact, Person
from .kinds import Row
from .lookups import RowRefused


@dataclass(slots=True)
class ContactPlan:
    """What becomes of one contact: `changed` in the names of the roster's fields."""

    name: str | None
    phone: str | None
    values: dict[str, Any]
    contact: Contact | None = None
    person: Person | None = None
    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)

    def person_first(self, changes: Changes) -> None:
        """Record the person; the contact's key needs a stored one."""
        if self.contact is not None:
            if {"contact_name", "contact_phone", "name", "phone"} & set(self.changed):
                plan.plan_person(changes, self.contact.person, name=self.name, phone=self.phone)
            self.person = self.contact.person
            return
        assert self.name is not None
        assert self.phone is not None
        key = (self.name, self.phone)
        # One accountant keeps the books of many: the same name and phone are one person.
        if self.person is None:
            self.person = self.people.get(key)
        if self.person is None:
            self.person = plan.plan_person(changes, None, name=self.name, phone=self.phone)
        self.people[key] = self.person

    def record(self, changes: Changes, client: Client, facts: dict[str, Any]) -> None:
        contact = self.contact
        if contact is None:
            contact = Contact(client=client, person=self.person)
        written = plan.plan_contact(changes, contact, self.values, facts)
        if not written and self.changed:
            plan.note_person(changes, contact, tuple(self.changed), facts)


class Contacts:
    """The contacts of a step's clients, and people who carry one of its phones."""

    def __init__(
        self, clients: Iterable[Client], rows: Iterable[Mapping[str, Any]], prefix: str
    ) -> None:
        self.prefix = prefix
        self.of: dict[int, list[Contact]] = {}
        rows_of = Contact.objects.filter(client__in=[one.pk for one in clients])
        for contact in rows_of.select_related("person").order_by("id"):
            self.of.setdefault(contact.client_id, []).append(contact)
        phones = {values.get(f"{prefix}phone") for values in rows} - {None}
        self.hashes = {phone: crypto.lookup_hash(str(phone)) for phone in phones}
        found = Person.objects.filter(phone_hash__in=self.hashes.values())
        self.stored = {(one.name, one.phone_hash): one for one in found.order_by("-id")}
        self.people: dict[tuple[str, str], Person] = {}

    def plan(self, client: Client | None, row: Row) -> ContactPlan | None:
        """What the row says of a contact, beside what is known. None: nothing, or nothing new."""
        name = row.values.get(f"{self.prefix}name")
        phone = row.values.get(f"{self.prefix}phone")
        own = self.of.get(client.pk, []) if client is not None else []
        if phone is None:
            self._refuse_without_phone(row, name, own)
            return None
        values = self._values(row, first=not own)
        contact = self._match(own, name, phone)
        if contact is not None:
            return self._compare(contact, name, phone, values)
        if name is None:
            sentence = _("Give the contact's name too.")
            raise RowRefused(row.problem(f"{self.prefix}name", sentence))
        person = self.stored.get((name, self.hashes[phone]))
        new = [f"{self.prefix}phone"]
        return ContactPlan(name, phone, values, None, person, self.people, new)

    def _refuse_without_phone(self, row: Row, name: str | None, own: list[Contact]) -> None:
        cell = f"{self.prefix}phone"
        if not own and cell in row.cells:
            sentence = _("There is no phone: nobody could reach this client.")
            raise RowRefused(row.problem(cell, sentence))
        if name is not None and all(one.person.name != name for one in own):
            raise RowRefused(row.problem(cell, _("Give the contact's phone too.")))

    def _values(self, row: Row, *, first: bool) -> dict[str, Any]:
        values: dict[str, Any] = {"active": row.values.get(f"{self.prefix}active", True)}
        if first:
            values["primary"] = True
        if "primary" in row.values:
            values["primary"] = row.values["primary"]
        if title := row.values.get(f"{self.prefix}title"):
            values["title"] = title
        return values

    def _match(self, own: list[Contact], name: str | None, phone: str) -> Contact | None:
        digest = self.hashes[phone]
        same = next((one for one in own if one.person.phone_hash == digest), None)
        return same or next((one for one in own if name and one.person.name == name), None)

    def _compare(
        self, contact: Contact, name: str | None, phone: str, values: dict[str, Any]
    ) -> ContactPlan | None:
        changed = [f"{self.prefix}{one}" for one in plan.differing(contact, values)]
        if name is not None and contact.person.name != name:
            changed.append(f"{self.prefix}name")
        if contact.person.phone_hash != self.hashes[phone]:
            changed.append(f"{self.prefix}phone")
        return ContactPlan(name, phone, values, contact, changed=changed) if changed else None
