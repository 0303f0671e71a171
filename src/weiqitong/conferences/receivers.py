"""Listens to conferences and to items; every listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from weiqitong.accounts.models import User
from weiqitong.accounts.signals import access_ended
from weiqitong.items.models import Item
from weiqitong.items.signals import item_settled

from .jobs import close_if_done, hand_over_deserted, tell_of_step
from .models import Conference
from .signals import conference_stepped


@receiver(conference_stepped, dispatch_uid="conferences.tell")
def on_step(sender: type[Conference], conference: Conference, step: str, **_: Any) -> None:
    tell_of_step.enqueue(conference_id=conference.pk, version=conference.version, step=step)


@receiver(access_ended, dispatch_uid="conferences.access_ended")
def on_access_ended(sender: type[User], **_: Any) -> None:
    hand_over_deserted.enqueue()


@receiver(item_settled, dispatch_uid="conferences.item_settled")
def on_settled(sender: type[Item], source_label: str, source_id: int, **_: Any) -> None:
    if source_label == Conference.LABEL:
        close_if_done.enqueue(conference_id=source_id)
