"""What a caller sees of one case: the words to say, whom to call, the tries so far. Numbers stay
behind their mask until somebody looks on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import local, today
from weiqitong.directory.models import Contact
from weiqitong.web.parts import TimelineItem, Turn
from weiqitong.web.times import moment_words, plain_date

from .. import permissions
from ..calling import Script
from ..calling_kinds import script_for
from ..dossier import CALLED, Dossier
from ..enums import CallOutcome, CallPurpose
from ..identity import client_words, is_veiled
from ..models import CallTry, Case
from ..plans.calling import begins_at, purpose_of
from ..plans.calling import tries_of as tries_now
from ..services.acting import load, serves
from ..words import Names, short_of, together
from .calls import is_asked, tries_of
from .names import names_for
from .turns import turn_of


@dataclass(frozen=True, slots=True)
class Callee:
    """A contact of the client: the number masked, or in clear after a look on record."""

    contact: Contact
    number: str
    shown: bool
    first: bool  # the contact of the case


@dataclass
class CallPage:
    """One case as a caller, or an inspector, reads it."""

    case: Case
    dossier: Dossier
    turn: Turn
    purpose: CallPurpose
    script: Script | None
    words: str
    callees: list[Callee]
    items: list[TimelineItem]
    may: bool  # whether this person may call about it, now or later
    why_not: str
    due: str  # when the next try is due, where that is not now
    names: Names = field(default_factory=Names)

    @property
    def withdrawn(self) -> bool:
        return self.purpose == CallPurpose.WITHDRAWN

    @property
    def answer(self) -> str:
        return self.dossier.sent.text if self.dossier.sent else ""


def call_page(
    actor: Actor, number: str, now: datetime, shown: Mapping[int, str] | None = None
) -> CallPage:
    """The page of one case. Case.DoesNotExist when out of sight. `shown` are numbers looked at."""
    case = Case.objects.visible_to(actor).only("pk").get(number=number)
    dossier = load(case.pk)
    case = dossier.case
    names = names_for([case])
    purpose = purpose_of(dossier)
    script = script_for(purpose, case.region.path, now)
    contacts = _contacts(case)
    why_not = _why_not(actor, dossier, script, now)
    return CallPage(
        case=case,
        dossier=dossier,
        turn=turn_of(case, actor, now, names),
        purpose=purpose,
        script=script,
        words=script.say(_values(actor, case, contacts, now)) if script else "",
        callees=_callees(case, contacts, shown or {}) if not why_not else [],
        items=_items(actor, tries_of(case), now),
        may=not why_not,
        why_not=why_not,
        due=_due(dossier, script, now) if script else "",
        names=names,
    )


def _contacts(case: Case) -> list[Contact]:
    """Those who can be called, the contact of the case first."""
    rows = Contact.objects.filter(client=case.client_id, active=True).select_related("person")
    found = [one for one in rows.order_by("-primary", "pk") if one.person.phone_masked]
    return sorted(found, key=lambda one: one.pk != case.contact_id)


def _callees(case: Case, contacts: Sequence[Contact], shown: Mapping[int, str]) -> list[Callee]:
    return [
        Callee(
            one,
            shown.get(one.pk) or one.person.phone_masked,
            one.pk in shown,
            one.pk == case.contact_id,
        )
        for one in contacts
    ]


def _values(actor: Actor, case: Case, contacts: Sequence[Contact], now: datetime) -> dict[str, str]:
    answered = plain_date(local(case.answered_at).date()) if case.answered_at else ""
    return {
        "client": client_words(case, actor),
        "contact": contacts[0].person.name if contacts and not is_veiled(case, actor) else "",
        "caller": actor.name,
        "title": case.title,
        "number": case.number,
        "lead": short_of(case.lead),
        "answered": answered,
    }


def _why_not(actor: Actor, dossier: Dossier, script: Script | None, now: datetime) -> str:
    """Why this person does not call about this case; empty where they do."""
    case = dossier.case
    if case.status not in CALLED or script is None or not is_asked(case, script):
        return _("Nobody is called about this need at present.")
    if actor.role != Role.CALLER:
        return _("Callers call; you read what came of it.")
    if case.is_hidden:
        return _("The enterprise has its name hidden: nobody calls it.")
    if not permissions.may_call(actor, dossier):
        return _("Your own unit had a hand in it: a caller of another unit asks.")
    if serves(actor.official_id or 0, case.client_id, today(now)):
        return _("You serve this enterprise: somebody else calls it.")
    tries = tries_now(dossier)
    if tries and tries[-1].next_at is None:
        return _("All tries were made.")
    return ""


def _due(dossier: Dossier, script: Script, now: datetime) -> str:
    tries = tries_now(dossier)
    following = tries[-1].next_at if tries else begins_at(dossier, script)
    return moment_words(following, now) if following and following > now else ""


def _items(actor: Actor, tries: Sequence[CallTry], now: datetime) -> list[TimelineItem]:
    """The tries, newest first. What was said is for the inspection and for whoever heard it."""
    items = []
    for one in reversed(tries):
        own = one.caller_id is not None and one.caller_id == actor.official_id
        heard = own or actor.role == Role.INSPECTOR
        said = outcome_words(one) if heard else str(one.get_outcome_display())
        quote = one.words if heard else ""
        items.append(TimelineItem(said, moment_words(one.at, now), _who(one), quote=quote))
    return items


def outcome_words(one: CallTry) -> str:
    """接通并答复·录音 R-0917."""
    found = [str(one.get_outcome_display())]
    if one.pushed is not None:
        found.append(_("says it was pushed") if one.pushed else _("says nobody pushed it"))
    if one.recording:
        found.append(_("recording %(number)s") % {"number": one.recording})
    return "·".join(found)


def _who(one: CallTry) -> str:
    if one.caller is None:
        return ""
    unit = one.caller.department
    return together(short_of(unit.parent or unit), one.caller.person.name)


def last_words(outcome: str | None) -> str:
    """What came of the last try, for a list."""
    return str(CallOutcome(outcome).label) if outcome else ""
