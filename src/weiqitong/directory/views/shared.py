"""What several pages of this app do alike: slots of higher apps, filters in an address."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from weiqitong.core.actor import Role
from weiqitong.core.registry import client_slots
from weiqitong.web.http import Request
from weiqitong.web.parts import Filter
from weiqitong.web.slots import filled

OFFICE = (
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.LEADER,
    Role.SECRETARY,
    Role.CALLER,
    Role.INSPECTOR,
)
KEEPERS = (Role.ADMINISTRATOR, Role.COORDINATOR)


def slots(request: Request, **about: Any) -> list[SafeString]:
    """The parts higher apps put on a client's page, in the order they registered."""
    return filled(request, client_slots, **about)


def choices(request: Request, parameter: str, options: Iterable[tuple[str, Any]]) -> list[Filter]:
    """Chips that set or take away one condition and keep the others."""
    chosen = request.GET.get(parameter, "")
    found = []
    for value, label in options:
        query = request.GET.copy()
        query.pop("at", None)
        if value == chosen:
            query.pop(parameter)
        else:
            query[parameter] = value
        found.append(Filter(str(label), f"?{query.urlencode()}", on=value == chosen))
    return found
