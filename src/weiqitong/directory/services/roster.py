"""Officials on the roster, changed by hand."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..models import Department, Official, Person
from ..signals import official_changed
from .writing import current, refuse_unless


def _refuse_taken(phone: str, own: int) -> None:
    others = Official.objects.filter(person__phone_hash=crypto.lookup_hash(phone)).exclude(pk=own)
    if other := others.first():
        raise BadInput(
            _("This phone already belongs to the official %(code)s.") % {"code": other.code},
            field="phone",
        )


@transaction.atomic
def create_official(
    actor: Actor,
    *,
    code: str,
    name: str,
    phone: str,
    department: Department,
    now: datetime,
    **values: Any,
) -> Official:
    refuse_unless(permissions.can_add_in(actor, department.region))
    if Official.objects.filter(code=code).exists():
        raise BadInput(_("This roster number is taken."), field="code")
    _refuse_taken(phone, 0)
    changes = Changes(actor, now)
    known = Person.objects.filter(phone_hash=crypto.lookup_hash(phone), name=name).first()
    person = known or plan.plan_person(changes, None, name=name, phone=phone)
    changes.write()  # the entry names the person by its id
    official = Official(code=code, person=person, department=department)
    plan.plan_official(changes, official, {**values, "person": person, "department": department})
    changes.write()
    return official


@transaction.atomic
def change_official(
    actor: Actor,
    official: Official,
    *,
    name: str,
    phone: str = "",
    seen: int | None = None,
    now: datetime,
    **values: Any,
) -> Official:
    """Correct an official; a blank phone keeps the number there is."""
    official = current(official, seen, "department__region", "person")
    refuse_unless(permissions.can_change_official(actor, official))
    if "department" in values:
        refuse_unless(permissions.can_add_in(actor, values["department"].region))
    changed = []
    if official.person.name != name:
        changed.append("name")
    if phone and official.person.phone_hash != crypto.lookup_hash(phone):
        _refuse_taken(phone, official.pk)
        changed.append("phone")
    changes = Changes(actor, now)
    plan.plan_person(changes, official.person, name=name, phone=phone or None)
    written = plan.plan_official(changes, official, values)
    if changed and not written:
        plan.note_person(changes, official, tuple(changed))
    changes.write()
    if written:
        official_changed.send(Official, official=official)
    return official
