"""The other ways into the pool, and what belongs together: needs that an office or a partner wrote
down, look-alikes under a master, letters split into parts; by the plans that the services use.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from weiqitong.cases import plans, serials
from weiqitong.cases.catalogue import OFFICE, TERRITORY
from weiqitong.cases.dossier import Dossier, Frame
from weiqitong.cases.enums import Channel, Outcome, Rating, Urgency, VerdictChannel
from weiqitong.cases.framing import choose_frame
from weiqitong.cases.services.intake import desk_of, mode_of
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role, system
from weiqitong.directory import plan
from weiqitong.directory.enums import Relation
from weiqitong.directory.models import Department, PartnerMembership, Region
from weiqitong.ledger.changes import Changes

from .lives import NotYet
from .roster import SINCE, Roster, actor_of, new_grant, seat_handler
from .served import Portfolio, Served
from .words import pool as words
from .words.people import Phones

SHARE = 0.004  # of the cases: as many times one of each of these
MEMBERS = 40
WAITS = 1  # of every four split needs one waits for its office to sum up
BACK = timedelta(days=40)  # how long ago the oldest of them began
WAYS = (Channel.LETTER, Channel.VISIT, Channel.HOTLINE, Channel.CONFERENCE, Channel.PARTNER)

Step = tuple[Actor, float, Callable[[Changes], object]]


@dataclass
class Scene:
    """Where a group of needs has come to; what has not happened by now has not happened."""

    rng: Random
    roster: Roster
    changes: Changes
    now: datetime
    at: datetime
    parent: Dossier | None = None
    parts: list[Dossier] = field(default_factory=list)

    @contextmanager
    def acting(self, actor: Actor, hours: float, frame: Frame) -> Iterator[Changes]:
        """The next act, so many working hours on; a parent follows what its parts do."""
        at = frame.calendar.add_working_seconds(self.at, max(120, int(hours * 3600)))
        if at > self.now:
            raise NotYet
        self.at = at
        with self.changes.acting(actor, at, recorded=at):
            yield self.changes

    def follow(self, part: Dossier) -> None:
        if self.parent is not None:
            cases = [one.case for one in self.parts]
            plans.plan_parts(self.changes, self.parent, cases, part.case)

    def coordinator(self, region: Region) -> Actor:
        people = self.roster.coordinators[region.pk]
        return people[len(self.changes.entries) % len(people)]

    def unit(self, function: str, region: Region) -> Department:
        """Who has a function for a region and can act; else whoever has the territory."""
        for one in (function, TERRITORY, OFFICE):
            found = self.roster.resolve(one, region)
            if found is not None and found.pk in self.roster.liaisons:
                return found
        raise NotYet


def live_pool(
    roster: Roster, portfolio: Portfolio, count: int, rng: Random, now: datetime, phones: Phones
) -> dict[Role, int]:
    """Some of each, and the partner's login."""
    chamber, partner = _seat_partner(roster, portfolio, rng, now, phones)
    members = portfolio.served[:MEMBERS]
    for round_ in range(max(2, round(count * SHARE))):
        changes = Changes(system(), now)
        with transaction.atomic():
            for channel in WAYS:
                by_partner = channel == Channel.PARTNER
                served = rng.choice(members if by_partner else portfolio.served)
                scene = _scene(rng, roster, changes, now, fresh=round_ % 2 == 0)
                actor = partner if by_partner else None
                with suppress(NotYet):
                    _entered(scene, served, channel, chamber if by_partner else None, actor)
            with suppress(NotYet):
                days = 6 if round_ % 4 == WAITS else 0
                scene = _scene(rng, roster, changes, now, fresh=round_ % 3 == 0, days=days)
                _split(scene, portfolio, round_)
            with suppress(NotYet):
                done = rng.random() < 0.5
                scene = _scene(rng, roster, changes, now, fresh=not done)
                _linked(scene, portfolio, done=done)
            changes.write()
    return {Role.PARTNER: partner.user_id or 0}


def _seat_partner(
    roster: Roster, portfolio: Portfolio, rng: Random, now: datetime, phones: Phones
) -> tuple[Department, Actor]:
    """A chamber of the city with one person in it, and its members."""
    city = next(region for region in roster.regions.values() if region.depth == 0)
    changes = Changes(system(), now)
    chamber = plan.new_department(f"{city.code}-chamber", city, None)
    name = f"{city.name}机械行业商会"
    values = {"name": name, "short": name, "function": "chamber", "relation": Relation.PARTNER}
    plan.plan_department(changes, chamber, values)
    changes.write()
    handler = seat_handler(roster, chamber, rng, now, phones)
    roster.handlers.pop(chamber.pk)  # it handles nothing: it reports for its members
    official = roster.officials[chamber.pk][0]
    user = roster.users[official.person_id]
    new_grant(changes, rng, user, Role.PARTNER, department=chamber)
    for served in portfolio.served[:MEMBERS]:
        member = PartnerMembership(
            serial=UUID(int=rng.getrandbits(128)),
            partner=chamber,
            client=served.client,
            valid_from=SINCE,
        )
        changes.enact(member, "membership.begin")
    changes.write()
    assert handler.user_id == user.pk
    return chamber, actor_of(official, user, Role.PARTNER, None)


def _scene(
    rng: Random,
    roster: Roster,
    changes: Changes,
    now: datetime,
    *,
    fresh: bool,
    days: float = 0,
) -> Scene:
    """Beginning hours ago, some days ago, or weeks ago."""
    back = timedelta(hours=rng.uniform(1, 30)) if fresh else BACK * rng.uniform(0.3, 1)
    back = timedelta(days=days) if days else back
    at = now - back
    if not fresh:
        at = clock.local(at).replace(hour=rng.randint(9, 16), minute=rng.randrange(60))
    return Scene(rng, roster, changes, now, at)


def _report(
    scene: Scene,
    served: Served,
    channel: Channel,
    said: tuple[str, str],
    by: Actor,
    partner: Department | None = None,
) -> Dossier:
    client, frame = served.client, choose_frame(served.client.region, "", "normal", scene.at)
    serial = serials.reserve(1)[0]
    year = clock.local(scene.at).year
    about = {"year": year, "number": serial}
    came = plans.Came(
        source_ref=words.REFS.get(channel, "").format(**about),
        paper_number=words.PAPERS.get(channel, "").format(**about),
        said_by=served.contact.person.name if served.contact and partner is None else "",
        received_on=None if partner else clock.today(scene.at - timedelta(days=2)),
    )
    need = plans.Need(
        title=said[0],
        text=said[1],
        client=client,
        region=client.region,
        desk=desk_of(client.region),
        channel=channel,
        urgency=Urgency.NORMAL,
        contact=served.contact,
        came=came,
        partner=partner,
    )
    with scene.changes.acting(by, scene.at, recorded=scene.at):
        return plans.plan_report(scene.changes, plans.Names.of(serial, scene.at), need, frame)


def _entered(
    scene: Scene,
    served: Served,
    channel: Channel,
    partner: Department | None,
    actor: Actor | None,
) -> None:
    """What an office or a partner wrote down; the enterprise stands by it, a unit answers."""
    title, text, function = scene.rng.choice(words.COMMON)
    by = actor or scene.coordinator(desk_of(served.client.region))
    dossier = _report(scene, served, channel, (title, text), by, partner)
    _run(scene, dossier, [_confirms(served, dossier)])
    _run(scene, dossier, _answered(scene, served, dossier, function, words.COMMON_ANSWER))


def _run(scene: Scene, dossier: Dossier, steps: Sequence[Step]) -> None:
    for actor, hours, step in steps:
        with scene.acting(actor, hours * scene.rng.uniform(0.5, 1.5), dossier.frame) as changes:
            step(changes)
            scene.follow(dossier)


def _confirms(served: Served, dossier: Dossier) -> Step:
    assert served.speaker is not None
    return served.speaker, 1.5, lambda changes: plans.plan_confirm(changes, dossier)


def _answered(
    scene: Scene, served: Served, dossier: Dossier, function: str, text: str
) -> list[Step]:
    """Dispatch, receipt, answer, verdict."""
    case = dossier.case
    lead = scene.unit(function, case.region)
    return [
        _dispatched(scene, dossier, lead),
        *_handled(scene, dossier, lead, text),
        _judged(served, dossier, lead.region),
    ]


def _dispatched(scene: Scene, dossier: Dossier, lead: Department) -> Step:
    case = dossier.case
    proposal = plans.Proposal(lead=lead, mode=mode_of(case.desk, lead), grounds="按职责分工交办")
    by = scene.coordinator(case.desk)
    return by, 1.0, lambda changes: plans.plan_dispatch(changes, dossier, proposal)


def _handled(scene: Scene, dossier: Dossier, lead: Department, text: str) -> list[Step]:
    liaison = scene.roster.liaisons[lead.pk]
    return [
        (liaison, 0.8, lambda changes: plans.plan_accept(changes, dossier)),
        (
            liaison,
            6.0,
            lambda changes: plans.plan_answer(changes, dossier, outcome=Outcome.SOLVED, text=text),
        ),
    ]


def _judged(served: Served, dossier: Dossier, answered_in: Region) -> Step:
    assert served.speaker is not None

    def judge(changes: Changes) -> None:
        plans.plan_verdict(
            changes,
            dossier,
            yes=True,
            rating=Rating.SATISFIED,
            channel=VerdictChannel.LOGIN,
            contact=served.contact,
            answered_in=answered_in,
        )

    return served.speaker, 8.0, judge


def _split(scene: Scene, portfolio: Portfolio, number: int) -> None:
    """A letter with several matters: parts for several units, then the office sums up."""
    title, text, matters = words.LETTERS[number % len(words.LETTERS)]
    served = scene.rng.choice(portfolio.served)
    office = scene.coordinator(desk_of(served.client.region))
    whole = _report(scene, served, Channel.LETTER, (title, text), office)
    _run(scene, whole, [_confirms(served, whole)])
    ids = serials.reserve(len(matters))
    pieces = [
        plans.Piece(one, matter, matter, whole.frame)
        for one, (matter, _function) in zip(ids, matters, strict=True)
    ]
    with scene.acting(office, 1, whole.frame) as changes:
        scene.parts = plans.plan_split(changes, whole, pieces)
        scene.parent = whole
    leads = [scene.unit(function, whole.case.region) for _matter, function in matters]
    for part, lead in zip(scene.parts, leads, strict=True):
        _run(scene, part, [_dispatched(scene, part, lead)])
    for part, lead in zip(scene.parts, leads, strict=True):
        answer = words.PART_ANSWER.format(matter=part.case.title)
        steps = [*_handled(scene, part, lead, answer), _judged(served, part, lead.region)]
        _run(scene, part, steps)
    scene.parent = None
    if number % 4 == WAITS:
        return  # it waits for its office to sum up
    _sum_up(scene, served, whole, office)


def _sum_up(scene: Scene, served: Served, whole: Dossier, office: Actor) -> None:
    matters = "、".join(part.case.title for part in scene.parts)
    with scene.acting(office, 3, whole.frame) as changes:
        plans.plan_sum_up(
            changes,
            whole,
            outcome=Outcome.SOLVED,
            text=words.WHOLE_ANSWER.format(matters=matters),
            department=scene.roster.resolve(OFFICE, whole.case.desk),
        )
    _run(scene, whole, [_judged(served, whole, whole.case.desk)])


def _linked(scene: Scene, portfolio: Portfolio, *, done: bool) -> None:
    """Two or three enterprises of one county with the same trouble, under the first of them."""
    title, text, function = scene.rng.choice(words.COMMON)
    first = scene.rng.choice(portfolio.served)
    desk = desk_of(first.client.region)
    near = [
        one
        for one in portfolio.served
        if one is not first and desk_of(one.client.region).pk == desk.pk
    ]
    if not near:
        return
    group = [first, *scene.rng.sample(near, min(len(near), 2))]
    office = scene.coordinator(desk)
    found = [_report(scene, served, Channel.VISIT, (title, text), office) for served in group]
    lead = scene.unit(function, desk)
    for served, dossier in zip(group, found, strict=True):
        _run(scene, dossier, [_confirms(served, dossier), _dispatched(scene, dossier, lead)])
    for other in found[1:]:
        with scene.acting(office, 0.3, other.frame) as changes:
            plans.plan_link(changes, other, found[0].case)
    if not done:
        return  # in hand: whoever leads may answer them alike
    for served, dossier in zip(group, found, strict=True):
        steps = _handled(scene, dossier, lead, words.COMMON_ANSWER)
        _run(scene, dossier, [*steps, _judged(served, dossier, lead.region)])
