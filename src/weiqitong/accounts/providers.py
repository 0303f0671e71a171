"""What the frame and the apps below learn from accounts."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.core import registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry
from weiqitong.web.context import PHONE_ROLES

from . import entrance, selectors
from .enums import INVITERS, ROLE_LABELS


def demo_banner(request: HttpRequest) -> str | None:
    """Sessions know since sign-in whether the people are invented; others cost one small query."""
    known = request.session.get(entrance.DEMO) if hasattr(request, "session") else None
    if selectors.is_demo() if known is None else known:
        return _("Demo: enterprises, people and needs here are invented.")
    return None


def standing(actor: Actor) -> tuple[str, str]:
    return str(ROLE_LABELS[actor.role]), actor.place


def client_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a client's page: the way to its people, for those who may invite."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if "client" not in about or not actor.is_(*INVITERS):
        return None
    return "accounts/_client_slot.html", {"client": about["client"]}


def register() -> None:
    registry.client_slots.register("accounts.people", client_slot)
    registry.banners.register("accounts.demo", demo_banner)
    registry.standings.register("accounts", standing)
    registry.menu.register(
        "accounts.people",
        MenuEntry(
            url_name="accounts:people",
            label=gettext_lazy("People and roles"),
            icon="users",
            roles=frozenset({Role.ADMINISTRATOR}),
            order=30,
            group=1,
        ),
    )
    registry.menu.register(
        "accounts.roster",
        MenuEntry(
            url_name="accounts:roster",
            label=gettext_lazy("Duty and absence"),
            icon="calendar-event",
            roles=frozenset({Role.LIAISON, Role.COORDINATOR}),
            order=35,
            group=1,
        ),
    )
    registry.menu.register(
        "accounts.colleagues",
        MenuEntry(
            url_name="accounts:colleagues",
            label=gettext_lazy("Colleagues"),
            icon="users",
            roles=frozenset({Role.CONTACT}),
            order=80,
        ),
    )
    registry.menu.register(
        "accounts.account",
        MenuEntry(
            url_name="accounts:account",
            label=gettext_lazy("Me"),
            icon="user",
            roles=PHONE_ROLES,
            order=90,
            phone=True,
        ),
    )
