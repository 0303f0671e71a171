"""Whom a caller calls: answers without a verdict and a sample of what was withdrawn, never what the
caller's own unit had a hand in, nor whom the caller serves; and which units had a hand in a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import at
from weiqitong.deadlines.selectors.calendars import work_calendar
from weiqitong.directory.models import Department, Official, Region
from weiqitong.directory.paths import codes_of
from weiqitong.pairing.models import Pairing
from weiqitong.web.keyset import Page, paginate

from ..calling import Script, choose, is_sampled
from ..calling_kinds import scripts
from ..enums import Action, CallPurpose, Status
from ..models import Act, CallTry, Case, Dispatch
from ..querysets import NAMED
from .lines import for_lines

READERS = (Role.CALLER, Role.INSPECTOR)
RECENT = timedelta(days=45)  # withdrawals older than that are not asked about any more
# Whoever took one of these chose the lead or gave the answer.
DECIDED = (Action.DISPATCH, Action.NAME, Action.DESIGNATE, Action.SOLVE)
DUE, LATER, WITHDRAWN, DONE = "due", "later", "withdrawn", "done"
TABS = (DUE, LATER, WITHDRAWN, DONE)
ORDER = ("turn_until", "pk")


def unit_path(path: str) -> str:
    """The whole unit that a department or section belongs to."""
    codes = codes_of(path)
    return f"/{codes[0]}/" if codes else ""


def hands_of(case_id: int) -> frozenset[int]:
    """Ids of the departments, with all their sections, of the units that led, co-handled, answered
    or dispatched. Two queries.
    """
    acts = Act.objects.filter(case=case_id, action__in=DECIDED, department__isnull=False)
    dispatches = Dispatch.objects.filter(case=case_id)
    paths = acts.values_list("department__path").union(dispatches.values_list("department__path"))
    units = {unit_path(path) for (path,) in paths}
    if not units:
        return frozenset()
    within = Q()
    for path in units:
        within |= Q(path__startswith=path)
    return frozenset(Department.objects.filter(within).values_list("pk", flat=True))


def is_asked(case: Case, script: Script) -> bool:
    """Whether a call about this case is meant at all: of withdrawals a sample."""
    if case.status == Status.WITHDRAWN:
        return is_sampled(case.number, script.share)
    return True


def callable_by(actor: Actor, purpose: CallPurpose, now: datetime) -> QuerySet[Case]:
    """The cases this caller may call about for a purpose, whenever the next try is due. Each
    carries `tries` and `next_at`, the latter None before the first try.
    """
    if actor.role != Role.CALLER or not actor.region_path:
        return Case.objects.none()
    # Nobody is called whose name is hidden: a call is somebody who knows it.
    rows = Case.objects.visible_to(actor).live().filter(NAMED, _waiting(purpose, now))
    served = Pairing.objects.filter(official=actor.official_id or 0)
    unit = _unit_of(actor)
    if unit:
        lead = Dispatch.objects.filter(case=OuterRef("pk"), department__path__startswith=unit)
        chose = Act.objects.filter(
            case=OuterRef("pk"), action__in=DECIDED, department__path__startswith=unit
        )
        rows = rows.exclude(Exists(lead)).exclude(Exists(chose))
    return with_tries(rows.exclude(client__in=served.values("client")), purpose)


def with_tries(rows: QuerySet[Case], purpose: CallPurpose) -> QuerySet[Case]:
    """How many tries there were since the answer, and when the next one is due."""
    tries = CallTry.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), purpose=purpose)
    if purpose == CallPurpose.VERDICT:
        tries = tries.filter(at__gte=OuterRef("answered_at"))
    counted = tries.order_by().values("case").annotate(n=Count("pk")).values("n")
    last = tries.order_by("-seq")
    return rows.annotate(
        tries=Subquery(counted[:1]),
        next_at=Subquery(last.values("next_at")[:1]),
        last_outcome=Subquery(last.values("outcome")[:1]),
        last_at=Subquery(last.values("at")[:1]),
    )


def _unit_of(actor: Actor) -> str:
    path = Official.objects.filter(pk=actor.official_id or 0).values_list("department__path")
    found = path.first()
    return unit_path(found[0]) if found else ""


def _waiting(purpose: CallPurpose, now: datetime) -> Q:
    """In the state, and for so many working days as the script of its place says."""
    lines = [line for line in scripts(now) if line.purpose == purpose]
    if not lines:
        return Q(pk__in=[])
    places = {line.region: line for line in lines if line.region}
    whole = next(line for line in lines if line.region is None)
    if not places:
        return _since(whole, now)
    found = Q()
    for region in Region.objects.filter(code__in=places):
        found |= Q(region__path__startswith=region.path) & _since(places[region.code], now)
    elsewhere = Q()
    for region in Region.objects.filter(code__in=places):
        elsewhere &= ~Q(region__path__startswith=region.path)
    return found | (elsewhere & _since(whole, now))


def _since(line: Script, now: datetime) -> Q:
    """Answered, or withdrawn, so many working days ago or more."""
    calendar = work_calendar()
    last = calendar.nth_working_day(clock.today(now), -line.after)
    end = at(last + timedelta(days=1))
    if line.purpose == CallPurpose.VERDICT:
        return Q(status=Status.ANSWERED, answered_at__lt=end)
    return Q(status=Status.WITHDRAWN, closed_at__lt=end, closed_at__gte=now - RECENT)


def due_now(now: datetime) -> Q:
    """Never tried, or the next try's time has come."""
    return Q(tries=None) | Q(next_at__lte=now)


def owed_later(now: datetime) -> Q:
    return Q(tries__gt=0, next_at__gt=now)


@dataclass(frozen=True, slots=True)
class Calls:
    """What lies on a caller's list: how many in each tab, one page of one of them."""

    counts: Mapping[str, int]
    page: Page[Case]


def call_list(actor: Actor, tab: str, query: Mapping[str, Any], now: datetime) -> Calls:
    """The list of one tab, what the enterprise may still judge first; five queries."""
    verdicts = callable_by(actor, CallPurpose.VERDICT, now)
    asked = sampled(callable_by(actor, CallPurpose.WITHDRAWN, now), now)
    owed = due_now(now) | owed_later(now)
    tabs: dict[str, QuerySet[Case]] = {
        DUE: verdicts.filter(due_now(now)),
        LATER: verdicts.filter(owed_later(now)),
        WITHDRAWN: asked.filter(owed),
        DONE: made_by(actor, now),
    }
    counts = {name: rows.count() for name, rows in tabs.items()}
    order = {DONE: ("-pk",), WITHDRAWN: ("-closed_at", "pk")}.get(tab, ORDER)
    return Calls(counts, paginate(for_lines(tabs[tab]), order, query))


def sampled(rows: QuerySet[Case], now: datetime) -> QuerySet[Case]:
    """Of withdrawals those that are asked about; few enough to be told one by one."""
    lines = scripts(now)
    ids = [
        pk
        for pk, number, path in rows.values_list("pk", "number", "region__path")
        if lines and is_sampled(number, choose(lines, CallPurpose.WITHDRAWN, codes_of(path)).share)
    ]
    return rows.filter(pk__in=ids)


def made_by(actor: Actor, now: datetime) -> QuerySet[Case]:
    """Cases this caller has called about since yesterday, whatever became of them."""
    since = at(clock.today(now) - timedelta(days=1))
    own = CallTry.objects.filter(case=OuterRef("pk"), caller=actor.official_id or 0, at__gte=since)
    last = own.order_by("-seq")
    return (
        Case.objects.visible_to(actor)
        .annotate(
            tries=Subquery(own.order_by().values("case").annotate(n=Count("pk")).values("n")[:1]),
            next_at=Subquery(last.values("next_at")[:1]),
            last_outcome=Subquery(last.values("outcome")[:1]),
            last_at=Subquery(last.values("at")[:1]),
        )
        .filter(tries__gt=0)
    )


def due_rows(actor: Actor) -> Any:
    """Whom to call now, for the menu."""
    now = clock.now()
    return callable_by(actor, CallPurpose.VERDICT, now).filter(due_now(now))


def tries_of(case: Case) -> list[CallTry]:
    """All tries of a case, oldest first."""
    rows = case.calls.select_related("caller__person", "caller__department__parent")
    return list(rows.order_by("seq"))
