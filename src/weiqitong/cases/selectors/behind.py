"""Of which rows each part of a figure is made: conditions only, so that a figure and the list it
opens to cannot differ. It counts nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from weiqitong.core import clock as times
from weiqitong.deadlines.models import Clock, ClockKind, ClockState, Result

from ..enums import OPEN, Outcome, Rating, Status, VerdictChannel
from ..models import Case, Verdict

# Parts that most cases belong to: each row is asked, and a page is soon full. Of the rare ones the
# ids are looked up first.
COMMON = frozenset({"all", "yes"})
PERIODS = {"7": 7, "30": 30, "90": 90}
CLOCK_FIGURES = {
    "dispatch": ClockKind.DISPATCH,
    "contact": ClockKind.CONTACT,
    "answer": ClockKind.CLOSE,
}
# Work at the enterprise's turn is not late, whatever its time.
WORKING = OPEN - {Status.ANSWERED}
ENDED = Q(status__in=[Status.CONFIRMED, Status.LAPSED])
SOLVED = Q(outcome=Outcome.SOLVED, verdict=True)
# Superiors count whoever is "fairly satisfied" or better as satisfied.
PLEASED = Rating.FAIRLY_SATISFIED

# Clocks that count: not advisory, void or paused.
COUNTED = Q(advisory=False, state__in=[ClockState.RUNNING, ClockState.STOPPED])
KEPT = Q(result=Result.MET)
CLOCK_PARTS: dict[str, Q] = {
    "advisory": Q(advisory=True) & ~Q(state=ClockState.VOID),
    "paused": Q(advisory=False, state=ClockState.PAUSED),
    "void": Q(state=ClockState.VOID),
}


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant to now: what "in this period" means for every figure."""

    code: str
    since: datetime | None  # None: from the beginning
    until: datetime

    @classmethod
    def of(cls, code: str, now: datetime) -> "Period":
        """The last 7, 30 or 90 days up to now, or all."""
        days = PERIODS.get(code)
        if days is None:
            return cls("all", None, now)
        begin = times.at(times.today(now) - timedelta(days=days - 1))
        return cls(code, begin, now)

    def within(self, field: str) -> Q:
        """A condition on a column."""
        found = Q(**{f"{field}__lte": self.until})
        return found & Q(**{f"{field}__gte": self.since}) if self.since else found


def judged(period: Period) -> Q:
    """Clocks that count and whose limit fell into the period."""
    return period.within("due_at") & COUNTED


def clock_part(period: Period, part: str) -> Q:
    """The clocks of one part of a figure."""
    if part in CLOCK_PARTS:
        return period.within("due_at") & CLOCK_PARTS[part]
    if part == "yes":
        return judged(period) & KEPT
    return judged(period) & ~KEPT if part == "no" else judged(period)


def verdicts(period: Period, **conditions: Any) -> Q:
    """Cases on which the enterprise gave its word in the period."""
    given = Verdict.objects.filter(period.within("at"), case=OuterRef("pk"), **conditions)
    return Q(Exists(given))


def closed_in(period: Period) -> Q:
    """Cases that ended with a verdict, or lapsed without one, in the period."""
    return _closed(period) & _none_but(Status.CONFIRMED, Status.LAPSED)


def _none_but(*most: Status) -> Q:
    """Statuses that most cases have, said so that no index gathers and sorts all of those cases."""
    return ~Q(status__in=[one for one in Status if one not in most])


def _closed(period: Period) -> Q:
    # Of all time, the newest reports are read first: no reason to walk along the closings.
    return period.within("closed_at") if period.since else ~Q(closed_at__gt=period.until)


def _became(status: Status) -> Callable[[Period], Q]:
    return lambda period: _closed(period) & Q(status=status)


def _is(condition: Q) -> Callable[[Period], Q]:
    return lambda period: condition


Parts = Mapping[str, Callable[[Period], Q]]


def by_channel(channel: VerdictChannel) -> str:
    """The code of the figure of one channel."""
    return f"by_{channel}"


def _of_channel(channel: VerdictChannel) -> Parts:
    return {
        "all": lambda period: verdicts(period, channel=channel),
        "yes": lambda period: verdicts(period, channel=channel, yes=True),
        "no": lambda period: verdicts(period, channel=channel, yes=False),
    }


WAITING = _is(Q(status=Status.ANSWERED))
LEFT: Parts = {
    "not_receivable": _became(Status.NOT_RECEIVABLE),
    "found": _became(Status.FOUND),
    "withdrawn": _became(Status.WITHDRAWN),
}
NO_WORD: Parts = {"lapsed": _became(Status.LAPSED), "waiting": WAITING}
CASE_PARTS: dict[str, Parts] = {
    "verdict": {
        "all": verdicts,
        "yes": lambda period: verdicts(period, yes=True),
        "no": lambda period: verdicts(period, yes=False),
        **NO_WORD,
    },
    "solved": {
        "all": closed_in,
        "yes": lambda period: closed_in(period) & SOLVED,
        "no": lambda period: closed_in(period) & ~SOLVED,
        **LEFT,
    },
    # 办结率: of all that was in hand in the period, what the offices answered.
    "settled": {
        "all": lambda period: closed_in(period) | Q(status__in=OPEN),
        "yes": lambda period: closed_in(period) | Q(status=Status.ANSWERED),
        "no": _is(Q(status__in=WORKING)),
        **LEFT,
    },
    # 满意率: ratings, of those that were given.
    "pleased": {
        "all": lambda period: verdicts(period, rating__isnull=False),
        "yes": lambda period: verdicts(period, rating__gte=PLEASED),
        "no": lambda period: verdicts(period, rating__lt=PLEASED),
        "unrated": lambda period: verdicts(period, rating__isnull=True),
        **NO_WORD,
    },
    # 企业认可率 of each channel a verdict came by.
    **{by_channel(channel): _of_channel(channel) for channel in VerdictChannel},
    # 参评率: whether the enterprise spoke at all.
    "spoke": {
        "all": closed_in,
        "yes": lambda period: _closed(period) & _none_but(Status.CONFIRMED),
        "no": _became(Status.LAPSED),
        "waiting": WAITING,
        **LEFT,
    },
}


def rows_of(figure: str, part: str, period: Period) -> Q:
    """The cases behind one part of a figure; none for a part there is not."""
    part = part or "all"
    if figure in CLOCK_FIGURES:
        clocks = Clock.objects.filter(
            clock_part(period, part), subject_label=Case.LABEL, kind=CLOCK_FIGURES[figure]
        )
        if part in COMMON:
            return Q(Exists(clocks.filter(subject_id=OuterRef("pk"))))
        return Q(pk__in=clocks.values("subject_id"))
    found = CASE_PARTS.get(figure, {}).get(part)
    return found(period) if found else Q(pk__in=[])
