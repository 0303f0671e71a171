"""Whose word a signed link, a text message or a call brings: one contact of the client, known as a
person and not as somebody signed in; never somebody of the other side.
"""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import local
from weiqitong.core.errors import NotAllowed
from weiqitong.directory.models import Contact, Official

from ..models import Case
from .acting import serves_or_handles


def speaker(contact: Contact, case: Case) -> Actor:
    """The contact as whoever acts. An official's person stays one: the same rules refuse them."""
    own = Official.objects.filter(person=contact.person_id, active=True).first()
    return Actor(
        user_id=None,
        name=contact.person.name,
        role=Role.CONTACT,
        person_id=contact.person_id,
        official_id=own.pk if own else None,
        department_id=own.department_id if own else None,
        client_ids=frozenset({case.client_id}),
    )


def of_other_side(case: Case, contact: Contact, now: datetime) -> bool:
    """Whether its number is that of an official who serves or handles the client."""
    same = Q(person=contact.person_id)
    if contact.person.phone_hash:
        same |= Q(person__phone_hash=contact.person.phone_hash)
    officials = Official.objects.filter(same, active=True).values_list("pk", flat=True)
    day = local(now).date()
    return any(
        serves_or_handles(Actor(None, role=Role.VISITOR, official_id=pk), case, day)
        for pk in officials[:9]
    )


def refuse_its_other_side(case: Case, contact: Contact, now: datetime) -> None:
    """NotAllowed where the number belongs to somebody who serves or handles the client."""
    if of_other_side(case, contact, now):
        raise NotAllowed(_("This number belongs to somebody who serves or handles the enterprise."))
