"""What an office, or the ladder by itself, does to move a case; it changes neither state nor
clocks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import NotAllowed
from weiqitong.deadlines.models import Clock
from weiqitong.ledger.changes import Changes

from .. import permissions, plans
from ..dossier import Dossier
from ..enums import Action, RungKind
from ..framing import frame_of
from ..models import Case
from ..selectors.answerable import People, holder
from .acting import act_on, fits, refuse_stale, write
from .drafts import act_key, use_draft

LONGEST = 1000


def nudge(
    actor: Actor, case: Case, *, text: str = "", now: datetime, seen: int | None = None
) -> Case:
    """The office asks whoever holds the next step to move."""
    with act_on(actor, case, Action.NUDGE, now, seen=seen) as (changes, dossier):
        named = holder(dossier.case, People(today(now)))
        plans.plan_nudge(changes, dossier, named, fits(text, LONGEST))
        use_draft(actor, act_key(case.number, Action.NUDGE))
    return dossier.case


def climb(
    actor: Actor,
    case: Case,
    *,
    reached: plans.Reached,
    text: str = "",
    now: datetime,
    seen: int | None = None,
) -> Case:
    """One rung of the ladder on a case's timeline."""
    with rung_on(actor, case.pk, now) as (changes, dossier):
        refuse_stale(dossier.case, Action.RUNG, seen)
        take_rung(changes, dossier, reached, text)
    return dossier.case


@contextmanager
def rung_on(actor: Actor, case_id: int, now: datetime) -> Iterator[tuple[Changes, Dossier]]:
    """One act of the ladder, with what the app above writes beside it. The dossier holds the case
    and its clocks alone: a thousand of these run in a row, and a rung touches nothing else. Whoever
    runs them knows the regions by heart (`People.place`); else they are read when asked for.
    """
    with transaction.atomic():
        # Locked and read at once: without joins nothing is looked for that the winner has changed.
        case = Case.objects.select_for_update().get(pk=case_id)
        clocks = Clock.objects.filter(subject_label=Case.LABEL, subject_id=case_id)
        dossier = Dossier(case, frame_of(case), list(clocks.order_by("pk")))
        changes = Changes(actor, now)
        yield changes, dossier
        write(changes)


def take_rung(changes: Changes, dossier: Dossier, reached: plans.Reached, text: str = "") -> None:
    """Record the rung, if the actor may: people give orders, all else happens by itself."""
    by_hand = changes.actor.role != Role.SYSTEM
    allowed = permissions.can_take(changes.actor, dossier, Action.RUNG)
    if not allowed or (by_hand and reached.rung != RungKind.ORDER):
        raise NotAllowed(_("You may not take this step on this case."), action=Action.RUNG.value)
    plans.plan_rung(changes, dossier, reached, text)
