"""Who may see and handle what could not be delivered."""

from typing import TYPE_CHECKING

from weiqitong.core.actor import Actor, Role
from weiqitong.rules.permissions import of_whole_city

if TYPE_CHECKING:
    from .models import Letter

KEEPERS = frozenset({Role.LIAISON, Role.COORDINATOR})  # of the group of a unit or an office
OFFICE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})

__all__ = ["KEEPERS", "OFFICE", "can_handle_letter", "of_whole_city"]


def can_handle_letter(actor: Actor, letter: "Letter") -> bool:
    if actor.role not in OFFICE:
        return False
    return actor.covers(letter.region_path) or (not letter.region_path and of_whole_city(actor))
