"""Listens to cases and to rules; every listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from weiqitong.deadlines.signals import calendar_loaded
from weiqitong.rules.models import RuleVersion
from weiqitong.rules.signals import rules_published

from .enums import Origin
from .jobs import after_step, project_catalogue, recount_cases
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


@receiver(calendar_loaded, dispatch_uid="cases.recount")
def on_calendar(sender: Any, **_: Any) -> None:
    recount_cases.enqueue()
