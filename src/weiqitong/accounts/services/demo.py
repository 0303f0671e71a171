"""Marks a database as a demo, once, at seeding."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import NotAllowed

from ..models import DemoMark


def mark_demo(actor: Actor, people: Mapping[Role, int], *, now: datetime) -> DemoMark:
    """`people`: one invented user for each role, offered on the sign-in page."""
    if not actor.is_(Role.SYSTEM):
        raise NotAllowed(_("Only the command line does this."))
    return DemoMark.objects.create(
        made_at=now, people={role.value: user_id for role, user_id in people.items()}
    )
