"""The days of one clock as a row of cells, numbered as counted; it computes no due time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from .calendar import WorkCalendar
from .events import ClockState, Event, EventKind
from .terms import Measure, own_seconds
from .timeline import apply, effective

LONGEST = 10  # cells that fit a row
KEPT_FIRST, KEPT_LAST = 3, 3


class DayKind(StrEnum):
    START = "start"
    COUNTED = "counted"
    OFF = "off"
    PAUSED = "paused"
    DUE = "due"
    GAP = "gap"  # several ordinary days as one cell


@dataclass(frozen=True, slots=True)
class DayCell:
    day: date
    kind: DayKind
    number: int | None = None  # the n-th day counted, on clocks that count days
    name: str = ""  # the holiday it belongs to
    makeup: bool = False  # a weekend day worked by notice
    seconds: int = 0  # own seconds used, on clocks that count time
    until: date | None = None  # last day of a folded cell
    count: int = 1  # days counted in it


def days(calendar: WorkCalendar, events: Sequence[Event], state: ClockState) -> tuple[DayCell, ...]:
    """Every day from the start to the due time, or to the pause that holds the clock now."""
    pauses = list(_pauses(calendar, events, state))
    open_pause = state.paused_at if state.left is not None else None
    first = state.started_at.date()
    last = max(first, (open_pause or state.due_at).date())
    measure = state.unit.measure
    counts_days = measure in {Measure.WORKING_DAYS, Measure.NATURAL_DAYS}
    paused = _paused_days(calendar, state, pauses) if counts_days else set()
    cells, number = [], 0
    for day in _range(first, last):
        cell = _cell(calendar, measure, day)
        if day == last and open_pause is None:
            cell = replace(cell, kind=DayKind.DUE)
        elif day == first:
            cell = replace(cell, kind=DayKind.START)
        elif day in paused:
            cell = replace(cell, kind=DayKind.PAUSED)
        if counts_days and day > first and cell.kind in {DayKind.COUNTED, DayKind.DUE}:
            number += 1
            cell = replace(cell, number=number)
        elif not counts_days:
            cell = _timed(cell, _used(calendar, day, pauses, state), pauses)
        cells.append(cell)
    if open_pause and len(cells) > 1:
        cells[-1] = replace(cells[-1], kind=DayKind.PAUSED, number=None)
    return tuple(cells)


def runs(cells: Sequence[DayCell]) -> Iterator[tuple[DayCell, DayCell]]:
    """First and last cell of neighbours that are alike; make-up days stand alone."""
    first: DayCell | None = None
    last: DayCell | None = None
    for cell in cells:
        if first and last and not cell.makeup and _alike(first, cell):
            last = cell
            continue
        if first and last:
            yield first, last
        first = last = cell
    if first and last:
        yield first, last


def folded(cells: Sequence[DayCell]) -> tuple[DayCell, ...]:
    """A long strip keeps its ends and what is special; the ordinary days between become gaps."""
    if len(cells) <= LONGEST:
        return tuple(cells)
    grouped: list[DayCell] = []
    for first, last in runs(cells):
        run = [cell for cell in cells if first.day <= cell.day <= last.day]
        grouped += run if _is_plain(first) else [_one(run)]
    short, plain = grouped[:KEPT_FIRST], list[DayCell]()
    for cell in grouped[KEPT_FIRST:-KEPT_LAST]:
        if _is_plain(cell):
            plain.append(cell)
            continue
        short += [*_gap(plain), cell]
        plain = []
    return (*short, *_gap(plain), *grouped[-KEPT_LAST:])


def _cell(calendar: WorkCalendar, measure: Measure, day: date) -> DayCell:
    kind = DayKind.COUNTED if _counts(calendar, measure, day) else DayKind.OFF
    makeup = calendar.is_working(day) and day.weekday() >= 5
    return DayCell(day, kind, name=calendar.names.get(day, ""), makeup=makeup)


def _counts(calendar: WorkCalendar, measure: Measure, day: date) -> bool:
    return not measure.is_office_time or calendar.is_working(day)


def _timed(cell: DayCell, used: int, pauses: Sequence[tuple[datetime, datetime]]) -> DayCell:
    held = any(since.date() <= cell.day <= until.date() for since, until in pauses)
    if cell.kind is DayKind.COUNTED and not used and held:
        return replace(cell, kind=DayKind.PAUSED)
    return replace(cell, seconds=used)


def _used(
    calendar: WorkCalendar,
    day: date,
    pauses: Sequence[tuple[datetime, datetime]],
    state: ClockState,
) -> int:
    begins = datetime.combine(day, datetime.min.time(), calendar.tz)
    a, b = max(begins, state.started_at), min(begins + timedelta(days=1), state.due_at)
    if b <= a:
        return 0
    lost = sum(
        own_seconds(calendar, state.unit, max(a, since), min(b, until))
        for since, until in pauses
        if max(a, since) < min(b, until)
    )
    return own_seconds(calendar, state.unit, a, b) - lost


def _pauses(
    calendar: WorkCalendar, events: Sequence[Event], state: ClockState
) -> Iterator[tuple[datetime, datetime]]:
    """Pauses that gave time back, the present one until far away."""
    folded_state: ClockState | None = None
    since: datetime | None = None
    for event in events:
        folded_state = apply(folded_state, event, calendar)
        if event.kind is EventKind.PAUSE and folded_state.left is not None:
            since = folded_state.paused_at
        elif event.kind is EventKind.RESUME and since:
            yield since, folded_state.last_at
            since = None
    if since:
        yield since, max(state.due_at, since) + timedelta(days=1)


def _paused_days(
    calendar: WorkCalendar, state: ClockState, pauses: Sequence[tuple[datetime, datetime]]
) -> set[date]:
    """The days that pauses took out of the counting: as many as the due day moved by.

    The day of a pause was begun and counts, the day of its resumption does not; the other way round
    where the pause took hold at the opening, or where no whole day was left and the due day itself
    is that of the resumption.
    """
    measure = state.unit.measure
    taken: set[date] = set()
    for since, until in pauses:
        a, b = (effective(calendar, measure, at).date() for at in (since, until))
        counted = [day for day in _range(a, b) if _counts(calendar, measure, day)]
        taken.update(counted[1:])
        whole = effective(calendar, measure, since) != since
        if whole and len(counted) > 1 and a > state.started_at.date() and a not in taken:
            taken = taken - {counted[-1]} | {a}
    due = state.due_at.date()
    if due in taken:
        before = reversed(_range(state.started_at.date(), due))
        free = (day for day in before if day not in taken and _counts(calendar, measure, day))
        taken = taken - {due} | {next(free, due)}
    return taken


def _range(first: date, last: date) -> list[date]:
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def _alike(a: DayCell, b: DayCell) -> bool:
    return (a.kind, a.makeup) == (b.kind, b.makeup) and (
        a.kind is not DayKind.OFF or a.name == b.name
    )


def _is_plain(cell: DayCell) -> bool:
    """An ordinary day counted, or an ordinary weekend."""
    if cell.kind is DayKind.OFF:
        return not cell.name
    return cell.kind is DayKind.COUNTED and not cell.makeup


def _one(run: Sequence[DayCell]) -> DayCell:
    return run[0] if len(run) == 1 else replace(run[0], until=run[-1].day, count=len(run))


def _gap(plain: Sequence[DayCell]) -> tuple[DayCell, ...]:
    if len(plain) <= 1:
        return tuple(plain)
    counted = [cell for cell in plain if cell.kind is DayKind.COUNTED]
    gap = DayCell(
        plain[0].day,
        DayKind.GAP,
        number=counted[0].number if counted else None,
        seconds=sum(cell.seconds for cell in plain),
        until=plain[-1].day,
        count=len(counted),
    )
    return (gap,)
