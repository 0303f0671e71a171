"""What a lead must say to go beyond its own level: to an office above, or to a body outside."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput, WrongStep

from ..dossier import Dossier
from .levels import levels_above
from .parking import check_next

if TYPE_CHECKING:
    from .applying import Asked


def check_escalation(dossier: Dossier, asked: Asked, at: datetime) -> None:
    levels = levels_above(dossier.case.lead, dossier.case.desk)
    if not levels:
        raise WrongStep(_("Above this level there is only a body outside the city."))
    if asked.level is None or asked.level not in levels:
        raise BadInput(_("Name the level that is needed; it lies above your own."), field="level")


def check_outside(dossier: Dossier, asked: Asked, at: datetime) -> None:
    lead = dossier.case.lead
    if not asked.body.strip():
        raise BadInput(_("Name the body outside that has to act."), field="body")
    if asked.liaison is None:
        raise BadInput(_("Name the person who keeps asking."), field="liaison")
    if lead is not None and not asked.liaison.department.path.startswith(lead.path):
        raise BadInput(
            _("%(name)s does not belong to %(unit)s.")
            % {"name": asked.liaison.person.name, "unit": lead.name},
            field="liaison",
        )
    following = check_next(dossier, asked.next_on, at)
    if asked.until_on is not None and following > asked.until_on:
        raise BadInput(_("The next reply comes no later than the day promised."), field="next_on")
