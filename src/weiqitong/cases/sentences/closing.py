"""What the enterprise says: verdict, calls for it, silence, a name no longer hidden."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..enums import (
    Action,
    CallOutcome,
    CallPurpose,
    Confidentiality,
    Rating,
    VerdictChannel,
)
from ..models import Act
from ..words import Names
from .facts import Facts
from .plain import PLAIN


def verdict(facts: Facts, names: Names, act: Act) -> str:
    """Yes or no, the rating where one was given, and the channel it came by."""
    rating = {"rating": Rating(facts["rating"]).label} if facts.get("rating") else None
    if act.action == Action.ACCEPT_ANSWER:
        said = _("Verdict: yes; %(rating)s") % rating if rating else _("Verdict: yes")
    else:
        said = _("Verdict: no; %(rating)s") % rating if rating else _("Verdict: no")
    channel = facts.get("channel")
    label = str(VerdictChannel(channel).label) if channel in VerdictChannel.values else ""
    return "·".join(one for one in (said, label) if one)


def lapse(facts: Facts, names: Names, act: Act) -> str:
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


def call(facts: Facts, names: Names, act: Act) -> str:
    """What came of a try; of a withdrawal only that it was asked about, never what was said."""
    if facts.get("purpose") == CallPurpose.WITHDRAWN:
        return _("phoned the enterprise about the withdrawal")
    count = _("try %(try)s of %(of)s") % {"try": facts.get("try", 1), "of": facts.get("of", 3)}
    return _(CALLED[str(facts.get("outcome", CallOutcome.NO_ANSWER))]) % {"count": count}


def wait(facts: Facts, names: Names, act: Act) -> str:
    return _("No verdict yet: the enterprise is asked by phone first")


def lower(facts: Facts, names: Names, act: Act) -> str:
    if facts.get("to") == Confidentiality.ORDINARY:
        return _("no longer has its name hidden")
    return _("made it less closed: name hidden, no longer sealed")
