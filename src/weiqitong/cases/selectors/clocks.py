"""The clocks of a case as bars and lights, why a deadline is what it is, and time at each desk. No
queries: it is handed clocks with their history, and acts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.core import clock as times_of
from weiqitong.core.actor import Actor
from weiqitong.deadlines import words as said
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.events import ClockState as Folded
from weiqitong.deadlines.events import Event
from weiqitong.deadlines.explain import Rule, explain
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.deadlines.plan import events_of
from weiqitong.deadlines.strip import DayKind
from weiqitong.deadlines.terms import Measure
from weiqitong.deadlines.timeline import fold
from weiqitong.directory.models import Department
from weiqitong.web.parts import Clock as ClockPart
from weiqitong.web.parts import DayCell, DeskShare, Light, LightKind
from weiqitong.web.times import clock_face, minutes_words, moment_words, until_words

from .. import permissions
from ..delay import Desk, Held, own_delay, shares
from ..dossier import Dossier, led_by
from ..enums import Status, TurnKind
from ..models import Act, Case
from ..words import (
    Names,
    clock_begun,
    clock_name,
    clock_owed,
    name_of,
    office_words,
    short_of,
    together,
)
from .turns import advisory_light, advisory_word

ORDER = list(ClockKind)
LATE_STATES = frozenset({ClockState.RUNNING, ClockState.STOPPED})
OUTSIDE = frozenset(
    {ClockKind.DISPATCH, ClockKind.CONTACT, ClockKind.PLAN, ClockKind.CLOSE, ClockKind.VERDICT}
)
# The clock that is explained first, while it runs.
EXPLAINED = (ClockKind.NAME, ClockKind.CLOSE, ClockKind.DISPATCH, ClockKind.VERDICT, ClockKind.ASK)
CELLS = {DayKind.OFF: "off", DayKind.PAUSED: "off", DayKind.DUE: "due"}


@dataclass(frozen=True, slots=True)
class Why:
    """Why this deadline: a title, the days, the sentences."""

    title: str
    days: list[DayCell]
    sum: list[str]


def clock_parts(dossier: Dossier, viewer: Actor, now: datetime) -> list[ClockPart]:
    """The newest clock of each kind that the viewer may know of, in the order of a case's life."""
    inside = permissions.can_see_internal(viewer)
    units = {one.department_id: one.department for one in dossier.dispatches}
    newest: dict[tuple[str, int | None], Clock] = {}
    for one in dossier.clocks:
        if one.state != ClockState.VOID and (inside or one.kind in OUTSIDE):
            # Each co-handler has its own.
            newest[one.kind, one.holder_id if one.kind == ClockKind.CO else None] = one
    worker = viewer.role in permissions.WORKERS

    def place(one: Clock) -> tuple[bool, int]:
        """Whoever co-handles reads of its own part first."""
        own = worker and led_by(viewer, units.get(one.holder_id or 0))
        return not (own and one.kind == ClockKind.CO), ORDER.index(ClockKind(one.kind))

    shown = sorted(newest.values(), key=place)
    return [_part(one, dossier.frame.calendar, now, units) for one in shown]


def _name(one: Clock, units: Mapping[int, Department]) -> str:
    unit = units.get(one.holder_id or 0)
    if one.kind == ClockKind.CO and unit is not None:
        return _("Opinion of %(unit)s") % {"unit": short_of(unit)}
    return clock_name(one.kind)


def _part(
    one: Clock, calendar: WorkCalendar, now: datetime, units: Mapping[int, Department]
) -> ClockPart:
    events = events_of(one.history)
    state = fold(events, calendar)
    assert state is not None
    name = _name(one, units)
    spent, whole = state.spent(calendar, now) // 60, state.whole // 60
    if one.state == ClockState.STOPPED:
        late = one.result == "missed" and not one.advisory
        light = Light(LightKind.RED) if late else Light(LightKind.CLOSED, _("In time"))
        if one.advisory:
            light = Light(LightKind.CLOSED, advisory_word())
        return ClockPart(name, _of(spent, whole, state), light)
    if one.state == ClockState.PAUSED:
        return ClockPart(name, _("paused"), Light(LightKind.PAUSED))
    until = until_words(one.due_at, now)
    if one.kind == ClockKind.CLOSE and state.unit.measure is not Measure.NATURAL_DAYS:
        used = spent * 100 // whole if whole else 0
        words = _("%(used)s of %(whole)s used") % {
            "used": clock_face(spent),
            "whole": clock_face(whole),
        }
        if now > one.due_at or one.advisory:  # a full bar would say less than the red light
            light = running_light(one, now)
            return ClockPart(name, words, light, None, _close_note(one, until))
        return ClockPart(name, words, running_light(one, now), used, _close_note(one, until))
    return ClockPart(name, until, running_light(one, now))


def _close_note(one: Clock, until: str) -> str:
    return _("%(until)s; advisory, not scored") % {"until": until} if one.advisory else until


def _of(spent: int, whole: int, state: Folded) -> str:
    """1 时 26 分 / 4 时."""
    if state.unit.measure in {Measure.NATURAL_DAYS, Measure.SECONDS}:
        days = (state.stopped_at or state.last_at) - state.started_at
        return minutes_words(int(days.total_seconds()) // 60)
    return f"{minutes_words(spent)} / {minutes_words(whole)}"


def running_light(one: Clock, now: datetime) -> Light:
    """Of a clock that runs. An advisory one says so, and is judged by no colour."""
    if one.advisory:
        return advisory_light(one.due_at, now)
    if now > one.due_at:
        return Light(LightKind.RED)
    return Light(LightKind.YELLOW if now >= one.yellow_at else LightKind.GREEN)


def ruling_clock(dossier: Dossier) -> Clock | None:
    """The clock whose deadline a reader asks about: the one that runs now, else the last close."""
    for kind in EXPLAINED:
        found = dossier.clock(kind)
        if found is not None:
            return found
    closes = [one for one in dossier.clocks if one.kind == ClockKind.CLOSE]
    return closes[-1] if closes else None


def why(dossier: Dossier, now: datetime) -> Why | None:
    """The arithmetic of the ruling clock's deadline."""
    one = ruling_clock(dossier)
    case = dossier.case
    if one is None or case.status == Status.PARKED:  # its next day was named, not counted
        return None
    begun = clock_begun(one.kind, one.round)
    rules = case.rules
    rule = Rule(
        name=name_of(dossier.frame.profile),
        begun=begun,
        owed=clock_owed(one.kind),
        place=name_of(case.region),
        version=rules.number if rules else None,
        since=times_of.today(rules.valid_from) if rules and rules.valid_from else None,
    )
    events: Sequence[Event] = events_of(one.history)
    told = explain(dossier.frame.calendar, events, rule)
    days = [
        DayCell(
            weekday=cell.weekday,
            day=cell.date,
            word=cell.label,
            kind="extra" if cell.makeup and cell.kind != DayKind.DUE else CELLS.get(cell.kind, ""),
        )
        for cell in said.cells(told)
    ]
    title = _("Why it is %(due)s") % {"due": moment_words(one.due_at, now)}
    return Why(title, days, said.points(told))


def desk_shares(
    case: Case, acts: Sequence[Act], names: Names, calendar: WorkCalendar, now: datetime
) -> list[DeskShare]:
    """Working time at each desk, folded from whose turn it was after each act."""
    spans: dict[tuple[str, str], int] = {}
    accepted = False
    ends = [act.at for act in acts[1:]] + [case.closed_at or now]
    for act, end in zip(acts, ends, strict=True):
        accepted = accepted or act.action in {"accept", "solve"}
        desk = _desk(act, names, accepted)
        if desk is not None:
            minutes = calendar.working_seconds_between(act.at, max(end, act.at)) // 60
            spans[desk] = spans.get(desk, 0) + minutes
    return [
        DeskShare(name, who, minutes, clock_face(minutes), 1 + place % 6)
        for place, ((name, who), minutes) in enumerate(spans.items())
    ]


def late_shares(
    dossier: Dossier, acts: Sequence[Act], names: Names, now: datetime
) -> list[DeskShare]:
    """Whose delay it is: what the close clocks of all rounds ran over, booked to whoever held the
    next step meanwhile; and what an opinion was late, booked to whoever owed it.
    """
    calendar = dossier.frame.calendar
    held = [Held(act.at, act.turn_kind, act.turn_id) for act in acts]
    booked: dict[Desk, int] = {}
    for one in dossier.clocks:
        if one.kind == ClockKind.CLOSE and not one.advisory and one.state in LATE_STATES:
            end = one.stopped_at or now
            for desk, seconds in shares(held, one.due_at, end, calendar).items():
                booked[desk] = booked.get(desk, 0) + seconds
    owed = _late_opinions(dossier, now)
    ended = {(act.turn_kind, act.turn_id): act for act in acts}
    found = []
    for place, (desk, seconds) in enumerate(booked.items()):
        said = _desk(ended[desk], names, accepted=True)
        if said is not None and seconds >= 60:
            minutes = seconds // 60
            found.append(DeskShare(*said, minutes, clock_face(minutes), 1 + place % 6))
    for place, (unit, seconds) in enumerate(owed.items(), start=len(found)):
        if seconds >= 60:
            minutes, what = seconds // 60, pgettext("desk", "Opinion")
            face = clock_face(minutes)
            found.append(DeskShare(what, names.unit(unit), minutes, face, 1 + place % 6))
    return found


def _late_opinions(dossier: Dossier, now: datetime) -> dict[int, int]:
    """Seconds by which opinions were or are late, by unit; an advisory clock judges nobody."""
    calendar = dossier.frame.calendar
    found: dict[int, int] = {}
    for one in dossier.clocks:
        judged = one.kind == ClockKind.CO and not one.advisory and one.state in LATE_STATES
        if judged and one.holder_id is not None:
            end = one.stopped_at or now
            seconds = sum(own_delay(one.holder_id, one.due_at, end, calendar).values())
            found[one.holder_id] = found.get(one.holder_id, 0) + seconds
    return found


def _desk(act: Act, names: Names, accepted: bool) -> tuple[str, str] | None:
    kind = act.turn_kind
    if kind == TurnKind.OFFICE:
        return pgettext("desk", "Office"), office_words(names.region(act.turn_id))
    if kind == TurnKind.LEADER:
        return pgettext("desk", "Leader"), names.region(act.turn_id)
    if kind == TurnKind.UNIT:
        what = pgettext("desk", "Handling") if accepted else pgettext("desk", "Receipt")
        return what, names.unit(act.turn_id)
    if kind == TurnKind.HANDLER:
        what = pgettext("desk", "Handling") if accepted else pgettext("desk", "Receipt")
        return what, together(names.official(act.turn_id))
    if kind == TurnKind.SIGNER:
        return pgettext("desk", "Sign-off"), names.official(act.turn_id)
    if kind == TurnKind.ENTERPRISE:
        return pgettext("desk", "Enterprise"), ""
    return None
