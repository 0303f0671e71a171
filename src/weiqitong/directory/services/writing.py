"""What every service of this app does first: the row as it is now, and whether it may."""

from typing import TypeVar

from django.utils.translation import gettext as _

from weiqitong.core.errors import NotAllowed, Stale
from weiqitong.ledger.models import Ledgered

L = TypeVar("L", bound=Ledgered)


def current(row: L, seen: int | None, *related: str) -> L:
    """The stored row, locked; Stale when it is not the version somebody had before their eyes."""
    model = type(row)
    locked = model._default_manager.select_for_update(of=("self",))
    found: L = locked.select_related(*related).get(pk=row.pk)
    if seen is not None and found.version != seen:
        raise Stale(_("Somebody changed this while you were writing. Look at it, then save again."))
    return found


def refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("You may not change this."))
