"""The enterprise's verdict and the honest exits."""

from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Contact, Region

from .. import plans
from ..dossier import Dossier, Seat
from ..enums import Action, Rating, Route, Status, TurnKind, VerdictChannel
from ..identity import without_marks
from ..models import Case
from ..selectors import staffing
from ..selectors.seating import trusted
from .acting import act_on
from .callers import owed_by_phone


def give_verdict(
    actor: Actor,
    case: Case,
    *,
    yes: bool,
    rating: Rating | None,
    now: datetime,
    comment: str = "",
    channel: VerdictChannel = VerdictChannel.LOGIN,
    contact: Contact | None = None,
    seen: int | None = None,
) -> Case:
    """Yes or no to the answer, and the rating: the enterprise alone gives it, and none is ever
    assumed.
    """
    action = Action.ACCEPT_ANSWER if yes else Action.REJECT_ANSWER
    with act_on(actor, case, action, now, seen=seen) as (changes, dossier):
        above = Seat.above(answered_in(dossier))
        seat = None if yes else trusted(staffing.seated(above, now), dossier.case, now)
        who = (
            contact
            or Contact.objects.filter(client=dossier.case.client_id, person=actor.person_id).first()
        )
        plans.plan_verdict(
            changes,
            dossier,
            yes=yes,
            rating=rating,
            channel=channel,
            contact=who,
            answered_in=answered_in(dossier),
            seat=seat,
            comment=without_marks(comment.strip(), dossier.marks),
        )
    return dossier.case


def answered_in(dossier: Dossier) -> Region:
    """The region of the unit that answered."""
    answer = dossier.sent
    return answer.department.region if answer and answer.department else dossier.case.desk


def remind(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """One more reminder to the enterprise."""
    with act_on(actor, case, Action.REMIND, now, seen=seen) as (changes, dossier):
        plans.plan_remind(changes, dossier)
    return dossier.case


def lapse(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """The time for a verdict is over."""
    with act_on(actor, case, Action.LAPSE, now, seen=seen) as (changes, dossier):
        plans.plan_lapse(changes, dossier, tries=owed_by_phone(dossier, now))
    return dossier.case


def recount(actor: Actor, case: Case, *, now: datetime) -> Case:
    """A calendar arrived: due times are counted anew, with notice where they come earlier."""
    with act_on(actor, case, Action.RECOUNT, now) as (changes, dossier):
        plans.plan_recount(changes, dossier)
    return dossier.case


def decline(
    actor: Actor, case: Case, *, route: Route, text: str, now: datetime, seen: int | None = None
) -> Case:
    """Not receivable: the legal way is named."""
    with act_on(actor, case, Action.DECLINE, now, seen=seen) as (changes, dossier):
        if not text.strip():
            raise BadInput(
                _("Name the reason and the legal way open to the enterprise."), field="text"
            )
        plans.plan_decline(changes, dossier, route, text.strip())
    return dossier.case


def appeal(actor: Actor, case: Case, *, text: str, now: datetime, seen: int | None = None) -> Case:
    """Once: against a refusal at the same desk, against a finding one level up."""
    with act_on(actor, case, Action.APPEAL, now, seen=seen) as (changes, dossier):
        if not text.strip():
            raise BadInput(_("Say why the decision should be changed."), field="text")
        seat = Seat(dossier.chair, dossier.case.desk)
        if dossier.case.status == Status.FOUND:
            above = staffing.staffed(seat.region.parent or seat.region, now)
            seat = trusted(Seat(TurnKind.OFFICE, above), dossier.case, now)
        plans.plan_appeal(changes, dossier, text.strip(), seat)
    return dossier.case


def hurry(
    actor: Actor, case: Case, *, text: str = "", now: datetime, seen: int | None = None
) -> Case:
    """The enterprise asks whoever holds it to hurry."""
    with act_on(actor, case, Action.HURRY, now, seen=seen) as (changes, dossier):
        plans.plan_hurry(changes, dossier, text.strip())
    return dossier.case


def withdraw(
    actor: Actor, case: Case, *, text: str, now: datetime, seen: int | None = None
) -> Case:
    """The enterprise takes its need back."""
    with act_on(actor, case, Action.WITHDRAW, now, seen=seen) as (changes, dossier):
        plans.plan_withdraw(changes, dossier, text.strip())
    return dossier.case
