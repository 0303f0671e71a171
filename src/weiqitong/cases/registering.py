"""What cases tell the frame and the apps below: a menu entry, and who may read a case's files."""

from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry, file_owners, menu

from . import (
    kinds,  # noqa: F401 - registers the catalogue
    permissions,
)
from .enums import Audience
from .models import Attachment, Case


def may_read(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Whoever may see the case may read what was laid to it, unless it was laid for insiders."""
    inside = permissions.can_see_internal(actor)
    if inside and Case.objects.visible_to(actor).filter(pk=owner_id).exists():
        return True
    # The same paper may be laid to several: to the parts of a need, to needs answered alike.
    laid = Attachment.objects.filter(file=file_id, case__in=Case.objects.visible_to(actor))
    return (laid if inside else laid.filter(audience=Audience.EVERYBODY)).exists()


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
