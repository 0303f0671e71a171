"""What cases tell the frame and the apps below: a menu entry, and who may read a case's files."""

from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry, department_slots, file_owners, menu

from . import (
    kinds,  # noqa: F401 - registers the catalogue
    permissions,
)
from .enums import Audience
from .models import Attachment, Case
from .views.desk_batches import READERS
from .views.desk_merging import department_slot


def may_read(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Whoever may see the case may read what was laid to it, unless it was laid for insiders."""
    if not Case.objects.visible_to(actor).filter(pk=owner_id).exists():
        return False
    if permissions.can_see_internal(actor):
        return True
    laid = Attachment.objects.filter(case=owner_id, file=file_id)
    return laid.filter(audience=Audience.EVERYBODY).exists()


department_slots.register("cases.merge", department_slot)
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
menu.register(
    "cases.batches",
    MenuEntry(
        "cases:batches",
        _("Batches"),
        icon="list-check",
        roles=frozenset(READERS),
        order=45,
        group=1,
    ),
)
