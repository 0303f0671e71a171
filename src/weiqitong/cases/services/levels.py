"""Between the levels, and who else has a part: hand down, add a co-handler, release one."""

from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Department, Region

from .. import plans
from ..enums import Action
from ..models import Case
from ..selectors import staffing
from .acting import act_on, fits
from .confiding import refuse_complained_desk
from .drafts import act_key, use_draft

LONGEST = 200


def hand_down(
    actor: Actor, case: Case, *, desk: Region, grounds: str, now: datetime, seen: int | None = None
) -> Case:
    """To the office of the territory, which dispatches or names instead."""
    with act_on(actor, case, Action.HAND_DOWN, now, seen=seen) as (changes, dossier):
        said = _said(grounds, _("Say why the territory should have it."), "grounds")
        if not staffing.has_office(desk, now):
            raise BadInput(
                _("Nobody sits at the desk of %(region)s yet.") % {"region": desk.name},
                field="desk",
            )
        refuse_complained_desk(dossier.case, desk, now)
        plans.plan_hand_down(changes, dossier, desk, said)
        use_draft(actor, act_key(case.number, Action.HAND_DOWN))
    return dossier.case


def add_co(
    actor: Actor, case: Case, *, unit: Department, text: str, now: datetime, seen: int | None = None
) -> Case:
    """One more unit is asked for its opinion, with its part in words."""
    with act_on(actor, case, Action.CO_ADD, now, seen=seen) as (changes, dossier):
        said = _said(text, _("Say what its part is."), "text")
        plans.plan_co_add(changes, dossier, unit, said)
        use_draft(actor, act_key(case.number, Action.CO_ADD))
    return dossier.case


def release_co(
    actor: Actor, case: Case, *, unit: Department, text: str, now: datetime, seen: int | None = None
) -> Case:
    """Its opinion is needed no more."""
    with act_on(actor, case, Action.CO_RELEASE, now, seen=seen) as (changes, dossier):
        said = _said(text, _("Say why its opinion is needed no more."), "text")
        own = [one for one in dossier.silent_co if one.department_id == unit.pk]
        if not own:
            raise BadInput(_("%(unit)s owes no opinion.") % {"unit": unit.name}, field="unit")
        plans.plan_co_release(changes, dossier, own[0], said)
        use_draft(actor, act_key(case.number, Action.CO_RELEASE))
    return dossier.case


def _said(text: str, sentence: str, field: str) -> str:
    if not text.strip():
        raise BadInput(sentence, field=field)
    return fits(text, LONGEST, field)
