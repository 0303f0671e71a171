"""Where an invented case leaves its main road: objections, more time, parking, findings; through
the plans that the services use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from weiqitong.cases import plans
from weiqitong.cases.catalogue import OFFICE
from weiqitong.cases.dossier import Seat
from weiqitong.cases.enums import ApplicationKind, Cause, Status, TurnKind
from weiqitong.core.actor import Actor, system
from weiqitong.deadlines.models import ClockKind
from weiqitong.deadlines.terms import due_at
from weiqitong.directory.models import Department, Official

from .words import turns as words

if TYPE_CHECKING:
    from .lives import Life

OBJECTED, EXTENDED, STATUTORY, PARKED, MERIT, HURRIED = 0.035, 0.045, 0.008, 0.014, 0.004, 0.03
UNHEARD, AGREED, REFUSED, APPEALED, REMEMBERED = 0.1, 0.6, 0.15, 0.2, 0.4


def object_(life: Life) -> None:
    """Now and then the lead says that the case is another's; the office settles it."""
    case, rng, before = life.case_file.case, life.rng, life.case_file.lead
    other = another(life)
    if rng.random() >= OBJECTED or other is None or case.lead is None or before is None:
        return
    when = life.later(0.1, 3)
    if when > plans.object_until(life.case_file, before):
        return
    with life.acting(life.liaison(case.lead), when) as changes:
        reason = rng.choice(words.OBJECTION).format(unit=other.short or other.name)
        plans.plan_object(changes, life.case_file, other, reason)
    agrees = rng.random() < AGREED
    _hear(life, other, agrees=agrees)
    lead = other if agrees else case.lead
    with life.acting(life.coordinator(), life.toward(ClockKind.DESIGNATE, 0.04, (0.1, 0.8))) as c:
        told = rng.choice(words.CIRCUMSTANCES) if rng.random() < REMEMBERED else ""
        grounds = rng.choice(words.GROUNDS)
        plans.plan_designate(c, life.case_file, lead, grounds, circumstances=told)


def _hear(life: Life, other: Department, *, agrees: bool) -> None:
    hearing = life.case_file.clock(ClockKind.HEARING)
    assert hearing is not None
    when = life.later(0.1, 1.8)
    if life.rng.random() < UNHEARD or when > hearing.due_at:
        with life.acting(system(), hearing.due_at + timedelta(minutes=4)) as changes:
            plans.plan_unheard(changes, life.case_file)
        return
    with life.acting(life.liaison(other), when) as changes:
        text = life.rng.choice(words.AGREES if agrees else words.DENIES)
        plans.plan_hear(changes, life.case_file, agrees=agrees, text=text)


def another(life: Life) -> Department | None:
    """A unit that might be the right one: those the catalogue names beside the lead."""
    case = life.case_file.case
    leaf = life.catalogue.leaves[life.words.leaf]
    for function in (*leaf.co, leaf.lead, OFFICE):
        unit = life.roster.resolve(function, case.desk)
        if unit is not None and unit.pk != case.lead_id and unit.pk in life.roster.liaisons:
            return unit
    return None


def applied(life: Life) -> None:
    """What the lead may apply for while it works: more time, a procedure, parking, a finding."""
    rng, case = life.rng, life.case_file.case
    if case.round > 1 or case.lead is None or case.lead.is_asked:
        return
    if rng.random() < HURRIED:
        with life.acting(life.speaker(), life.later(0.5, 6)) as changes:
            plans.plan_hurry(changes, life.case_file, rng.choice(words.HURRY))
    drawn = rng.random()
    if drawn < EXTENDED:
        _extension(life)
    elif drawn < EXTENDED + STATUTORY:
        _statutory(life)
    elif drawn < EXTENDED + STATUTORY + PARKED:
        _park(life)
    elif drawn < EXTENDED + STATUTORY + PARKED + MERIT:
        _merit(life)


def _extension(life: Life) -> None:
    allowed = life.frame.profile.extension
    if allowed is None or not plans.extensions_left(life.case_file):
        return
    amount = life.rng.randint(1, allowed.term.amount)
    reason = life.rng.choice(words.EXTENSION)
    apply_for(life, plans.Asked(ApplicationKind.EXTENSION, reason, amount=amount))


def _statutory(life: Life) -> None:
    close = life.case_file.clock(ClockKind.CLOSE)
    assert close is not None
    reason, basis = life.rng.choice(words.STATUTORY)
    end = (close.due_at + timedelta(days=life.rng.randint(20, 70))).date()
    asked = plans.Asked(ApplicationKind.STATUTORY, reason, basis=basis, until_on=end)
    apply_for(life, asked)


def _park(life: Life) -> None:
    cause, reason = life.rng.choice(words.PARKING)
    start = life.frame.calendar.local(life.at).date()
    promised = start + timedelta(days=life.rng.randint(60, 200))
    following = start + timedelta(days=life.rng.randint(14, 28))
    asked = plans.Asked(
        ApplicationKind.PARKING,
        reason,
        cause=Cause(cause),
        until_on=promised,
        next_on=following,
    )
    if not apply_for(life, asked) or life.case_file.case.status != Status.PARKED:
        return
    while life.frame.calendar.local(life.at).date() < promised - timedelta(days=20):
        follow(life)
    with life.acting(life.worker(), life.later(8, 60)) as changes:
        plans.plan_unpark(changes, life.case_file, life.rng.choice(words.UNPARKED))


def follow(life: Life, said: Sequence[str] = words.FOLLOWED) -> None:
    """The reply that is due, near its day; the next within what the rule allows."""
    follow, calendar = life.case_file.clock(ClockKind.FOLLOW), life.frame.calendar
    most = life.frame.term("follow")
    assert follow is not None
    assert most is not None
    late = life.rng.random() < 0.06
    when = follow.due_at + (
        timedelta(hours=20) if late else -timedelta(hours=life.rng.uniform(2, 30))
    )
    when = max(when, life.at + timedelta(hours=1))
    limit = due_at(calendar, most, when).date()
    following = min(limit, calendar.local(when).date() + timedelta(days=life.rng.randint(14, 28)))
    with life.acting(life.worker(), when) as changes:
        plans.plan_follow(changes, life.case_file, life.rng.choice(said), following)


def _merit(life: Life) -> None:
    cause, reason = life.rng.choice(words.MERIT)
    if not apply_for(life, plans.Asked(ApplicationKind.MERIT, reason, cause=Cause(cause))):
        return
    if life.case_file.case.status == Status.FOUND:
        appealed(life)


def appealed(life: Life) -> None:
    """A finding may be appealed against, once; the level above hears it."""
    if life.rng.random() < APPEALED and not life.case_file.case.appeals:
        with life.acting(life.speaker(), life.later(4, 40)) as changes:
            desk = life.case_file.case.desk
            plans.plan_appeal(
                changes, life.case_file, words.APPEAL, Seat(TurnKind.OFFICE, desk.parent or desk)
            )


def lawful(life: Life) -> bool:
    """Whether two people found that there is no legal basis, before the lead may say so."""
    reason, basis = words.NO_BASIS
    return apply_for(life, plans.Asked(ApplicationKind.NO_BASIS, reason, basis=basis), sure=True)


def apply_for(life: Life, asked: plans.Asked, *, sure: bool = False) -> bool:
    """Apply and be answered; whether it was granted. Not where it would come too late."""
    when, close = life.later(0.2, 4), life.case_file.clock(ClockKind.CLOSE)
    if close is None or when >= close.due_at or close.paused_at:
        return False
    judges = _judges(life, plans.needed(asked.kind))
    if not judges:
        return False
    with life.acting(life.worker(), when) as changes:
        plans.plan_apply(changes, life.case_file, asked, life.official(life.worker()))
    if not sure and life.rng.random() < REFUSED:
        with life.acting(judges[0][0], life.later(0.3, 5)) as changes:
            plans.plan_refuse(changes, life.case_file, life.rng.choice(words.REFUSED))
        return False
    for actor, official in judges:
        with life.acting(actor, life.later(0.3, 5)) as changes:
            plans.plan_grant(changes, life.case_file, official, life.rng.choice(words.GRANTED))
    return True


def _judges(life: Life, count: int) -> list[tuple[Actor, Official]]:
    """So many different people who may decide: the desk's own, then those above; none of the
    lead's unit.
    """
    case, roster = life.case_file.case, life.roster
    found: list[tuple[Actor, Official]] = []
    region = case.desk
    people = [life.coordinator(), *roster.coordinators[region.pk]]
    if count > 1:
        if region.parent is not None:
            people += roster.coordinators[region.parent.pk]
        people += [roster.leader] if roster.leader else []
    for actor in people:
        official = _official(life, actor)
        mine = {one.pk for _actor, one in found}
        if official is None or official.pk in mine:
            continue
        if case.lead is not None and official.department.path.startswith(case.lead.path):
            continue
        found.append((actor, official))
    return found[:count] if len(found) >= count else []


def _official(life: Life, actor: Actor) -> Official | None:
    place = life.roster.units.get(actor.department_id or 0)
    people = life.roster.officials[(place.parent_id or place.pk) if place else 0]
    return next((one for one in people if one.pk == actor.official_id), None)
