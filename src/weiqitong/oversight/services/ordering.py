"""Supervision orders that a second "no" or an office gives; the unit's reply, and the end."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases.enums import Action, RungKind
from weiqitong.cases.models import Answer, Case
from weiqitong.cases.plans import Reached
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.selectors import answerable
from weiqitong.cases.selectors.answerable import People
from weiqitong.cases.services.acting import fits, refuse_stale
from weiqitong.cases.services.climbing import rung_on, take_rung
from weiqitong.core.actor import Actor
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Official, Region
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..enums import OrderCause
from ..framing import ladder_of
from ..models import OrderSerial, Supervision

LONGEST_DEMAND, LONGEST_REPLY = 1000, 2000


def order_by_hand(
    actor: Actor,
    case: Case,
    *,
    demand: str,
    due_on: date | None,
    now: datetime,
    seen: int | None = None,
) -> Supervision:
    """The office gives an order to whoever holds the next step."""
    demand = fits(demand, LONGEST_DEMAND, "demand")
    with rung_on(actor, case.pk, now) as (changes, dossier):
        refuse_stale(dossier.case, Action.RUNG, seen)
        case, calendar = dossier.case, dossier.frame.calendar
        office = Region.objects.filter(pk=actor.region_id or 0).first() or case.desk
        number = plan.number_of(office, OrderSerial.objects.create().pk, now)
        named = answerable.head(case, People(today(now)))
        facts = Named(named.unit_id, named.official_id, named.region_id or office.pk)
        take_rung(changes, dossier, Reached(RungKind.ORDER, facts, order=number), demand)
        if not demand:
            raise BadInput(_("Say what is to be done."), field="demand")
        if due_on is None or due_on < today(now) or calendar.closing(due_on) <= now:
            raise BadInput(
                _("Name a day from today on; its office hours still run."), field="due_on"
            )
        order = plan.plan_order(
            changes,
            case,
            number=number,
            office=office,
            named=named,
            cause=OrderCause.HAND,
            ref=number,
            due_at=calendar.closing(due_on),
            demand=demand,
        )
    return order


def order_after_rejection(actor: Actor, case_id: int, now: datetime) -> Supervision | None:
    """The second "no", and every further one, is a supervision of the unit that answered: once,
    however often it is asked for.
    """
    with rung_on(actor, case_id, now) as (changes, dossier):
        case = dossier.case
        ref = f"{case.number}/no/{case.rejections}"
        known = Supervision.objects.filter(case=case, cause=OrderCause.REJECTED, ref=ref)
        if case.rejections < 2 or not case.is_open or known.exists():
            return None
        people = People(today(now))
        office = answerable.supervising(case, people)
        answers = Answer.objects.filter(case=case, sent_at__isnull=False)
        answer = answers.order_by("-seq").first()
        unit = answer.department_id if answer else case.lead_id
        named = Named(unit, people.head(unit) if unit else None)
        number = plan.number_of(office, OrderSerial.objects.create().pk, now)
        _rules_id, line = ladder_of(case, now)
        facts = Named(named.unit_id, named.official_id, office.pk)
        take_rung(changes, dossier, Reached(RungKind.ORDER, facts, order=number))
        return plan.plan_order(
            changes,
            case,
            number=number,
            office=office,
            named=named,
            cause=OrderCause.REJECTED,
            ref=ref,
            due_at=plan.reply_due(dossier.frame.calendar, line.reply, now),
        )


def reply_on_order(actor: Actor, order: Supervision, *, text: str, now: datetime) -> Supervision:
    """What the unit says has been done."""
    with transaction.atomic():
        order = _locked(order)
        if not permissions.can_reply(actor, order):
            raise NotAllowed(_("Only the unit that the order was given to replies, once."))
        text = fits(text, LONGEST_REPLY)
        if not text:
            raise BadInput(_("Say what has been done."), field="text")
        changes = Changes(actor, now)
        official = Official.objects.filter(pk=actor.official_id or 0).first()
        plan.plan_reply(changes, order, text, official)
        changes.write()
    return order


def close_order(actor: Actor, order: Supervision, *, now: datetime) -> Supervision:
    """The office that gave it is content."""
    with transaction.atomic():
        order = _locked(order)
        if not permissions.can_close(actor, order):
            raise NotAllowed(_("Only the office that gave the order ends it, after the reply."))
        changes = Changes(actor, now)
        plan.plan_close(changes, order)
        changes.write()
    return order


def _locked(order: Supervision) -> Supervision:
    rows = Supervision.objects.select_related("unit", "case").select_for_update(of=("self",))
    return rows.get(pk=order.pk)
