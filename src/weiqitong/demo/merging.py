"""A reorganisation of the invented city: one unit was merged into another a moment ago, through the
batch that an administrator runs. It may be undone on its page until tomorrow.
"""

from datetime import datetime

from weiqitong.accounts.models import Grant
from weiqitong.accounts.selectors import actor_for
from weiqitong.cases.enums import BatchState
from weiqitong.cases.models import Batch, Dispatch
from weiqitong.cases.services import batch_work, batches
from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.directory.models import Department

# Functions that reforms have brought together: what goes, and where it goes.
BROUGHT_TOGETHER = (("investment", "commerce"), ("commerce", "development-reform"))
TEXT = "机构改革方案"


def merge_one(people: dict[Role, int], now: datetime) -> Batch | None:
    """The first county unit that no need has come to yet: what is open stays where it is."""
    pair = _pair()
    grant = Grant.objects.filter(user=people.get(Role.ADMINISTRATOR, 0)).first()
    if pair is None or grant is None:
        return None
    actor = actor_for(grant.user, grant, day=clock.today(now))
    batch = batches.prepare_merge(actor, *pair, text=TEXT, now=now)
    for _count in batch_work.look(actor, batch, now):
        pass
    batch_work.finish(actor, batch.pk, BatchState.READY, now)
    batch = batches.start(actor, Batch.objects.get(pk=batch.pk), now=now)
    for _count in batch_work.do(actor, batch, now):
        pass
    return batch_work.finish(actor, batch.pk, BatchState.DONE, now)


def _pair() -> tuple[Department, Department] | None:
    """A unit without any need, and the one beside it."""
    units = Department.objects.units().select_related("region").filter(region__depth=1)
    had = Dispatch.objects.values("department")
    for goes, stays in BROUGHT_TOGETHER:
        for unit in units.filter(function=goes).exclude(pk__in=had).order_by("code"):
            target = units.filter(function=stays, region=unit.region).first()
            if target is not None:
                return unit, target
    return None
