"""At which desk a need lies, and who decides there: never somebody it complains of."""

from datetime import datetime

from django.db.models import Q

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Role
from weiqitong.core.clock import today
from weiqitong.directory.models import Region

from .. import plans
from ..dossier import Seat, Trust
from ..enums import Confidentiality, TurnKind
from ..models import Case
from . import staffing


def desk_of(region: Region) -> Region:
    """The office that receives a need of this region: its county's, or the city's own."""
    while region.depth > 1 and region.parent:
        region = region.parent
    return region


def first_seat(region: Region, trust: Trust, now: datetime) -> Seat:
    """Where it begins: the usual office, for a sealed need the highest; one level up where the
    enterprise complains of somebody who sits there.
    """
    desk = staffing.staffed(plans.place_of(desk_of(region), trust.level), now)
    return _past_complained(Seat(TurnKind.OFFICE, desk), trust, now)


def trusted(seat: Seat, case: Case, now: datetime) -> Seat:
    """The seat, or the nearest above to which this case may come at all."""
    trust = Trust(Confidentiality(case.confidentiality), case.about_unit, case.about_official)
    if trust == Trust():
        return seat
    wide = Seat(seat.kind, plans.place_of(seat.region, trust.level), seat.passed)
    return _past_complained(wide, trust, now)


def _past_complained(seat: Seat, trust: Trust, now: datetime) -> Seat:
    """Upwards past an office in which somebody complained of sits; at the top another coordinator
    goes on, else the leader in charge.
    """
    if seat.kind != TurnKind.OFFICE or not trust.complains:
        return seat
    region = seat.region
    while sits_there(region, trust, now):
        if region.parent is None:
            held = Grant.objects.acting(today(now)).filter(role=Role.COORDINATOR, region=region.pk)
            others = held.exclude(_complained(trust)).exists()
            return Seat(TurnKind.OFFICE if others else TurnKind.LEADER, region, seat.passed)
        region = staffing.staffed(region.parent, now)
    return Seat(TurnKind.OFFICE, region, seat.passed)


def sits_there(desk: Region, trust: Trust, now: datetime) -> bool:
    held = Grant.objects.acting(today(now)).filter(role=Role.COORDINATOR, region=desk.pk)
    return held.filter(_complained(trust)).exists()


def _complained(trust: Trust) -> Q:
    own, found = "user__person__official", Q(pk__in=[])
    if trust.official is not None:
        found |= Q(**{own: trust.official.pk})
    if trust.unit is not None:
        people = staffing.people_of(trust.unit)
        found |= Q(**{f"{own}__in": people.values("pk")})
    return found


def chair_of(case: Case, now: datetime) -> TurnKind:
    """Who decides at its desk: the office, or the leader in charge where that whole office is
    complained of. No query where it complains of nobody.
    """
    if not case.complains:
        return TurnKind.OFFICE
    return trusted(Seat(TurnKind.OFFICE, case.desk), case, now).kind
