"""Cases as rows of a list: three queries at most, however many rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.web.parts import CaseLine, Light, LightKind, Turn
from weiqitong.web.times import until_words

from .. import permissions
from ..identity import client_words
from ..models import Case
from .filters import to_decide
from .names import RELATED, names_for
from .turns import IN_CHARGE, is_yours, turn_of

DECIDERS = IN_CHARGE | {Role.COORDINATOR}
Href = Callable[[Case], str]


def case_href(case: Case) -> str:
    return reverse("cases:case", args=[case.number])


def for_lines(queryset: QuerySet[Case]) -> QuerySet[Case]:
    """The queryset with what a row shows, without the long text."""
    return queryset.select_related(*RELATED).defer("text", "region__hours", "desk__hours")


def case_lines(
    queryset: QuerySet[Case] | Sequence[Case],
    actor: Actor,
    now: datetime,
    *,
    href: Href = case_href,
    current: str = "",
) -> list[CaseLine]:
    """Rows for a page. A queryset is read with `for_lines`; a list must have been."""
    cases = list(for_lines(queryset)) if isinstance(queryset, QuerySet) else list(queryset)
    names = names_for(cases)
    opinions = owed_opinions(cases, actor)
    decisions = owed_decisions(cases, actor)
    lines = []
    for case in cases:
        due = opinions.get(case.pk)
        turn = turn_of(case, actor, now, names)
        if due is not None and not turn.yours:
            turn = opinion_turn(due, now)
        elif case.pk in decisions and not turn.yours:
            turn = decision_turn(case, now)
        lines.append(
            CaseLine(
                title=case.title,
                href=href(case),
                turn=turn,
                meta=_meta(case, actor),
                number=case.number,
                key=case.number,
                current=case.number == current,
            )
        )
    return lines


def _meta(case: Case, actor: Actor) -> list[str]:
    if permissions.is_enterprise(actor, case) and len(actor.client_ids) < 2:
        return []
    return [client_words(case, actor)]


@dataclass(frozen=True, slots=True)
class Owed:
    """An opinion owed: until when, and whether that is only proposed."""

    due: datetime
    advisory: bool = False


def owed_opinions(cases: Sequence[Case], actor: Actor) -> dict[int, Owed]:
    """When the viewer's unit owes an opinion as co-handler: case id → until when. One query, for
    units.
    """
    if actor.role not in permissions.WORKERS or not actor.department_path or not cases:
        return {}
    waiting = Clock.objects.filter(
        subject_label=Case.LABEL,
        subject_id__in=[case.pk for case in cases if not is_yours(case, actor)],
        kind=ClockKind.CO,
        state=ClockState.RUNNING,
        holder__path__startswith=actor.department_path,
    )
    rows = waiting.values_list("subject_id", "due_at", "advisory").order_by("-due_at")
    return {case: Owed(due, advisory) for case, due, advisory in rows}


def owed_decisions(cases: Sequence[Case], actor: Actor) -> set[int]:
    """The cases of which the viewer decides an application. One query, where any is open."""
    waiting = [case.pk for case in cases if case.decide_until is not None]
    if actor.role not in DECIDERS or not waiting:
        return set()
    return set(Case.objects.filter(to_decide(actor), pk__in=waiting).values_list("pk", flat=True))


def decision_turn(case: Case, now: datetime) -> Turn:
    """The line of the office that decides what a lead applied for; the lead goes on meanwhile."""
    due = case.decide_until
    assert due is not None
    light = Light(LightKind.RED) if now > due else Light(LightKind.YOURS)
    until = _("decide %(until)s") % {"until": until_words(due, now)}
    who = pgettext("whose turn", "You")
    return Turn(light, who, until, yours=True, words=_("on an application"))


def opinion_turn(owed: Owed, now: datetime) -> Turn:
    """The line of a co-handler who has not spoken yet."""
    late = now > owed.due and not owed.advisory
    light = Light(LightKind.RED) if late else Light(LightKind.YOURS)
    until = _("opinion %(until)s") % {"until": until_words(owed.due, now)}
    who = pgettext("whose turn", "You")
    words = _("as co-handler, advisory limit") if owed.advisory else _("as co-handler")
    return Turn(light, who, until, yours=True, words=words)
