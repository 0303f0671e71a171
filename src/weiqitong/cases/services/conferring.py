"""What conferences do to cases: an act when one is called, its conclusion, the lead it names where
the case's state lets this office name one, and precedents.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Category, Department, Region
from weiqitong.ledger.changes import Changes

from .. import permissions, plans, workflow
from ..dossier import Dossier
from ..enums import Action, Status, TurnKind
from ..models import Case, Precedent
from .acting import act_on, fits
from .confiding import refuse_unmanned
from .intake import mode_of

LONGEST = 1000
# The steps by which an office names a lead; which one fits is a matter of the case's state.
NAMING = (Action.DISPATCH, Action.DESIGNATE, Action.NAME)


def confer(
    actor: Actor, case: Case, *, called: plans.Called, now: datetime, seen: int | None = None
) -> Case:
    """A conference on the case is called."""
    with act_on(actor, case, Action.CONFER, now, seen=seen) as (changes, dossier):
        plans.plan_confer(changes, dossier, called)
    return dossier.case


def conclude(
    actor: Actor, case: Case, *, concluded: plans.Concluded, now: datetime, seen: int | None = None
) -> Case:
    """What the conference concluded; its lead is named at once where this office may name one."""
    with act_on(actor, case, Action.CONCLUDE, now, seen=seen) as (changes, dossier):
        for name in ("conclusion", "told"):
            if not fits(getattr(concluded, name), LONGEST, name):
                raise BadInput(_("This is still empty."), field=name)
        naming = naming_step(actor, dossier)
        if naming is None and concluded.lead != dossier.case.lead:
            concluded = replace(concluded, lead=None)  # words alone: the present lead goes on
        plans.plan_conclude(changes, dossier, concluded)
        if concluded.lead is not None and naming is not None:
            _name(changes, dossier, naming, concluded.lead, concluded)
    return dossier.case


def naming_step(actor: Actor, dossier: Dossier) -> Action | None:
    """The step by which this person may name a lead now; None where the present lead carries it."""
    case = dossier.case
    open_ = workflow.open_actions(Status(case.status), TurnKind(case.turn_kind))
    for action in NAMING:
        if action in open_ and permissions.can_take(actor, dossier, action):
            return action
    return None


def _name(
    changes: Changes,
    dossier: Dossier,
    action: Action,
    lead: Department,
    concluded: plans.Concluded,
) -> None:
    number = concluded.number  # the grounds
    refuse_unmanned(dossier.case, lead, changes.now)
    if action == Action.DESIGNATE:
        plans.plan_designate(changes, dossier, lead, number)
        return
    mode = mode_of(dossier.case.desk, lead)
    proposal = plans.Proposal(lead=lead, category=concluded.category, mode=mode, grounds=number)
    plan = plans.plan_dispatch if action == Action.DISPATCH else plans.plan_name
    plan(changes, dossier, proposal)


@transaction.atomic
def settle(
    actor: Actor,
    case: Case,
    *,
    key: str,
    category: Category,
    department: Department,
    region: Region,
    circumstances: str,
    now: datetime,
) -> Precedent:
    """To whom needs of a kind go from now on: for the office of the region it holds in."""
    if actor.role != Role.COORDINATOR or actor.region_id != region.pk:
        raise NotAllowed(_("Only the office of the region settles where its needs go."))
    circumstances = fits(circumstances, LONGEST, "circumstances")
    if not circumstances:
        raise BadInput(_("Say in which circumstances."), field="circumstances")
    if not department.active or department.parent_id is not None:
        raise BadInput(
            _("%(unit)s is not a unit in service; choose another.") % {"unit": department.name},
            field="lead",
        )
    changes = Changes(actor, now)
    precedent = plans.plan_settle(
        changes,
        case,
        key=key,
        category=category,
        department=department,
        region=region,
        circumstances=circumstances,
    )
    changes.write()
    return precedent
