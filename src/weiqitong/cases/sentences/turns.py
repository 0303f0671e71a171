"""What a lead objects or applies for, and what came of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..enums import Action, ApplicationKind, Cause
from ..models import Act
from ..words import Names
from .facts import Facts


def object_(facts: Facts, names: Names, act: Act) -> str:
    return _("objected: it is for %(unit)s") % {"unit": names.unit(facts.get("proposed"))}


def hear(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("agrees"):
        return _("said that it is theirs")
    return _("said that it is not theirs")


def designate(facts: Facts, names: Names, act: Act) -> str:
    lead = {"lead": names.unit(facts.get("lead"))}
    if facts.get("kept"):
        return _("designated: %(lead)s goes on leading; this is final") % lead
    return _("designated: %(lead)s leads; this is final") % lead


APPLIED: dict[str, tuple[str, str, str]] = {
    ApplicationKind.EXTENSION: (
        gettext_noop("applied for more time"),
        gettext_noop("granted more time"),
        gettext_noop("refused more time"),
    ),
    ApplicationKind.STATUTORY: (
        gettext_noop("applied for the term of a statutory procedure"),
        gettext_noop("granted the term of the procedure"),
        gettext_noop("refused the term of the procedure"),
    ),
    ApplicationKind.PARKING: (
        gettext_noop("applied to park it"),
        gettext_noop("agreed to park it"),
        gettext_noop("refused to park it"),
    ),
    ApplicationKind.MERIT: (
        gettext_noop("applied for a merit finding"),
        gettext_noop("found it without merit"),
        gettext_noop("refused the merit finding"),
    ),
    ApplicationKind.NO_BASIS: (
        gettext_noop("applied for a finding of no legal basis"),
        gettext_noop("found that there is no legal basis"),
        gettext_noop("refused the finding of no legal basis"),
    ),
    ApplicationKind.ESCALATION: (
        gettext_noop("applied for another level"),
        gettext_noop("agreed that another level is needed"),
        gettext_noop("refused to take it up a level"),
    ),
    ApplicationKind.OUTSIDE: (
        gettext_noop("applied to take it to a body outside the city"),
        gettext_noop("agreed to take it to a body outside the city"),
        gettext_noop("refused to take it outside the city"),
    ),
}


def application(facts: Facts, names: Names, act: Act) -> str:
    place = (Action.APPLY, Action.GRANT, Action.REFUSE).index(Action(act.action))
    kind = facts.get("kind", ApplicationKind.EXTENSION)
    words = _(APPLIED[kind][place])
    if act.action == Action.GRANT and facts.get("needed", 1) > 1:
        count = {"words": words, "agreed": facts["agreed"], "needed": facts["needed"]}
        return _("%(words)s (%(agreed)s of %(needed)s)") % count
    return words


def extend(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("kind") == ApplicationKind.STATUTORY:
        return _("A procedure set by law: the answer follows at its end")
    return _("The answer takes longer")


def park(facts: Facts, names: Names, act: Act) -> str:
    cause = facts.get("cause")
    label = Cause(cause).label if cause in Cause.values else ""
    return _("Parked: %(cause)s") % {"cause": label}


def find(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("kind") == ApplicationKind.NO_BASIS:
        return _("Concluded: there is no legal basis; one appeal is open")
    cause = facts.get("cause")
    label = Cause(cause).label if cause in Cause.values else ""
    return _("Concluded by a finding: %(cause)s; one appeal is open") % {"cause": label}


def escalate(facts: Facts, names: Names, act: Act) -> str:
    to = {"office": names.office(facts.get("region"))}
    return _("Another level is needed: %(office)s names who leads") % to


def hand_down(facts: Facts, names: Names, act: Act) -> str:
    return _("handed it down to %(office)s") % {"office": names.office(facts.get("to"))}
