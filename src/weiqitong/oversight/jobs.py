"""The ladder's minute, what a second "no" brings, and nudges by the hundred."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from weiqitong.cases import services as cases
from weiqitong.cases.enums import Action
from weiqitong.cases.models import Act, Case
from weiqitong.cases.selectors.answerable import official_name
from weiqitong.core.actor import Actor, system
from weiqitong.core.clock import at, today
from weiqitong.core.errors import DomainError
from weiqitong.jobs.define import BULK, job, periodic
from weiqitong.jobs.progress import reporting

from . import services

LIMIT = 1000  # clocks of one claim: what a killed worker holds up for the length of a lease
CLAIMS = 10  # of one run; the rest waits for the next minute, or is another worker's


@periodic("oversight.sweep", every=timedelta(minutes=1), queue=BULK)
def sweep(now: datetime) -> int:
    """Rungs that are due; how many clocks were looked at."""
    count = 0
    for _claim in range(CLAIMS):
        found = services.sweep(system(), now, limit=LIMIT)
        count += found
        if found < LIMIT:
            break
    return count


@job("oversight.rejected")
def after_rejection(case_id: int, now: datetime) -> str:
    """The number of the supervision order that a second "no" brings, or nothing."""
    order = services.order_after_rejection(system(), case_id, now)
    return order.number if order else ""


@job("oversight.hand_over", retries=2)
def hand_over_deserted(now: datetime) -> int:
    """Referrals that count on somebody who is gone; how many moved."""
    return services.hand_over(system(), now)


@periodic("oversight.hand_over_daily", at="05:50")
def hand_over_daily(now: datetime) -> int:
    """Grants end by their date, with nobody telling: looked at before the day begins."""
    return services.hand_over(system(), now)


@job("oversight.nudge_many", queue=BULK, retries=1)
def nudge_many(
    progress_id: int,
    numbers: list[str],
    text: str,
    grant: dict[str, Any],
    language: str,
    now: datetime,
) -> None:
    """Nudge case by case, in the reach of whoever asked. Run a second time, it finds those of the
    day done: nobody is nudged twice by one batch.
    """
    reach = Actor.restored(grant)
    actor = replace(reach, name=official_name(reach.official_id))
    done = refused = 0
    with translation.override(language), reporting(progress_id) as report:
        report.total(len(numbers))
        for number in numbers:
            case = Case.objects.visible_to(actor).filter(number=number).first()
            if case is None or nudged_today(case, now):
                refused += 1
            else:
                try:
                    cases.nudge(actor, case, text=text, now=now)
                    done += 1
                except DomainError:
                    refused += 1
            report.step()
        report.result(
            url=reverse("oversight:orders"),
            message=_("%(done)s nudged; %(left)s left out: nudged today, or not open to it.")
            % {"done": done, "left": refused},
        )


def nudged_today(case: Case, now: datetime) -> bool:
    """Whether an office has nudged on this case since midnight."""
    since = at(today(now))
    return Act.objects.filter(case=case, action=Action.NUDGE, at__gte=since).exists()
