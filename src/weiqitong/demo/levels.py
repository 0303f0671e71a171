"""How an invented case goes between the levels, and who is asked besides: through the plans that
the services use.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from weiqitong.cases import plans
from weiqitong.cases.enums import ApplicationKind, Status, TurnKind
from weiqitong.directory.models import Region

from .turns import another, apply_for, follow
from .words import levels as words

if TYPE_CHECKING:
    from .lives import Life

HANDED_DOWN, ESCALATED, OUTSIDE, CO_ADDED, CO_RELEASED = 0.25, 0.012, 0.006, 0.03, 0.15


def handed_down(life: Life) -> None:
    """Of what was sorted up, the city gives some back to the territory; not a second time."""
    case, rng = life.case_file.case, life.rng
    below = _below(life)
    if below is None or not plans.may_hand_down(case) or rng.random() >= HANDED_DOWN:
        return
    with life.acting(life.coordinator(), life.later(0.1, 1.5)) as changes:
        plans.plan_hand_down(changes, life.case_file, below, rng.choice(words.HANDED_DOWN))


def _below(life: Life) -> Region | None:
    """The office next below the desk, on the way to the client, where somebody sits."""
    at: Region | None = life.case_file.case.region
    found = None
    while at is not None and at.pk != life.case_file.case.desk_id:
        found, at = at, at.parent
    sits = found is not None and bool(life.roster.coordinators.get(found.pk))
    return found if at is not None and sits else None


def helped(life: Life) -> None:
    """Now and then the office asks one unit more, or needs another no longer."""
    case, rng = life.case_file.case, life.rng
    unit = another(life)
    silent = life.case_file.silent_co
    known = {one.department_id for one in life.case_file.dispatches}
    if unit is not None and unit.pk not in known and rng.random() < CO_ADDED:
        with life.acting(life.coordinator(), life.later(0.3, 4)) as changes:
            plans.plan_co_add(changes, life.case_file, unit, rng.choice(words.PARTS))
    elif silent and case.round == 1 and rng.random() < CO_RELEASED:
        with life.acting(life.coordinator(), life.later(0.3, 6)) as changes:
            reason = rng.choice(words.RELEASED)
            plans.plan_co_release(changes, life.case_file, silent[0], reason)


def escalated(life: Life) -> bool:
    """The lead finds that its level cannot decide; whether the office above names another now."""
    case, rng = life.case_file.case, life.rng
    if case.round > 1 or case.lead is None or case.lead.is_asked or rng.random() >= ESCALATED:
        return False
    levels = plans.levels_above(case.lead, case.desk)
    if not levels or not life.roster.coordinators.get(levels[0].pk):
        return False
    asked = plans.Asked(ApplicationKind.ESCALATION, rng.choice(words.ESCALATION), level=levels[0])
    return apply_for(life, asked) and case.turn_kind == TurnKind.OFFICE


def outside(life: Life) -> None:
    """A body outside the city has to act: somebody by name keeps asking until it has."""
    case, rng = life.case_file.case, life.rng
    if case.round > 1 or case.lead is None or case.lead.is_asked or rng.random() >= OUTSIDE:
        return
    body, reason = rng.choice(words.OUTSIDE)
    asked = plans.Asked(
        ApplicationKind.OUTSIDE,
        reason,
        body=body,
        letter=f"{case.desk.short}函〔{life.at.year}〕{rng.randint(3, 90)}号",
        liaison=life.official(life.worker()),
        next_on=life.frame.calendar.local(life.at).date() + timedelta(days=rng.randint(10, 25)),
    )
    if asked.liaison is None or not apply_for(life, asked) or case.status != Status.PARKED:
        return
    for _time in range(rng.randint(1, 6)):
        follow(life, words.ASKED)
    with life.acting(life.worker(), life.later(4, 40)) as changes:
        plans.plan_unpark(changes, life.case_file, rng.choice(words.CAME_BACK))
