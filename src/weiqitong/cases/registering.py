"""What cases tell the frame and the apps below: a menu entry, and who may read a case's files."""

from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry, case_slots, file_owners, menu

from . import (
    calling_kinds,  # noqa: F401 - registers the scripts of calls
    kinds,  # noqa: F401 - registers the catalogue
    permissions,
)
from .calls_slot import call_slot
from .enums import Audience
from .models import Attachment, Case
from .selectors.calls import count_due


def may_read(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Whoever may see the case may read what was laid to it, unless it was laid for insiders."""
    if not Case.objects.visible_to(actor).filter(pk=owner_id).exists():
        return False
    if permissions.can_see_internal(actor):
        return True
    laid = Attachment.objects.filter(case=owner_id, file=file_id)
    return laid.filter(audience=Audience.EVERYBODY).exists()


file_owners.register(Case.LABEL, may_read)
menu.register(
    "cases.precedents",
    MenuEntry(
        "cases:precedents",
        _("Precedents"),
        icon="gavel",
        roles=frozenset({Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.INSPECTOR}),
        order=50,
        group=1,
    ),
)
case_slots.register("cases.calls", call_slot)
menu.register(
    "cases.calls",
    MenuEntry(
        "cases:calls",
        _("Calls"),
        icon="phone",
        roles=frozenset({Role.CALLER}),
        order=5,
        count=count_due,
    ),
)
