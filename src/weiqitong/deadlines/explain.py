"""Why a deadline is what it is: the days as a strip, the arithmetic as sentences with data.

It holds no words of any language (words.py has them) and decides nothing: the due time it explains
is the one the fold gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from . import strip
from .calendar import Notice, WorkCalendar
from .events import ClockState, Event, EventKind
from .strip import DayCell, DayKind
from .terms import Measure, Term
from .timeline import apply, fold


@dataclass(frozen=True, slots=True)
class Rule:
    """Where the term comes from; names in the reader's language come from the caller."""

    name: str  # “133” of a region
    begun: str  # what started the clock: "dispatch"
    owed: str  # what stops it: "answer"
    place: str  # whose office hours
    version: int | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date


class Say(StrEnum):
    RULE = "rule"
    RULE_UNNUMBERED = "rule_unnumbered"
    START_DAY_NOT_COUNTED = "start_day_not_counted"
    STARTS_AT_OPENING = "starts_at_opening"
    USED_FIRST = "used_first"
    USED_LATER = "used_later"
    USED_DAYS = "used_days"
    USED_LAST = "used_last"
    BREAK = "break"
    ROUND_THE_CLOCK = "round_the_clock"
    MAKEUP = "makeup"
    HOLIDAY = "holiday"
    WEEKENDS = "weekends"
    OTHER_WEEKENDS = "other_weekends"
    NOTICE = "notice"
    NOTICE_NUMBERED = "notice_numbered"
    PAUSED = "paused"
    PAUSED_STILL = "paused_still"
    EXTENDED = "extended"
    RECOMPUTED = "recomputed"
    CLOSING = "closing"
    NATURAL_ON_DAY_OFF = "natural_on_day_off"
    YELLOW_QUARTER = "yellow_quarter"
    YELLOW_DAY = "yellow_day"
    PROVISIONAL = "provisional"


Value = str | int | date | datetime | timedelta | Term | Period


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: which, and what stands in it. Durations are timedeltas."""

    say: Say
    params: dict[str, Value] = field(default_factory=dict)


Point = tuple[Sentence, ...]  # sentences of one number in the list


@dataclass(frozen=True, slots=True)
class Explanation:
    started_at: datetime
    due_at: datetime
    yellow_at: datetime
    paused: bool
    provisional: tuple[int, ...]  # years whose notice is still to come
    days: tuple[DayCell, ...]
    points: tuple[Point, ...]
    begun: str


def explain(
    calendar: WorkCalendar,
    events: Sequence[Event],
    rule: Rule,
    state: ClockState | None = None,
) -> Explanation:
    """`state` is the stored one, where earlier calendars have had their say; else it is folded."""
    state = state or fold(events, calendar)
    office = state.unit.measure.is_office_time
    paused = state.left is not None
    years: tuple[int, ...] = ()
    if office:
        years = calendar.provisional_years(state.started_at, state.due_at)
    cells = strip.days(calendar, events, state)
    term = events[0].term
    assert term is not None
    points = [
        (_rule(rule, term),),
        *_counting(calendar, rule, term, state, cells, pure=len(_moves(events)) == 0),
        _special_days(calendar, cells) if office else (),
        *_moved(calendar, events),
        *_end(calendar, rule, state, paused=paused),
        tuple(Sentence(Say.PROVISIONAL, {"year": year}) for year in years),
    ]
    return Explanation(
        state.started_at,
        state.due_at,
        state.yellow_at,
        paused,
        years,
        strip.folded(cells),
        tuple(point for point in points if point),
        rule.begun,
    )


def _rule(rule: Rule, term: Term) -> Sentence:
    params: dict[str, Value] = {
        "rule": rule.name,
        "begun": rule.begun,
        "owed": rule.owed,
        "term": term,
    }
    if rule.version is None or rule.since is None:
        return Sentence(Say.RULE_UNNUMBERED, params)
    return Sentence(Say.RULE, params | {"version": rule.version, "since": rule.since})


def _moves(events: Sequence[Event]) -> list[Event]:
    """What may have moved the due time."""
    still = {EventKind.START, EventKind.STOP, EventKind.VOID, EventKind.REOPEN}
    return [event for event in events if event.kind not in still]


def _counting(
    calendar: WorkCalendar,
    rule: Rule,
    term: Term,
    state: ClockState,
    cells: Sequence[DayCell],
    *,
    pure: bool,
) -> list[Point]:
    start = state.started_at
    said: dict[str, Value] = {"begun": rule.begun, "at": start}
    measure = state.unit.measure
    if measure is Measure.SECONDS:
        return [(Sentence(Say.ROUND_THE_CLOCK, said | {"term": term}),)]
    if measure is Measure.WORKING_SECONDS:
        opening = calendar.next_opening(start)
        late = (
            ()
            if opening == start
            else (Sentence(Say.STARTS_AT_OPENING, said | {"opening": opening}),)
        )
        used = _used(calendar, opening, state, cells) if pure else ()
        return [late, used]
    first = start.date() + timedelta(days=1)
    if measure is Measure.WORKING_DAYS:
        first = calendar.nth_working_day(start.date(), 1)
    return [(Sentence(Say.START_DAY_NOT_COUNTED, said | {"first": first}),)]


def _used(
    calendar: WorkCalendar, opening: datetime, state: ClockState, cells: Sequence[DayCell]
) -> Point:
    """Office time used day by day: the first, those between as one, the last up to the due time."""
    used = [cell for cell in cells if cell.seconds]
    if not used:
        return ()
    due, whole = state.due_at, timedelta(seconds=state.whole)
    lunch = _breaks(calendar, opening, due)
    if len(used) == 1:
        last: dict[str, Value] = {"from": opening, "until": due, "whole": whole}
        return (Sentence(Say.USED_LAST, last), *lunch)
    first, *between, end = used
    closes = calendar.closing(first.day)
    said = [
        Sentence(
            Say.USED_FIRST,
            {"at": opening, "closes": closes, "used": timedelta(seconds=first.seconds)},
        )
    ]
    if len(between) == 1:
        said.append(
            Sentence(
                Say.USED_LATER,
                {"day": between[0].day, "used": timedelta(seconds=between[0].seconds)},
            )
        )
    elif between:
        total = timedelta(seconds=sum(cell.seconds for cell in between))
        period = Period(between[0].day, between[-1].day)
        said.append(
            Sentence(Say.USED_DAYS, {"period": period, "count": len(between), "used": total})
        )
    resumed = calendar.working_intervals(end.day)[0][0]
    said.append(Sentence(Say.USED_LAST, {"from": resumed, "until": due, "whole": whole}))
    return (*said, *lunch)


def _breaks(calendar: WorkCalendar, start: datetime, due: datetime) -> Point:
    """The break within the day of the start or of the due that the counting jumped over, if any."""
    for day in sorted({start.date(), due.date()}):
        spans = calendar.working_intervals(day)
        for (_, closes), (opens, _) in pairwise(spans):
            if start < closes and due > opens:
                return (Sentence(Say.BREAK, {"closes": closes, "opens": opens}),)
    return ()


def _special_days(calendar: WorkCalendar, cells: Sequence[DayCell]) -> Point:
    """Make-up days that counted, holidays and weekends that did not, and by which notice."""
    said: list[Sentence] = []
    notices: dict[Notice, None] = {}
    weekend = False
    for first, last in strip.runs(cells[1:]):  # the start day is not counted either way
        if first.makeup:
            said.append(Sentence(Say.MAKEUP, {"day": first.day}))
        elif first.kind is DayKind.OFF and first.name:
            said.append(
                Sentence(
                    Say.HOLIDAY, {"period": Period(first.day, last.day), "holiday": first.name}
                )
            )
        else:
            weekend = weekend or first.kind is DayKind.OFF
            continue
        # New Year's notice reaches back into December
        year = first.day.year + (first.day.month == 12)
        notices.update(dict.fromkeys(calendar.notices.get(year, ())))
    if weekend:
        said.append(Sentence(Say.OTHER_WEEKENDS if said else Say.WEEKENDS))
    for notice in notices:
        params: dict[str, Value] = {"title": notice.title, "number": notice.number}
        said.append(Sentence(Say.NOTICE_NUMBERED if notice.number else Say.NOTICE, params))
    return tuple(said)


def _moved(calendar: WorkCalendar, events: Sequence[Event]) -> list[Point]:
    """What pauses, extensions and a new calendar did, in the order it happened."""
    points: list[Point] = []
    state: ClockState | None = None
    for event in events:
        before, state = state, apply(state, event, calendar)
        if before is None:
            continue
        if event.kind is EventKind.EXTEND and event.term:
            points.append((Sentence(Say.EXTENDED, {"at": state.last_at, "term": event.term}),))
        elif event.kind is EventKind.RESUME and before.paused_at and before.left is not None:
            params: dict[str, Value] = {"from": before.paused_at, "until": state.last_at}
            points.append((Sentence(Say.PAUSED, params | {"due": state.due_at}),))
        elif event.kind is EventKind.RECOMPUTE and state.due_at != before.due_at:
            points.append((Sentence(Say.RECOMPUTED, {"at": state.last_at}),))
    if state and state.paused_at and state.left is not None and not state.stopped_at:
        points.append((Sentence(Say.PAUSED_STILL, {"from": state.paused_at}),))
    return points


def _end(calendar: WorkCalendar, rule: Rule, state: ClockState, *, paused: bool) -> list[Point]:
    if paused:
        return []
    due = state.due_at
    end: Point = ()
    if state.unit.measure in {Measure.WORKING_DAYS, Measure.NATURAL_DAYS}:
        end = (Sentence(Say.CLOSING, {"place": rule.place, "due": due}),)
    if state.unit.measure is Measure.NATURAL_DAYS and not calendar.is_working(due.date()):
        end += (Sentence(Say.NATURAL_ON_DAY_OFF, {"day": due.date()}),)
    lamp = state.yellow
    say = Say.YELLOW_QUARTER if lamp.by_quarter else Say.YELLOW_DAY
    params: dict[str, Value] = {"lead": timedelta(seconds=lamp.lead), "at": lamp.at}
    return [end, (Sentence(say, params),)]
