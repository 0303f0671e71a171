"""Who may read a stored file: the owner's app decides; an unattached one is its uploader's."""

from weiqitong.core.actor import Actor
from weiqitong.core.registry import file_owners

from .models import StoredFile


def can_read(actor: Actor, file: StoredFile) -> bool:
    if file.owner_id is None:
        return actor.user_id is not None and file.uploaded_by_id == actor.user_id
    owner = file_owners.get(file.owner_label)
    return owner is not None and owner(actor, file.owner_id, file.pk)
