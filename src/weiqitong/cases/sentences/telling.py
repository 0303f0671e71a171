"""An act as people read it: who, what, their own words, and the days and provisions it names."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from weiqitong.core.actor import Role
from weiqitong.core.clock import local, today
from weiqitong.web.times import dated_words

from ..enums import Action, Cause
from ..models import Act
from ..words import Names, short_of, together
from ..workflow import EFFECTS
from .plain import PLAIN
from .table import SENTENCES


@dataclass(frozen=True, slots=True)
class Said:
    """One act as people read it: who, what, and their own words."""

    who: str
    words: str
    quote: str = ""
    lines: tuple[str, ...] = ()


def who_acted(act: Act) -> str:
    """Unit and person as they were then."""
    if act.role == Role.SYSTEM or act.action in EFFECTS:  # it follows from what somebody did
        return ""
    if act.role == Role.CONTACT or act.department is None:
        # Nobody of a hidden enterprise is named.
        return act.name or (_("The enterprise") if act.role == Role.CONTACT else "")
    unit = act.department.parent
    if act.role == Role.COORDINATOR:  # the office acts, not the person in it
        return short_of(unit or act.department)
    return together(short_of(unit), short_of(act.department), act.name)


def act_sentence(act: Act, names: Names, viewer: Any = None) -> Said:
    """An act as one sentence. `viewer` tells whether it was they who acted."""
    made = SENTENCES.get(act.action)
    words = made(act.facts, names, act) if made else _(PLAIN[act.action])
    own = viewer is not None and viewer.user_id is not None and viewer.user_id == act.user_id
    own = own and act.action not in EFFECTS
    who = pgettext("who acted", "You") if own else who_acted(act)
    if away := names.official(act.facts.get("for")):
        who = _("%(who)s for %(away)s") % {"who": who, "away": away}
    return Said(who, words, act.text, _lines(act))


# Days and provisions an act names beside its words: fact → sentence.
DAYS: dict[Action, dict[str, str]] = {
    Action.PLAN: {"promised": gettext_noop("Promised by %(day)s")},
    Action.PARK: {
        "promised": gettext_noop("Promised by %(day)s"),
        "next": gettext_noop("Next reply by %(day)s"),
    },
    Action.APPLY: {
        "until": gettext_noop("Until %(day)s"),
        "next": gettext_noop("Next reply by %(day)s"),
    },
    Action.FOLLOW: {"next": gettext_noop("Next reply by %(day)s")},
    Action.EXTEND: {"to": gettext_noop("Answer now due by %(day)s")},
    Action.WAIT: {"to": gettext_noop("Verdict now by %(day)s")},
}


def _lines(act: Act) -> tuple[str, ...]:
    found = []
    for name, sentence in DAYS.get(Action(act.action), {}).items():
        if told := act.facts.get(name):
            found.append(_(sentence) % {"day": dated_words(_day(str(told)), today(act.at))})
    if act.action == Action.APPLY and act.facts.get("cause"):
        found.insert(0, str(Cause(act.facts["cause"]).label))
    if basis := act.facts.get("basis"):
        found.append(_("Provision: %(basis)s") % {"basis": basis})
    return tuple(found)


def _day(told: str) -> date:
    """A day as acts state it, or the local day of an instant."""
    return local(datetime.fromisoformat(told)).date() if "T" in told else date.fromisoformat(told)
