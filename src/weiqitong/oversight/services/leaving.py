"""Nobody is left where a referral or an order lies: it goes to the next office up, and a statement
that nobody can make is waited for no longer.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from weiqitong.accounts.models import Grant
from weiqitong.cases.models import Case
from weiqitong.cases.permissions import WORKERS
from weiqitong.cases.selectors.staffing import without_complained
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.directory.models import Region
from weiqitong.directory.paths import upwards
from weiqitong.ledger.changes import Changes
from weiqitong.notifications import kinds
from weiqitong.notifications import services as notices

from .. import plan, plan_referrals
from ..models import Referral, Supervision

RELATED = ("office", "unit", "region", "case__about_unit__merged_into")
RAISED, ORDER_RAISED = "referral.raise", "supervision.raise"
kinds.register(
    kinds.NoticeKind(RAISED, gettext_lazy("Referral %(number)s is your office's now: %(title)s")),
    kinds.NoticeKind(
        ORDER_RAISED, gettext_lazy("Order %(number)s is your office's now: %(title)s")
    ),
)


class Present:
    """Who can sign in and act today: at which office, and for which unit. Two queries."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._held: QuerySet[Grant] = Grant.objects.acting(today(now))
        self._seats = self._seated(self._held)
        working = self._held.filter(role__in=WORKERS, department__isnull=False)
        self._units = set(working.values_list("department__path", flat=True))

    def _seated(self, held: QuerySet[Grant]) -> list[tuple[str, int, int]]:
        own = "user__person__official"
        rows = held.filter(role=Role.COORDINATOR, region__isnull=False, **{f"{own}__isnull": False})
        return list(rows.values_list("region__path", own, f"{own}__department"))

    def deciding(
        self, office: Region, case: Case, unit_id: int | None, official_id: int | None
    ) -> Region:
        """The office, or the nearest above where somebody may decide; itself where nobody may.
        Who is complained of sits nowhere, and nobody decides about the own unit or person.
        """
        seats = self._seats
        if case.complains:
            seats = self._seated(without_complained(self._held, case))
        free = {
            path
            for path, official, department in seats
            if official != official_id and (unit_id is None or department != unit_id)
        }
        path = next((one for one in upwards(office.path) if one in free), office.path)
        return office if path == office.path else Region.objects.get(path=path)

    def states(self, referral: Referral) -> bool:
        """Whether anybody could make the statement."""
        if referral.unit is not None:
            return any(path in self._units for path in upwards(referral.unit.path))
        place = referral.region.path if referral.region else ""
        return any(path == place for path, _official, _department in self._seats)


def hand_over(actor: Actor, now: datetime) -> int:
    """Look at all that are open; how many moved."""
    present = Present(now)
    rows = Referral.objects.open().select_related(*RELATED).defer("office__hours", "region__hours")
    left = [one.pk for one in rows.order_by("pk") if _left(one, present, now) is not None]
    return sum(_move(actor, pk, present, now) for pk in left) + _orders(actor, present, now)


def _orders(actor: Actor, present: Present, now: datetime) -> int:
    """Supervision orders whose office is empty: the next one up reads the reply and ends it."""
    rows = Supervision.objects.filter(closed_at__isnull=True).select_related(
        "office", "case__about_unit__merged_into"
    )
    count = 0
    for order in rows.defer("office__hours").order_by("pk"):
        office = _ending(order, present)
        if office.pk == order.office_id:
            continue
        with transaction.atomic():
            found = Supervision.objects.select_for_update().get(pk=order.pk)
            if found.is_open and found.office_id == order.office_id:
                changes = Changes(actor, now)
                plan.plan_raise(changes, found, office)
                changes.write()
                _tell_office(ORDER_RAISED, found, office, f"/supervision/{found.number}/", now)
                count += 1
    return count


def _ending(order: Supervision, present: Present) -> Region:
    return present.deciding(order.office, order.case, order.unit_id, order.official_id)


def _left(referral: Referral, present: Present, now: datetime) -> tuple[Region, bool] | None:
    """The office it goes to, and whether a statement is waited for in vain; None where all is
    well.
    """
    office = present.deciding(
        referral.office, referral.case, referral.unit_id, referral.official_id
    )
    silent = referral.handed_at is None and referral.awaits_statement(now)
    vain = silent and not present.states(referral)
    return (office, vain) if vain or office.pk != referral.office_id else None


def _move(actor: Actor, referral_id: int, present: Present, now: datetime) -> int:
    with transaction.atomic():
        rows = Referral.objects.select_related(*RELATED).select_for_update(of=("self",))
        found = rows.get(pk=referral_id)
        left = _left(found, present, now) if found.is_open else None
        if left is None:  # somebody has acted on it meanwhile
            return 0
        office, vain = left
        changes = Changes(actor, now)
        if vain:
            plan_referrals.plan_skip(changes, found)
        if office.pk != found.office_id:
            plan_referrals.plan_raise(changes, found, office)
        changes.write()
        _tell(found, now)
    return 1


def _tell(referral: Referral, now: datetime) -> None:
    link = f"/supervision/referrals/{referral.number}/"
    _tell_office(RAISED, referral, referral.office, link, now)


def _tell_office(
    kind: str, paper: Referral | Supervision, office: Region, link: str, now: datetime
) -> None:
    """Whoever decides now."""
    case = paper.case
    acting = Grant.objects.acting(today(now))
    sitting = acting.filter(role=Role.COORDINATOR, region=office.pk)
    held = without_complained(sitting, case)
    held = held.exclude(user__person__official=paper.official_id or 0)
    facts = {"number": paper.number, "title": case.title, "secret": case.is_hidden}
    users = list(held.order_by("user").values_list("user", flat=True).distinct())
    notices.tell(None, users, kind, facts, link, now)
