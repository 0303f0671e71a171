"""From hand to hand: what somebody left behind, handed over, took back."""

from django.utils.translation import gettext as _

from ..enums import TurnKind
from ..models import Act
from ..words import Names, joined, leader_words, together
from .facts import Facts


def hand_over(facts: Facts, names: Names, act: Act) -> str:
    """Who is gone, and where it is now: in the words of whoever took the turn."""
    if act.turn_kind == TurnKind.OFFICE:
        to = {"office": names.office(act.turn_id)}
        return _("Nobody sits at the desk it lay on: it moved to %(office)s") % to
    if act.turn_kind == TurnKind.LEADER:
        to = {"leader": leader_words(names.region(act.turn_id))}
        return _("Nobody sits at the desk it lay on: it moved to the %(leader)s") % to
    if closed := names.listed_units(facts.get("co") or ()):
        return _("%(units)s is closed and co-handles no more") % {"units": closed}
    signer = joined(names.official(one) for one in facts.get("signers") or ())
    if signer and act.turn_kind == TurnKind.SIGNER:
        to = {"person": signer, "other": names.official(act.turn_id)}
        return _("%(person)s has left: %(other)s signs off instead") % to
    who = signer or names.official(facts.get("handler")) or names.unit(facts.get("section"))
    left = {"left": who}
    if act.turn_kind == TurnKind.UNIT:
        to = {"unit": names.unit(act.turn_id)}
        return _("%(left)s is there no more: %(unit)s goes on") % {**left, **to}
    if act.turn_kind == TurnKind.HANDLER:
        to = {"person": names.official(act.turn_id)}
        return _("%(left)s is there no more: %(person)s goes on") % {**left, **to}
    return _("%(left)s is there no more: the unit goes on") % left


def take_back(facts: Facts, names: Names, act: Act) -> str:
    unit = {"unit": names.unit(facts.get("unit"))}
    return _("Nobody at %(unit)s can handle it any more: the office names another lead") % unit


def move(facts: Facts, names: Names, act: Act) -> str:
    """From whom to whom: a unit, or people within one."""
    to = together(names.unit(facts.get("section")), names.official(facts.get("handler")))
    words = {"unit": names.unit(facts.get("unit")), "from": names.unit(facts.get("from"))}
    if facts.get("back"):
        return _("handed it back: %(unit)s goes on") % {"unit": words["unit"] or to}
    if facts.get("part") == "co":
        return _("%(unit)s co-handles in the place of %(from)s") % words
    if facts.get("merged"):
        return _("%(from)s was merged into %(unit)s, which goes on") % words
    if words["unit"]:
        return _("handed it over from %(from)s to %(unit)s") % words
    return _("handed it over to %(person)s") % {"person": to}


def undo(facts: Facts, names: Names, act: Act) -> str:
    return _("took the dispatch to %(unit)s back before it was signed for") % {
        "unit": names.unit(facts.get("lead"))
    }
