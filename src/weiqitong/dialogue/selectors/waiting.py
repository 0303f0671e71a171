"""What waits for an answer: the office's list, the count of the menu, the panel of a home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.core.actor import Actor, Role
from weiqitong.web.keyset import Page, paginate
from weiqitong.web.parts import CaseLine, Tab
from weiqitong.web.times import moment_words

from ..models import Message
from ..querysets import ANSWERING, MessageQuerySet
from .bubbles import href_of, in_sight, place_of, turn_of, who_of

SHOWN = 4  # on a home
LONGEST = 48  # characters of a message that name it in a list
TABS: dict[str, Any] = {
    "mine": gettext_lazy("My turn"),
    "all": gettext_lazy("All that wait"),
    "late": gettext_lazy("Overdue"),
}


def waiting(actor: Actor) -> MessageQuerySet:
    """Messages in sight to which an answer is owed."""
    return Message.objects.visible_to(actor).waiting()


def mine(actor: Actor) -> Q:
    """Those whose answer this person owes: the county's office, or the leader addressed."""
    here = Q(line__region=actor.region_id or 0)
    if actor.role == Role.COORDINATOR:
        return here & Q(addressed=None)
    if actor.role == Role.SECRETARY:
        return here & Q(addressed__isnull=False)
    if actor.role == Role.LEADER:
        return here & Q(addressed__in=actor.officials)
    return Q(pk__in=[])


def counted(actor: Actor) -> MessageQuerySet | None:
    """What the menu counts, together with what else it counts."""
    return waiting(actor) if actor.role in ANSWERING else None


def tabs(actor: Actor, current: str, now: datetime) -> list[Tab]:
    """The lists there are for this person, with counts. One query."""
    counts = waiting(actor).aggregate(
        mine=Count("pk", filter=mine(actor)),
        all=Count("pk"),
        late=Count("pk", filter=Q(answer_due_at__lt=now)),
    )
    address = reverse("dialogue:waiting")
    return [
        Tab(str(label), f"{address}?tab={code}", counts[code], code == current)
        for code, label in TABS.items()
        if code != "mine" or actor.role in ANSWERING
    ]


def listed(actor: Actor, tab: str, query: Mapping[str, Any], now: datetime) -> Page[Message]:
    """One page of the list, what is due first. One query."""
    rows = in_sight(actor).waiting()
    if tab == "mine":
        rows = rows.filter(mine(actor))
    elif tab == "late":
        rows = rows.overdue(now)
    return paginate(rows, ["answer_due_at", "pk"], query)


def of_line(actor: Actor, line_id: int, limit: int = 50) -> list[Message]:
    """What waits on one line, what is due first. One query."""
    rows = in_sight(actor).waiting().filter(line=line_id)
    return list(rows.order_by("answer_due_at", "pk")[:limit])


def lines(
    rows: Sequence[Message], actor: Actor, now: datetime, current: str = ""
) -> list[CaseLine]:
    """Rows of a list: the words, whose turn until when, then who and where."""
    return [_line(row, actor, now, current) for row in rows]


def _line(row: Message, actor: Actor, now: datetime, current: str) -> CaseLine:
    first = row.text.strip().split("\n")[0]
    title = first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"
    meta = [who_of(row), place_of(row), moment_words(row.at, now)]
    if row.private:
        meta.append(_("private"))
    turn = turn_of(row, actor, now)
    assert turn is not None  # it waits
    return CaseLine(
        title, href_of(row), turn, [one for one in meta if one], current=row.code == current
    )


@dataclass(frozen=True, slots=True)
class Panel:
    """What a home shows of the line."""

    lines: Sequence[CaseLine]
    count: int
    late: int
    href: str


def panel(actor: Actor, now: datetime) -> Panel | None:
    """What waits in sight, the most pressing first; nothing where nothing does. Two queries."""
    if actor.role not in ANSWERING:
        return None
    late = Count("pk", filter=Q(answer_due_at__lt=now))
    counts = waiting(actor).aggregate(count=Count("pk"), late=late)
    if not counts["count"]:
        return None
    rows = in_sight(actor).waiting()
    return Panel(
        lines(list(rows.order_by("answer_due_at", "pk")[:SHOWN]), actor, now),
        counts["count"],
        counts["late"],
        reverse("dialogue:waiting"),
    )


def from_case(actor: Actor, case_id: int) -> Message | None:
    """The message that a need was made of, if this person may read it. One query."""
    return in_sight(actor).filter(case=case_id).first()


def count_in(tabs: Sequence[Tab]) -> int:
    """What the menu shows, from tabs that were counted already."""
    return max((tab.count or 0 for tab in tabs), default=0)
