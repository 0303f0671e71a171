"""Instructions of the invented city's leader: entered by the secretary under a delegation, carried
out, late, sent back or closed; through the plans that the services use.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import Max

from weiqitong.cases.enums import OPEN, Status
from weiqitong.cases.models import Act, Case
from weiqitong.cases.plans import plan_instruct
from weiqitong.cases.services.acting import load
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role, system
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Department, Official, Region
from weiqitong.instructions.models import Delegation, Instruction, InstructionSerial
from weiqitong.instructions.plan import Words, number_of, plan_close, plan_delegate, plan_enter
from weiqitong.items import plan as items
from weiqitong.items.models import Item
from weiqitong.ledger.changes import Changes

from .roster import Roster, actor_of
from .words import instructions as words

FEWEST, MOST, ONE_IN = 12, 60, 400  # instructions: one in so many cases
OWN = 0.35  # not on a case
AGAIN = 0.6  # of those sent back are reported on anew
# What becomes of an instruction, and how often; the oldest ones show each once.
FATES = {"done": 40, "thin": 18, "open": 22, "reported": 16, "dropped": 4}


@dataclass
class Desk:
    """Leader, secretary and the delegation between them."""

    roster: Roster
    rng: Random
    now: datetime
    changes: Changes
    city: Region
    leader: Official
    secretary: Official
    calendar: WorkCalendar
    delegation: Delegation | None = None

    @property
    def leading(self) -> Actor:
        user = self.roster.users[self.leader.person_id]
        return actor_of(self.leader, user, Role.LEADER, self.city)

    @property
    def writing(self) -> Actor:
        user = self.roster.users[self.secretary.person_id]
        return actor_of(self.secretary, user, Role.SECRETARY, self.city)

    def after(self, at: datetime, low: float, high: float) -> datetime:
        """Some hours later, when offices are open."""
        return self.calendar.next_opening(at + timedelta(hours=self.rng.uniform(low, high)))


def instruct(roster: Roster, first: int, rng: Random, now: datetime) -> int:
    """So many instructions as the city has cases for; the unit `first` is never without. How
    many.
    """
    city = next(region for region in roster.regions.values() if region.depth == 0)
    leader, secretary = (roster.over_city[role] for role in (Role.LEADER, Role.SECRETARY))
    changes = Changes(system(), now)
    calendar = calendar_at(city.path)
    desk = Desk(roster, rng, now, changes, city, leader, secretary, calendar)
    _delegate(desk)
    count = min(MOST, max(FEWEST, Case.objects.count() // ONE_IN))
    stuck = list(_stuck(roster, first, count))
    for number in range(count):
        known = number < len(FATES)
        case = stuck.pop(0) if stuck and not known and rng.random() >= OWN else None
        fate = [*FATES][number] if known else rng.choices([*FATES], [*FATES.values()])[0]
        _instruct(desk, case, first if number % 2 == 0 else None, fate, 16 if known else 0.3)
    changes.write()
    return count


def _delegate(desk: Desk) -> None:
    """One that has ended, and the one that holds."""
    today = clock.today(desk.now)
    for last, days, scope in ((-40, 30, words.SCOPES[1]), (120, 180, words.SCOPES[0])):
        first = today + timedelta(days=last - days)
        made = desk.calendar.next_opening(clock.at(first - timedelta(days=3), 9))
        with desk.changes.acting(desk.leading, made, recorded=made):
            desk.delegation = plan_delegate(
                desk.changes,
                leader=desk.leader,
                secretary=desk.secretary,
                region=desk.city,
                valid_from=first,
                valid_to=today + timedelta(days=last),
                scope=scope,
                made_by=desk.leader,
            )
    desk.changes.write()  # instructions point at it


def _stuck(roster: Roster, first: int, count: int) -> Iterator[Case]:
    """Open cases past their time, those of the unit that is shown before others."""
    late = Case.objects.filter(status__in=OPEN - {Status.ANSWERED}, due_at__isnull=False)
    rows = late.filter(lead__in=[*roster.liaisons], lead__active=True).order_by("due_at", "pk")
    yield from rows.filter(lead=first)[: count // 4]
    yield from rows.exclude(lead=first)[:count]


def _instruct(desk: Desk, case: Case | None, unit_id: int | None, fate: str, days: float) -> None:
    rng, changes = desk.rng, desk.changes
    at, units = _when_and_who(desk, case, unit_id, days)
    if at >= desk.now:
        return
    by_secretary = rng.random() < 0.7
    author = desk.writing if by_secretary else desk.leading
    title, text = _words(rng, case, units)
    due = desk.calendar.nth_working_day(clock.today(at), rng.randint(2, 8))
    serial = InstructionSerial.objects.create().pk
    number = number_of(desk.city, serial, at)
    with changes.acting(author, at, recorded=at):
        if case is not None:
            plan_instruct(changes, load(case.pk), number=number, leader_id=desk.leader.pk)
        row, given = plan_enter(
            changes,
            pk=serial,
            number=number,
            office=desk.city,
            leader=desk.leader,
            entered_by=desk.secretary if by_secretary else desk.leader,
            delegation=desk.delegation if by_secretary else None,
            case=case,
            words=Words(title, text, due),
            units=units,
            calendar=desk.calendar,
        )
    ends = [_carried_out(desk, item, at, due, fate) for item in given]
    _close(desk, row, given, max(ends))
    changes.write()  # the next may stand on the same case


def _when_and_who(
    desk: Desk, case: Case | None, unit_id: int | None, days: float
) -> tuple[datetime, list[Department]]:
    rng, units = desk.rng, desk.roster.units
    if case is not None:
        last = Act.objects.filter(case=case).aggregate(last=Max("at"))["last"]
        last = max(last, desk.now - timedelta(days=30))  # under the delegation that holds
        span = (desk.now - last).total_seconds() / 3600
        at = desk.after(last, span * 0.1, span * 0.8)
        return at, [units[case.lead_id or 0]]
    at = desk.after(desk.now - timedelta(days=rng.uniform(days, 35)), 0, 4)
    known = [pk for pk in desk.roster.liaisons if units[pk].region_id == desk.city.pk]
    chosen = dict.fromkeys([*([unit_id] if unit_id else []), *rng.sample(known, 2)])
    return at, [units[pk] for pk in chosen]


def _words(rng: Random, case: Case | None, units: list[Department]) -> tuple[str, str]:
    if case is None:
        return rng.choice(words.ON_THEIR_OWN)
    return case.title, rng.choice(words.ON_CASES).format(unit=units[0].short or units[0].name)


def _carried_out(desk: Desk, item: Item, at: datetime, due: date, fate: str) -> datetime:
    """What the unit and the leader's office did with it by now; when it last moved. Where nothing
    came and its day is over, it is overdue.
    """
    rng, changes = desk.rng, desk.changes
    days = (due - clock.today(at)).days
    when = desk.after(at, 12, 24 * days * 1.15)
    if fate == "open" or when >= desk.now:
        return at
    if fate == "dropped":
        with changes.acting(desk.leading, when, recorded=when):
            items.plan_drop(changes, item, text=rng.choice(words.DROPPED))
        return when
    thin = fate == "thin"
    _report(desk, item, rng.choice(words.THIN_REPORTS if thin else words.REPORTS), when)
    decided = desk.after(when, 3, 40)
    if fate == "reported" or decided >= desk.now:
        return when
    if thin:
        _send_back(desk, item, decided)
        when = desk.after(decided, 10, 60)
        if when >= desk.now or rng.random() > AGAIN:
            return decided
        _report(desk, item, rng.choice(words.REPORTS), when)
        decided = desk.after(when, 3, 40)
        if decided >= desk.now:
            return when
    with changes.acting(desk.leading, decided, recorded=decided):
        items.plan_accept(changes, item)
    return decided


def _send_back(desk: Desk, item: Item, when: datetime) -> None:
    again = desk.calendar.nth_working_day(clock.today(when), 3)
    told = desk.rng.choice(words.SENT_BACK)
    with desk.changes.acting(desk.writing, when, recorded=when):
        items.plan_send_back(desk.changes, item, text=told, due_on=again, calendar=desk.calendar)


def _report(desk: Desk, item: Item, text: str, when: datetime) -> None:
    liaison = desk.roster.liaisons[item.unit_id]
    official = Official.objects.get(pk=liaison.official_id or 0)
    with desk.changes.acting(liaison, when, recorded=when):
        items.plan_report(desk.changes, item, text=text, official=official, calendar=desk.calendar)


def _close(desk: Desk, row: Instruction, given: list[Item], at: datetime) -> None:
    """By itself, or with a word, once all is settled."""
    if any(item.is_unsettled for item in given):
        return
    text = desk.rng.choice(words.CONCLUSIONS)
    actor, official = (desk.leading, desk.leader) if text else (system(), None)
    with desk.changes.acting(actor, at, recorded=at):
        plan_close(desk.changes, row, text=text, official=official)
