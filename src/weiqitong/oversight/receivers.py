"""Listens to cases and to whoever leaves; every listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from weiqitong.accounts.models import User
from weiqitong.accounts.signals import access_ended
from weiqitong.cases.enums import Action, Origin
from weiqitong.cases.models import Case
from weiqitong.cases.signals import case_stepped
from weiqitong.directory.models import Department, Official
from weiqitong.directory.signals import department_changed, official_changed

from .jobs import after_rejection, hand_over_deserted


@receiver(case_stepped, dispatch_uid="oversight.rejected")
def on_step(sender: type[Case], case: Case, action: Action, **_: Any) -> None:
    again = action == Action.REJECT_ANSWER and case.rejections > 1
    if again and case.origin == Origin.LIVE:
        after_rejection.enqueue(case_id=case.pk)


@receiver(access_ended, dispatch_uid="oversight.access_ended")
def on_access_ended(sender: type[User], **_: Any) -> None:
    hand_over_deserted.enqueue()


@receiver(official_changed, dispatch_uid="oversight.official_changed")
def on_official(sender: type[Official], **_: Any) -> None:
    hand_over_deserted.enqueue()


@receiver(department_changed, dispatch_uid="oversight.department_changed")
def on_department(sender: type[Department], department: Department, **_: Any) -> None:
    if not department.active:
        hand_over_deserted.enqueue()
