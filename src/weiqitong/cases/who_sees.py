"""Who sees what of a need, at each level of confidentiality, in plain words: shown before it is
sent and afterwards on its page. What it says, `tests/cases/test_no_leak.py` tries.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .enums import Confidentiality

ALL, NEED, LOOKS, NOTHING = "all", "need", "looks", "nothing"
OFFICE = gettext_noop("The office of your county, which assigns it")
CITY = gettext_noop("The city's office, which assigns it")
BELOW = gettext_noop("Offices of counties and towns")
UNITS = gettext_noop("Units that handle it")
SPECIALIST = gettext_noop("Your own specialist")
ABOVE = gettext_noop("Leaders, callers and inspection")
PARTNERS = gettext_noop("Chamber, park and bank")

WHOLE = gettext_noop("see the need and that it is yours")
WITHOUT = gettext_noop("see the need, but neither name nor address, code, contact or number")
FILES = gettext_noop(
    "see the need, but neither name nor address, code, contact or number; files only once the"
    " office has looked through them and released them"
)
BY_LOOK = gettext_noop(
    "sees the need; may look at your name only with a reason, and you read each look here"
)
NOT_AT_ALL = gettext_noop("see nothing of it, and are not told")
IS_NOTHING = gettext_noop("sees nothing of it, and is not told")

LISTS: dict[Confidentiality, tuple[tuple[str, str, str], ...]] = {
    Confidentiality.ORDINARY: (
        (OFFICE, WHOLE, ALL),
        (UNITS, WHOLE, ALL),
        (SPECIALIST, gettext_noop("is told, and sees all of it"), ALL),
        (ABOVE, WHOLE, ALL),
    ),
    Confidentiality.HIDDEN: (
        (OFFICE, BY_LOOK, LOOKS),
        (UNITS, FILES, NEED),
        (ABOVE, WITHOUT, NEED),
        (SPECIALIST, IS_NOTHING, NOTHING),
        (PARTNERS, NOT_AT_ALL, NOTHING),
    ),
    Confidentiality.SEALED: (
        (CITY, BY_LOOK, LOOKS),
        (UNITS, FILES, NEED),
        (gettext_noop("Leaders and inspection of the city"), WITHOUT, NEED),
        (BELOW, NOT_AT_ALL, NOTHING),
        (SPECIALIST, IS_NOTHING, NOTHING),
        (PARTNERS, NOT_AT_ALL, NOTHING),
    ),
}
LABELS: dict[Confidentiality, tuple[str, str]] = {
    Confidentiality.ORDINARY: (
        gettext_noop("Openly"),
        gettext_noop("Whoever handles it knows that you ask; that is the quickest."),
    ),
    Confidentiality.HIDDEN: (
        gettext_noop("With our name hidden"),
        gettext_noop("Whoever handles it does not learn who asks."),
    ),
    Confidentiality.SEALED: (
        gettext_noop("Sealed"),
        gettext_noop("It goes to the city's office alone, past county, town and specialist."),
    ),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the list: who, and what they see."""

    who: str
    what: str
    sight: str  # "all", "need", "looks" or "nothing"


def who_sees(
    level: Confidentiality, complained: str = "", *, office: str = "", specialist: bool = True
) -> list[Seen]:
    """The list of a level; first whoever is complained of. `office` names the one that assigns it;
    `specialist` is false where the enterprise complains of its own.
    """
    found = [Seen(_(who), _(what), sight) for who, what, sight in LISTS[level]]
    if office:
        words = _("%(office)s, which assigns it") % {"office": office}
        found[0] = Seen(words, found[0].what, found[0].sight)
    if not specialist:
        found = [one for one in found if one.who != _(SPECIALIST)]
    if complained:
        words = _("takes no part in it, sees nothing of it, and is not told")
        found.insert(0, Seen(complained, words, NOTHING))
    return found


def level_words(level: Confidentiality) -> tuple[str, str]:
    """What the choice is called, and what it means in one sentence."""
    name, hint = LABELS[level]
    return _(name), _(hint)
