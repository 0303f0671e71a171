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


@job("conferences.hand_over", retries=2)
def hand_over_deserted(now: datetime) -> int:
    """Conferences of an office at which nobody sits any more."""
    return services.hand_over(system(), now)


@periodic("conferences.hand_over_daily", at="05:45")
def hand_over_daily(now: datetime) -> int:
    """Grants end by their date, with nobody telling: looked at before the day begins."""
    return services.hand_over(system(), now)


@periodic("conferences.remind", every=timedelta(minutes=10))
def remind(now: datetime) -> int:
    """Reminders that are due; of how many conferences."""
    return services.remind(system(), now)
