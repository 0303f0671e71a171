"""Acts whose sentence needs no facts."""

from django.utils.translation import gettext_noop

from ..enums import Action

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
