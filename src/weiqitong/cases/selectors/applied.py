"""What a lead has applied for, as whoever decides reads it. No queries: the dossier has it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.deadlines.terms import Term
from weiqitong.deadlines.words import term_words
from weiqitong.web.parts import Fact
from weiqitong.web.times import plain_date

from ..dossier import Dossier
from ..enums import ApplicationKind
from ..models import Application
from ..plans import needed
from ..words import Names


def applied_facts(dossier: Dossier, names: Names) -> list[Fact]:
    """Kind, cause, length, days, provision, reason, and who has agreed so far; what is empty is
    left out.
    """
    one = dossier.applied
    if one is None:
        return []
    promised = one.kind in {ApplicationKind.PARKING, ApplicationKind.OUTSIDE}
    end = _("Day promised") if promised else _("End of the procedure")
    agreed = _("%(agreed)s of %(needed)s") % {
        "agreed": len(one.findings),
        "needed": needed(one.kind),
    }
    found = [
        Fact(_("Apply for"), one.get_kind_display()),
        Fact(_("Reason type"), one.get_cause_display() if one.cause else ""),
        Fact(_("How much longer"), _length(dossier, one)),
        Fact(end, plain_date(one.until_on) if one.until_on else ""),
        Fact(_("Day of the next reply"), plain_date(one.next_on) if one.next_on else ""),
        Fact(_("Provision"), one.basis),
        Fact(_("Level that is needed"), names.office(one.level_id) if one.level_id else ""),
        Fact(_("Body outside the city"), one.body),
        Fact(_("Number of the letter"), one.letter),
        Fact(_("Who keeps asking there"), names.official(one.liaison_id)),
        Fact(pgettext("application", "Unit"), names.unit(one.department_id)),
        Fact(_("Agreed so far"), agreed if needed(one.kind) > 1 else ""),
        Fact(pgettext("application", "Reason"), one.reason),
    ]
    return [fact for fact in found if fact.words]


def _length(dossier: Dossier, one: Application) -> str:
    allowed = dossier.frame.profile.extension
    if one.amount is None or allowed is None:
        return ""
    return term_words(Term(one.amount, allowed.term.unit))
