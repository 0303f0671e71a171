"""What items tell the apps below: their menu entry, what an official owes, and what they put on a
case's page.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from weiqitong.cases.selectors.page import CasePage
from weiqitong.core import clock, registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry

from . import selectors
from .holding import Items
from .models import Item
from .querysets import READERS, UNITS
from .standing import leaders_of

AT_HOME = UNITS | {Role.LEADER}  # whose home lists what they owe
# Acts on a case that may leave items about it: a page whose timeline has none asks for none.
BRINGING = frozenset({"instruct", "conclude"})


def case_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a case's page: what is to be done about it. Units, offices and leaders only."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: CasePage = about["page"]
    if actor.role not in READERS or not any(act.action in BRINGING for act in page.acts):
        return None
    found = selectors.of_case(actor, page.case)
    if not found:
        return None
    now = clock.now()
    leaders = leaders_of(actor, now)
    lines = [(one, selectors.turn_of(one, actor, now, leaders)) for one in found]
    return "items/_case_slot.html", {"lines": lines}


def home_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On the home of a unit or a leader: the items that wait for a step of their own. An office
    has the number in its menu.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lines = selectors.waiting_lines(actor, clock.now()) if actor.role in AT_HOME else []
    return ("items/_home_slot.html", {"lines": lines}) if lines else None


def owed(official_id: int) -> Iterable[tuple[str, str]]:
    """Items in an official's own name that are not settled."""
    rows = Item.objects.to_do().filter(person=official_id).order_by("due_at", "pk")
    for item in rows[:50]:
        yield f"{item.source_name}·{item.text[:60]}", reverse("items:item", args=[item.pk])


def register() -> None:
    registry.unit_holdings.register(Item.LABEL, Items())
    registry.case_slots.register("items.of_case", case_slot)
    registry.home_slots.register("items.waiting", home_slot)
    registry.duties.register("items.owed", owed)
    registry.menu.register(
        "items.items",
        MenuEntry(
            url_name="items:items",
            label=gettext_lazy("Items"),
            icon="checklist",
            roles=frozenset(READERS),
            order=12,
            rows=selectors.waiting_rows,
        ),
    )
