"""Listens to cases; the listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from weiqitong.cases.enums import Action, Origin
from weiqitong.cases.models import Case
from weiqitong.cases.signals import case_stepped

from .jobs import after_rejection


@receiver(case_stepped, dispatch_uid="oversight.rejected")
def on_step(sender: type[Case], case: Case, action: Action, **_: Any) -> None:
    again = action == Action.REJECT_ANSWER and case.rejections > 1
    if again and case.origin == Origin.LIVE:
        after_rejection.enqueue(case_id=case.pk)
