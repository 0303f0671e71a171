"""What a list of cases is narrowed to: read from an address, written back into one, applied to a
queryset. The rows behind a figure are filters too, so that the two cannot differ.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from weiqitong.core import clock as times
from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.directory.models import Category, Department, Region
from weiqitong.search.selectors import condition
from weiqitong.taskforces.selectors import takes_of

from .. import permissions
from ..enums import OPEN, ApplicationState, Channel, Origin, Status, TurnKind, Urgency
from ..models import Application, Case
from ..plans.applying import NEEDED
from .behind import CLOCK_FIGURES, WORKING, Period, rows_of
from .picking import called
from .turns import IN_CHARGE

WITHOUT, ALONE = "no", "only"
LIGHTS = ("green", "yellow", "red", "paused")


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Conditions of a list; all empty shows everything that is live."""

    tab: str = ""  # "mine", "open", "late" or "all"
    region: str = ""  # code
    category: str = ""  # code; a group's covers its leaves
    unit: str = ""  # the lead, by name or code
    status: str = ""
    urgency: str = ""
    light: str = ""
    origin: str = ""
    channel: str = ""
    since: str = ""  # days of the report, 2021-09-01
    until: str = ""
    q: str = ""
    figure: str = ""  # of the control room
    part: str = ""  # numerator "yes", the rest "no", "all" of the denominator, or an exclusion
    period: str = ""
    group: str = ""  # of what waits for me
    force: str = ""  # id of a task force: what it takes
    parts: str = ""  # of split needs: WITHOUT them, or they ALONE; empty shows both

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> "CaseFilter":
        """From a request's GET; what is not understood is left out."""
        given = {one.name: str(query.get(one.name, "")).strip()[:80] for one in fields(cls)}
        checks: dict[str, Callable[[str], bool]] = {
            "status": Status.values.__contains__,
            "urgency": Urgency.values.__contains__,
            "light": LIGHTS.__contains__,
            "origin": lambda value: value in {*Origin.values, "any"},
            "channel": Channel.values.__contains__,
            "parts": {WITHOUT, ALONE}.__contains__,
            "force": lambda value: value.isascii() and value.isdigit() and len(value) < 10,
            "since": _is_day,
            "until": _is_day,
        }
        for name, holds in checks.items():
            if given[name] and not holds(given[name]):
                given[name] = ""
        return cls(**given)

    def chosen(self) -> Iterator[tuple[str, str]]:
        """The conditions that are set."""
        for one in fields(self):
            value = getattr(self, one.name)
            if value:
                yield one.name, value

    def query(self, **changes: str) -> str:
        """The address of this list with some conditions changed."""
        pairs = [(name, changes.get(name, getattr(self, name))) for name in self.__slots__]
        return "?" + urlencode([(name, value) for name, value in pairs if value])

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab is set."""
        return any(name != "tab" for name, _value in self.chosen())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


COMPLAINS = Q(about_unit__isnull=False) | Q(about_official__isnull=False)
AT_OFFICE = Q(turn_kind__in=[TurnKind.OFFICE, TurnKind.LEADER])
# What waits for an office or a leader, by what it waits for.
OFFICE_GROUPS = {
    "new": AT_OFFICE & Q(status=Status.REPORTED),
    "designate": AT_OFFICE & Q(status=Status.OBJECTED),
    "rejected": AT_OFFICE & Q(status=Status.IN_PROGRESS, parts_open=None),
    "parts": AT_OFFICE & Q(parts_open__isnull=False),
    "decide": Q(decide_until__isnull=False),
}


def to_decide(actor: Actor) -> Q:
    """Applications on this office's desk, and those below it for which two must agree; without
    those the person has agreed to: the second yes is somebody else's. For a leader in charge those
    on the desk where the enterprise complains: the office itself may be meant.
    """
    if actor.role in IN_CHARGE:
        return Q(decide_until__isnull=False, desk=actor.region_id) & COMPLAINS
    asked = Application.objects.filter(state=ApplicationState.ASKED)
    two = asked.filter(kind__in=NEEDED, case__desk__parent=actor.region_id)
    agreed = asked.filter(findings__0=actor.official_id or 0)
    reach = Q(desk=actor.region_id) | Q(pk__in=two.values("case"))
    return Q(decide_until__isnull=False) & reach & ~Q(pk__in=agreed.values("case"))


def mine(actor: Actor) -> Q:
    """Cases whose next step is the actor's own, in the role that is active."""
    waits = Q(pk__in=[])
    if actor.role == Role.COORDINATOR and actor.region_id:
        waits |= Q(turn_kind=TurnKind.OFFICE, turn_id=actor.region_id)
        waits |= to_decide(actor)
    if actor.role in IN_CHARGE and actor.region_id:
        waits |= Q(turn_kind=TurnKind.LEADER, turn_id=actor.region_id)
        waits |= to_decide(actor)
    if actor.role in permissions.WORKERS and actor.department_id:
        waits |= Q(turn_kind=TurnKind.UNIT, turn_id=actor.department_id)
        opinions = Clock.objects.filter(
            kind=ClockKind.CO,
            state=ClockState.RUNNING,
            holder=actor.department_id,
            subject_label=Case.LABEL,
        )
        waits |= Q(pk__in=opinions.values("subject_id"))
    if actor.role in permissions.WORKERS | {Role.SPECIALIST} and actor.officials:
        persons = [TurnKind.HANDLER, TurnKind.SIGNER]
        waits |= Q(turn_kind__in=persons, turn_id__in=actor.officials)
    if actor.client_ids:
        waits |= Q(turn_kind=TurnKind.ENTERPRISE, client__in=actor.client_ids)
    return waits


def late(now: datetime) -> Q:
    """Open work past its due time; what waits for the enterprise is not late."""
    return Q(status__in=WORKING, due_at__lt=now)


def light_is(light: str, now: datetime) -> Q:
    """Open cases showing a light."""
    if light == "paused":
        return Q(status__in=OPEN, due_at=None)
    if light == "red":
        return late(now)
    if light == "yellow":
        return Q(status__in=WORKING, due_at__gte=now, yellow_at__lte=now)
    return Q(status__in=WORKING, yellow_at__gt=now)


def apply(queryset: QuerySet[Case], chosen: CaseFilter, actor: Actor, now: datetime) -> Any:
    """The rows of a list. Historic cases stay out unless they are asked for."""
    if chosen.origin != "any":
        queryset = queryset.filter(origin=chosen.origin or Origin.LIVE)
    for one in conditions(chosen, actor, now):
        queryset = queryset.filter(one)
    return queryset


def conditions(chosen: CaseFilter, actor: Actor, now: datetime) -> Iterator[Q]:
    """All of them but the origin."""
    for condition_of in (_by_tab, _by_place, _by_kind, _by_time, _by_words, _by_figure):
        yield from condition_of(chosen, actor, now)


def _by_tab(chosen: CaseFilter, actor: Actor, now: datetime) -> Iterator[Q]:
    if chosen.tab == "mine":
        yield Q(status__in=OPEN) & mine(actor)
    elif chosen.tab == "open":
        yield Q(status__in=OPEN)
    elif chosen.tab == "late":
        yield late(now)
    if chosen.group in OFFICE_GROUPS:
        yield OFFICE_GROUPS[chosen.group]


def _by_place(chosen: CaseFilter, actor: Actor, now: datetime) -> Iterator[Q]:
    if chosen.region:
        path = Region.objects.filter(code=chosen.region).values("path")[:1]
        yield Q(region__in=Region.objects.filter(path__startswith=path).values("pk"))
    if chosen.unit:
        yield Q(lead__in=Department.objects.filter(called(chosen.unit)).values("pk"))


def _by_kind(chosen: CaseFilter, actor: Actor, now: datetime) -> Iterator[Q]:
    for name in ("status", "urgency", "channel"):
        value = getattr(chosen, name)
        if value:
            yield Q(**{name: value})
    if chosen.category:
        leaves = Category.objects.filter(Q(code=chosen.category) | Q(parent__code=chosen.category))
        yield Q(category__in=leaves.values("pk"))
    if chosen.force:
        yield Q(pk__in=takes_of(int(chosen.force)).taken(Case.objects.all()))
    if chosen.light:
        yield light_is(chosen.light, now)
    if chosen.parts:
        yield Q(parent__isnull=chosen.parts == WITHOUT)


def _by_time(chosen: CaseFilter, actor: Actor, now: datetime) -> Iterator[Q]:
    if chosen.since:
        yield Q(reported_at__gte=times.at(date.fromisoformat(chosen.since)))
    if chosen.until:
        end = date.fromisoformat(chosen.until) + timedelta(days=1)
        yield Q(reported_at__lt=times.at(end))


def _by_words(chosen: CaseFilter, actor: Actor, now: datetime) -> Iterator[Q]:
    if chosen.q:
        yield Q(number=chosen.q) | condition(Case.LABEL, chosen.q)


def _by_figure(chosen: CaseFilter, actor: Actor, now: datetime) -> Iterator[Q]:
    if chosen.figure and chosen.part == "parts":
        yield Q(parent__isnull=False)
        yield rows_of(chosen.figure, "all", Period.of(chosen.period, now))
    elif chosen.figure:
        if chosen.figure not in CLOCK_FIGURES:  # each limit is one, a need is counted once
            yield Q(parent=None)
        yield rows_of(chosen.figure, chosen.part, Period.of(chosen.period, now))
