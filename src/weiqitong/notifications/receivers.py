"""Enqueues the jobs that send; the jobs live or die with the change."""

from typing import Any

from django.dispatch import receiver

from . import jobs
from .models import Letter, Notice
from .signals import letter_written, notices_told


@receiver(letter_written, dispatch_uid="notifications.send")
def on_letter(sender: type[Letter], letter_id: int, **_: Any) -> None:
    jobs.send_letter.enqueue(letter_id=letter_id)


@receiver(notices_told, dispatch_uid="notifications.mail")
def on_notices(sender: type[Notice], **_: Any) -> None:
    jobs.mail_notices.enqueue()
