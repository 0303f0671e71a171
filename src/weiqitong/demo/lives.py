"""One invented case's life, drawn act by act through the same plans the services use, up to now.

What has not happened by now has not happened: a life simply stops, and the case lies where it lies.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from weiqitong.cases import plans
from weiqitong.cases.catalogue import OFFICE, TERRITORY, Catalogue, Leaf
from weiqitong.cases.dossier import Dossier, Frame
from weiqitong.cases.enums import (
    Audience,
    CaseKind,
    Channel,
    ContactMeans,
    Outcome,
    Rating,
    Route,
    Status,
    Urgency,
    VerdictChannel,
)
from weiqitong.cases.framing import choose_frame
from weiqitong.cases.services.intake import desk_of, mode_of
from weiqitong.core.actor import Actor, system
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Category, Department, Official
from weiqitong.ledger.changes import Changes

from . import afraid, calls, levels, turns
from .roster import Roster
from .served import Served
from .words.cases import NeedWords

# Shares of what happens, invented; the rates they lead to are shown as they come out.
BY_SPECIALIST, THANKS, DECLINED, APPEALED, WITHDRAWN = 0.42, 0.012, 0.022, 0.15, 0.012
SORTED_UP = 0.07  # to the city's desk, because it is the city's to decide
ON_THE_SPOT, ASKED_BACK, NOTED, SIGNED_OFF, UNCONFIRMED = 0.22, 0.13, 0.2, 0.35, 0.1
DISPATCH_LATE, CONTACT_LATE, PLAN_LATE, ANSWER_LATE = 0.03, 0.06, 0.06, 0.045
SILENT, REJECTED = 0.07, 0.045
OUTCOMES = (
    (Outcome.SOLVED, 0.86),
    (Outcome.PARTLY, 0.05),
    (Outcome.EXPLAINED, 0.06),
    (Outcome.CONDITIONS, 0.02),
    (Outcome.NO_BASIS, 0.01),
)
MOST_ROUNDS = 3


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


def live(life: Life, names: plans.Names, urgency: Urgency) -> Dossier:
    """Report and whatever follows until now."""
    report(life, names, urgency)
    with suppress(NotYet):
        _go(life)
    return life.case_file


def report(life: Life, names: plans.Names, urgency: Urgency) -> None:
    rng, served, words = life.rng, life.served, life.words
    thanks = rng.random() < THANKS
    by_specialist = not thanks and rng.random() < BY_SPECIALIST
    need = plans.Need(
        title=("感谢：" + words.title if thanks else words.title).strip(),
        text=words.thanks if thanks and words.thanks else words.text,
        client=served.client,
        region=served.client.region,
        desk=desk_of(served.client.region),
        channel=Channel.SPECIALIST if by_specialist else Channel.ENTERPRISE,
        kind=CaseKind.THANKS if thanks else CaseKind.NEED,
        urgency=urgency,
        category=None,
        contact=served.contact,
        specialist=served.specialist if by_specialist else None,
    )
    actor = served.specialist_actor if by_specialist else served.speaker
    assert actor is not None
    need, marks = afraid.confided(life, need)
    if need.region != served.client.region:
        life.frame = choose_frame(need.region, "", urgency, life.at)
    with life.acting(actor, life.at) as changes:
        life.dossier = plans.plan_report(changes, names, need, life.frame)
    life.dossier.marks = marks


def _go(life: Life) -> None:
    case, rng = life.case_file.case, life.rng
    if case.kind == CaseKind.THANKS:
        return
    if case.specialist_id and rng.random() > UNCONFIRMED:
        with life.acting(life.speaker(), life.later(0.1, 3)) as changes:
            plans.plan_confirm(changes, life.case_file)
    if case.specialist_id and rng.random() < ON_THE_SPOT:
        _solve(life)
    elif rng.random() < DECLINED:
        _decline(life)
        if case.status != Status.REPORTED:
            return
        _dispatch(life)
        _handle(life)
    else:
        _dispatch(life)
        _handle(life)
    while case.status == Status.ANSWERED:
        _judge(life)


def _solve(life: Life) -> None:
    actor, by = life.served.specialist_actor, life.served.specialist
    assert actor is not None
    assert by is not None
    with life.acting(actor, life.later(0.2, 3)) as changes:
        text = life.words.answers[Outcome.SOLVED]
        plans.plan_solve(changes, life.case_file, by=by, text=text)


def _decline(life: Life) -> None:
    with life.acting(life.coordinator(), life.later(0.3, 3)) as changes:
        route = life.rng.choice((Route.COURT, Route.JURISDICTION, Route.SAME, Route.LETTERS))
        plans.plan_decline(changes, life.case_file, route, life.words.decline)
    if life.rng.random() < APPEALED:
        with life.acting(life.speaker(), life.later(2, 20)) as changes:
            text = "情况和决定里说的不一样，请再看一下材料。"
            plans.plan_appeal(changes, life.case_file, text, life.case_file.case.desk)


def _lead_of(life: Life, leaf: Leaf) -> tuple[Department, list[Department]]:
    """Units for the catalogue's functions, from the client's region upwards."""
    desk, home = life.case_file.case.desk, life.served.client.region
    region = desk if desk.parent is None else home
    roster = life.roster

    def unit(function: str) -> Department | None:
        return roster.resolve(function, region)

    lead = unit(leaf.lead) or unit(TERRITORY) or unit(OFFICE)
    assert lead is not None
    co: list[Department] = []
    for function in leaf.co:
        other = unit(function)
        if other is not None and other.pk != lead.pk and other.pk not in {one.pk for one in co}:
            co.append(other)
    return lead, co[: life.rng.choice((0, 0, 1, 1, 2))]


def _dispatch(life: Life) -> None:
    afraid.looked(life)
    leaf = life.catalogue.leaves[life.words.leaf]
    case = life.case_file.case
    if case.desk.parent is not None and life.rng.random() < SORTED_UP:
        with life.acting(life.coordinator(), life.later(0.1, 1.5)) as changes:
            reason = "涉及市级权限，请市里分办。"
            plans.plan_sort(changes, life.case_file, case.desk.parent, reason)
        levels.handed_down(life)
    lead, co = _lead_of(life, leaf)
    with life.acting(
        life.coordinator(), life.toward(ClockKind.DISPATCH, DISPATCH_LATE, (0.03, 0.8))
    ) as changes:
        proposal = plans.Proposal(
            lead=lead,
            co=co,
            category=life.categories[leaf.code],
            catalogue_id=life.catalogue_id,
            mode=mode_of(case.desk, lead),
            grounds=f"派单目录 {leaf.code} {leaf.name}",
        )
        plans.plan_dispatch(changes, life.case_file, proposal)


def _handle(life: Life) -> None:
    """Inside the close clock: receive, pass on, contact, plan, perhaps ask, answer."""
    case, rng = life.case_file.case, life.rng
    turns.object_(life)
    lead = case.lead
    assert lead is not None
    with life.acting(life.liaison(lead), life.later(0.05, 1.2)) as changes:
        plans.plan_accept(changes, life.case_file)
    handlers = life.roster.handlers[lead.pk]
    if handlers:
        chosen = rng.choice(handlers)
        with life.acting(life.liaison(lead), life.later(0.02, 0.3)) as changes:
            plans.plan_assign(changes, life.case_file, section=None, handler=life.official(chosen))
    with life.acting(life.worker(), life.toward(ClockKind.CONTACT, CONTACT_LATE, (0.1, 0.9))) as c:
        means = rng.choices((ContactMeans.CALL, ContactMeans.VISIT), (8, 2))[0]
        words = life.words
        note = words.visit_note if means == ContactMeans.VISIT else words.contact_note
        plans.plan_contact(c, life.case_file, means, note)
    if life.case_file.clock(ClockKind.PLAN):
        with life.acting(life.worker(), life.toward(ClockKind.PLAN, PLAN_LATE, (0.1, 0.9))) as c:
            due = life.case_file.clock(ClockKind.CLOSE)
            promised = due.due_at.date() if due and due.due_at > life.at else None
            plans.plan_plan(c, life.case_file, life.words.plan, promised)
    levels.helped(life)
    _opinions(life)
    if rng.random() < NOTED and life.words.note:
        with life.acting(life.worker(), life.later(0.1, 4)) as changes:
            plans.plan_note(changes, life.case_file, life.words.note, Audience.OFFICE)
    if rng.random() < ASKED_BACK and case.round == 1:
        _ask(life)
    if levels.escalated(life):
        _up(life, "本级无权决定，提级办理")
        return
    levels.outside(life)
    turns.applied(life)
    if case.status == Status.REPORTED:  # appealed against a finding: the level above begins anew
        _dispatch(life)
        _handle(life)
        return
    if case.status == Status.FOUND:
        return
    if rng.random() < WITHDRAWN and case.round == 1:
        with life.acting(life.speaker(), life.later(1, 16)) as changes:
            plans.plan_withdraw(changes, life.case_file, life.words.withdraw)
        return
    _answer(life)


def _opinions(life: Life) -> None:
    for dispatch in life.case_file.silent_co:
        if dispatch.round != life.case_file.case.round or life.rng.random() < 0.04:
            continue
        with life.acting(life.liaison(dispatch.department), life.later(0.5, 10)) as changes:
            plans.plan_opine(changes, life.case_file, dispatch, life.words.co_opinion)


def _ask(life: Life) -> None:
    with life.acting(life.worker(), life.later(0.2, 6)) as changes:
        plans.plan_ask(changes, life.case_file, life.words.question)
    reply_at = life.later(1, 30)
    ask = life.case_file.clock(ClockKind.ASK)
    reminder = life.case_file.case.reminder_at
    assert ask is not None
    if life.rng.random() < 0.08:
        reply_at = ask.due_at + timedelta(days=3)  # never comes in time
    if reminder and reminder < min(reply_at, ask.due_at):
        with life.acting(system(), reminder + timedelta(minutes=3)) as changes:
            plans.plan_remind(changes, life.case_file)
    if reply_at > ask.due_at:
        with life.acting(system(), ask.due_at + timedelta(minutes=4)) as changes:
            plans.plan_resume(changes, life.case_file)
        return
    with life.acting(life.speaker(), max(reply_at, life.at + timedelta(minutes=5))) as changes:
        plans.plan_reply(changes, life.case_file, life.words.reply)


def _answer(life: Life) -> None:
    case, rng = life.case_file.case, life.rng
    outcome = rng.choices([one for one, _share in OUTCOMES], [share for _one, share in OUTCOMES])[0]
    if outcome == Outcome.NO_BASIS and not turns.lawful(life):
        outcome = Outcome.EXPLAINED
    text = life.words.answers[outcome]
    documents = life.words.documents if outcome == Outcome.SOLVED else ()
    late = ANSWER_LATE if case.round == 1 else ANSWER_LATE * 2
    when = life.toward(ClockKind.CLOSE, late, (0.12, 0.97))
    author = life.official(life.worker())
    hands = {actor.official_id for actor in _hands(life)} - {author.pk if author else None}
    signers = [one for one in life.roster.officials[case.lead_id or 0] if one.pk in hands]
    silent = life.case_file.silent_co
    if signers and not silent and rng.random() < SIGNED_OFF:
        chosen = signers[: rng.choice((1, 1, 2))]
        with life.acting(life.worker(), when) as changes:
            plans.plan_submit(
                changes,
                life.case_file,
                outcome=outcome,
                text=text,
                signers=chosen,
                documents=documents,
                quantities=life.words.quantities,
                author=author,
            )
        for official in chosen:
            with life.acting(_signer(life, official), life.later(0.1, 2)) as changes:
                plans.plan_sign(changes, life.case_file)
        return
    with life.acting(life.worker(), when) as changes:
        plans.plan_answer(
            changes,
            life.case_file,
            outcome=outcome,
            text=text,
            documents=documents,
            quantities=life.words.quantities,
            author=author,
            over_silence="协办单位未按时回复，先行答复企业，后续再补。" if silent else "",
        )


def _hands(life: Life) -> list[Actor]:
    """Those of the lead who act for it."""
    lead_id = life.case_file.case.lead_id or 0
    return [life.roster.liaisons[lead_id], *life.roster.handlers[lead_id]]


def _signer(life: Life, official: Official) -> Actor:
    return next(actor for actor in _hands(life) if actor.official_id == official.pk)


def _judge(life: Life) -> None:
    """The enterprise's word, asked for or not, or its silence: two reminders, then lapsed."""
    case, rng = life.case_file.case, life.rng
    verdict = life.case_file.clock(ClockKind.VERDICT)
    assert verdict is not None
    silent = rng.random() < SILENT
    when = verdict.due_at if silent else life.later(0.2, 70)
    asked = silent or rng.random() < calls.SLOW
    end = min(when, verdict.due_at)
    while case.reminder_at and case.reminder_at < end:
        if asked and calls.made(life, case.reminder_at):
            return _after_word(life)
        with life.acting(system(), case.reminder_at + timedelta(minutes=3)) as changes:
            plans.plan_remind(changes, life.case_file)
    if asked and calls.made(life, end):
        return _after_word(life)
    if silent or when >= verdict.due_at:
        return _lapse(life)
    solved = case.outcome == Outcome.SOLVED
    yes = case.round >= MOST_ROUNDS or rng.random() > (REJECTED if solved else REJECTED * 5)
    ratings = (Rating.VERY_SATISFIED, Rating.SATISFIED, Rating.FAIRLY_SATISFIED)
    rating = (
        rng.choices(ratings, (58, 34, 8))[0]
        if yes
        else rng.choice((Rating.DISSATISFIED, Rating.DISSATISFIED, Rating.VERY_DISSATISFIED))
    )
    ways = (VerdictChannel.LOGIN, VerdictChannel.LINK, VerdictChannel.MESSAGE)
    channel = rng.choices(ways, (5, 4, 2))[0]
    when = max(when, life.at + timedelta(minutes=2))
    if channel == VerdictChannel.MESSAGE:  # 1 or 2, and nothing else
        life.word(yes, None, channel, "", when)
    else:
        said = life.words.yes_comment if rng.random() < 0.5 else ""
        life.word(yes, rating, channel, said if yes else life.words.no_comment, when)
    return _after_word(life)


def _lapse(life: Life) -> None:
    """Its time is over; silence waits once for the calls that are owed."""
    verdict = life.case_file.clock(ClockKind.VERDICT)
    assert verdict is not None
    if calls.waits(life):
        calls.wait(life, verdict.due_at + timedelta(minutes=4))
        if calls.made(life, verdict.due_at):
            return _after_word(life)
    with life.acting(system(), verdict.due_at + timedelta(minutes=4)) as changes:
        plans.plan_lapse(changes, life.case_file, tries=calls.tries_owed(life))
    return None


def _after_word(life: Life) -> None:
    """Where a verdict leads: nowhere on after a yes, one level up after a no."""
    case = life.case_file.case
    if case.status == Status.FOUND:  # a lawful no: the way on is an appeal
        turns.appealed(life)
        if case.status == Status.REPORTED:
            _dispatch(life)
            _handle(life)
    elif not case.verdict:
        _up(life)


def _up(life: Life, grounds: str = "企业不认可，另定单位重办") -> None:
    """One level up: another lead, and the road begins again with what is left of it."""
    case = life.case_file.case
    answered = {answer.department_id for answer in life.case_file.answers if answer.sent_at}
    leaf = life.catalogue.leaves[life.words.leaf]
    candidates = [
        life.roster.resolve(function, case.desk) for function in (leaf.lead, *leaf.co, OFFICE)
    ]
    lead = next((one for one in candidates if one and one.pk not in answered), None)
    by = life.roster.leader if case.turn_kind == "leader" else life.coordinator()
    if lead is None or by is None:
        raise NotYet
    with life.acting(by, life.toward(ClockKind.NAME, 0.05, (0.1, 0.9))) as changes:
        proposal = plans.Proposal(lead=lead, mode=mode_of(case.desk, lead), grounds=grounds)
        plans.plan_name(changes, life.case_file, proposal)
    _handle(life)
