"""Listens to calendars being loaded; does no work itself."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import CalendarYear
from .selectors import calendars


@receiver(post_save, sender=CalendarYear, dispatch_uid="deadlines.forget_calendars")
def on_saved(sender: type[CalendarYear], **_: Any) -> None:
    calendars.forget()
    # Another thread may have read the old years while this transaction was open.
    transaction.on_commit(calendars.forget)
