"""What follows an act on a line, and what the clock brings: reminders, a number for leaders."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy

from weiqitong.core.actor import system
from weiqitong.deadlines.selectors import calendars
from weiqitong.jobs.define import job, periodic

from . import services, telling
from .models import Line, Message


@job("dialogue.tell", gettext_lazy("Tell an enterprise of its message"))
def tell(message_id: int, version: int, kind: str, now: datetime) -> None:
    """Tell the enterprise of one act, once."""
    related = ("line", "case", "client")
    with transaction.atomic():
        message = Message.objects.select_related(*related).get(pk=message_id)
        telling.tell_enterprise(message, version, kind, now)


@periodic(
    "dialogue.remind",
    gettext_lazy("Remind of messages that wait"),
    every=timedelta(minutes=5),
)
def remind(now: datetime) -> int:
    """Messages that turned yellow or red; how many reminders went out."""
    services.hand_over(system(), now)
    return services.remind(system(), now)


@periodic("dialogue.digest", gettext_lazy("Tell leaders how many messages wait"), at="08:00")
def digest(now: datetime) -> int:
    """One number a day for each leader; how many people were told."""
    lines = Line.objects.select_related("region").order_by("pk")
    return sum(telling.tell_leaders(line, now) for line in lines)


@job("dialogue.recount", gettext_lazy("Count limits of messages anew"))
def recount(now: datetime) -> int:
    """A calendar arrived; how many messages moved."""
    calendars.forget()
    return services.recount(system(), now)
