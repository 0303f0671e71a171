"""Calls to enterprises: a try by a caller, the verdict that may come of it, the wait for tries."""

from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Contact, Official
from weiqitong.directory.paths import upwards
from weiqitong.ledger.changes import Changes
from weiqitong.notifications.services import tell

from .. import permissions, plans
from ..calling_kinds import script_for
from ..dossier import Dossier, Seat
from ..enums import Action, CallOutcome, CallPurpose, VerdictChannel
from ..identity import client_words
from ..models import Case
from ..plans.calling import LONGEST_RECORDING, LONGEST_WORDS, CallMade, Word, purpose_of
from ..selectors import staffing
from ..selectors.calls import is_asked
from ..selectors.seating import trusted
from .acting import act_on, fits, load, refuse_other_side, serves
from .callers import owes_calls
from .closing import answered_in, lapse
from .speaking import refuse_its_other_side, speaker

PUSHED = "case.pushed"  # a kind of notice (cases.telling)


def record_call(
    actor: Actor,
    case: Case,
    *,
    called: CallMade,
    word: Word | None = None,
    contact: Contact | None = None,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """One try by a caller; with a word of the enterprise its verdict follows at once, in the name
    of the contact who gave it.
    """
    with act_on(actor, case, Action.CALL, now, seen=seen) as (changes, dossier):
        case = dossier.case
        if serves(actor.official_id or 0, case.client_id, today(now)):
            raise NotAllowed(_("You serve this enterprise: somebody else calls it."))
        script = script_for(purpose_of(dossier), case.region.path, now)
        if script is None or not is_asked(case, script):
            raise WrongStep(_("This enterprise is not to be called."))
        _refuse_half(dossier, called, word)
        plans.plan_call(
            changes,
            dossier,
            _trimmed(called),
            caller=Official.objects.filter(pk=actor.official_id or 0).first(),
            script=script,
        )
        if word is not None:
            _judge(changes, dossier, word, contact, called.words.strip(), now)
        if called.pushed:
            _warn(changes, dossier, now)
    return dossier.case


def _trimmed(called: CallMade) -> CallMade:
    return CallMade(
        called.outcome,
        fits(called.recording, LONGEST_RECORDING, "recording"),
        fits(called.words, LONGEST_WORDS, "words"),
        called.again_at,
        called.pushed,
    )


def _refuse_half(dossier: Dossier, called: CallMade, word: Word | None) -> None:
    """A verdict comes of a call in which the enterprise was reached, and of no other."""
    asked = purpose_of(dossier) == CallPurpose.VERDICT and called.outcome == CallOutcome.REACHED
    if asked and word is None:
        raise BadInput(_("Say whether the enterprise accepts the answer."), field="yes")
    if word is not None and not asked:
        raise BadInput(
            _("A verdict comes only of a call that reached the enterprise."), field="yes"
        )
    if called.pushed is not None and purpose_of(dossier) != CallPurpose.WITHDRAWN:
        raise BadInput(_("Nothing was withdrawn here."), field="pushed")


def _judge(
    changes: Changes,
    dossier: Dossier,
    word: Word,
    contact: Contact | None,
    comment: str,
    now: datetime,
) -> None:
    case = dossier.case
    own = Contact.objects.filter(client=case.client_id, active=True).select_related("person")
    known = own.filter(pk=contact.pk if contact else case.contact_id or 0).first()
    if known is None:
        raise BadInput(_("Say with whom of the enterprise you spoke."), field="contact")
    who = speaker(known, case)
    refuse_other_side(who, case, now)
    refuse_its_other_side(case, known, now)
    if not permissions.may_judge(who, dossier):
        raise NotAllowed(_("Whoever had a part in the answer gives no verdict on it."))
    above = Seat.above(answered_in(dossier))
    with changes.acting(who, now, recorded=now):
        plans.plan_verdict(
            changes,
            dossier,
            yes=word.yes,
            rating=word.rating,
            channel=VerdictChannel.CALL,
            contact=known,
            answered_in=answered_in(dossier),
            seat=None if word.yes else trusted(staffing.seated(above, now), case, now),
            comment=comment,
        )


def _warn(changes: Changes, dossier: Dossier, now: datetime) -> None:
    """The nearest inspection hears that somebody pushed, and nobody else does: least of all an
    inspector of a unit that had a hand in it.
    """
    case = dossier.case
    for path in upwards(case.region.path):
        grants = Grant.objects.acting(today(now)).filter(role=Role.INSPECTOR, region__path=path)
        grants = grants.exclude(user__person__official__department__in=dossier.hands)
        users = list(grants.order_by("user").values_list("user", flat=True).distinct())
        if users:
            facts = {"title": case.title, "client": client_words(case, None)}
            tell(changes, users, PUSHED, facts, f"/calls/{case.number}/", now)
            return


def wait_or_lapse(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """The time for a verdict is over: it lapses, or waits once for the calls still owed."""
    step = wait_for_calls if owes_calls(load(case.pk), now) else lapse
    return step(actor, case, now=now, seen=seen)


def wait_for_calls(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """Silence waits for the calls that are owed, once, and no longer than the rule says."""
    with act_on(actor, case, Action.WAIT, now, seen=seen) as (changes, dossier):
        script = script_for(CallPurpose.VERDICT, dossier.case.region.path, now)
        if script is None or not owes_calls(dossier, now):
            raise WrongStep(_("No call is waited for."))
        plans.plan_wait(changes, dossier, script)
    return dossier.case
