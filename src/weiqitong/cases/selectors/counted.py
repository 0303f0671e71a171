"""What the figures count, in three queries within indexes: limits and verdicts, how cases ended,
what is open. It divides nothing and names nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import BigIntegerField, CharField, Count, Q, Value

from weiqitong.core.actor import Actor
from weiqitong.deadlines.models import Clock, ClockState, Result
from weiqitong.directory.models import Region

from ..enums import Origin, Status
from ..models import Case, Verdict
from ..querysets import own_cases
from .behind import CLOCK_FIGURES, ENDED, PLEASED, SOLVED, Period


class Judged(NamedTuple):
    """How many limits were kept, of how many that count, and what was left out."""

    yes: int = 0
    all: int = 0
    advisory: int = 0
    paused: int = 0
    void: int = 0


class Words(NamedTuple):
    """Verdicts: how many said yes, how many rated it well, of how many; how many rated it; beside
    them those on parts of a split need.
    """

    yes: int = 0
    pleased: int = 0
    all: int = 0
    rated: int = 0
    parts: int = 0


class Lights(NamedTuple):
    """Open cases by the light they show; of all of them, those that wait for a verdict. Open
    parts of a split need stand beside them: the need itself is counted.
    """

    green: int = 0
    yellow: int = 0
    red: int = 0
    paused: int = 0
    waiting: int = 0
    parts: int = 0

    @property
    def all(self) -> int:
        return self.green + self.yellow + self.red + self.paused


class Ended(NamedTuple):
    """How cases ended."""

    ended: int = 0
    solved: int = 0
    lapsed: int = 0
    not_receivable: int = 0
    found: int = 0
    withdrawn: int = 0
    parts: int = 0  # of a split need, ended: the need itself is counted


Counts = TypeVar("Counts", Judged, Words, Lights, Ended)


def added(first: Counts, *others: Counts) -> Counts:
    """Name by name."""
    return type(first)(*map(sum, zip(first, *others, strict=True)))


MANY = 1000  # ids that are named one by one rather than looked up again by each query


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows are counted: regions, less the cases an inspector may not look at."""

    regions: dict[int, Region]
    own: Any = ()  # ids, or a query for them where they are many

    @classmethod
    def of(cls, actor: Actor, regions: dict[int, Region]) -> "Reach":
        """For inspectors in one query."""
        own = own_cases(actor)
        if own is None:
            return cls(regions)
        ids = list(own[: MANY + 1])
        return cls(regions, ids if len(ids) <= MANY else own)

    def within(self, region: str = "region") -> Q:
        """A condition on rows that name their region by this column."""
        # Nothing lies outside the top: hundreds of ids would only be compared in vain.
        if any(one.depth == 0 for one in self.regions.values()):
            return Q()
        return Q(**{f"{region}__in": list(self.regions)})

    def shares(self, case: str = "pk") -> list[tuple[int, Q]]:
        """What is added, and what is taken away, by the column that names the case."""
        whole = [(1, Q())]
        # A query is never asked whether it is empty: that would run it.
        if isinstance(self.own, list | tuple) and not self.own:
            return whole
        return [*whole, (-1, Q(**{f"{case}__in": self.own}))]

    def needs(self, case: str = "pk") -> "list[tuple[int, bool, Q]]":
        """The same, and of each share the parts of split needs taken away again: a need is counted
        once, as a whole. Parts are few, and found by an index of their own.
        """
        parts = Q(**{f"{case}__in": part_ids()})
        return [
            (sign * (-1 if of_parts else 1), of_parts, share & parts if of_parts else share)
            for sign, share in self.shares(case)
            for of_parts in (False, True)
        ]


VERDICT, OF_PARTS = "given", "parts"


@dataclass(frozen=True, slots=True)
class Judgements:
    """Limits by kind of clock, verdicts by region, and by the channel they came by."""

    limits: Mapping[str, Judged]
    verdicts: Mapping[int, Words]
    channels: Mapping[str, Words] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """All verdicts together."""
        return added(Words(), *self.verdicts.values())


def judgements(reach: Reach, period: Period) -> Judgements:
    """Limits kept and missed, and verdicts given, in one query."""
    limits: dict[str, Judged] = defaultdict(Judged)
    words: dict[int, Words] = defaultdict(Words)
    channels: dict[str, Words] = defaultdict(Words)
    first, *others = [
        *(_limits(reach, period, sign, share) for sign, share in reach.shares("subject_id")),
        *(_verdicts(reach, period, *share) for share in reach.needs("case")),
    ]
    rows = first.union(*others, all=True) if others else first
    for what, flag, state, result, region, sign, n, well, rated in rows:
        if what == OF_PARTS and region in reach.regions:
            words[region] = added(words[region], Words(parts=-n * sign))
        if what not in {VERDICT, OF_PARTS}:
            limits[what] = added(limits[what], _judged(flag, state, result, n * sign))
        elif region in reach.regions:
            each = Words(n * bool(flag) * sign, well * sign, n * sign, rated * sign)
            words[region] = added(words[region], each)
            channels[state] = added(channels[state], each)
    return Judgements(limits, words, channels)


NUMBER, NOTHING = BigIntegerField(), Value("", output_field=CharField())


def _limits(reach: Reach, period: Period, sign: int, share: Q) -> Any:
    found = Clock.objects.filter(
        period.within("due_at"),
        reach.within(),
        share,
        kind__in=CLOCK_FIGURES.values(),
        # All there are: with each column named, the index leads straight to the period.
        advisory__in=[False, True],
        state__in=ClockState.values,
        result__in=Result.values,
    )
    if sign < 0:  # few cases, found by their own index
        found = found.filter(subject_label=Case.LABEL)
    return (
        found.exclude(subject_id__in=historic_ids())
        .values_list("kind", "advisory", "state", "result")
        .annotate(
            place=Value(0, NUMBER),
            sign=Value(sign, NUMBER),
            n=Count("*"),
            well=Value(0, NUMBER),
            rated=Value(0, NUMBER),
        )
        .order_by()
    )


def _verdicts(reach: Reach, period: Period, sign: int, of_parts: bool, share: Q) -> Any:
    return (
        Verdict.objects.filter(
            period.within("at"), reach.within("case__region"), share, case__origin=Origin.LIVE
        )
        .annotate(
            what=Value(OF_PARTS if of_parts else VERDICT, CharField()),
            no_result=NOTHING,
        )
        .values_list("what", "yes", "channel", "no_result", "case__region")
        .annotate(
            sign=Value(sign, NUMBER),
            n=Count("*"),
            well=Count("case", filter=Q(rating__gte=PLEASED)),
            rated=Count("rating"),
        )
        .order_by()
    )


def _judged(advisory: bool, state: str, result: str, n: int) -> Judged:
    """Where clocks of one group count: COUNTED, KEPT and CLOCK_PARTS, of the rows, in Python."""
    if state == ClockState.VOID:
        return Judged(void=n)
    if advisory:
        return Judged(advisory=n)
    if state == ClockState.PAUSED:
        return Judged(paused=n)
    return Judged(yes=n * (result == Result.MET), all=n)


def closed(reach: Reach, period: Period) -> Ended:
    """How cases ended in the period; one query."""
    first, *others = [_ended(reach, period, *share) for share in reach.needs()]
    total = Ended()
    for _origin, sign, of_parts, *counts in first.union(*others, all=True):
        one = Ended(*(sign * count for count in counts))
        total = added(total, one._replace(parts=-one.ended if of_parts else 0))
    return total


def _ended(reach: Reach, period: Period, sign: int, of_parts: bool, share: Q) -> Any:
    return (
        Case.objects.live()
        .filter(period.within("closed_at"), reach.within(), share)
        .values_list("origin")
        .annotate(
            sign=Value(sign, NUMBER),
            of_parts=Value(int(of_parts), NUMBER),
            ended=Count("region", filter=ENDED),
            solved=Count("region", filter=ENDED & SOLVED),
            lapsed=Count("region", filter=Q(status=Status.LAPSED)),
            not_receivable=Count("region", filter=Q(status=Status.NOT_RECEIVABLE)),
            found=Count("region", filter=Q(status=Status.FOUND)),
            withdrawn=Count("region", filter=Q(status=Status.WITHDRAWN)),
        )
        .order_by()
    )


def opened(reach: Reach, now: datetime) -> dict[int, Lights]:
    """What is open, by region; one query."""
    first, *others = [_open(reach, now, *share) for share in reach.needs()]
    found: dict[int, Lights] = defaultdict(Lights)
    for status, region, sign, of_parts, *counts in first.union(*others, all=True):
        if region in reach.regions:
            lights = _lights(status, *(sign * count for count in counts))
            found[region] = added(found[region], lights)
            if of_parts:
                found[region] = added(found[region], Lights(parts=-lights.all))
    return found


def _open(reach: Reach, now: datetime, sign: int, of_parts: bool, share: Q) -> Any:
    return (
        Case.objects.live()
        .open()
        .filter(reach.within(), share)
        # By state first: in the order of the index, nothing is sorted and no row is read.
        .values_list("status", "region")
        .annotate(
            sign=Value(sign, NUMBER),
            of_parts=Value(int(of_parts), NUMBER),
            n=Count("region"),
            soon=Count("region", filter=Q(due_at__gte=now, yellow_at__lte=now)),
            over=Count("region", filter=Q(due_at__lt=now)),
            still=Count("region", filter=Q(due_at=None)),
        )
        .order_by()
    )


def _lights(status: str, n: int, soon: int, over: int, still: int) -> Lights:
    """`light_is`, in Python: what waits for the enterprise is neither yellow nor red."""
    if status == Status.ANSWERED:
        return Lights(green=n - still, paused=still, waiting=n)
    return Lights(n - soon - over - still, soon, over, still)


def part_ids() -> Any:
    """Ids of parts of split needs."""
    return Case.objects.filter(parent__isnull=False).values("pk")


def historic_ids() -> Any:
    """Ids of historic cases. They are all closed, which leads the database to the index."""
    begin = datetime(1900, 1, 1, tzinfo=UTC)
    return Case.objects.filter(origin=Origin.HISTORIC, closed_at__gt=begin).values("pk")
