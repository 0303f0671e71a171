"""Anybody does anything in any order, over weeks with holidays; what must hold, holds throughout.

`make soak` walks 20,000 steps (`STEPS=…`). A walk is
its seed: a failure is shrunk to the fewest steps of it, and tells them.
"""

import os
from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.cases import walk
from tests.cases.test_recount import announced_2027
from tests.factories import FRIDAY, City, make_city
from weiqitong.accounts.models import User
from weiqitong.cases import jobs, services
from weiqitong.cases.enums import Action, CaseKind, Rating, Status, Urgency
from weiqitong.cases.models import Act, Case, LinkPurpose, SignedLink
from weiqitong.cases.services.links import verdict_by_link
from weiqitong.cases.workflow import EFFECTS
from weiqitong.core import crypto
from weiqitong.core.actor import ANONYMOUS, Role, system
from weiqitong.core.clock import at
from weiqitong.core.errors import BadInput, NotAllowed, Stale, WrongStep
from weiqitong.deadlines.models import CalendarYear
from weiqitong.deadlines.selectors import calendars
from weiqitong.deadlines.services.calendars import load_year
from weiqitong.notifications import inbound
from weiqitong.notifications.models import InboundMessage, InboundOutcome

pytestmark = pytest.mark.django_db

STEPS = 60
SOAK = int(os.environ.get("WEIQITONG_SOAK_STEPS", "0") or 0)
WALKS = max(2, SOAK // STEPS // 2)  # two cities
SOMETIMES = {Action.RECOUNT, Action.HAND_OVER, Action.TAKE_BACK}  # often nothing moves
ACTIONS = sorted(set(Action) - EFFECTS - {Action.REPORT})


class Walk:
    """A few cases of one city, and whoever comes by."""

    def __init__(self, city: City, rng: Random) -> None:
        self.city, self.rng = city, rng
        self.world = walk.World(city, rng)
        self.world.report(
            self.world.people["contact"],
            city.client,
            title="",
            text="厂门口的路被挖开两周了还没有回填",
            urgency=rng.choice(list(Urgency)),
        )

    def step(self) -> None:
        likely = [self.open_step] * 12 + [self.anything] * 8 + [self.time_passes] * 5
        seldom = [
            self.report,
            self.link,
            self.message,
            self.worker,
            self.worker,
            self.notice,
            self.leave,
        ]
        self.rng.choice([*likely, *seldom])()
        if self.world.away:  # it runs every few minutes
            jobs.hand_over_deserted(now=self.world.now)
        walk.check(self.world)

    def refused(self, before: list[tuple[int, int]]) -> None:
        assert walk.snapshot() == before, "what was refused has left something behind"

    def somebody(self) -> str:
        return self.rng.choice(sorted(self.world.present))

    def leave(self) -> None:
        """Somebody's account is closed, or one is opened again; the top desk is never empty."""
        name = self.rng.choice(sorted(self.world.people))
        user = self.world.people[name].user_id
        if user is None or name in {"city_coordinator", "leader", "contact"}:
            return
        note(f"{name} {'comes back' if user in self.world.away else 'leaves'}")
        self.world.away ^= {user}
        User.objects.filter(pk=user).update(is_active=user not in self.world.away)

    def time_passes(self) -> None:
        self.world.now += walk.gap(self.rng)
        note(f"{self.world.now}")

    def open_step(self) -> None:
        case = self.world.case()
        if found := self.world.likely_step(case):
            self.take(*found, case, fit=self.rng.random() < 0.8)

    def anything(self) -> None:
        self.take(self.somebody(), self.rng.choice(ACTIONS), self.world.case(), fit=False)

    def take(self, name: str, action: Action, case: Case, *, fit: bool) -> None:
        actor = self.world.people[name]
        visible = Case.objects.visible_to(actor).filter(pk=case.pk).exists()
        before = walk.snapshot()
        try:
            after = self.world.take(actor, case, action, fit=fit)
        except (NotAllowed, WrongStep, BadInput, Stale):
            self.refused(before)
            return
        note(f"{case} {name}: {action}")
        assert visible or actor.role == Role.SYSTEM, f"{name} took {action} on an unseen case"
        assert after.version > case.version or action in SOMETIMES

    def report(self) -> None:
        if len(self.world.cases) == 4:
            return
        name, before = self.somebody(), walk.snapshot()
        said = {
            "text": self.rng.choice(walk.TEXT),
            "urgency": self.rng.choice(list(Urgency)),
            "kind": self.rng.choice([CaseKind.NEED, CaseKind.NEED, CaseKind.THANKS]),
        }
        likely = [one for one in ("contact", "specialist") if one in self.world.present]
        name = self.rng.choice([name, *likely])
        try:
            self.world.report(self.world.people[name], self.city.client, title="", **said)
        except (NotAllowed, BadInput):
            self.refused(before)
            return
        note(f"{name} reports")
        assert name in {"contact", "contact_in_police", "specialist"}

    def link(self) -> None:
        """The contact follows a link; or somebody else does, with it in hand."""
        case, token = self.world.case(), crypto.token()
        SignedLink.objects.create(
            token_hash=crypto.token_hash(token),
            purpose=LinkPurpose.VERDICT,
            case=case,
            contact=self.city.contact,
            round=case.round,
            made_at=self.world.now,
            expires_at=self.world.now + timedelta(days=14),
        )
        name = self.rng.choice(["nobody", "nobody", self.somebody()])
        visitor = self.world.people.get(name, ANONYMOUS)
        before = walk.snapshot()
        said = {"yes": self.rng.random() < 0.5, "rating": Rating.SATISFIED, "now": self.world.now}
        try:
            verdict_by_link(visitor, token, **said)
        except (NotAllowed, WrongStep):
            self.refused(before)
            return
        note(f"{case} by a link, {name} at the screen")
        assert case.status in {Status.ANSWERED, Status.LAPSED}

    def message(self) -> None:
        """A text message comes in, from the contact's number or another."""
        number = self.rng.choice(["19900000001", "19900000001", "19900000014", "13812341234"])
        case = self.world.case()
        text = self.rng.choice(["1", "2", f"1 {case.number[-4:]}", f"2#{case.number[-4:]}", "好"])
        said = inbound.Incoming(crypto.token(), number, text)
        inbound.take_in(system(), said, self.world.now)
        row = InboundMessage.objects.latest("pk")
        outcome = services.take_message(system(), row.pk, self.world.now)
        note(f"{number} writes {text}: {outcome}")
        assert (outcome == InboundOutcome.STRANGER) == (number != "19900000001")
        assert services.take_message(system(), row.pk, self.world.now) is None

    def worker(self) -> None:
        note("the worker runs")
        for act in Act.objects.filter(told_at=None):
            jobs.after_step(case_id=act.case_id, version=act.version, now=self.world.now)
        jobs.send_reminders(now=self.world.now)
        assert not Case.objects.filter(reminder_at__lte=self.world.now).exists()
        jobs.lapse_verdicts(now=self.world.now)
        jobs.recount_cases(now=self.world.now)

    def notice(self) -> None:
        """The State Council announces next year's days off."""
        if not CalendarYear.objects.filter(year=2027).exists():
            load_year(system(), announced_2027(), self.world.now)
            jobs.recount_cases(now=self.world.now)


@pytest.fixture(params=[FRIDAY, at(date(2026, 12, 24), 16, 40)], ids=["2021", "2026"])
def city(request: pytest.FixtureRequest, db: None) -> City:
    city = make_city(request.param)
    walk.populate(city)
    return city


@given(seed=st.integers(0, 2**32 - 1), steps=st.integers(0, STEPS).map(lambda fewer: STEPS - fewer))
@settings(
    max_examples=WALKS,
    derandomize=not SOAK,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
def test_anybody_does_anything(city: City, seed: int, steps: int) -> None:
    calendars.forget()
    with transaction.atomic():
        walked = Walk(city, Random(seed))
        for _step in range(steps):
            walked.step()
        transaction.set_rollback(True)
    calendars.forget()
