"""How a need came, and where it was sent first."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weiqitong.core.actor import Role

from ..enums import Action, Channel, Mode, Route
from ..models import Act
from ..words import Names
from .facts import Facts

# How a need came that an office entered.
ENTERED: dict[str, str] = {
    Channel.LETTER: gettext_noop("entered it: it came by letter"),
    Channel.VISIT: gettext_noop("entered it: somebody came by"),
    Channel.HOTLINE: gettext_noop("took it over from the hotline"),
    Channel.CONFERENCE: gettext_noop("entered it: it came up at a conference"),
}


def report(facts: Facts, names: Names, act: Act) -> str:
    if act.role in {Role.SPECIALIST, Role.COORDINATOR}:
        return _("reported it on the enterprise's behalf")
    if act.role == Role.SYSTEM:
        return _("Brought in from older records")
    if parent := facts.get("parent"):
        return _("made it a part of %(number)s") % {"number": parent}
    if act.role == Role.PARTNER:
        return _("reported it for its member")
    if (channel := facts.get("channel")) in ENTERED:
        return _(ENTERED[channel])
    return _("reported it")


def sort(facts: Facts, names: Names, act: Act) -> str:
    return _("moved it to the desk of %(office)s") % {"office": names.office(facts.get("to"))}


def decline(facts: Facts, names: Names, act: Act) -> str:
    route = facts.get("route")
    label = Route(route).label if route in Route.values else ""
    return _("Not receivable: %(route)s") % {"route": label}


MODES: dict[str, tuple[str, str]] = {
    Mode.DOWN: (
        gettext_noop("assigned it: %(lead)s leads"),
        gettext_noop("assigned it: %(lead)s leads, %(co)s co-handle"),
    ),
    Mode.LEVEL: (
        gettext_noop("transferred it: %(lead)s leads"),
        gettext_noop("transferred it: %(lead)s leads, %(co)s co-handle"),
    ),
    Mode.ASKED: (
        gettext_noop("asked for help: %(lead)s leads"),
        gettext_noop("asked for help: %(lead)s leads, %(co)s co-handle"),
    ),
    Mode.SELF: (
        gettext_noop("took it on: %(lead)s leads"),
        gettext_noop("took it on: %(lead)s leads, %(co)s co-handle"),
    ),
}


def dispatch(facts: Facts, names: Names, act: Act) -> str:
    co = names.listed_units(facts.get("co") or ())
    alone, with_co = MODES[facts.get("mode", Mode.DOWN)]
    if act.action == Action.NAME:
        alone = gettext_noop("named another lead: %(lead)s")
        with_co = gettext_noop("named another lead: %(lead)s; %(co)s co-handle")
    lead = names.unit(facts.get("lead"))
    return _(with_co if co else alone) % {"lead": lead, "co": co}
