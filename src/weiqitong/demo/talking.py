"""The counties' direct lines of the invented city, through the plans that the services use: some
days of questions, most answered, a few late.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from weiqitong.cases.enums import Channel
from weiqitong.cases.services.bringing import bring
from weiqitong.cases.telling import index_cases
from weiqitong.core import clock
from weiqitong.core.actor import Actor, system
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.dialogue import plan
from weiqitong.dialogue.enums import Voice
from weiqitong.dialogue.framing import due_for
from weiqitong.dialogue.models import COUNTY, Line, Message
from weiqitong.dialogue.plan import Said
from weiqitong.directory.models import Region
from weiqitong.ledger.changes import Changes

from .roster import Roster
from .served import Portfolio, Served
from .words import talk as words

DAYS = 9  # the talk goes back so far
ANSWERED, OPEN = 7, 3  # messages of a county, of each kind
BY_LEADER = 0.3  # of the answers
HIDDEN = 0.3  # of the counties hide an advertisement


@dataclass
class Talk:
    """One county's line while it is talked on."""

    rng: Random
    changes: Changes
    line: Line
    office: Actor
    leader: Actor
    speakers: Sequence[Served]
    now: datetime
    calendar: WorkCalendar
    events: list[tuple[datetime, Callable[[datetime], None]]] = field(default_factory=list)

    def ask(self, at: datetime, text: str, *, private: bool = False) -> Message:
        """A message of some enterprise."""
        served = self.rng.choice(self.speakers)
        return self.ask_as(served, at, text, private=private)

    def ask_as(
        self,
        served: Served,
        at: datetime,
        text: str,
        *,
        private: bool = False,
        reply_to: Message | None = None,
    ) -> Message:
        assert served.speaker is not None
        said = Said(
            text,
            Voice.ENTERPRISE,
            served.speaker.name,
            client=served.client,
            contact=served.contact,
            private=private,
            reply_to=reply_to,
        )
        answers = reply_to is not None and reply_to.question
        with self.changes.acting(served.speaker, at):
            due = None if answers else due_for(self.line, at)
            return plan.plan_message(self.changes, self.line, said, due)

    def answer(self, message: Message, at: datetime, text: str) -> None:
        """By the office, or by the leader."""
        leads = self.rng.random() < BY_LEADER
        actor = self.leader if leads else self.office
        said = Said(
            text,
            Voice.LEADER if leads else Voice.OFFICE,
            actor.name,
            client=message.client if message.private else None,
            official_id=actor.official_id,
            private=message.private,
            reply_to=message,
        )
        with self.changes.acting(actor, at):
            self.changes.write()  # the message has an id from here on
            reply = plan.plan_message(self.changes, self.line, said, None)
            plan.plan_answered(self.changes, message, reply)

    def moment(self, back: float, spread: float = 0.5) -> datetime:
        """In working hours, about so many days ago."""
        at = self.now - timedelta(days=back + self.rng.uniform(0, spread))
        opening = self.calendar.next_opening(at)
        seconds = self.rng.randrange(60, 7 * 3600)
        return min(
            self.calendar.add_working_seconds(opening, seconds),
            self.now - timedelta(minutes=self.rng.randrange(5, 60)),
        )

    def later(self, at: datetime, hours: tuple[float, float]) -> datetime:
        """So many working hours on, and not after now."""
        seconds = int(self.rng.uniform(*hours) * 3600)
        then = self.calendar.add_working_seconds(at, seconds)
        return min(then, self.now - timedelta(minutes=2))

    def plan_all(self) -> None:
        """What is said, in the order of time."""
        rng = self.rng
        for text, answer in rng.sample(words.ASKED, ANSWERED):
            self.events.append((self.moment(rng.uniform(1, DAYS)), self._answered(text, answer)))
        late, *fresh = rng.sample(words.OPEN, OPEN)
        self.events.append((self.moment(rng.uniform(3, 5)), self._asked(late)))
        for text in fresh:
            self.events.append((self.moment(rng.uniform(0, 0.4), 0.1), self._asked(text)))
        private = rng.choice(words.PRIVATE)
        self.events.append(
            (self.moment(rng.uniform(1, 6)), self._answered(private, words.PRIVATE_ANSWER, True))
        )
        self.events.append((self.moment(rng.uniform(2, 7)), self._said))
        self.events.append((self.moment(rng.uniform(0.1, 2)), self._pasted))
        self.events.append((self.moment(rng.uniform(0.1, 0.6), 0.1), self._need))
        if rng.random() < HIDDEN:
            self.events.append((self.moment(rng.uniform(1, 7)), self._hidden))
        for at, act in sorted(self.events, key=lambda one: one[0]):
            act(at)

    def _asked(self, text: str) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            self.ask(at, text)

        return act

    def _answered(
        self, text: str, answer: str, private: bool = False
    ) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            message = self.ask(at, text, private=private)
            self.answer(message, self.later(at, (0.3, 11)), answer)

        return act

    def _said(self, at: datetime) -> None:
        """A leader's question to all, and who replies."""
        said = Said(
            self.rng.choice(words.SAID),
            Voice.LEADER,
            self.leader.name,
            official_id=self.leader.official_id,
            question=True,
        )
        with self.changes.acting(self.leader, at):
            question = plan.plan_message(self.changes, self.line, said, None)
        self.changes.write()
        for text in self.rng.sample(words.REPLIES, 2):
            at = self.later(at, (0.2, 2))
            self.ask_as(self.rng.choice(self.speakers), at, text, reply_to=question)

    def _pasted(self, at: datetime) -> None:
        group, name, text = self.rng.choice(words.PASTED)
        said = Said(text, Voice.PASTED, name, group=group, said_at=at - timedelta(minutes=40))
        with self.changes.acting(self.office, at):
            plan.plan_message(self.changes, self.line, said, due_for(self.line, at))

    def _need(self, at: datetime) -> None:
        """The office makes a need of a message."""
        served = self.rng.choice(self.speakers)
        message = self.ask_as(served, at, self.rng.choice(words.CASE))
        self.changes.write()
        with self.changes.acting(self.office, self.later(at, (0.2, 1))):
            case = bring(
                self.changes,
                served.client,
                text=message.text,
                channel=Channel.DIRECT_LINE,
                contact=served.contact,
                stands=False,
            )
            plan.plan_case(self.changes, message, case, served.client)

    def _hidden(self, at: datetime) -> None:
        text, reason = words.ADVERTISEMENT
        message = self.ask(at, text)
        self.changes.write()
        with self.changes.acting(self.office, self.later(at, (0.1, 2))):
            plan.plan_hide(self.changes, message, reason)


def talk(
    roster: Roster,
    portfolio: Portfolio,
    rng: Random,
    now: datetime,
    known: int | None = None,
) -> int:
    """A line in every county with a leader and somebody who may write; how many.
    `known`: the user whose own words should be among them.
    """
    speaking = [one for one in portfolio.served if one.speaker is not None]
    count = 0
    cases: list[int] = []
    for region in roster.regions.values():
        own = [one for one in speaking if one.client.region.path.startswith(region.path)]
        if region.depth != COUNTY or not own or region.pk not in roster.county_leaders:
            continue
        with transaction.atomic():
            cases += _talk(roster, region, own, rng, now, known)
        count += 1
    index_cases(cases, clock.now())
    return count


def _talk(
    roster: Roster,
    region: Region,
    own: list[Served],
    rng: Random,
    now: datetime,
    known: int | None,
) -> list[int]:
    changes = Changes(system(), now)
    begun = now - timedelta(days=120)
    office = rng.choice(roster.coordinators[region.pk])
    with changes.acting(office, begun, recorded=begun):
        line = plan.plan_line(changes, region, rng.choice(words.NAMES), words.HOUSE_RULES)
    changes.write()
    users = {one.speaker.user_id: one for one in own if one.speaker is not None}
    one = users.get(known)
    speakers = rng.sample(own, min(len(own), 12))
    calendar = calendar_at(region.path)
    leader = roster.county_leaders[region.pk]
    said = Talk(rng, changes, line, office, leader, speakers, now, calendar)
    if one is not None:
        said.events.append((said.moment(2), said_by(said, one)))
    said.plan_all()
    changes.write()
    made = Message.objects.filter(line=line, case__isnull=False)
    return list(made.values_list("case", flat=True))


def said_by(said: Talk, served: Served) -> Callable[[datetime], None]:
    """One answered and one fresh message of the person whose login is printed."""

    def act(at: datetime) -> None:
        text, answer = words.ASKED[0]
        message = said.ask_as(served, at, text)
        said.answer(message, said.later(at, (1, 4)), answer)
        said.changes.write()
        said.ask_as(served, said.now - timedelta(minutes=25), words.OPEN[0])

    return act
