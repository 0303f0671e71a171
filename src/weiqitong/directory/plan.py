"""What a change to the city's facts writes: rows and entries recorded, nothing stored or asked.

Services, imports and the demo record through these, so that their rows cannot differ.
"""

from __future__ import annotations

from typing import Any

from weiqitong.core import crypto
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Ledgered

from .enums import ClientKind
from .models import Client, Contact, Department, Official, Person, Region
from .size_tier import size_tier

Facts = dict[str, Any] | None


def differing(row: Ledgered, values: dict[str, Any]) -> tuple[str, ...]:
    """The names under which a stored row would change."""
    return tuple(name for name, value in values.items() if getattr(row, name) != value)


def put(changes: Changes, row: Ledgered, values: dict[str, Any], facts: Facts = None) -> bool:
    """Record a new row, or what differs of a stored one; nothing when nothing differs."""
    if row._state.adding and row.version == 0:
        changes.enact(row, f"{row.LABEL}.create", facts=facts, **values)
        return True
    different = {name: values[name] for name in differing(row, values)}
    if different:
        changes.enact(row, f"{row.LABEL}.change", facts=facts, **different)
    return bool(different)


def plan_person(
    changes: Changes,
    person: Person | None,
    *,
    name: str | None = None,
    phone: str | None = None,
    email: str | None = None,
) -> Person:
    """A person's name and phone. They stand in no entry, so that a person can be erased."""
    new = person is None
    person = person or Person()
    before = (person.name, person.phone_hash, person.phone_masked, person.email)
    if name is not None:
        person.name = name
    if phone is not None and (new or crypto.lookup_hash(phone) != person.phone_hash):
        person.set_phone(phone)
    if email is not None:
        person.email = email
    if new:
        changes.create(person)
    elif (person.name, person.phone_hash, person.phone_masked, person.email) != before:
        sealed = {"phone_sealed": person.phone_sealed, "phone_hash": person.phone_hash}
        changes.update(
            person,
            name=person.name,
            phone_masked=person.phone_masked,
            email=person.email,
            **sealed,
        )
    return person


def note_person(
    changes: Changes, holder: Ledgered, fields: tuple[str, ...], facts: Facts = None
) -> None:
    """That the person behind an official or a contact was changed; in which respect, not how."""
    changes.note(
        "person.change", holder.LABEL, holder.ledger_key(), fields=list(fields), **(facts or {})
    )


def new_region(code: str, parent: Region | None) -> Region:
    """A region with its place in the tree; path and depth outlive every later change of code."""
    return Region(
        code=code,
        parent=parent,
        path=f"{parent.path if parent else '/'}{code}/",
        depth=parent.depth + 1 if parent else 0,
    )


def plan_region(
    changes: Changes, region: Region, values: dict[str, Any], facts: Facts = None
) -> bool:
    return put(changes, region, values, facts)


def new_department(code: str, region: Region, parent: Department | None) -> Department:
    """A department, or a section of `parent`; sections lie in their department's region."""
    path = f"{parent.path if parent else '/'}{code}/"
    return Department(code=code, region=region, parent=parent, path=path)


def plan_department(
    changes: Changes, department: Department, values: dict[str, Any], facts: Facts = None
) -> bool:
    return put(changes, department, values, facts)


def plan_official(
    changes: Changes, official: Official, values: dict[str, Any], facts: Facts = None
) -> bool:
    """`values["person"]` must be stored already: the entry names it by its id."""
    return put(changes, official, values, facts)


def with_size(client: Client, values: dict[str, Any]) -> dict[str, Any]:
    """The values and the size tier that follows from them; only enterprises have one."""

    def given(name: str) -> Any:
        return values.get(name, getattr(client, name))

    if given("kind") != ClientKind.ENTERPRISE:
        return {**values, "size_tier": ""}
    result = size_tier(
        given("industry"),
        staff=given("employees"),
        revenue=given("revenue"),
        assets=given("assets"),
    )
    return {**values, "size_tier": result.tier.value if result.tier else ""}


def plan_client(
    changes: Changes, client: Client, values: dict[str, Any], facts: Facts = None
) -> bool:
    """A client's facts. The size tier is never entered, it follows from them."""
    return put(changes, client, with_size(client, values), facts)


def plan_contact(
    changes: Changes, contact: Contact, values: dict[str, Any], facts: Facts = None
) -> bool:
    """`client` and `person` must be stored already: they are the contact's key."""
    return put(changes, contact, values, facts)
