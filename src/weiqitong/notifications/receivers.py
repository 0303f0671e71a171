"""Enqueues the jobs that send; the jobs live or die with the change."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy

from weiqitong.accounts.models import Absence
from weiqitong.accounts.signals import absence_noted

from . import jobs, kinds, services
from .models import Letter, Notice
from .signals import letter_written, notices_told

STAND_IN = "accounts.stand_in"
kinds.register(
    kinds.NoticeKind(
        STAND_IN,
        gettext_lazy("You stand in for %(name)s from %(first)s; back on %(back)s"),
        brief=gettext_lazy("Somebody stands in"),
    )
)


@receiver(letter_written, dispatch_uid="notifications.send")
def on_letter(sender: type[Letter], letter_id: int, **_: Any) -> None:
    jobs.send_letter.enqueue(letter_id=letter_id)


@receiver(absence_noted, dispatch_uid="notifications.stand_in")
def on_absence(sender: type[Absence], absence: Absence, **_: Any) -> None:
    """Whoever stands in hears of it, in the same transaction."""
    facts = {
        "name": absence.user.person.name,
        "first": absence.from_on.isoformat(),
        "back": absence.until_on.isoformat(),
    }
    services.tell(
        None, [absence.substitute_id], STAND_IN, facts, reverse("accounts:switch"), absence.made_at
    )


@receiver(notices_told, dispatch_uid="notifications.mail")
def on_notices(sender: type[Notice], **_: Any) -> None:
    jobs.mail_notices.enqueue()
