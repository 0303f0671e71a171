"""The ladder as arithmetic: which rungs a clock has, when each is due, which comes next. It knows
no cases and no people.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.refusal import Refused, gettext_noop

LATEST = 365  # working days
DEFAULT_REPLY = 1  # working days for the reply on a supervision order


class Rung(StrEnum):
    """The rungs, from the lowest; the referral stands beside them."""

    NUDGE = "nudge"
    HEAD = "head"
    ORDER = "order"
    LEADER = "leader"
    CONFERENCE = "conference"
    REFERRAL = "referral"


RISING = (Rung.HEAD, Rung.ORDER, Rung.LEADER, Rung.CONFERENCE)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung, and how many working days overdue a clock is then; 0 is the yellow light."""

    rung: Rung
    late: int


Ladder = tuple[Step, ...]  # in the order in which they are taken


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the rule; None stands for any region, any profile."""

    code: str
    region: str | None
    profile: str | None
    ladder: Ladder
    reply: int  # working days for the reply on a supervision order

    @property
    def clocks(self) -> tuple[str | None, str | None]:
        return self.region, self.profile


def parse(items: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines of a rule, or Refused."""
    lines = tuple(_line(item) for item in items)
    seen: dict[tuple[str | None, str | None], str] = {}
    for line in lines:
        if line.clocks in seen:
            raise Refused(
                gettext_noop("It names the same clocks as the line “%(other)s”."),
                other=seen[line.clocks],
                item=line.code,
            )
        seen[line.clocks] = line.code
    if (None, None) not in seen:
        raise Refused(gettext_noop("A line for the whole city and any profile is missing."))
    return lines


def choose(lines: Sequence[Line], region_codes: Sequence[str], profile: str) -> Line:
    """The line for a case of this region (city first) and profile: the most particular region wins,
    then the profile.
    """
    depth: dict[str | None, int] = {code: n for n, code in enumerate(region_codes, start=1)}
    depth[None] = 0
    fitting = [line for line in lines if line.region in depth and line.profile in {None, profile}]
    return max(fitting, key=lambda line: (depth[line.region], line.profile is not None))


def moment(step: Step, yellow: datetime, due: datetime, calendar: WorkCalendar) -> datetime:
    """When a rung is due. A nudge comes with the yellow light, within office hours if there are any
    before the clock is due; every other rung as the office opens on the n-th working day after the
    day it was due.
    """
    if step.late == 0:
        opening = calendar.next_opening(yellow)
        return opening if opening < due else calendar.local(yellow)
    day = calendar.nth_working_day(calendar.local(due).date(), step.late)
    return calendar.working_intervals(day)[0][0]


def next_step(ladder: Ladder, taken: Container[str]) -> Step | None:
    """The lowest rung not yet taken; None at the top."""
    return next((step for step in ladder if step.rung not in taken), None)


def _line(item: Mapping[str, Any]) -> Line:
    code = str(item["code"])
    steps = [Step(Rung.NUDGE, 0)] if item.get("nudge") else []
    for rung in (*RISING, Rung.REFERRAL):
        late = item.get(rung)
        if late is None:
            continue
        steps.append(Step(rung, _days(late, code)))
    rising = [step.late for step in steps if step.rung in RISING]
    if rising != sorted(set(rising)):
        raise Refused(gettext_noop("Each rung comes later than the one below it."), item=code)
    # What is due on the same day is taken in the order of the rungs.
    ladder = tuple(sorted(steps, key=lambda step: (step.late, list(Rung).index(step.rung))))
    reply = item.get("reply")
    return Line(
        code,
        item.get("region") or None,
        item.get("profile") or None,
        ladder,
        DEFAULT_REPLY if reply is None else _days(reply, code),
    )


def _days(value: Any, code: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LATEST:
        raise Refused(
            gettext_noop("A rung stands 1 to 365 working days after the due day."), item=code
        )
    return value
