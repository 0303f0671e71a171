"""Listens to cases and to rules; every listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from weiqitong.accounts.models import User
from weiqitong.accounts.signals import access_ended
from weiqitong.deadlines.signals import calendar_loaded
from weiqitong.directory.models import Client, Department, Official
from weiqitong.directory.signals import client_changed, department_changed, official_changed
from weiqitong.notifications.models import InboundMessage
from weiqitong.notifications.signals import message_received
from weiqitong.rules.models import RuleVersion
from weiqitong.rules.signals import rules_published

from .enums import Origin
from .jobs import (
    after_step,
    hand_over_deserted,
    project_catalogue,
    recount_cases,
    take_message,
)
from .kinds import CATALOGUE
from .models import Case
from .signals import case_stepped


@receiver(case_stepped, dispatch_uid="cases.after_step")
def on_step(sender: type[Case], case: Case, version: int, **_: Any) -> None:
    if case.origin == Origin.LIVE:
        after_step.enqueue(case_id=case.pk, version=version)


@receiver(rules_published, dispatch_uid="cases.project_catalogue")
def on_rules(sender: Any, version: RuleVersion, **_: Any) -> None:
    if version.kind == CATALOGUE:
        project_catalogue.enqueue(version_id=version.pk)


@receiver(access_ended, dispatch_uid="cases.access_ended")
def on_access_ended(sender: type[User], user: User, **_: Any) -> None:
    hand_over_deserted.enqueue()


@receiver(official_changed, dispatch_uid="cases.official_changed")
def on_official(sender: type[Official], official: Official, **_: Any) -> None:
    hand_over_deserted.enqueue()  # who left, or works elsewhere now


@receiver(department_changed, dispatch_uid="cases.department_changed")
def on_department(sender: type[Department], department: Department, **_: Any) -> None:
    if not department.active:
        hand_over_deserted.enqueue()


@receiver(client_changed, dispatch_uid="cases.client_changed")
def on_client(sender: type[Client], client: Client, **_: Any) -> None:
    if not client.active:
        hand_over_deserted.enqueue()


@receiver(calendar_loaded, dispatch_uid="cases.recount")
def on_calendar(sender: Any, **_: Any) -> None:
    recount_cases.enqueue()


@receiver(message_received, dispatch_uid="cases.take_message")
def on_message(sender: type[InboundMessage], message_id: int, **_: Any) -> None:
    take_message.enqueue(message_id=message_id)
