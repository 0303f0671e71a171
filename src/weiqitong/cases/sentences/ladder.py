"""What drives a case on: nudges and rungs, instructions, conferences."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weiqitong.core.actor import Role
from weiqitong.web.times import moment_words, until_words

from ..enums import RungKind
from ..models import Act
from ..words import Names
from .facts import Facts, person


def nudge(facts: Facts, names: Names, act: Act) -> str:
    return _("nudged %(person)s") % {"person": person(facts, names)}


# Of each rung: as it happens by itself. An order may also be given by hand.
RUNGS: dict[str, str] = {
    RungKind.NUDGE: gettext_noop("Time is running out: %(person)s was nudged"),
    RungKind.HEAD: gettext_noop("Overdue: brought before the head of the unit, %(person)s"),
    RungKind.ORDER: gettext_noop("Overdue: supervision order %(order)s to %(person)s"),
    RungKind.LEADER: gettext_noop("Overdue: brought before the leader in charge, %(person)s"),
    RungKind.CONFERENCE: gettext_noop("Overdue: to be settled by a conference of %(person)s"),
    RungKind.REFERRAL: gettext_noop("Overdue: noted for the inspection, %(person)s"),
}


def rung(facts: Facts, names: Names, act: Act) -> str:
    words = {"person": person(facts, names), "order": facts.get("order", "")}
    kind = str(facts.get("rung", RungKind.NUDGE))
    if kind == RungKind.ORDER and act.role != Role.SYSTEM:
        return _("gave the supervision order %(order)s to %(person)s") % words
    if kind == RungKind.ORDER and not facts.get("clock"):
        return _("Rejected again: supervision order %(order)s to %(person)s") % words
    return _(RUNGS[kind]) % words


def instruct(facts: Facts, names: Names, act: Act) -> str:
    told = {"leader": names.official(facts.get("official")), "number": facts.get("number", "")}
    if act.role == Role.SECRETARY:
        return _("entered instruction %(number)s of %(leader)s") % told
    return _("gave instruction %(number)s") % told


def confer(facts: Facts, names: Names, act: Act) -> str:
    if not facts.get("when"):
        return _("prepares a conference on it: %(number)s") % {"number": facts["conference"]}
    at = datetime.fromisoformat(facts["when"])
    if facts.get("writing"):
        until = {"until": until_words(at, act.at)}
        return _("called a conference in writing on it: statements %(until)s") % until
    return _("called a conference on it: %(when)s") % {"when": moment_words(at, act.at)}


def conclude(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("told"):
        return _("told the enterprise what the conference concluded")
    words = {"number": facts.get("conference", ""), "lead": names.unit(facts.get("lead"))}
    if words["lead"]:
        return _("concluded by conference %(number)s: %(lead)s leads") % words
    return _("concluded by conference %(number)s") % words
