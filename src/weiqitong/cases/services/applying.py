"""What a lead applies for, and what others decide about it; replies on parked needs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Official

from .. import permissions, plans
from ..dossier import Dossier, Seat
from ..enums import Action, ApplicationKind, Audience, TurnKind
from ..models import Case
from ..selectors import staffing
from ..selectors.seating import trusted
from .acting import act_on, attach, fits
from .drafts import act_key, use_draft
from .handling import refuse_absent

LONGEST = 2000
LONGEST_DECISION = 1000


def apply_for(
    actor: Actor,
    case: Case,
    asked: plans.Asked,
    *,
    now: datetime,
    files: Sequence[int] = (),
    seen: int | None = None,
) -> Case:
    """More time, a statutory procedure, parking or a finding: asked with its reason."""
    with act_on(actor, case, Action.APPLY, now, seen=seen) as (changes, dossier):
        asked = replace(
            asked,
            reason=_needed(asked.reason, _("Give the reason."), LONGEST),
            basis=fits(asked.basis, 300, "basis"),
            body=fits(asked.body, 120, "body"),
            letter=fits(asked.letter, 60, "letter"),
        )
        if asked.kind == ApplicationKind.OUTSIDE and asked.liaison is not None:
            refuse_absent([asked.liaison], permissions.WORKERS, now, "liaison")
        plans.plan_apply(changes, dossier, asked, _official(actor))
        attach(changes, dossier.case, files, Audience.OFFICE)
        use_draft(actor, act_key(case.number, Action.APPLY))
    return dossier.case


def grant(
    actor: Actor, case: Case, *, text: str = "", now: datetime, seen: int | None = None
) -> Case:
    """One person's yes; the last that is needed brings the effect with it."""
    with act_on(actor, case, Action.GRANT, now, seen=seen) as (changes, dossier):
        by = _official(actor)
        _refuse_own(by, dossier)
        words, seat = fits(text, LONGEST_DECISION), _seat(dossier, now)
        plans.plan_grant(changes, dossier, by, words, seat=seat)
        use_draft(actor, act_key(case.number, Action.GRANT))
    return dossier.case


def _seat(dossier: Dossier, now: datetime) -> Seat | None:
    """Where an escalation leads: the office it names, or the nearest above with somebody there."""
    application = dossier.applied
    if application is None or application.level is None:
        return None
    return trusted(
        staffing.seated(Seat(TurnKind.OFFICE, application.level), now), dossier.case, now
    )


def refuse(actor: Actor, case: Case, *, text: str, now: datetime, seen: int | None = None) -> Case:
    """No, with the reason."""
    with act_on(actor, case, Action.REFUSE, now, seen=seen) as (changes, dossier):
        _refuse_own(_official(actor), dossier)
        words = _needed(text, _("Say why it is refused."), LONGEST_DECISION)
        plans.plan_refuse(changes, dossier, words)
        use_draft(actor, act_key(case.number, Action.REFUSE))
    return dossier.case


def follow(
    actor: Actor,
    case: Case,
    *,
    text: str,
    next_on: date | None,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """The reply due on a parked need, and the day of the next."""
    with act_on(actor, case, Action.FOLLOW, now, seen=seen) as (changes, dossier):
        said = _needed(text, _("Tell the enterprise how it stands."), LONGEST)
        plans.plan_follow(changes, dossier, said, next_on)
        use_draft(actor, act_key(case.number, Action.FOLLOW))
    return dossier.case


def unpark(actor: Actor, case: Case, *, text: str, now: datetime, seen: int | None = None) -> Case:
    """It can be done now: the clocks run on with what was left."""
    with act_on(actor, case, Action.UNPARK, now, seen=seen) as (changes, dossier):
        said = _needed(text, _("Say what has changed."), LONGEST)
        plans.plan_unpark(changes, dossier, said)
        use_draft(actor, act_key(case.number, Action.UNPARK))
    return dossier.case


def _needed(text: str, sentence: str, limit: int) -> str:
    if not text.strip():
        raise BadInput(sentence, field="text")
    return fits(text, limit)


def _official(actor: Actor) -> Official | None:
    rows = Official.objects.select_related("department")
    return rows.filter(pk=actor.official_id).first() if actor.official_id else None


def _refuse_own(by: Official | None, dossier: Dossier) -> None:
    """NotAllowed to people of the unit that applies, whatever role they act in."""
    lead = dossier.case.lead
    if by is not None and lead is not None and by.department.path.startswith(lead.path):
        raise NotAllowed(_("You belong to the unit that applies; somebody else decides."))
