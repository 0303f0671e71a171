"""What the frame and lower apps learn from pairings: reach, a menu entry, a part of a page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from weiqitong.core import registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry

from . import permissions, selectors


def client_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a client's page: who serves it and who did. One query."""
    client = about.get("client")
    if client is None:
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return "pairing/_client_slot.html", {
        "client": client,
        "history": selectors.history_of(client),
        "may_pair": permissions.can_pair(actor, client),
        "inside": not actor.is_(Role.CONTACT, Role.PARTNER),
    }


def register() -> None:
    registry.served_clients.register("pairing", selectors.served_client_ids)
    registry.client_slots.register("pairing.history", client_slot)
    registry.menu.register(
        "pairing.pairings",
        MenuEntry(
            url_name="pairing:pairings",
            label=gettext_lazy("Pairings"),
            icon="link",
            roles=frozenset(
                {
                    Role.ADMINISTRATOR,
                    Role.COORDINATOR,
                    Role.LEADER,
                    Role.SECRETARY,
                    Role.INSPECTOR,
                }
            ),
            order=15,
            group=1,
        ),
    )
