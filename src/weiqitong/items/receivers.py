"""Listens to items and to whoever leaves; every listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from weiqitong.accounts.models import User
from weiqitong.accounts.signals import access_ended
from weiqitong.directory.models import Department, Official
from weiqitong.directory.signals import department_changed, official_changed

from .jobs import hand_over_deserted, tell_of_step
from .models import Item
from .signals import item_stepped


@receiver(item_stepped, dispatch_uid="items.tell")
def on_step(sender: type[Item], item: Item, **_: Any) -> None:
    tell_of_step.enqueue(item_id=item.pk, version=item.version)


@receiver(access_ended, dispatch_uid="items.access_ended")
def on_access_ended(sender: type[User], **_: Any) -> None:
    hand_over_deserted.enqueue()


@receiver(official_changed, dispatch_uid="items.official_changed")
def on_official(sender: type[Official], **_: Any) -> None:
    hand_over_deserted.enqueue()


@receiver(department_changed, dispatch_uid="items.department_changed")
def on_department(sender: type[Department], department: Department, **_: Any) -> None:
    if not department.active:
        hand_over_deserted.enqueue()
