"""Who else has a part, after the dispatch: the office adds a co-handler or releases one. Each has a
shorter clock of its own; the turn stays with the lead.
"""

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Department
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier
from ..enums import Action, Audience, Mode, Part
from ..models import Dispatch
from .intake import make_dispatch
from .steps import start, take


def plan_co_add(changes: Changes, dossier: Dossier, unit: Department, part: str) -> None:
    """One more unit gives its opinion on a part that is named."""
    if not unit.active or unit.parent_id is not None:
        raise BadInput(
            _("%(unit)s is not a unit in service; choose another.") % {"unit": unit.name},
            field="unit",
        )
    if unit.pk == dossier.case.lead_id:
        raise BadInput(_("A unit cannot lead and co-handle the same case."), field="unit")
    if any(one.department_id == unit.pk for one in dossier.silent_co):
        raise BadInput(_("%(unit)s co-handles already.") % {"unit": unit.name}, field="unit")
    mode = Mode.ASKED if unit.is_asked else Mode.LEVEL
    make_dispatch(changes, dossier, unit, Part.CO, mode, part, accepted=False)
    start(changes, dossier, ClockKind.CO, "co", holder_id=unit.pk, advisory=unit.is_asked)
    facts = {"co": [unit.pk]}
    take(changes, dossier, Action.CO_ADD, text=part, audience=Audience.OFFICE, facts=facts)


def plan_co_release(changes: Changes, dossier: Dossier, dispatch: Dispatch, reason: str) -> None:
    """Its opinion is needed no more; what was late by then stays late."""
    if dispatch not in dossier.silent_co:
        raise WrongStep(_("%(unit)s owes no opinion.") % {"unit": dispatch.department.name})
    end_part(changes, dossier, dispatch)
    facts = {"co": [dispatch.department_id]}
    take(changes, dossier, Action.CO_RELEASE, text=reason, audience=Audience.OFFICE, facts=facts)


def end_part(changes: Changes, dossier: Dossier, dispatch: Dispatch) -> None:
    """A co-handler's part is over without an opinion."""
    for clock in dossier.clocks:
        own = clock.kind == ClockKind.CO and clock.holder_id == dispatch.department_id
        if own and clock.stopped_at is None:
            late = clocks.is_late(clock, changes.at)
            (clocks.stop if late else clocks.void)(changes, clock)
    changes.enact(dispatch, "dispatch.end", ended_at=changes.at)
