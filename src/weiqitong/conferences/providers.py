"""What conferences tell the apps below: a menu entry, and what stands on a case's page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from weiqitong.cases.enums import Action, RungKind
from weiqitong.cases.selectors.page import CasePage
from weiqitong.core import clock, registry
from weiqitong.core.actor import Actor
from weiqitong.core.registry import MenuEntry

from . import permissions
from .enums import UNDER_WAY
from .selectors import pages
from .selectors.standing import standings, turn_of


def case_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a case's page: its conferences, and the way to begin one. A query only where the history
    shows that there are any.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: CasePage = about["page"]
    if actor.role not in permissions.READERS:
        return None
    may = page.may(Action.CONFER)
    seen = any(_of_conference(act.action, act.facts) for act in page.acts)
    topics = pages.of_case(actor, page.case) if seen else []
    free = all(topic.conference.state not in UNDER_WAY for topic in topics)
    if not topics and not (may and free):
        return None
    now, found = clock.now(), standings([topic.conference for topic in topics])
    lines = [(one, turn_of(one.conference, found[one.conference_id], actor, now)) for one in topics]
    return "conferences/_case_slot.html", {"lines": lines, "may": may and free, "case": page.case}


def _of_conference(action: str, facts: dict[str, Any]) -> bool:
    risen = action == Action.RUNG and facts.get("rung") == RungKind.CONFERENCE
    return risen or action in {Action.CONFER, Action.CONCLUDE}


def home_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On the home of an office or a unit: the conferences that wait for a step of its own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lines = pages.waiting_lines(actor, clock.now())
    return ("conferences/_home_slot.html", {"lines": lines}) if lines else None


def register() -> None:
    registry.case_slots.register("conferences.of_case", case_slot)
    registry.home_slots.register("conferences.waiting", home_slot)
    registry.menu.register(
        "conferences.conferences",
        MenuEntry(
            url_name="conferences:conferences",
            label=gettext_lazy("Conferences"),
            icon="users",
            roles=frozenset(permissions.READERS),
            order=22,
        ),
    )
