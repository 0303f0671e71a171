"""Conferences of the invented city: a handful that offices begin, and those the ladder began, go on
as they do in life, through the plans that the services use, up to now.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db.models import Max

from weiqitong.cases.dossier import Dossier
from weiqitong.cases.enums import Origin, Status
from weiqitong.cases.framing import frame_of
from weiqitong.cases.models import Act, Case
from weiqitong.cases.plans import Called, Concluded, plan_conclude, plan_confer
from weiqitong.cases.selectors.answerable import People
from weiqitong.conferences import plan
from weiqitong.conferences.enums import State, Way
from weiqitong.conferences.models import Conference, ConferenceSerial, Participant, Topic
from weiqitong.conferences.selectors.needed import needed
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role, system
from weiqitong.deadlines.models import Clock
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Official
from weiqitong.items import plan as items
from weiqitong.items.models import Item
from weiqitong.items.source import Source
from weiqitong.ledger.changes import Changes

from .acting import acting_as
from .lives import NotYet
from .words import conferences as words

CHUNK = 100  # conferences of one short write transaction
FEWEST, MOST, ONE_IN = 24, 80, 50  # begun by offices: one in so many needs that are stuck
STUCK = (Status.DISPATCHED, Status.IN_PROGRESS, Status.PARKED)
IN_WRITING, NOT_CALLED, SILENT, MINUTES_LATE, CANCELLED = 0.35, 0.05, 0.12, 0.1, 0.06
REPORTED, ACCEPTED = 0.9, 0.9


def confer(rng: Random, now: datetime) -> int:
    """Offices begin a few, and every conference that lies as a draft goes on; how many."""
    people = People(clock.today(now))
    _begin(rng, people, now)
    drafts = Conference.objects.filter(state=State.DRAFT).select_related("office", "chair__person")
    found = list(drafts.order_by("made_at", "pk"))
    for begin in range(0, len(found), CHUNK):
        changes = Changes(system(), now)
        for one in found[begin : begin + CHUNK]:
            with suppress(NotYet):
                _Meeting(rng, changes, one, people, now).go()
        changes.write()
    return len(found)


def _begin(rng: Random, people: People, now: datetime) -> None:
    """On needs that have lain for longest, and on some that came lately: one of each state."""
    rows = Case.objects.filter(status__in=STUCK, origin=Origin.LIVE, lead__isnull=False)
    rows = rows.exclude(pk__in=Topic.objects.filter(open=True).values("case"))
    acts = Act.objects.filter(case__in=rows).values_list("case").annotate(last=Max("at"))
    last = dict(acts)
    found = list(rows.select_related("region", "desk", "lead", "category"))
    found.sort(key=lambda case: (last[case.pk], case.pk))
    few = min(MOST, max(FEWEST, len(found) // ONE_IN)) // 2
    changes = Changes(system(), now)
    for case in [*found[:few], *found[few:][-few:]]:
        hours = rng.uniform(1, 10)
        calendar = calendar_at(case.desk.path)
        at = calendar.add_working_seconds(last[case.pk], int(hours * 3600))
        office = people.of_region(Role.COORDINATOR, case.desk.path)
        if office is None or at > now:
            continue
        with changes.acting(_actor(office, Role.COORDINATOR), at, recorded=at):
            serial = ConferenceSerial.objects.create().pk
            made = plan.plan_draft(
                changes,
                plan.Names.of(case.desk, serial, at),
                title=case.title,
                office=case.desk,
                calendar=calendar,
                cases=[case],
                units=[one.unit for one in needed([case], at)],
                chair_id=people.above(Role.LEADER, case.desk)[1],
            )
            plan_confer(changes, _dossier(case), Called(made.number))
    changes.write()


@dataclass
class _Meeting:
    """One conference and how far it has come."""

    rng: Random
    changes: Changes
    conference: Conference
    people: People
    now: datetime

    def go(self) -> None:
        one = self.conference
        self.calendar = calendar_at(one.office.path)
        self.topics = list(
            Topic.objects.filter(conference=one).select_related("case__client", "case__lead")
        )
        self.units = list(
            Participant.objects.filter(conference=one).select_related("department").order_by("pk")
        )
        for topic in self.topics:
            topic.conference = one
        for unit in self.units:
            unit.conference = one
        self.dossiers = [_dossier(topic.case) for topic in self.topics]
        office = self.people.of_region(Role.COORDINATOR, one.office.path)
        if office is None or self.rng.random() < NOT_CALLED:
            raise NotYet
        self.office = _actor(office, Role.COORDINATOR)
        # Other clocks of its case may have climbed since it was begun.
        acts = Act.objects.filter(case__in=[topic.case_id for topic in self.topics])
        last = acts.aggregate(last=Max("at"))["last"]
        self._called(self._later(max(one.made_at, last), 1, 12))
        if self.rng.random() < CANCELLED:
            at = self._later(self.at, 1, 6)
            with self.changes.acting(self.office, at, recorded=at) as changes:
                because = self.rng.choice(words.CANCELLED)
                plan.plan_end(changes, one, self.topics, State.CANCELLED, because)
            return
        self._said()
        assert one.meets_at is not None
        late = 60 if self.rng.random() < MINUTES_LATE else 12
        items_ = self._published(self._later(max(one.meets_at, self.at), 2, late))
        self._done(items_)

    def _later(self, at: datetime, low: float, high: float) -> datetime:
        """So many working hours on; NotYet where that is still to come."""
        seconds = int(self.rng.uniform(low, high) * 3600)
        self.at = self.calendar.add_working_seconds(at, seconds)
        if self.at > self.now:
            raise NotYet
        return self.at

    def _called(self, at: datetime) -> None:
        one, rng = self.conference, self.rng
        writing = rng.random() < IN_WRITING
        day = self.calendar.nth_working_day(clock.local(at).date(), rng.randint(2, 5))
        meets = self.calendar.closing(day) if writing else clock.at(day, rng.choice((9, 14)), 30)
        way = Way.WRITING if writing else Way.ROOM
        place = "" if writing else rng.choice(words.PLACES)
        meeting = plan.Meeting(way, meets, place, one.chair)
        with self.changes.acting(self.office, at, recorded=at) as changes:
            purpose = rng.choice(words.PURPOSE)
            plan.plan_name(changes, one, title=one.title, purpose=purpose)
            plan.plan_call(changes, one, meeting, self.calendar)
            for dossier in self.dossiers:
                plan_confer(changes, dossier, Called(one.number, meets, writing))

    def _said(self) -> None:
        """Units write, or say who comes, each in its own time; a few are silent."""
        begun = self.at
        for unit in self.units:
            head = self.people.head(unit.department_id)
            if head is None or self.rng.random() < SILENT:
                continue
            with suppress(NotYet):
                at = self._later(begun, 1, 14)
                actor = _actor(head, Role.LIAISON)
                attendee = f"{actor.name} {self.rng.choice(words.POSTS)}"
                writing = self.conference.in_writing
                with self.changes.acting(actor, at, recorded=at) as changes:
                    plan.plan_say(
                        changes,
                        unit,
                        statement=self.rng.choice(words.STATEMENTS) if writing else "",
                        attendee="" if writing else attendee,
                    )
        self.at = begun

    def _published(self, at: datetime) -> list[Item]:
        one, rng = self.conference, self.rng
        conclusions = [
            plan.Conclusion(topic, rng.choice(words.CONCLUSIONS), rng.choice(words.TOLD))
            for topic in self.topics
        ]
        with self.changes.acting(self.office, at, recorded=at) as changes:
            given = self._given(changes)
            by = max((item.due_at for item in given), default=None)
            plan.plan_publish(changes, one, rng.choice(words.MINUTES), conclusions, by)
            if not given:
                plan.plan_end(changes, one, self.topics, State.CLOSED)
            for dossier, said in zip(self.dossiers, conclusions, strict=True):
                concluded = Concluded(one.number, said.conclusion, said.told)
                plan_conclude(changes, dossier, concluded)
        return given

    def _given(self, changes: Changes) -> list[Item]:
        one, rng = self.conference, self.rng
        name = f"{one.number} {one.title}"
        source = Source(Conference.LABEL, one.pk, name, one.office)
        chosen = self.units[: rng.randint(1, 3)]
        return [
            items.plan_give(
                changes,
                key=f"{one.number}/{number}",
                source=source,
                unit=unit.department,
                text=rng.choice(words.TASKS),
                due_on=clock.local(self.at).date() + timedelta(days=rng.randint(5, 30)),
                calendar=self.calendar,
                case=self.topics[0].case,
            )
            for number, unit in enumerate(chosen, start=1)
        ]

    def _done(self, given: list[Item]) -> None:
        """Reported and accepted, item by item; the last one closes the conference."""
        begun, last, done = self.at, self.at, 0
        for item in given:
            head = self.people.head(item.unit_id)
            if head is None or self.rng.random() > REPORTED:
                continue
            with suppress(NotYet):
                at = self._later(begun, 6, 60)
                actor = _actor(head, Role.LIAISON)
                official = Official.objects.get(pk=head)
                with self.changes.acting(actor, at, recorded=at) as changes:
                    text = self.rng.choice(words.REPORTS)
                    items.plan_report(
                        changes, item, text=text, official=official, calendar=self.calendar
                    )
                if self.rng.random() > ACCEPTED:
                    continue
                at = self._later(at, 1, 12)
                with self.changes.acting(self.office, at, recorded=at) as changes:
                    items.plan_accept(changes, item)
                last, done = max(last, at), done + 1
        if given and done == len(given):
            with self.changes.acting(system(), last, recorded=last) as changes:
                plan.plan_end(changes, self.conference, self.topics, State.CLOSED)


def _dossier(case: Case) -> Dossier:
    clocks = Clock.objects.filter(subject_label=Case.LABEL, subject_id=case.pk)
    return Dossier(case, frame_of(case), list(clocks.order_by("pk")))


def _actor(official_id: int, role: Role) -> Actor:
    people = Official.objects.select_related("person__user", "department")
    return acting_as(people.get(pk=official_id), role)
