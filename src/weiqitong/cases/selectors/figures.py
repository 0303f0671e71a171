"""The control room: every rate with numerator, denominator and exclusions, and the rows behind
each. It joins counts and names, and decides who may see whose.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Count, Q

from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.directory.models import Region

from ..enums import Origin
from ..querysets import SEES_REGION, TOP
from . import rates
from .behind import CLOCK_FIGURES, KEPT, Period, judged
from .counted import Judged, Lights, Reach, added, closed, historic_ids, judgements, opened
from .filters import CaseFilter
from .places import Place, fold, places_of, places_within
from .rates import Figure


@dataclass
class Figures:
    """All figures of one region and period."""

    region: Region
    period: Period
    figures: list[Figure]
    beside: list[Figure]  # what superiors ask for in their own definition, and who spoke at all
    places: list[Place] = field(default_factory=list)
    total: Place | None = None

    @property
    def all(self) -> list[Figure]:
        """Ours, then those of another definition."""
        return [*self.figures, *self.beside]

    def __getitem__(self, code: str) -> Figure:
        return next(one for one in self.all if one.code == code)


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
    places = places_of(region, regions.values(), chosen)
    reach = Reach.of(actor, regions)
    judgement = judgements(reach, period)
    ended, by_region = closed(reach, period), opened(reach, now)
    fold(places, regions, by_region, judgement.verdicts)
    lights, words = added(Lights(), *by_region.values()), judgement.words
    ours = [
        *(
            rates.clock_figure(code, judgement.limits.get(kind, Judged()), chosen)
            for code, kind in CLOCK_FIGURES.items()
        ),
        rates.verdict_figure(words, lights, ended, chosen),
        rates.solved_figure(ended, chosen),
        rates.late_figure(lights, chosen),
    ]
    beside = [
        rates.settled_figure(lights, ended, chosen),
        rates.pleased_figure(words, lights, ended, chosen),
        rates.spoke_figure(lights, ended, chosen),
        *rates.channel_figures(judgement.channels, chosen),
    ]
    below = [place for path, place in places.items() if path != region.path]
    below.sort(key=lambda one: -one.open)
    return Figures(region, period, ours, beside, below, places[region.path])


def _reaches(actor: Actor, region: Region) -> bool:
    return actor.role == Role.SYSTEM or actor.covers(region.path)


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
    found = rates.clock_figure("answer", counts, chosen)
    return replace(found, query=chosen.query(figure="answer", part="all", tab="all"))
