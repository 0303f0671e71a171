"""Whose delay it is: time past a deadline, booked to whoever held the next step meanwhile. Pure.

A case that is late was late at somebody's desk. The seconds of working time past the due time are
cut at every act and each piece goes to the desk that held the turn in it, so the shares add up to
the delay exactly. An opinion that a co-handler owes is late on its own clock, and all of that is
the co-handler's. Where the enterprise held the turn (asked, or judging) nobody is late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from weiqitong.deadlines.calendar import WorkCalendar

from .enums import TurnKind

FREE = frozenset({TurnKind.ENTERPRISE, TurnKind.NOBODY})
Desk = tuple[str, int | None]  # kind of turn and its id


@dataclass(frozen=True, slots=True)
class Held:
    """From an instant on the next step was this desk's."""

    at: datetime
    kind: str
    id: int | None


def shares(
    held: Sequence[Held], due: datetime, end: datetime, calendar: WorkCalendar
) -> dict[Desk, int]:
    """Working seconds past `due` up to `end`, by desk, in the order they first held it.

    `held` is in the order of time, the first no later than `due`. Nothing is booked when `end` is
    not past `due`.
    """
    found: dict[Desk, int] = {}
    for one, until in _spans(held, end):
        begin = max(one.at, due)
        if until > begin and one.kind not in FREE:
            desk = (one.kind, one.id)
            seconds = calendar.working_seconds_between(begin, until)
            found[desk] = found.get(desk, 0) + seconds
    return {desk: seconds for desk, seconds in found.items() if seconds}


def delay(held: Sequence[Held], due: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Working seconds past `due` up to `end`, without those in which the enterprise held it."""
    if end <= due:
        return 0
    free = sum(
        calendar.working_seconds_between(max(one.at, due), until)
        for one, until in _spans(held, end)
        if one.kind in FREE and until > max(one.at, due)
    )
    return calendar.working_seconds_between(due, end) - free


def own_delay(
    unit_id: int, due: datetime, end: datetime, calendar: WorkCalendar
) -> dict[Desk, int]:
    """Working seconds past `due` of a clock that one unit holds whoever's turn the case is: an
    opinion owed. All of it is that unit's.
    """
    seconds = calendar.working_seconds_between(due, end) if end > due else 0
    return {(TurnKind.UNIT, unit_id): seconds} if seconds else {}


def _spans(held: Sequence[Held], end: datetime) -> Iterable[tuple[Held, datetime]]:
    """Each holder with the instant up to which it held, none past the end."""
    for one, following in zip(held, [*held[1:], None], strict=True):
        yield one, min(following.at, end) if following else end
