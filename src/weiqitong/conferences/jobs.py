"""Work behind conferences: notices of acts, reminders, and the end when all items are done."""

from datetime import datetime, timedelta

from weiqitong.core.actor import system
from weiqitong.jobs.define import job, periodic

from . import services, telling


@job("conferences.tell")
def tell_of_step(conference_id: int, version: int, step: str, now: datetime) -> None:
    """Notices of one act."""
    telling.tell_step(conference_id, version, step, now)


@job("conferences.close")
def close_if_done(conference_id: int, now: datetime) -> bool:
    """One of its items is settled: perhaps it was the last."""
    return services.close_if_done(system(), conference_id, now)


@periodic("conferences.remind", every=timedelta(minutes=10))
def remind(now: datetime) -> int:
    """Reminders that are due; of how many conferences."""
    return services.remind(system(), now)
