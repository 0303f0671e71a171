"""Each act of a case as one sentence, in the reader's language. It queries nothing and decides no
rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from weiqitong.core.actor import Role
from weiqitong.core.clock import local, today
from weiqitong.web.names import name_of as name_of
from weiqitong.web.times import dated_words, moment_words, until_words

from .enums import (
    OPEN,
    Action,
    ApplicationKind,
    Audience,
    CallOutcome,
    CallPurpose,
    Cause,
    Channel,
    Confidentiality,
    ContactMeans,
    Mode,
    Outcome,
    Rating,
    Route,
    RungKind,
    TurnKind,
    VerdictChannel,
)
from .models import Act
from .words import Names, joined, leader_words, short_of, together
from .workflow import EFFECTS

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
MEANS: dict[str, str] = {
    ContactMeans.CALL: gettext_noop("phoned the enterprise"),
    ContactMeans.VISIT: gettext_noop("went to see the enterprise"),
    ContactMeans.MESSAGE: gettext_noop("wrote to the enterprise"),
}
PLAIN: dict[str, str] = {
    Action.CONFIRM: gettext_noop("confirmed the report"),
    Action.SOLVE: gettext_noop("solved it on the spot"),
    Action.ACCEPT: gettext_noop("signed for it"),
    Action.PLAN: gettext_noop("said what will be done"),
    Action.ASK: gettext_noop("asked the enterprise"),
    Action.REPLY: gettext_noop("replied"),
    Action.RESUME: gettext_noop("went on without a reply"),
    Action.SIGN: gettext_noop("signed off"),
    Action.REMIND: gettext_noop("reminded the enterprise"),
    Action.LAPSE: gettext_noop("No verdict came in time: lapsed, counted apart"),
    Action.APPEAL: gettext_noop("appealed"),
    Action.WITHDRAW: gettext_noop("withdrew it"),
    Action.NOTE: gettext_noop("wrote a note"),
    Action.UNHEARD: gettext_noop("The unit asked said nothing in its time; the office decides"),
    Action.FOLLOW: gettext_noop("replied on the parked need"),
    Action.UNPARK: gettext_noop("took it up again"),
    Action.HURRY: gettext_noop("asked to hurry"),
    Action.RECOUNT: gettext_noop("The working calendar was announced: deadlines counted anew"),
    Action.LOOK: gettext_noop("looked behind the hidden name"),
    Action.RELEASE: gettext_noop("released files of the enterprise to the units"),
}


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
    made = _SENTENCES.get(act.action)
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


Facts = Mapping[str, Any]


def _report(facts: Facts, names: Names, act: Act) -> str:
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


# How a need came that an office entered.
ENTERED: dict[str, str] = {
    Channel.LETTER: gettext_noop("entered it: it came by letter"),
    Channel.VISIT: gettext_noop("entered it: somebody came by"),
    Channel.HOTLINE: gettext_noop("took it over from the hotline"),
    Channel.CONFERENCE: gettext_noop("entered it: it came up at a conference"),
}


def _link(facts: Facts, names: Names, act: Act) -> str:
    number = {"number": facts.get("master", "")}
    if act.action == Action.UNLINK:
        return _("unlinked it from %(number)s") % number
    if facts.get("same"):
        return _("linked it to %(number)s, the same need") % number
    return _("linked it to %(number)s, a need like it") % number


def _split(facts: Facts, names: Names, act: Act) -> str:
    return _("split it into %(count)s parts") % {"count": facts.get("parts")}


def _part(facts: Facts, names: Names, act: Act) -> str:
    """Which part closed or opened again, and what is left."""
    words = {"part": facts.get("part", ""), "count": facts.get("open", 0)}
    if facts.get("status") in OPEN:
        return _("Part %(part)s is open again") % words
    if facts.get("open"):
        return _("Part %(part)s is closed; still open: %(count)s") % words
    return _("Part %(part)s is closed, the last of them: the office sums up") % words


def _sort(facts: Facts, names: Names, act: Act) -> str:
    return _("moved it to the desk of %(office)s") % {"office": names.office(facts.get("to"))}


def _dispatch(facts: Facts, names: Names, act: Act) -> str:
    co = names.listed_units(facts.get("co") or ())
    alone, with_co = MODES[facts.get("mode", Mode.DOWN)]
    if act.action == Action.NAME:
        alone = gettext_noop("named another lead: %(lead)s")
        with_co = gettext_noop("named another lead: %(lead)s; %(co)s co-handle")
    lead = names.unit(facts.get("lead"))
    return _(with_co if co else alone) % {"lead": lead, "co": co}


def _assign(facts: Facts, names: Names, act: Act) -> str:
    to = together(names.unit(facts.get("section")), names.official(facts.get("handler")))
    return _("passed it on to %(target)s") % {"target": to}


def _contact(facts: Facts, names: Names, act: Act) -> str:
    return _(MEANS.get(str(facts.get("means")), MEANS[ContactMeans.CALL]))


def _submit(facts: Facts, names: Names, act: Act) -> str:
    signers = joined(names.official(one) for one in facts.get("signers") or ())
    return _("submitted the answer for sign-off by %(signers)s") % {"signers": signers}


def _answer(facts: Facts, names: Names, act: Act) -> str:
    outcome = facts.get("outcome")
    if outcome not in Outcome.values:
        return _("answered")
    return _("answered: %(outcome)s") % {"outcome": Outcome(outcome).label}


def _verdict(facts: Facts, names: Names, act: Act) -> str:
    """Yes or no, the rating where one was given, and the channel it came by."""
    rating = {"rating": Rating(facts["rating"]).label} if facts.get("rating") else None
    if act.action == Action.ACCEPT_ANSWER:
        said = _("Verdict: yes; %(rating)s") % rating if rating else _("Verdict: yes")
    else:
        said = _("Verdict: no; %(rating)s") % rating if rating else _("Verdict: no")
    channel = facts.get("channel")
    label = str(VerdictChannel(channel).label) if channel in VerdictChannel.values else ""
    return "·".join(one for one in (said, label) if one)


def _lapse(facts: Facts, names: Names, act: Act) -> str:
    if "of" in facts:
        return _(
            "No verdict came in time, nor by phone (%(tries)s of %(of)s tries): lapsed,"
            " counted apart"
        ) % {"tries": facts["tries"], "of": facts["of"]}
    return _(PLAIN[Action.LAPSE])


CALLED: dict[str, str] = {
    CallOutcome.REACHED: gettext_noop("phoned the enterprise and reached it (%(count)s)"),
    CallOutcome.CALL_BACK: gettext_noop(
        "phoned the enterprise; it asks to be called back (%(count)s)"
    ),
    CallOutcome.NO_ANSWER: gettext_noop("phoned the enterprise; nobody answered (%(count)s)"),
    CallOutcome.BUSY: gettext_noop("phoned the enterprise; it was busy (%(count)s)"),
    CallOutcome.WRONG: gettext_noop("phoned the enterprise; the number is wrong (%(count)s)"),
    CallOutcome.SILENT: gettext_noop("phoned the enterprise; it does not want to say (%(count)s)"),
}


def _call(facts: Facts, names: Names, act: Act) -> str:
    """What came of a try; of a withdrawal only that it was asked about, never what was said."""
    if facts.get("purpose") == CallPurpose.WITHDRAWN:
        return _("phoned the enterprise about the withdrawal")
    count = _("try %(try)s of %(of)s") % {"try": facts.get("try", 1), "of": facts.get("of", 3)}
    return _(CALLED[str(facts.get("outcome", CallOutcome.NO_ANSWER))]) % {"count": count}


def _wait(facts: Facts, names: Names, act: Act) -> str:
    return _("No verdict yet: the enterprise is asked by phone first")


def _decline(facts: Facts, names: Names, act: Act) -> str:
    route = facts.get("route")
    label = Route(route).label if route in Route.values else ""
    return _("Not receivable: %(route)s") % {"route": label}


def _note(facts: Facts, names: Names, act: Act) -> str:
    silent = names.listed_units(facts.get("silent") or ())
    if silent:
        return _("answered without the opinion of %(units)s") % {"units": silent}
    if act.audience == Audience.UNIT:
        return _("wrote a note for the own unit")
    return _("wrote a note")


def _object(facts: Facts, names: Names, act: Act) -> str:
    return _("objected: it is for %(unit)s") % {"unit": names.unit(facts.get("proposed"))}


def _hear(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("agrees"):
        return _("said that it is theirs")
    return _("said that it is not theirs")


def _designate(facts: Facts, names: Names, act: Act) -> str:
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


def _application(facts: Facts, names: Names, act: Act) -> str:
    place = (Action.APPLY, Action.GRANT, Action.REFUSE).index(Action(act.action))
    kind = facts.get("kind", ApplicationKind.EXTENSION)
    words = _(APPLIED[kind][place])
    if act.action == Action.GRANT and facts.get("needed", 1) > 1:
        count = {"words": words, "agreed": facts["agreed"], "needed": facts["needed"]}
        return _("%(words)s (%(agreed)s of %(needed)s)") % count
    return words


def _opine(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("late"):
        return _("gave an opinion as co-handler, after its time")
    return _("gave an opinion as co-handler")


def _escalate(facts: Facts, names: Names, act: Act) -> str:
    to = {"office": names.office(facts.get("region"))}
    return _("Another level is needed: %(office)s names who leads") % to


def _hand_down(facts: Facts, names: Names, act: Act) -> str:
    return _("handed it down to %(office)s") % {"office": names.office(facts.get("to"))}


def _helping(facts: Facts, names: Names, act: Act) -> str:
    units = {"units": names.listed_units(facts.get("co") or ())}
    if act.action == Action.CO_ADD:
        return _("asked %(units)s to co-handle") % units
    return _("released %(units)s from co-handling") % units


def _extend(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("kind") == ApplicationKind.STATUTORY:
        return _("A procedure set by law: the answer follows at its end")
    return _("The answer takes longer")


def _park(facts: Facts, names: Names, act: Act) -> str:
    cause = facts.get("cause")
    label = Cause(cause).label if cause in Cause.values else ""
    return _("Parked: %(cause)s") % {"cause": label}


def _find(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("kind") == ApplicationKind.NO_BASIS:
        return _("Concluded: there is no legal basis; one appeal is open")
    cause = facts.get("cause")
    label = Cause(cause).label if cause in Cause.values else ""
    return _("Concluded by a finding: %(cause)s; one appeal is open") % {"cause": label}


def _nudge(facts: Facts, names: Names, act: Act) -> str:
    return _("nudged %(person)s") % {"person": _person(facts, names)}


def _person(facts: Facts, names: Names) -> str:
    """Unit and person that an act of the ladder names."""
    unit = names.unit(facts.get("unit")) or names.office(facts.get("region"))
    return together(unit, names.official(facts.get("official")))


# Of each rung: as it happens by itself. An order may also be given by hand.
RUNGS: dict[str, str] = {
    RungKind.NUDGE: gettext_noop("Time is running out: %(person)s was nudged"),
    RungKind.HEAD: gettext_noop("Overdue: brought before the head of the unit, %(person)s"),
    RungKind.ORDER: gettext_noop("Overdue: supervision order %(order)s to %(person)s"),
    RungKind.LEADER: gettext_noop("Overdue: brought before the leader in charge, %(person)s"),
    RungKind.CONFERENCE: gettext_noop("Overdue: to be settled by a conference of %(person)s"),
    RungKind.REFERRAL: gettext_noop("Overdue: noted for the inspection, %(person)s"),
}


def _rung(facts: Facts, names: Names, act: Act) -> str:
    words = {"person": _person(facts, names), "order": facts.get("order", "")}
    kind = str(facts.get("rung", RungKind.NUDGE))
    if kind == RungKind.ORDER and act.role != Role.SYSTEM:
        return _("gave the supervision order %(order)s to %(person)s") % words
    if kind == RungKind.ORDER and not facts.get("clock"):
        return _("Rejected again: supervision order %(order)s to %(person)s") % words
    return _(RUNGS[kind]) % words


def _instruct(facts: Facts, names: Names, act: Act) -> str:
    told = {"leader": names.official(facts.get("official")), "number": facts.get("number", "")}
    if act.role == Role.SECRETARY:
        return _("entered instruction %(number)s of %(leader)s") % told
    return _("gave instruction %(number)s") % told


def _return(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("recalled"):
        return _("took the answer back before it was signed off")
    return _("returned the answer for revision")


def _hand_over(facts: Facts, names: Names, act: Act) -> str:
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


def _take_back(facts: Facts, names: Names, act: Act) -> str:
    unit = {"unit": names.unit(facts.get("unit"))}
    return _("Nobody at %(unit)s can handle it any more: the office names another lead") % unit


def _confer(facts: Facts, names: Names, act: Act) -> str:
    if not facts.get("when"):
        return _("prepares a conference on it: %(number)s") % {"number": facts["conference"]}
    at = datetime.fromisoformat(facts["when"])
    if facts.get("writing"):
        until = {"until": until_words(at, act.at)}
        return _("called a conference in writing on it: statements %(until)s") % until
    return _("called a conference on it: %(when)s") % {"when": moment_words(at, act.at)}


def _conclude(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("told"):
        return _("told the enterprise what the conference concluded")
    words = {"number": facts.get("conference", ""), "lead": names.unit(facts.get("lead"))}
    if words["lead"]:
        return _("concluded by conference %(number)s: %(lead)s leads") % words
    return _("concluded by conference %(number)s") % words


def _move(facts: Facts, names: Names, act: Act) -> str:
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


def _undo(facts: Facts, names: Names, act: Act) -> str:
    return _("took the dispatch to %(unit)s back before it was signed for") % {
        "unit": names.unit(facts.get("lead"))
    }


def _lower(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("to") == Confidentiality.ORDINARY:
        return _("no longer has its name hidden")
    return _("made it less closed: name hidden, no longer sealed")


_SENTENCES: dict[str, Callable[[Facts, Names, Act], str]] = {
    Action.REPORT: _report,
    Action.SORT: _sort,
    Action.DISPATCH: _dispatch,
    Action.NAME: _dispatch,
    Action.ASSIGN: _assign,
    Action.CONTACT: _contact,
    Action.SUBMIT: _submit,
    Action.ANSWER: _answer,
    Action.ACCEPT_ANSWER: _verdict,
    Action.REJECT_ANSWER: _verdict,
    Action.LAPSE: _lapse,
    Action.CALL: _call,
    Action.WAIT: _wait,
    Action.DECLINE: _decline,
    Action.NOTE: _note,
    Action.OBJECT: _object,
    Action.HEAR: _hear,
    Action.DESIGNATE: _designate,
    Action.APPLY: _application,
    Action.GRANT: _application,
    Action.REFUSE: _application,
    Action.EXTEND: _extend,
    Action.PARK: _park,
    Action.FIND: _find,
    Action.NUDGE: _nudge,
    Action.RUNG: _rung,
    Action.CONFER: _confer,
    Action.CONCLUDE: _conclude,
    Action.INSTRUCT: _instruct,
    Action.RETURN: _return,
    Action.HAND_OVER: _hand_over,
    Action.TAKE_BACK: _take_back,
    Action.LINK: _link,
    Action.UNLINK: _link,
    Action.SPLIT: _split,
    Action.PART: _part,
    Action.SUM_UP: _answer,
    Action.MOVE: _move,
    Action.UNDO: _undo,
    Action.LOWER: _lower,
    Action.OPINE: _opine,
    Action.ESCALATE: _escalate,
    Action.HAND_DOWN: _hand_down,
    Action.CO_ADD: _helping,
    Action.CO_RELEASE: _helping,
}
