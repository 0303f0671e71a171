"""The ladder of the invented city: each rung in its own time, through the steps of the sweep; and
what the units reply on the orders it brought.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from django.db.models import Max

from weiqitong.cases.dossier import Dossier
from weiqitong.cases.framing import frame_of
from weiqitong.cases.models import Act, Case
from weiqitong.cases.selectors.answerable import People
from weiqitong.core import clock
from weiqitong.core.actor import Role, system
from weiqitong.deadlines.models import Clock
from weiqitong.deadlines.selectors.calendars import work_calendar
from weiqitong.directory.models import Official
from weiqitong.ledger.changes import Changes
from weiqitong.oversight import plan
from weiqitong.oversight.framing import ladder_of
from weiqitong.oversight.models import Rung, Supervision
from weiqitong.oversight.services.climbing import CLIMBING, take_next

from . import referrals
from .acting import acting_as

CHUNK = 400  # cases
REPLIED, ENDED = 0.85, 0.6  # shares of orders, where there was time
REPLIES = (
    "已到企业现场核实，材料今日补齐，三个工作日内办结。",
    "因需与相关科室会签延误，已指定专人跟办，本周五前答复企业。",
    "已召集有关科室研究，方案已定，正在走程序。",
    "前期与企业沟通不够，已上门说明情况，明日正式答复。",
)


def climb(rng: Random, now: datetime) -> int:
    """Every rung that is due by now; how many."""
    due = Clock.objects.filter(climb_at__lte=now)
    due.exclude(kind__in=CLIMBING).update(climb_at=None)
    ids = list(due.order_by("subject_id").values_list("subject_id", flat=True).distinct())
    people = People(clock.today(now))
    count = 0
    for begin in range(0, len(ids), CHUNK):
        changes = Changes(system(), now)
        for dossier, last in _dossiers(ids[begin : begin + CHUNK]):
            _climb_case(changes, dossier, last, people, now)
        _replies(changes, rng, now)
        referrals.settle(changes, rng, people, now)
        count += len(changes.created(Rung))
        changes.write()
    return count


def _dossiers(ids: list[int]) -> Iterator[tuple[Dossier, datetime]]:
    """Cases with their clocks, and when each last moved."""
    rows = Case.objects.filter(pk__in=ids).select_related("region", "desk", "lead", "section")
    acts = Act.objects.filter(case__in=ids).values_list("case").annotate(last=Max("at"))
    last = dict(acts)
    found = Clock.objects.filter(subject_label=Case.LABEL, subject_id__in=ids)
    ordered = found.order_by("subject_id", "pk")
    clocks = {pk: list(own) for pk, own in groupby(ordered, key=lambda one: one.subject_id)}
    for case in rows.order_by("pk"):
        yield Dossier(case, frame_of(case), clocks[case.pk]), last[case.pk]


def _climb_case(
    changes: Changes, dossier: Dossier, last: datetime, people: People, now: datetime
) -> None:
    """Rung by rung, whichever of its clocks comes first."""
    case = dossier.case
    rules_id, line = ladder_of(case, now)
    taken: dict[int, set[str]] = {one.pk: set() for one in dossier.clocks}
    while waiting := [one for one in dossier.clocks if one.climb_at and one.climb_at <= now]:
        first = min(waiting, key=lambda one: (one.climb_at, one.pk))
        assert first.climb_at is not None
        last = max(last, first.climb_at)
        with changes.acting(system(), last, recorded=last):
            rung = take_next(changes, dossier, first, line, rules_id, taken[first.pk], people)
        if rung is not None:
            taken[first.pk].add(rung)


def _replies(changes: Changes, rng: Random, now: datetime) -> None:
    """What the units said, and which orders the offices have ended."""
    for order in list(changes.created(Supervision)):
        official = Official.objects.select_related("person").filter(pk=order.official_id).first()
        hours = work_calendar()
        at = hours.next_opening(order.issued_at + timedelta(hours=rng.uniform(2, 40)))
        if official is None or at > now or rng.random() > REPLIED:
            continue
        role = Role.LIAISON if order.unit_id else Role.COORDINATOR
        with changes.acting(acting_as(official, role), at, recorded=at):
            plan.plan_reply(changes, order, rng.choice(REPLIES), official)
        at = hours.next_opening(at + timedelta(hours=rng.uniform(3, 60)))
        coordinator = _coordinator(order, now)
        if coordinator is not None and at < now and rng.random() < ENDED:
            with changes.acting(acting_as(coordinator, Role.COORDINATOR), at, recorded=at):
                plan.plan_close(changes, order)


def _coordinator(order: Supervision, now: datetime) -> Official | None:
    pk = People(clock.today(now)).of_region(Role.COORDINATOR, order.office.path)
    return Official.objects.select_related("person").filter(pk=pk or 0).first()
