"""What instructions tell the apps below: menu entries, for whom a secretary acts, what stands on a
case's page.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from weiqitong.cases.enums import Action
from weiqitong.cases.selectors.page import CasePage
from weiqitong.core import clock, registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry
from weiqitong.items.source import source_pages
from weiqitong.items.standing import leaders_of

from . import selectors
from .models import Instruction
from .querysets import LABEL, READERS


def case_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a case's page: the instructions given on it, and the way to give one. A query only where
    the timeline shows that there are any, and for a secretary, whom somebody must let.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: CasePage = about["page"]
    if actor.role not in READERS:
        return None
    now = clock.now()
    given = any(act.action == Action.INSTRUCT for act in page.acts)
    may = page.may(Action.INSTRUCT) and selectors.may_write(actor, now)
    found = selectors.on_case(actor, page.case) if given else []
    if not (found or may):
        return None
    leaders, items = leaders_of(actor, now), selectors.items_of(found)
    lines = [
        (
            one,
            selectors.author_words(one),
            selectors.turn_of(one, items[one.pk], actor, now, leaders),
        )
        for one in found
    ]
    return "instructions/_case_slot.html", {"lines": lines, "may": may, "case": page.case}


def page_of(actor: Actor, source_id: int) -> str:
    """Where an instruction is read, by those who may."""
    rows = Instruction.objects.visible_to(actor).filter(pk=source_id)
    number = rows.values_list("number", flat=True).first()
    return reverse("instructions:instruction", args=[number]) if number else ""


def register() -> None:
    source_pages.register(LABEL, page_of)
    registry.case_slots.register("instructions.of_case", case_slot)
    registry.mandates.register("instructions.delegations", selectors.delegated_to)
    registry.menu.register(
        "instructions.instructions",
        MenuEntry(
            url_name="instructions:instructions",
            label=gettext_lazy("Instructions"),
            icon="writing-sign",
            roles=frozenset(READERS),
            order=13,
        ),
    )
    registry.menu.register(
        "instructions.delegations",
        MenuEntry(
            url_name="instructions:delegations",
            label=gettext_lazy("Delegations"),
            icon="user-share",
            roles=frozenset({Role.LEADER, Role.SECRETARY, Role.ADMINISTRATOR}),
            order=60,
            group=1,
        ),
    )
