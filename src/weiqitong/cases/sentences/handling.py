"""What the units do: passed on, contacted, opined, submitted, answered."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..enums import Action, Audience, ContactMeans, Outcome
from ..models import Act
from ..words import Names, joined, together
from .facts import Facts


def assign(facts: Facts, names: Names, act: Act) -> str:
    to = together(names.unit(facts.get("section")), names.official(facts.get("handler")))
    return _("passed it on to %(target)s") % {"target": to}


MEANS: dict[str, str] = {
    ContactMeans.CALL: gettext_noop("phoned the enterprise"),
    ContactMeans.VISIT: gettext_noop("went to see the enterprise"),
    ContactMeans.MESSAGE: gettext_noop("wrote to the enterprise"),
}


def contact(facts: Facts, names: Names, act: Act) -> str:
    return _(MEANS.get(str(facts.get("means")), MEANS[ContactMeans.CALL]))


def opine(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("late"):
        return _("gave an opinion as co-handler, after its time")
    return _("gave an opinion as co-handler")


def helping(facts: Facts, names: Names, act: Act) -> str:
    units = {"units": names.listed_units(facts.get("co") or ())}
    if act.action == Action.CO_ADD:
        return _("asked %(units)s to co-handle") % units
    return _("released %(units)s from co-handling") % units


def submit(facts: Facts, names: Names, act: Act) -> str:
    signers = joined(names.official(one) for one in facts.get("signers") or ())
    return _("submitted the answer for sign-off by %(signers)s") % {"signers": signers}


def return_(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("recalled"):
        return _("took the answer back before it was signed off")
    return _("returned the answer for revision")


def answer(facts: Facts, names: Names, act: Act) -> str:
    outcome = facts.get("outcome")
    if outcome not in Outcome.values:
        return _("answered")
    return _("answered: %(outcome)s") % {"outcome": Outcome(outcome).label}


def note(facts: Facts, names: Names, act: Act) -> str:
    silent = names.listed_units(facts.get("silent") or ())
    if silent:
        return _("answered without the opinion of %(units)s") % {"units": silent}
    if act.audience == Audience.UNIT:
        return _("wrote a note for the own unit")
    return _("wrote a note")
