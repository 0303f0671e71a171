"""What oversight tells the apps below: its menu entry, and what it puts on a case's page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from weiqitong.cases import permissions as cases
from weiqitong.cases.enums import Action, RungKind
from weiqitong.cases.selectors.page import CasePage
from weiqitong.core import clock, registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry

from . import inspection, permissions, selectors, selectors_referrals
from .holding import Orders, Referrals
from .models import Referral, Supervision


def case_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a case's page: the orders given on it, and the way to give one. A query only where the
    timeline shows that there are any.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: CasePage = about["page"]
    if actor.role not in permissions.READERS:
        return None
    given = any(act.action == Action.RUNG and act.facts.get("order") for act in page.acts)
    may = page.may(Action.RUNG) and cases.supervises(actor, page.dossier)
    if not (given or may):
        return None
    now = clock.now()
    found = selectors.of_case(actor, page.case) if given else []
    for one in found:
        one.case = page.case
    lines = [(one, selectors.turn_of(one, actor, now), selectors.addressed(one)) for one in found]
    return "oversight/_case_slot.html", {"lines": lines, "may": may, "case": page.case}


def own_case_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a case's page of the enterprise: the way to inspection. Nothing tells whether it went."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role != Role.CONTACT:
        return None
    return "oversight/_own_case_slot.html", {"case": about["page"].case}


def referral_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a case's page: its referrals, for offices, the inspection and the unit itself. A query
    only where the timeline shows that there is one.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: CasePage = about["page"]
    opened = any(
        act.action == Action.RUNG and act.facts.get("rung") == RungKind.REFERRAL
        for act in page.acts
    )
    if actor.role not in permissions.READERS or not opened:
        return None
    now = clock.now()
    found = selectors_referrals.of_case(actor, page.case)
    if not found:
        return None
    lines = [
        (one, selectors_referrals.turn_of(one, actor, now), selectors_referrals.about(one))
        for one in found
    ]
    return "oversight/_referral_slot.html", {"lines": lines}


def register() -> None:
    registry.unit_holdings.register(Supervision.LABEL, Orders())
    registry.unit_holdings.register(Referral.LABEL, Referrals())
    registry.own_case_slots.register("oversight.retaliation", own_case_slot)
    registry.menu.register(
        "oversight.retaliation",
        MenuEntry(
            url_name="oversight:retaliations",
            label=gettext_lazy("Reports of retaliation"),
            icon="lock",
            roles=frozenset({Role.INSPECTOR}),
            order=11,
            rows=inspection.open_reports,
        ),
    )
    registry.case_slots.register("oversight.referrals", referral_slot)
    registry.menu.register(
        "oversight.referrals",
        MenuEntry(
            url_name="oversight:referrals",
            label=gettext_lazy("Referrals"),
            icon="alert-triangle",
            roles=frozenset(permissions.READERS),
            order=27,
            rows=selectors_referrals.waiting_rows,
        ),
    )
    registry.case_slots.register("oversight.orders", case_slot)
    registry.menu.register(
        "oversight.orders",
        MenuEntry(
            url_name="oversight:orders",
            label=gettext_lazy("Supervision orders"),
            icon="gavel",
            roles=frozenset(permissions.READERS),
            order=25,
        ),
    )
