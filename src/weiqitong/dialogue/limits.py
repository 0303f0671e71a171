"""Within how long a message is answered: the rule's lines, and the one that holds for a county.
Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.refusal import Refused, gettext_noop
from weiqitong.deadlines.terms import Term, due_at, yellow_at


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the rule; region None stands for any."""

    code: str
    region: str | None
    answer: Term


@dataclass(frozen=True, slots=True)
class Due:
    """Until when an answer is owed, when its light turns yellow, and by which version."""

    rules_id: int
    at: datetime
    yellow_at: datetime


def parse(items: Iterable[Mapping[str, Any]]) -> tuple[Limit, ...]:
    """The lines, or Refused: each with a limit, one of them for every region."""
    lines = tuple(
        Limit(str(item["code"]), item.get("region") or None, Term.parse(item.get("answer")))
        for item in items
    )
    regions = [line.region for line in lines]
    for line in lines:
        if regions.count(line.region) > 1:
            raise Refused(gettext_noop("Two lines are for the same region."), item=line.code)
    if lines and None not in regions:
        raise Refused(gettext_noop("A line without a region is missing: what holds elsewhere."))
    return lines


def choose(lines: Sequence[Limit], codes: Sequence[str]) -> Limit:
    """The line of the most particular region; `codes` from the city down."""
    by_region = {line.region: line for line in lines}
    return next(by_region[code] for code in (*reversed(codes), None) if code in by_region)


def due(limit: Limit, rules_id: int, calendar: WorkCalendar, start: datetime) -> Due:
    """When a message sent at `start` is to be answered."""
    end = due_at(calendar, limit.answer, start)
    return Due(rules_id, end, yellow_at(calendar, limit.answer, start, end))
