"""Begins nudges by the hundred; a job takes them one by one."""

from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.jobs.models import Progress
from weiqitong.jobs.services import start_long_job


def start_nudging(
    actor: Actor, numbers: list[str], text: str, language: str, now: datetime
) -> Progress:
    """Nudge these cases in the reach the actor has now."""
    from ..jobs import nudge_many

    return start_long_job(
        actor,
        nudge_many,
        title=_("Nudges: %(count)s needs") % {"count": len(numbers)},
        now=now,
        numbers=numbers,
        text=text,
        grant=actor.stored(),
        language=language,
    )
