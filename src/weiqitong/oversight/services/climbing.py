"""The sweep: claims the clocks that are due and takes the next rung of each, once whatever dies."""

import logging
from datetime import datetime, timedelta

from weiqitong.cases.dossier import Dossier
from weiqitong.cases.enums import OPEN, Origin, RungKind
from weiqitong.cases.models import Case
from weiqitong.cases.plans import Reached
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.selectors import answerable
from weiqitong.cases.selectors.answerable import People
from weiqitong.cases.services.climbing import rung_on, take_rung
from weiqitong.conferences import services as conferences
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.fairness import give_way
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.deadlines.services.climbing import LEASE, claim_due, rest
from weiqitong.directory.models import Region
from weiqitong.ledger.changes import Changes

from .. import ladder, plan
from ..enums import OrderCause
from ..framing import ladder_of
from ..models import OrderSerial, Rung
from .referring import open_referral

log = logging.getLogger("weiqitong.oversight")
# Steps that somebody inside owes. What the enterprise owes is reminded of, not climbed for.
CLIMBING = frozenset(
    {
        ClockKind.CLOSE,
        ClockKind.DISPATCH,
        ClockKind.NAME,
        ClockKind.FOLLOW,
        ClockKind.DESIGNATE,
        ClockKind.HEARING,
        ClockKind.DECIDE,
        ClockKind.SUM,
    }
)
# What opens a referral: an answer that is owed to the enterprise.
ANSWERS = frozenset({ClockKind.CLOSE, ClockKind.FOLLOW})


def sweep(actor: Actor, now: datetime, *, limit: int = 1000, lease: timedelta = LEASE) -> int:
    """Claim what is due and act on each, in a transaction of its own; how many were claimed."""
    claimed = claim_due(actor, now, limit, lease)
    climbing = [one for one in claimed if one.subject_label == Case.LABEL and one.kind in CLIMBING]
    if len(climbing) < len(claimed):
        rest(actor, [one.id for one in claimed if one not in climbing])
    people = People(today(now))
    for one in climbing:
        try:
            climb_clock(actor, one.id, one.subject_id, now=now, people=people)
        except Exception:
            # One broken clock must not stop a thousand others; it comes back with its lease.
            log.exception("clock %s could not climb", one.id)
        give_way()
    return len(claimed)


def climb_clock(
    actor: Actor, clock_id: int, case_id: int, *, now: datetime, people: People
) -> RungKind | None:
    """The next rung of one clock, if it is due; and when it is looked at again. The case is locked
    before its clock is read, so that two workers take a rung one after the other: the second finds
    it taken.
    """
    with rung_on(actor, case_id, now) as (changes, dossier):
        case = dossier.case
        people.place(case)
        clock = next(one for one in dossier.clocks if one.pk == clock_id)
        live = case.status in OPEN and case.origin == Origin.LIVE
        if not (live and clock.is_running) or clock.advisory:
            changes.update(clock, climb_at=None)
            return None
        rules_id, line = ladder_of(case, now)
        taken = set(
            Rung.objects.filter(clock_key=clock.ledger_key()).values_list("rung", flat=True)
        )
        rung = take_next(changes, dossier, clock, line, rules_id, taken, people)
        if rung == RungKind.CONFERENCE:
            conferences.announce(changes)
        return rung


def take_next(
    changes: Changes,
    dossier: Dossier,
    clock: Clock,
    line: ladder.Line,
    rules_id: int,
    taken: set[str],
    people: People,
) -> RungKind | None:
    """The next rung if its moment has come, recorded; else when it will be looked at again."""
    steps = tuple(
        step for step in line.ladder if step.rung != ladder.Rung.REFERRAL or clock.kind in ANSWERS
    )
    step = ladder.next_step(steps, taken)
    if step is None:
        changes.update(clock, climb_at=None)
        return None
    calendar = dossier.frame.calendar
    moment = ladder.moment(step, clock.yellow_at, clock.due_at, calendar)
    if moment > changes.at:  # it was extended, or its calendar changed, since it was looked at
        changes.update(clock, climb_at=moment)
        return None
    rung = RungKind(step.rung)
    named, office = _named(rung, dossier.case, people, clock.kind)
    order = _order(changes, dossier, clock, line, named, office) if rung == RungKind.ORDER else ""
    facts = Named(named.unit_id, named.official_id, named.region_id or office.pk)
    take_rung(changes, dossier, Reached(rung, facts, clock.kind, clock.due_at, order))
    taken_now = plan.plan_rung(changes, dossier.case, clock, rung, named, line, rules_id, moment)
    if rung == RungKind.CONFERENCE:
        _confer(changes, dossier.case, taken_now.ledger_key(), named, office, people)
    if rung == RungKind.REFERRAL:
        open_referral(changes, dossier, clock, line, named, office)
    following = ladder.next_step(steps, {*taken, step.rung})
    after = ladder.moment(following, clock.yellow_at, clock.due_at, calendar) if following else None
    changes.update(clock, climb_at=after)
    return rung


def _named(rung: RungKind, case: Case, people: People, clock: str) -> tuple[Named, Region]:
    """Whom a rung names, and the region whose office or inspection hears of it."""
    office = answerable.supervising(case, people, clock)
    if rung == RungKind.NUDGE:
        return answerable.holder(case, people, clock), case.desk
    if rung == RungKind.HEAD:
        return answerable.head(case, people, clock), case.desk
    if rung in {RungKind.LEADER, RungKind.CONFERENCE}:
        return answerable.leader(case, people, clock), office
    return answerable.head(case, people, clock), office


def _confer(
    changes: Changes, case: Case, key: str, named: Named, office: Region, people: People
) -> None:
    """A conference on the desk of the nearest office where somebody sits, chaired by the leader the
    rung names; in the rung's own transaction, so as often as the rung itself: once.
    """
    region, _coordinator = people.above(Role.COORDINATOR, office)
    conferences.draft_on_rung(changes, case, office=region, chair_id=named.official_id, key=key)


def _order(
    changes: Changes,
    dossier: Dossier,
    clock: Clock,
    line: ladder.Line,
    named: Named,
    office: Region,
) -> str:
    number = plan.number_of(office, OrderSerial.objects.create().pk, changes.at)
    plan.plan_order(
        changes,
        dossier.case,
        number=number,
        office=office,
        named=named,
        cause=OrderCause.LADDER,
        ref=clock.ledger_key(),
        due_at=plan.reply_due(dossier.frame.calendar, line.reply, changes.at),
    )
    return number
