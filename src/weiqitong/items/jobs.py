"""Work behind items: notices of acts, reminders, and what is left when somebody goes."""

from datetime import datetime, timedelta

from weiqitong.core.actor import system
from weiqitong.jobs.define import job, periodic

from . import services, telling


@job("items.tell")
def tell_of_step(item_id: int, version: int, now: datetime) -> None:
    """Notices of one act."""
    telling.tell_step(item_id, version, now)


@periodic("items.remind", every=timedelta(minutes=10))
def remind(now: datetime) -> int:
    """Reminders of items that are due soon or overdue; how many."""
    return services.remind(system(), now)


@job("items.hand_over", retries=2)
def hand_over_deserted(now: datetime) -> int:
    """Items that count on somebody who is gone; how many acts were needed."""
    return services.hand_over(system(), now)


@periodic("items.hand_over_daily", at="05:40")
def hand_over_daily(now: datetime) -> int:
    """Grants end by their date, with nobody telling: looked at before the day begins."""
    return services.hand_over(system(), now)
