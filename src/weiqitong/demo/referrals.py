"""What the units of the invented city say to referrals, and what the offices hand on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from weiqitong.cases.selectors.answerable import People
from weiqitong.core.actor import Role
from weiqitong.deadlines.selectors.calendars import work_calendar
from weiqitong.directory.models import Official
from weiqitong.ledger.changes import Changes
from weiqitong.oversight import plan_referrals as plan
from weiqitong.oversight.enums import HandedKind, HandedTo
from weiqitong.oversight.models import Referral

from .acting import acting_as
from .words import levels as words

STATED, EXCUSED, HANDED, CAME_BACK, ENDED = 0.85, 0.3, 0.7, 0.6, 0.7
WAYS = (
    (HandedKind.REMINDER, HandedTo.UNIT),
    (HandedKind.REMINDER, HandedTo.UNIT),
    (HandedKind.TALK, HandedTo.UNIT),
    (HandedKind.NOTICE, HandedTo.ORGANISATION),
    (HandedKind.CLUE, HandedTo.INSPECTION),
)


def settle(changes: Changes, rng: Random, people: People, now: datetime) -> None:
    """What has followed on the referrals of these changes by now."""
    for referral in list(changes.created(Referral)):
        unit = _official(referral.official_id)
        overseer = _official(people.of_region(Role.COORDINATOR, referral.office.path))
        if unit is None or overseer is None or rng.random() > STATED:
            continue
        for step in _steps(changes, rng, referral, unit, overseer, now):
            if not step:
                break


def _steps(
    changes: Changes,
    rng: Random,
    referral: Referral,
    unit: Official,
    overseer: Official,
    now: datetime,
) -> Iterator[bool]:
    """One act after the other, as far as time has come."""
    calendar = work_calendar()

    def later(low: float, high: float, since: datetime) -> datetime:
        return calendar.next_opening(since + timedelta(hours=rng.uniform(low, high)))

    @contextmanager
    def acting(who: Official, role: Role, at: datetime) -> Iterator[None]:
        with changes.acting(acting_as(who, role), at, recorded=at):
            yield

    role = Role.LIAISON if referral.unit_id else Role.COORDINATOR
    at = later(2, 20, referral.opened_at)
    if at > min(now, referral.due_at):
        return
    with acting(unit, role, at):
        plan.plan_state(changes, referral, rng.choice(words.STATEMENTS), unit, calendar)
    yield rng.random() < HANDED
    at = later(2, 60, at)
    if at > now:
        return
    if rng.random() < EXCUSED:
        with acting(overseer, Role.COORDINATOR, at):
            plan.plan_close(changes, referral, words.EXCUSED, overseer)
        return
    kind, to = rng.choice(WAYS)
    with acting(overseer, Role.COORDINATOR, at):
        plan.plan_hand_on(
            changes,
            referral,
            kind=kind,
            to=to,
            text=rng.choice(words.HANDED),
            back_on=calendar.local(at).date() + timedelta(days=14),
            by=overseer,
            calendar=calendar,
        )
    yield rng.random() < CAME_BACK
    at = later(40, 280, at)
    if at > now:
        return
    with acting(overseer, Role.COORDINATOR, at):
        plan.plan_return(changes, referral, rng.choice(words.BACK), calendar)
    yield rng.random() < ENDED
    at = later(2, 60, at)
    if at <= now:
        with acting(overseer, Role.COORDINATOR, at):
            plan.plan_close(changes, referral, "", overseer)


def _official(pk: int | None) -> Official | None:
    return Official.objects.select_related("person__user").filter(pk=pk or 0).first()
