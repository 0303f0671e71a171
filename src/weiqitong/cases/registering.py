"""What cases tell the frame and the apps below: a menu entry, and who may read a case's files."""

from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry, file_owners, menu

from . import (
    kinds,  # noqa: F401 - registers the catalogue
    permissions,
)
from .enums import Action, Audience
from .identity import is_veiled
from .models import Act, Attachment, Case


def may_read(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Whoever may see the case may read what was laid to it, unless it was laid for insiders."""
    case = Case.objects.visible_to(actor).filter(pk=owner_id).first()
    if case is None:
        return False
    if case.is_hidden and not _released(actor, case, file_id):
        return False
    if permissions.can_see_internal(actor):
        return True
    laid = Attachment.objects.filter(case=owner_id, file=file_id)
    return laid.filter(audience__in=[Audience.EVERYBODY, Audience.WITHHELD]).exists()


def _released(actor: Actor, case: Case, file_id: int) -> bool:
    """Its own files are the enterprise's; others have them once the office has looked through
    them, and who looks is on record.
    """
    laid = Attachment.objects.filter(case=case.pk, file=file_id)
    if not is_veiled(case, actor) or not laid.filter(audience=Audience.WITHHELD).exists():
        return True
    looked = Act.objects.filter(case=case.pk, action=Action.LOOK, user_id=actor.user_id or 0)
    return permissions.is_desk(actor, case) and looked.exists()


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
