"""On a case's page: the way to the call, for callers; to what was said, for the inspection."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import ngettext

from weiqitong.core.actor import Actor, Role

from .enums import Action
from .selectors.page import CasePage


def call_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """Whoever may call is led there; an inspector once somebody called. No query."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: CasePage = about["page"]
    count = sum(act.action == Action.CALL for act in page.acts)
    calls = actor.role == Role.CALLER and page.may(Action.CALL)
    if not (calls or (count and actor.role in {Role.CALLER, Role.INSPECTOR})):
        return None
    said = ngettext("%(count)s try so far", "%(count)s tries so far", count) % {"count": count}
    return "cases/desk/_call_slot.html", {
        "words": said,
        "number": page.case.number,
        "calls": calls,
    }
