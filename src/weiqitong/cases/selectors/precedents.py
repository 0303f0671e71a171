"""What was settled before: designations and conferences that needs of a kind are dispatched by."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from weiqitong.core.actor import Actor
from weiqitong.directory.models import Category, Region
from weiqitong.directory.paths import upwards

from ..models import Precedent


def standing() -> QuerySet[Precedent]:
    """Those that nobody has withdrawn, newest first."""
    rows = Precedent.objects.filter(withdrawn_at=None)
    return rows.select_related("category", "region", "department__merged_into", "case").order_by(
        "-made_at"
    )


def settled(region: Region, categories: Iterable[Category]) -> dict[int, Precedent]:
    """The newest precedent of each category that holds for a region. One query."""
    rows = standing().filter(category__in=[one.pk for one in categories])
    found: dict[int, Precedent] = {}
    for one in rows.filter(region__path__in=upwards(region.path)):
        found.setdefault(one.category_id, one)
    return found


def in_reach(actor: Actor) -> QuerySet[Precedent]:
    """Precedents that hold somewhere in the actor's region."""
    return standing().filter(_reach(actor))


def reachable(actor: Actor) -> QuerySet[Precedent]:
    """The same with those withdrawn: what an act may be asked of."""
    return Precedent.objects.filter(_reach(actor))


def _reach(actor: Actor) -> Q:
    if not actor.region_path:
        return Q(pk__in=[])
    within = Region.objects.within(actor.region_path).values("pk")
    above = Region.objects.filter(path__in=upwards(actor.region_path)).values("pk")
    return Q(region__in=within) | Q(region__in=above)


def listed(actor: Actor, words: str = "") -> QuerySet[Precedent]:
    """Those in reach; narrowed to a category, a unit, or words of the circumstances."""
    rows = in_reach(actor)
    for word in words.split():
        rows = rows.filter(
            Q(circumstances__icontains=word)
            | Q(category__name__icontains=word)
            | Q(category__name_en__icontains=word)
            | Q(category__code=word)
            | Q(department__name__icontains=word)
            | Q(department__name_en__icontains=word)
            | Q(case__number=word)
        )
    return rows
