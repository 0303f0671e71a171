"""The control room: every rate with numerator, denominator and exclusions, and the rows behind
each. A few grouped queries, folded by county here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Q, Value
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.models import Clock, ClockKind, ClockState, Result
from weiqitong.directory.models import Region
from weiqitong.web.parts import LightShares, Stat, percent

from ..enums import Origin, Status
from ..models import Case, Verdict
from ..querysets import SEES_REGION, TOP, not_own
from ..words import joined, name_of
from .filters import (
    CLOCK_FIGURES,
    ENDED,
    KEPT,
    SOLVED,
    CaseFilter,
    Period,
    judged,
    light_is,
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What a rate leaves out, how many, and where they are."""

    code: str
    label: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, or a rate with its parts; `query` opens its rows."""

    code: str
    label: str
    numerator: int
    denominator: int | None
    query: str
    unit: str = ""
    note: str = ""
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def rate(self) -> str | None:
        """As text with one decimal, None where there is nothing to divide by."""
        return percent(self.numerator, self.denominator) if self.denominator else None

    def stat(self, base: str) -> Stat:
        """As the page shows it; its link leads to the list at `base`."""
        left_out = joined(f"{one.label} {one.count}" for one in self.exclusions if one.count)
        note = "·".join(words for words in (self.note, left_out) if words)
        href = base + self.query
        if self.denominator is None:
            return Stat.count(self.label, self.numerator, unit=self.unit, href=href, note=note)
        if self.code == "late":
            return Stat.count(
                self.label,
                self.numerator,
                of=self.denominator,
                unit=self.unit,
                href=href,
                note=note,
            )
        return Stat.rate(
            self.label, self.numerator, self.denominator, unit=self.unit, href=href, note=note
        )


@dataclass
class Place:
    """A county of the table, or the region looked at itself."""

    region: Region
    name: str
    query: str
    green: int = 0
    yellow: int = 0
    red: int = 0
    paused: int = 0
    yes: int = 0
    verdicts: int = 0

    @property
    def open(self) -> int:
        return self.green + self.yellow + self.red + self.paused

    @property
    def lights(self) -> LightShares:
        return LightShares(self.green + self.paused, self.yellow, self.red)


@dataclass
class Figures:
    """All figures of one region and period."""

    region: Region
    period: Period
    figures: list[Figure]
    places: list[Place] = field(default_factory=list)
    total: Place | None = None

    def __getitem__(self, code: str) -> Figure:
        return next(one for one in self.figures if one.code == code)


class OutOfReach(LookupError):
    """The region asked for does not lie in the actor's reach."""


def figures(
    actor: Actor,
    region: Region,
    period: Period,
    now: datetime,
    known: Iterable[Region] | None = None,
) -> Figures:
    """Figures of a region in the actor's reach, in four queries; three where the regions are known.
    OutOfReach beyond it.
    """
    if actor.role not in SEES_REGION | {Role.SYSTEM} or not _reaches(actor, region):
        raise OutOfReach(region.path)
    if known is None:
        known = places_within(region.path)
    regions = {one.pk: one for one in known if one.path.startswith(region.path)}
    regions[region.pk] = region
    chosen = CaseFilter(
        # A desk below the top also sees cases from elsewhere; the figures are of its own region.
        region="" if region.path.count("/") <= TOP else region.code,
        period=period.code,
    )
    places = _places(region, regions.values(), chosen)
    reach = Reach(actor, regions)
    judgements = _judgements(reach, period)
    given = judgements.get(VERDICT, {})
    closed = _closed(reach, period)
    opened = _opened(reach, now)
    _fold(places, regions, opened, given)
    total = places[region.path]
    found = [
        *(
            _clock_figure(code, Judged.sum(judgements.get(kind, {}).values()), chosen)
            for code, kind in CLOCK_FIGURES.items()
        ),
        _verdict_figure(Judged.sum(given.values()), opened, closed, chosen),
        _solved_figure(closed, chosen),
        _late_figure(total, chosen),
    ]
    below = [place for path, place in places.items() if path != region.path]
    return Figures(region, period, found, sorted(below, key=lambda one: -one.open), total)


def places_within(path: str) -> Iterable[Region]:
    """Regions with what tables and names need of them."""
    fields = ("code", "name", "name_en", "path", "depth", "order")
    return Region.objects.within(path).only(*fields)


def _reaches(actor: Actor, region: Region) -> bool:
    return actor.role == Role.SYSTEM or actor.covers(region.path)


def _places(region: Region, regions: Iterable[Region], chosen: CaseFilter) -> dict[str, Place]:
    """The region itself and those one level below it, by path."""
    near = [one for one in regions if one.depth <= region.depth + 1]
    return {
        one.path: Place(one, name_of(one), chosen.query(region=one.code, period="", tab="open"))
        for one in sorted(near, key=lambda one: (one.depth, one.order, one.path))
    }


Rows = list[dict[str, Any]]
VERDICT = "given"


@dataclass(frozen=True, slots=True)
class Judged:
    """How many were kept, of how many that count, and what was left out."""

    yes: int = 0
    all: int = 0
    advisory: int = 0
    paused: int = 0
    void: int = 0

    @classmethod
    def sum(cls, many: Iterable["Judged"]) -> "Judged":
        total = cls()
        for one in many:
            total = cls(
                total.yes + one.yes,
                total.all + one.all,
                total.advisory + one.advisory,
                total.paused + one.paused,
                total.void + one.void,
            )
        return total


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows are counted: regions, and what an inspector may not look at."""

    actor: Actor
    regions: dict[int, Region]

    def within(self, case: str = "", region: str = "region") -> Q:
        """A condition on rows that name their case and region by these columns."""
        found = not_own(self.actor, case)
        # Nothing lies outside the top: hundreds of ids would only be compared in vain.
        if not any(one.depth == 0 for one in self.regions.values()):
            found &= Q(**{f"{region}__in": list(self.regions)})
        return found


def _judgements(reach: Reach, period: Period) -> dict[str, dict[int, Judged]]:
    """Limits kept and missed by kind (under region 0), and verdicts given by region: one query."""
    nought = Value(0, output_field=BigIntegerField())
    nothing = Value("", output_field=CharField())
    kept = (
        Clock.objects.filter(
            period.within("due_at"),
            reach.within("subject_id"),
            kind__in=CLOCK_FIGURES.values(),
            # All there are: with each column named, the index leads straight to the period.
            advisory__in=[False, True],
            state__in=ClockState.values,
            result__in=Result.values,
        )
        .exclude(subject_id__in=historic_ids())
        .values_list("kind", "advisory", "state", "result")
        .annotate(place=nought, n=Count("*"))
    )
    given = (
        Verdict.objects.filter(
            period.within("at"), reach.within("case", "case__region"), case__origin=Origin.LIVE
        )
        .annotate(
            what=Value(VERDICT, output_field=CharField()), no_state=nothing, no_result=nothing
        )
        .values_list("what", "yes", "no_state", "no_result", "case__region")
        .annotate(n=Count("*"))
    )
    found: dict[str, dict[int, Judged]] = {}
    for what, flag, state, result, region, n in kept.order_by().union(given.order_by(), all=True):
        if region and region not in reach.regions:
            continue
        one = Judged(n * flag, n) if what == VERDICT else _judged(flag, state, result, n)
        places = found.setdefault(what, {})
        places[region] = Judged.sum([places.get(region, Judged()), one])
    return found


def _judged(advisory: bool, state: str, result: str, n: int) -> Judged:
    """Where clocks of one group count: COUNTED, KEPT and CLOCK_PARTS, of the rows, in Python."""
    if state == ClockState.VOID:
        return Judged(void=n)
    if advisory:
        return Judged(advisory=n)
    if state == ClockState.PAUSED:
        return Judged(paused=n)
    return Judged(yes=n * (result == Result.MET), all=n)


def _closed(reach: Reach, period: Period) -> dict[str, int]:
    """How cases ended in the period."""
    found: dict[str, int] = (
        Case.objects.live()
        .filter(period.within("closed_at"), reach.within())
        .aggregate(
            ended=Count("region", filter=ENDED),
            solved=Count("region", filter=ENDED & SOLVED),
            lapsed=Count("region", filter=Q(status=Status.LAPSED)),
            not_receivable=Count("region", filter=Q(status=Status.NOT_RECEIVABLE)),
            withdrawn=Count("region", filter=Q(status=Status.WITHDRAWN)),
        )
    )
    return found


def _opened(reach: Reach, now: datetime) -> Rows:
    rows = (
        Case.objects.live()
        .open()
        # Named one by one, regions lead to the index of what is open, not to all cases by region.
        .filter(not_own(reach.actor), region__in=list(reach.regions))
        .values("region")
        .annotate(
            open=Count("region"),
            yellow=Count("region", filter=light_is("yellow", now)),
            red=Count("region", filter=light_is("red", now)),
            paused=Count("region", filter=light_is("paused", now)),
            waiting=Count("region", filter=Q(status=Status.ANSWERED)),
        )
        .order_by("region")
    )
    return [dict(row) for row in rows]


def _fold(
    places: dict[str, Place],
    regions: dict[int, Region],
    opened: Rows,
    given: dict[int, Judged],
) -> None:
    """Add each region's counts to itself and to every place above it."""
    for row in opened:
        for place in _above(places, regions[row["region"]].path):
            place.yellow += row["yellow"]
            place.red += row["red"]
            place.paused += row["paused"]
            place.green += row["open"] - row["yellow"] - row["red"] - row["paused"]
    for region, verdicts in given.items():
        for place in _above(places, regions[region].path):
            place.yes += verdicts.yes
            place.verdicts += verdicts.all


def _above(places: dict[str, Place], path: str) -> list[Place]:
    return [place for above, place in places.items() if path.startswith(above)]


def _sum(rows: Rows, name: str) -> int:
    return sum(int(row[name]) for row in rows)


def _left_out(
    code: str, chosen: CaseFilter, *counts: tuple[str, str, int]
) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(part, label, count, chosen.query(figure=code, part=part))
        for part, label, count in counts
    )


def _clock_figure(code: str, counts: Judged, chosen: CaseFilter) -> Figure:
    label = {
        "dispatch": _("Assigned in time"),
        "contact": _("Contacted in time"),
        "answer": _("Answered in time"),
    }[code]
    return Figure(
        code,
        label,
        counts.yes,
        counts.all,
        chosen.query(figure=code, part="all"),
        unit=_("limits"),
        exclusions=_left_out(
            code,
            chosen,
            ("advisory", _("advisory"), counts.advisory),
            ("paused", _("awaiting the enterprise"), counts.paused),
            ("void", _("declined or withdrawn"), counts.void),
        ),
    )


def _verdict_figure(
    given: Judged, opened: Rows, closed: dict[str, int], chosen: CaseFilter
) -> Figure:
    return Figure(
        "verdict",
        _("Enterprise says yes"),
        given.yes,
        given.all,
        chosen.query(figure="verdict", part="all"),
        unit=_("verdicts"),
        exclusions=_left_out(
            "verdict",
            chosen,
            ("lapsed", _("lapsed without a verdict"), closed["lapsed"]),
            ("waiting", _("not yet judged"), _sum(opened, "waiting")),
        ),
    )


def _solved_figure(closed: dict[str, int], chosen: CaseFilter) -> Figure:
    return Figure(
        "solved",
        _("Solved and confirmed"),
        closed["solved"],
        closed["ended"],
        chosen.query(figure="solved", part="all"),
        unit=_("closed"),
        exclusions=_left_out(
            "solved",
            chosen,
            ("not_receivable", _("not receivable"), closed["not_receivable"]),
            ("withdrawn", _("withdrawn"), closed["withdrawn"]),
        ),
    )


def _late_figure(total: Place, chosen: CaseFilter) -> Figure:
    query = CaseFilter(region=chosen.region, tab="late").query()
    return Figure(
        "late",
        _("Overdue now"),
        total.red,
        total.open,
        query,
        unit=_("cases"),
        note=_("of those open"),
    )


def historic_ids() -> Any:
    """Ids of historic cases. They are all closed, which leads the database to the index."""
    begin = datetime(1900, 1, 1, tzinfo=UTC)
    return Case.objects.filter(origin=Origin.HISTORIC, closed_at__gt=begin).values("pk")


def historic_figure(now: datetime) -> Figure:
    """How many historic needs were answered in time, counted apart from all others. One query."""
    counted = judged(Period.of("all", now))
    row = Clock.objects.filter(kind=ClockKind.CLOSE, subject_id__in=historic_ids()).aggregate(
        n_yes=Count("pk", filter=counted & KEPT),
        n_all=Count("pk", filter=counted),
        n_advisory=Count("pk", filter=Q(advisory=True)),
    )
    chosen = CaseFilter(origin=Origin.HISTORIC, period="all")
    counts = Judged(row["n_yes"], row["n_all"], row["n_advisory"])
    found = _clock_figure("answer", counts, chosen)
    return replace(found, query=chosen.query(figure="answer", part="all", tab="all"))
