"""A lead's one objection to its dispatch, the hearing of the unit it proposes, and the office's
final answer.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Department

from .. import plans
from ..enums import Action
from ..models import Case
from ..selectors import staffing
from .acting import act_on, fits
from .confiding import refuse_unmanned
from .drafts import act_key, use_draft

LONGEST = 1000


def object_to(
    actor: Actor,
    case: Case,
    *,
    proposed: Department,
    reason: str,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """Not ours but theirs, with the reason; once per dispatch, within its limit."""
    with act_on(actor, case, Action.OBJECT, now, seen=seen) as (changes, dossier):
        if not proposed.active or proposed.parent_id is not None:
            raise BadInput(
                _("%(unit)s is not a unit in service; choose another.") % {"unit": proposed.name},
                field="proposed",
            )
        said = _said(reason, _("Say why the case is not yours."))
        refuse_unmanned(dossier.case, proposed, now, "proposed")
        plans.plan_object(changes, dossier, proposed, said)
        if plans.is_deserted(dossier.case, staffing.staff_of([dossier.case], now)):
            plans.plan_unheard(changes, dossier)  # nobody is there to be asked
        use_draft(actor, act_key(case.number, Action.OBJECT))
    return dossier.case


def hear(
    actor: Actor, case: Case, *, agrees: bool, text: str, now: datetime, seen: int | None = None
) -> Case:
    """The unit proposed says whether the case is its own."""
    with act_on(actor, case, Action.HEAR, now, seen=seen) as (changes, dossier):
        # Whoever takes a case without objection owes no reason.
        said = fits(text, LONGEST) if agrees else _said(text, _("Say why it is not yours."))
        plans.plan_hear(changes, dossier, agrees=agrees, text=said)
        use_draft(actor, act_key(case.number, Action.HEAR))
    return dossier.case


def unheard(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """The hearing's time is over: the office decides without it."""
    with act_on(actor, case, Action.UNHEARD, now, seen=seen) as (changes, dossier):
        plans.plan_unheard(changes, dossier)
    return dossier.case


def designate(
    actor: Actor,
    case: Case,
    *,
    lead: Department,
    grounds: str,
    now: datetime,
    circumstances: str = "",
    seen: int | None = None,
) -> Case:
    """The office's final answer; with circumstances it becomes a precedent."""
    with act_on(actor, case, Action.DESIGNATE, now, seen=seen) as (changes, dossier):
        refuse_unmanned(dossier.case, lead, now)
        plans.plan_designate(
            changes,
            dossier,
            lead,
            _said(grounds, _("Say on what grounds."), "grounds"),
            circumstances=fits(circumstances, LONGEST, "circumstances"),
        )
        use_draft(actor, act_key(case.number, Action.DESIGNATE))
    return dossier.case


def _said(text: str, sentence: str, field: str = "text") -> str:
    if not text.strip():
        raise BadInput(sentence, field=field)
    return fits(text, LONGEST, field)
