"""All reads of oversight for pages: orders in sight, one order, what a batch of nudges would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext

from weiqitong.cases import permissions as cases
from weiqitong.cases import workflow
from weiqitong.cases.dossier import Dossier
from weiqitong.cases.enums import Action, Status, TurnKind
from weiqitong.cases.framing import frame_of
from weiqitong.cases.models import Act, Case
from weiqitong.cases.selectors import case_lines
from weiqitong.cases.selectors.filters import CaseFilter, apply
from weiqitong.cases.words import joined, name_of, office_words, short_of, together
from weiqitong.core.actor import Actor
from weiqitong.core.clock import at, today
from weiqitong.web.keyset import Page, paginate
from weiqitong.web.parts import CaseLine, Light, LightKind, Turn
from weiqitong.web.times import moment_words, until_words

from . import permissions
from .enums import OrderCause
from .models import Supervision

TABS: dict[str, Any] = {
    "open": gettext_lazy("Awaiting the reply"),
    "late": gettext_lazy("Reply overdue"),
    "replied": gettext_lazy("Reply received"),
    "closed": gettext_lazy("Ended"),
}
RELATED = ("case__client", "office", "unit", "region", "official__person")
MOST, SHOWN = 500, 50  # cases of one batch, and how many of them its page lists
# What is demanded where the order says nothing of its own.
DEMANDS = {
    OrderCause.LADDER: gettext_noop(
        "The time limit has passed. Handle it at once, answer the enterprise, and report by the day"
        " named why it was late and when it will be done."
    ),
    OrderCause.REJECTED: gettext_noop(
        "The enterprise has rejected the answer again. Go and see the enterprise, handle it anew,"
        " and report by the day named what was found and what is being done."
    ),
    OrderCause.HAND: "",
}


def orders(actor: Actor) -> QuerySet[Supervision]:
    """Orders in sight with what a row shows."""
    rows = Supervision.objects.visible_to(actor).select_related(*RELATED)
    return rows.defer("case__text", "office__hours", "region__hours")


def listed(actor: Actor, tab: str, query: Mapping[str, Any], now: datetime) -> Page[Supervision]:
    """One page of the list, newest first; two queries."""
    return paginate(_in_tab(orders(actor), tab, now), ["-issued_at", "-pk"], query)


def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many wait for a reply, and how many of them too long."""
    rows = Supervision.objects.visible_to(actor)
    return {tab: _in_tab(rows, tab, now).count() for tab in ("open", "late", "replied")}


def _in_tab(rows: Any, tab: str, now: datetime) -> Any:
    if tab == "open":
        return rows.unanswered()
    if tab == "late":
        return rows.late(now)
    if tab == "replied":
        return rows.filter(replied_at__isnull=False, closed_at__isnull=True)
    return rows.filter(closed_at__isnull=False)


def of_case(actor: Actor, case: Case) -> list[Supervision]:
    """Orders on one case that is in sight, newest first. One query."""
    rows = Supervision.objects.filter(case=case).select_related(*RELATED[1:])
    return list(rows.order_by("-issued_at", "-pk"))


def addressed(order: Supervision) -> str:
    """Unit and person, or the office and its coordinator."""
    person = order.official.person.name if order.official else ""
    if order.unit is not None:
        return together(short_of(order.unit), person)
    return together(office_words(name_of(order.region)), person)


def giver(order: Supervision) -> str:
    return office_words(name_of(order.office))


def demand_of(order: Supervision) -> str:
    """What is demanded: in the office's words, else the usual ones of its cause."""
    if order.demand:
        return order.demand
    return _(DEMANDS[OrderCause(order.cause)])


def turn_of(order: Supervision, actor: Actor, now: datetime) -> Turn:
    """Whose turn an order is, and until when."""
    if order.closed_at is not None:
        return Turn(Light(LightKind.CLOSED), _("Ended"), moment_words(order.closed_at, now))
    if order.replied_at is not None:
        yours = permissions.can_close(actor, order)
        kind = LightKind.YOURS if yours else LightKind.GREEN
        return Turn(
            Light(kind),
            pgettext("whose turn", "You") if yours else giver(order),
            _("replied %(when)s") % {"when": moment_words(order.replied_at, now)},
            yours=yours,
            words=_("to be ended"),
        )
    yours = permissions.can_reply(actor, order)
    late = now > order.due_at
    kind = LightKind.RED if late else LightKind.YOURS if yours else LightKind.GREEN
    until = _("reply %(until)s") % {"until": until_words(order.due_at, now)}
    return Turn(
        Light(kind),
        pgettext("whose turn", "You") if yours else addressed(order),
        until,
        yours=yours,
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """What nudging these cases would do: those it reaches, and why the others are left out."""

    lines: Sequence[CaseLine]
    numbers: Sequence[str]
    left: Sequence[tuple[str, int]]  # reason, how many


def of_list(actor: Actor, query: Mapping[str, Any], now: datetime) -> list[str]:
    """Numbers of a list's cases, those due first, as many as one batch takes."""
    found = apply(Case.objects.visible_to(actor), CaseFilter.parse(query), actor, now)
    return list(found.order_by("turn_until", "pk").values_list("number", flat=True)[:MOST])


def batch(actor: Actor, numbers: Sequence[str], now: datetime) -> Batch:
    """Looked at, not done."""
    found = Case.objects.visible_to(actor).filter(number__in=list(numbers)[:MOST])
    rows = list(found.select_related("client", "region", "desk", "lead", "section",
                                     "handler__person").order_by("turn_until", "pk"))  # fmt: skip
    since = at(today(now))
    nudged = set(
        Act.objects.filter(case__in=rows, action=Action.NUDGE, at__gte=since).values_list(
            "case", flat=True
        )
    )
    left = {"closed": 0, "today": 0, "turn": 0}
    kept = []
    for case in rows:
        reason = _left_out(actor, case, nudged)
        if reason:
            left[reason] += 1
        else:
            kept.append(case)
    words = {
        "closed": _("closed, or waiting for the enterprise"),
        "today": _("nudged today already"),
        "turn": _("your own turn, or not yours to nudge"),
    }
    return Batch(
        case_lines(kept[:SHOWN], actor, now),
        [case.number for case in kept],
        [(words[reason], count) for reason, count in left.items() if count],
    )


def _left_out(actor: Actor, case: Case, nudged: set[int]) -> str:
    turn = TurnKind(case.turn_kind)
    if Action.NUDGE not in workflow.open_actions(Status(case.status), turn):
        return "closed"
    if turn == TurnKind.ENTERPRISE:
        return "closed"
    if case.pk in nudged:
        return "today"
    return "" if cases.nudges(actor, Dossier(case, frame_of(case))) else "turn"


def cause_words(order: Supervision) -> str:
    """Why it was given, and by whom."""
    return joined([str(OrderCause(order.cause).label), giver(order)])
