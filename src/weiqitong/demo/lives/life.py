"""The draws and the people of one invented case, and how far it has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random

from weiqitong.cases import plans
from weiqitong.cases.catalogue import Catalogue
from weiqitong.cases.dossier import Dossier, Frame
from weiqitong.cases.enums import Rating, VerdictChannel
from weiqitong.core.actor import Actor
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Category, Department, Official
from weiqitong.ledger.changes import Changes

from .. import calls
from ..roster import Roster
from ..served import Served
from ..words.cases import NeedWords


class NotYet(Exception):
    """The next act lies in the future."""


@dataclass
class Life:
    """The draws and the people of one case; `at` is how far it has come."""

    rng: Random
    changes: Changes
    roster: Roster
    catalogue: Catalogue
    catalogue_id: int
    categories: dict[str, Category]
    served: Served
    words: NeedWords
    frame: Frame
    now: datetime
    at: datetime
    dossier: Dossier | None = None

    # -- time -----------------------------------------------------------------

    @contextmanager
    def acting(self, actor: Actor, at: datetime) -> Iterator[Changes]:
        """The next act, if it has come."""
        if at > self.now:
            raise NotYet
        self.at = at
        with self.changes.acting(actor, at, recorded=at):
            yield self.changes

    def later(self, low: float, high: float) -> datetime:
        """So many working hours from where it stands, most often near the low end."""
        hours = low + (high - low) * self.rng.random() ** 2
        return self.frame.calendar.add_working_seconds(self.at, max(60, int(hours * 3600)))

    def toward(self, kind: ClockKind, late: float, share: tuple[float, float]) -> datetime:
        """Before a clock is due, at a share of what is left; now and then days after it."""
        clock = self.case_file.clock(kind)
        if clock is None:
            return self.later(0.2, 4)
        calendar = self.frame.calendar
        if self.rng.random() < late:
            return calendar.add_working_seconds(clock.due_at, int(3600 * self.rng.uniform(0.5, 40)))
        left = calendar.working_seconds_between(self.at, clock.due_at)
        spent = int(left * self.rng.uniform(*share))
        return calendar.add_working_seconds(self.at, max(60, spent))

    @property
    def case_file(self) -> Dossier:
        assert self.dossier is not None
        return self.dossier

    # -- people ---------------------------------------------------------------

    def coordinator(self) -> Actor:
        people = self.roster.coordinators[self.case_file.case.desk_id]
        return people[self.case_file.case.pk % len(people)]

    def liaison(self, unit: Department) -> Actor:
        return self.roster.liaisons[unit.pk]

    def worker(self) -> Actor:
        """Whoever handles for the lead now."""
        case = self.case_file.case
        assert case.lead is not None
        for actor in self.roster.handlers[case.lead.pk]:
            if actor.official_id == case.handler_id:
                return actor
        return self.liaison(case.lead)

    def speaker(self) -> Actor:
        assert self.served.speaker is not None
        return self.served.speaker

    def word(
        self, yes: bool, rating: Rating | None, channel: VerdictChannel, said: str, at: datetime
    ) -> None:
        """The enterprise's verdict. By message and by phone nobody is signed in."""
        answered_by, speaker = self.case_file.case.lead, self.speaker()
        assert answered_by is not None
        by_login = channel in {VerdictChannel.LOGIN, VerdictChannel.LINK}
        with self.acting(speaker if by_login else calls.unsigned(speaker), at) as changes:
            plans.plan_verdict(
                changes,
                self.case_file,
                yes=yes,
                rating=rating,
                channel=channel,
                contact=self.served.contact,
                answered_in=answered_by.region,
                comment=said,
            )

    def official(self, actor: Actor) -> Official | None:
        case = self.case_file.case
        people = self.roster.officials[case.lead_id or 0]
        return next((one for one in people if one.pk == actor.official_id), None)
