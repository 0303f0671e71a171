"""Reads for the pages of conferences: the list, one conference, the numbers people write down."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.cases.models import Case
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Department
from weiqitong.web.keyset import Page, paginate
from weiqitong.web.parts import Turn

from .. import permissions
from ..enums import UNDER_WAY, Seat, State, Way
from ..models import Conference, Participant, Topic
from ..querysets import UNITS
from .agenda import topics_of
from .standing import Standing, standings, turn_of

TABS: dict[str, Any] = {
    "open": gettext_lazy("Under way"),
    "draft": gettext_lazy("To be convened"),
    "called": gettext_lazy("Convened"),
    "held": gettext_lazy("Items being done"),
    "over": gettext_lazy("Ended"),
}
RELATED = ("office", "chair__person")
MOST_WAITING = 6
BETWEEN = re.compile(r"[\s、,，;；]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list."""

    conference: Conference
    turn: Turn
    topics: int


@dataclass(frozen=True, slots=True)
class ConferencePage:
    """One conference for one viewer."""

    conference: Conference
    topics: list[Topic]
    standing: Standing
    turn: Turn
    mine: list[Participant]  # those the viewer speaks for
    visible: frozenset[int]  # ids of its cases that the viewer may open
    may_prepare: bool
    may_publish: bool
    may_close: bool

    @property
    def participants(self) -> list[Participant]:
        return self.standing.participants


def conferences(actor: Actor) -> QuerySet[Conference]:
    """Those in sight with what a row shows."""
    rows = Conference.objects.visible_to(actor).select_related(*RELATED)
    return rows.defer("office__hours", "minutes")


def listed(
    actor: Actor, tab: str, query: Mapping[str, Any], now: datetime
) -> tuple[Page[Conference], list[Line]]:
    """One page of the list, what is due first; five queries."""
    order = ["-closed_at", "-pk"] if tab == "over" else ["due_at", "pk"]
    topics = Count("topics", filter=Q(topics__left_at=None))
    found = paginate(_in_tab(conferences(actor), tab), order, query)
    counted = dict(
        Conference.objects.filter(pk__in=[one.pk for one in found.rows])
        .annotate(count=topics)
        .values_list("pk", "count")
    )
    known = standings(found.rows)
    lines = [
        Line(one, turn_of(one, known[one.pk], actor, now), counted[one.pk]) for one in found.rows
    ]
    return found, lines


def counts(actor: Actor) -> dict[str, int]:
    """How many there are under each tab. One query."""
    rows = Conference.objects.visible_to(actor).filter(state__in=UNDER_WAY)
    found = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    return {"open": sum(found.values()), **{str(state): n for state, n in found.items()}}


def _in_tab(rows: Any, tab: str) -> Any:
    if tab == "open":
        return rows.filter(state__in=UNDER_WAY)
    if tab == "over":
        return rows.exclude(state__in=UNDER_WAY)
    return rows.filter(state=tab)


def waiting(actor: Actor, now: datetime) -> QuerySet[Conference]:
    """Those on this person's own desk: to be called, minutes owed, a word owed."""
    rows = Conference.objects.visible_to(actor)
    owing = Participant.objects.filter(
        conference=OuterRef("pk"), left_at=None, said_at=None, seat=Seat.MEMBER
    )
    if actor.role == Role.COORDINATOR:
        called = Q(state=State.CALLED)
        met = called & (Q(meets_at__lte=now) | (Q(way=Way.WRITING) & ~Exists(owing)))
        return rows.filter(Q(state=State.DRAFT) | met, office=actor.region_id or 0)
    if actor.role in UNITS and actor.department_path:
        units = Department.objects.within(actor.department_path).values("pk")
        own = Q(department__in=units) | Q(department__merged_into__in=units)
        if actor.officials:
            own |= Q(official__in=actor.officials)
        return rows.filter(Exists(owing.filter(own)), state=State.CALLED)
    return rows.none()


def waiting_lines(actor: Actor, now: datetime) -> list[Line]:
    """The first of them as rows; three queries, or one where there is none."""
    rows = waiting(actor, now).select_related(*RELATED).defer("office__hours", "minutes")
    found = list(rows.order_by("due_at", "pk")[:MOST_WAITING])
    known = standings(found) if found else {}
    return [Line(one, turn_of(one, known[one.pk], actor, now), 0) for one in found]


def page_of(actor: Actor, number: str, now: datetime) -> ConferencePage:
    """All of one page, in six queries. Conference.DoesNotExist when out of sight."""
    found = Conference.objects.visible_to(actor).select_related(*RELATED).get(number=number)
    topics = topics_of(found)
    standing = standings([found])[found.pk]
    ids = [topic.case_id for topic in topics]
    visible = Case.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)
    return ConferencePage(
        conference=found,
        topics=topics,
        standing=standing,
        turn=turn_of(found, standing, actor, now),
        mine=standing.mine(actor),
        visible=frozenset(visible),
        may_prepare=permissions.can_prepare(actor, found),
        may_publish=permissions.can_publish(actor, found, now, standing.all_said),
        may_close=permissions.can_close(actor, found),
    )


def of_case(actor: Actor, case: Case) -> list[Topic]:
    """Conferences on one case, newest first. One query."""
    rows = Topic.objects.filter(case=case, left_at=None)
    rows = rows.filter(conference__in=Conference.objects.visible_to(actor).values("pk"))
    related = ("conference__office", "lead")
    return list(rows.select_related(*related).order_by("-pk"))


def named_cases(actor: Actor, written: str, field: str) -> list[Case]:
    """The cases whose numbers somebody wrote down, in their order; BadInput names the first that is
    not in sight.
    """
    numbers = list(dict.fromkeys(one for one in BETWEEN.split(written.strip()) if one))
    rows = Case.objects.visible_to(actor).filter(number__in=numbers)
    found = {case.number: case for case in rows}
    for number in numbers:
        if number not in found:
            raise BadInput(
                _("There is no need with the number %(number)s in your reach.")
                % {"number": number},
                field=field,
            )
    return [found[number] for number in numbers]
