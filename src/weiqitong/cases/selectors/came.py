"""How a need came that somebody wrote down for its enterprise, as the page of the case says it."""

from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.web.parts import Fact
from weiqitong.web.times import moment_words, plain_date

from .. import permissions
from ..models import Case, Intake
from ..words import name_of


def entered_words(case: Case, when: str, now: datetime) -> str:
    """What somebody else wrote down for the enterprise, and whether it stands by it."""
    if getattr(case, "intake", None) is None:
        return ""
    said = {"when": when, "who": name_of(case.partner) if case.partner else _("the office")}
    if case.confirmed_at is None:
        return _("entered %(when)s by %(who)s, not yet confirmed") % said
    said["confirmed"] = moment_words(case.confirmed_at, now)
    return _("entered %(when)s by %(who)s, confirmed by the enterprise %(confirmed)s") % said


def came_facts(case: Case, actor: Actor) -> list[Fact]:
    """How it came, for units and offices."""
    intake: Intake | None = getattr(case, "intake", None)
    if intake is None or not permissions.can_see_internal(actor):
        return []
    return [
        Fact(_("Came on"), plain_date(intake.received_on) if intake.received_on else ""),
        Fact(_("Number there"), intake.source_ref),
        Fact(_("Number of the paper"), intake.paper_number),
        Fact(_("Said by"), intake.said_by),
    ]
