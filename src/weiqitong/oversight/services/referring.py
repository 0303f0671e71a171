"""Referrals: opened by the sweep with their rung, stated by the unit, handed on and closed by a
person of the office or the inspection. Nobody is sanctioned here.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases.delay import Held, delay, shares
from weiqitong.cases.dossier import Dossier
from weiqitong.cases.enums import Action, RungKind
from weiqitong.cases.models import Act
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.models import Clock
from weiqitong.deadlines.selectors.calendars import calendar_for_region_id
from weiqitong.directory.models import Official, Region
from weiqitong.ledger.changes import Changes

from .. import permissions, plan, plan_referrals
from ..enums import HandedKind, HandedTo
from ..ladder import Line
from ..models import Referral, ReferralSerial, Supervision
from .leaving import Present

LONGEST, LONGEST_GROUNDS = 2000, 1000


def open_referral(
    changes: Changes, dossier: Dossier, clock: Clock, line: Line, named: Named, office: Region
) -> Referral:
    """Beside its rung, in the same transaction: what took it, so that the two cannot differ. Where
    nobody sits at the office, the next one up decides.
    """
    case, calendar = dossier.case, dossier.frame.calendar
    own = [one for one in changes.created(Act) if one.case_id == case.pk]
    acts = [*Act.objects.filter(case=case).defer("text").order_by("version"), *own]
    acts = [act for act in acts if act.at <= changes.at]
    present = Present(changes.at)
    office = present.deciding(office, case, named.unit_id, named.official_id)
    held = [Held(act.at, act.turn_kind, act.turn_id) for act in acts]
    facts = plan_referrals.facts_of(
        delay(held, clock.due_at, changes.at, calendar),
        shares(held, clock.due_at, changes.at, calendar),
        [today(act.at) for act in acts if _is_nudge(act)],
        _orders(changes, dossier),
    )
    return plan_referrals.plan_open(
        changes,
        case,
        clock,
        number=plan_referrals.number_of(office, ReferralSerial.objects.create().pk, changes.at),
        office=office,
        named=named,
        facts=facts,
        due_at=plan.reply_due(calendar, line.reply, changes.at),
    )


def _is_nudge(act: Act) -> bool:
    by_itself = act.action == Action.RUNG and act.facts.get("rung") == RungKind.NUDGE
    return act.action == Action.NUDGE or by_itself


def _orders(changes: Changes, dossier: Dossier) -> list[str]:
    """Numbers of the supervision orders given on it before."""
    given = Supervision.objects.filter(case=dossier.case, issued_at__lte=changes.at)
    numbers = list(given.order_by("issued_at", "pk").values_list("number", flat=True))
    own = [one for one in changes.created(Supervision) if one.case_id == dossier.case.pk]
    return [*numbers, *(one.number for one in own if one.issued_at <= changes.at)]


def state(actor: Actor, referral: Referral, *, text: str, now: datetime) -> Referral:
    """The unit says what happened."""

    def act(changes: Changes, referral: Referral, calendar: WorkCalendar) -> None:
        if not permissions.can_state(actor, referral):
            raise NotAllowed(_("Only the unit that it is about makes its statement, once."))
        by = Official.objects.filter(pk=actor.official_id or 0).first()
        said = _said(text, _("Say what happened, and what has been done."))
        plan_referrals.plan_state(changes, referral, said, by, calendar)

    return _act_on(actor, referral, now, act)


def hand_on(
    actor: Actor,
    referral: Referral,
    *,
    kind: HandedKind,
    to: HandedTo,
    text: str,
    back_on: date | None,
    now: datetime,
) -> Referral:
    """A named person decides what is handed on, and to whom."""

    def act(changes: Changes, referral: Referral, calendar: WorkCalendar) -> None:
        if not permissions.can_hand_on(actor, referral, now):
            raise NotAllowed(_("The office hands it on once, after the statement or its day."))
        plan_referrals.plan_hand_on(
            changes,
            referral,
            kind=kind,
            to=to,
            text=_said(text, _("Say what is handed on.")),
            back_on=back_on,
            by=_named(actor),
            calendar=calendar,
        )

    return _act_on(actor, referral, now, act)


def record_return(actor: Actor, referral: Referral, *, text: str, now: datetime) -> Referral:
    """What came back from whom it was handed to."""

    def act(changes: Changes, referral: Referral, calendar: WorkCalendar) -> None:
        if not permissions.can_record_return(actor, referral):
            raise NotAllowed(_("Only who oversees it records what came back, once."))
        said = _said(text, _("Say what came back."))
        plan_referrals.plan_return(changes, referral, said, calendar)

    return _act_on(actor, referral, now, act)


def close_referral(actor: Actor, referral: Referral, *, text: str = "", now: datetime) -> Referral:
    """With what came back; or without handing anything on, with the grounds."""

    def act(changes: Changes, referral: Referral, calendar: WorkCalendar) -> None:
        if not permissions.can_close_referral(actor, referral, now):
            raise NotAllowed(_("Only who oversees it closes it, after the statement or its day."))
        said = fits(text, LONGEST_GROUNDS)
        plan_referrals.plan_close(changes, referral, said, _named(actor))

    return _act_on(actor, referral, now, act)


Plan = Callable[[Changes, Referral, WorkCalendar], None]


def _act_on(actor: Actor, referral: Referral, now: datetime, act: Plan) -> Referral:
    """One act on one referral, which is locked and read anew."""
    with transaction.atomic():
        rows = Referral.objects.select_related("unit", "office", "case")
        found = rows.select_for_update(of=("self",)).get(pk=referral.pk)
        changes = Changes(actor, now)
        act(changes, found, calendar_for_region_id(found.case.region_id))
        changes.write()
    return found


def _named(actor: Actor) -> Official:
    """Who decides stands on it by name."""
    return Official.objects.get(pk=actor.official_id or 0)


def _said(text: str, sentence: str) -> str:
    if not text.strip():
        raise BadInput(sentence, field="text")
    return fits(text, LONGEST)
