"""Writes of the workbench: views somebody keeps, and long jobs begun from a list."""

from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.cases.selectors.filters import CaseFilter
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.jobs.models import Progress
from weiqitong.jobs.services import start_long_job

from .models import SavedView

MOST_VIEWS = 6


def save_view(actor: Actor, name: str, chosen: CaseFilter, now: datetime) -> SavedView:
    """Keep a list under a name; the same name again replaces it."""
    name = name.strip()[:20]
    if not name:
        raise BadInput(_("Give the view a name."), field="name")
    own = SavedView.objects.filter(user_id=actor.user_id or 0)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise BadInput(
            _("At most %(count)s views; take one away first.") % {"count": MOST_VIEWS}, field="name"
        )
    view, _made = SavedView.objects.update_or_create(
        user_id=actor.user_id or 0, name=name, defaults={"query": chosen.query(), "made_at": now}
    )
    return view


def drop_view(actor: Actor, pk: int) -> None:
    SavedView.objects.filter(user_id=actor.user_id or 0, pk=pk).delete()


def start_register(
    actor: Actor, chosen: CaseFilter, numbers: list[str], language: str, now: datetime
) -> Progress:
    """Begin writing a list as xlsx, in the reach the actor has now."""
    from .jobs import write_register

    return start_long_job(
        actor,
        write_register,
        title=_("Register of cases"),
        now=now,
        query=dict(chosen.chosen()),
        numbers=numbers[:2000],
        grant=grant_of(actor),
        language=language,
    )


def grant_of(actor: Actor) -> dict[str, object]:
    """The active reach as values a job can keep: role and places, nothing of the person."""
    return actor.stored()
