"""Needs on a phone's home and lists: an enterprise's own, or a specialist's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.web.parts import CaseLine, Light, LightKind, Turn

from ...enums import CLOSED, OPEN, Status, TurnKind
from ...models import Case
from ..lines import case_lines


def own_cases(actor: Actor) -> QuerySet[Case]:
    """Cases of a contact's enterprises or of a specialist; those from older records stay out."""
    return Case.objects.visible_to(actor).live()


def open_ones(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(status__in=OPEN)


def closed_ones(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(status__in=CLOSED)


@dataclass(frozen=True, slots=True)
class Counts:
    open: int
    closed: int


def open_and_closed(cases: QuerySet[Case]) -> Counts:
    """How many are in hand and how many closed. One query."""
    found = cases.aggregate(
        open=Count("pk", filter=Q(status__in=OPEN)), closed=Count("pk", filter=Q(status__in=CLOSED))
    )
    return Counts(found["open"], found["closed"])


def spoken(turn: Turn, case: Case) -> Turn:
    """An enterprise's own turn, saying what it is asked rather than "you"."""
    if not turn.yours or case.turn_kind != TurnKind.ENTERPRISE:
        return turn
    if case.status == Status.ANSWERED:
        return replace(turn, who=_("Read the answer: do you accept it?"), words="")
    return replace(turn, who=_("Please answer a question"), words="")


def enterprise_lines(cases: Sequence[Case], actor: Actor, now: datetime) -> list[CaseLine]:
    """Rows for the phone: whoever is asked reads what it is about."""
    found = []
    for case, line in zip(cases, case_lines(cases, actor, now), strict=True):
        turn = spoken(line.turn, case)
        if actor.role == Role.CONTACT and awaits_word(case) and not turn.yours:
            words = (
                _("Your specialist wrote this for you: is it right?")
                if case.specialist_id is not None
                else _("This was entered for you: is it right?")
            )
            turn = Turn(Light(LightKind.YOURS), words, yours=True)
        found.append(replace(line, turn=turn))
    return found


def awaits_word(case: Case) -> bool:
    """Whether the enterprise is asked: a question, an answer, or what was reported for it."""
    return case.turn_kind == TurnKind.ENTERPRISE or (
        case.confirmed_at is None and case.status in OPEN
    )
