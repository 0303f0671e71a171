"""Listens to the line and to the calendar; every listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from weiqitong.deadlines.signals import calendar_loaded

from .jobs import recount, tell
from .models import Message
from .signals import message_changed


@receiver(message_changed, dispatch_uid="dialogue.tell")
def on_message(sender: type[Message], message: Message, kind: str, **_: Any) -> None:
    tell.enqueue(message_id=message.pk, version=message.version, kind=kind)


@receiver(calendar_loaded, dispatch_uid="dialogue.recount")
def on_calendar(sender: Any, **_: Any) -> None:
    recount.enqueue()
