"""What cases tell the apps below: who may read a case's files."""

from weiqitong.core.actor import Actor
from weiqitong.core.registry import file_owners

from . import (
    kinds,  # noqa: F401 - registers the catalogue
    permissions,
)
from .enums import Audience
from .models import Attachment, Case


def may_read(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Whoever may see the case may read what was laid to it, unless it was laid for insiders."""
    if not Case.objects.visible_to(actor).filter(pk=owner_id).exists():
        return False
    if permissions.can_see_internal(actor):
        return True
    laid = Attachment.objects.filter(case=owner_id, file=file_id)
    return laid.filter(audience=Audience.EVERYBODY).exists()


file_owners.register(Case.LABEL, may_read)
