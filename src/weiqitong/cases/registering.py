"""What cases tell the apps below: who may read a case's files."""

from weiqitong.core.actor import Actor
from weiqitong.core.registry import file_owners

from . import kinds  # noqa: F401 - registers the catalogue
from .models import Case


def may_read(actor: Actor, owner_id: int) -> bool:
    """Whoever may see the case may read what was laid to it, unless it was laid for insiders."""
    return Case.objects.visible_to(actor).filter(pk=owner_id).exists()


file_owners.register(Case.LABEL, may_read)
