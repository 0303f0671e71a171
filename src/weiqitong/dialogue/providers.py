"""What the line tells the apps below: menu entries, what stands on a need that came from it, and
the panels of homes.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.cases.enums import Channel
from weiqitong.cases.selectors.page import CasePage
from weiqitong.core import clock, registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry

from .querysets import WATCHING
from .selectors import bubbles, waiting


def case_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """Where a need came from, for staff who may read the message. A query only for needs from a
    line.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: CasePage = about["page"]
    if page.case.channel != Channel.DIRECT_LINE or actor.role not in WATCHING:
        return None
    message = waiting.from_case(actor, page.case.pk)
    if message is None:
        return None
    context = {
        "message": message,
        "who": bubbles.who_of(message),
        "place": bubbles.place_of(message),
        "href": bubbles.href_of(message),
    }
    return "dialogue/_case_slot.html", context


def home_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """What waits on the line, on the homes of office and leaders."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    panel = waiting.panel(actor, clock.now())
    return ("dialogue/_panel.html", {"panel": panel}) if panel else None


def register() -> None:
    registry.case_slots.register("dialogue.origin", case_slot)
    registry.home_slots.register("dialogue.waiting", home_slot)
    registry.menu.register(
        "dialogue.line",
        MenuEntry(
            "dialogue:home",
            _("Direct line"),
            icon="messages",
            roles=frozenset(WATCHING),
            order=14,
        ),
    )
    registry.menu.register(
        "dialogue.waiting",
        MenuEntry(
            "dialogue:waiting",
            _("Messages that wait"),
            icon="message-circle-question",
            roles=frozenset(WATCHING),
            order=15,
            rows=waiting.counted,
        ),
    )
    registry.menu.register(
        "dialogue.kept",
        MenuEntry(
            "dialogue:kept",
            _("Direct lines"),
            icon="messages",
            roles=frozenset({Role.ADMINISTRATOR}),
            order=60,
            group=1,
        ),
    )
    registry.menu.register(
        "dialogue.phone",
        MenuEntry(
            "dialogue:home",
            pgettext_lazy("tab", "Line"),
            icon="messages",
            roles=frozenset({Role.CONTACT}),
            order=15,
            phone=True,
        ),
    )
