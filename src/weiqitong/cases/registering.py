"""What cases tell the frame and the apps below: a menu entry, and who may read a case's files."""

from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry, case_slots, department_slots, file_owners, menu

from . import (
    calling_kinds,  # noqa: F401 - registers the scripts of calls
    kinds,  # noqa: F401 - registers the catalogue
    permissions,
)
from .calls_slot import call_slot
from .enums import Audience
from .models import Attachment, Case
from .selectors.calls import count_due
from .views.desk_batches import READERS
from .views.desk_merging import department_slot


def may_read(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Whoever may see the case may read what was laid to it, unless it was laid for insiders."""
    inside = permissions.can_see_internal(actor)
    if inside and Case.objects.visible_to(actor).filter(pk=owner_id).exists():
        return True
    # The same paper may be laid to several: to the parts of a need, to needs answered alike.
    laid = Attachment.objects.filter(file=file_id, case__in=Case.objects.visible_to(actor))
    return (laid if inside else laid.filter(audience=Audience.EVERYBODY)).exists()


department_slots.register("cases.merge", department_slot)
file_owners.register(Case.LABEL, may_read)
menu.register(
    "cases.enter",
    MenuEntry(
        "cases:enter",
        _("Enter a need"),
        icon="pencil",
        roles=frozenset({Role.COORDINATOR}),
        order=15,
    ),
)
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
