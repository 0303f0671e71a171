"""The city's caller asks enterprises that stay silent: tries at different hours, some of which
bring a verdict; through the plans that the services use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from weiqitong.cases import plans
from weiqitong.cases.calling import Script
from weiqitong.cases.calling_kinds import script_for
from weiqitong.cases.enums import CallOutcome, CallPurpose, Rating, Status, VerdictChannel
from weiqitong.cases.plans.calling import begins_at, tries_of
from weiqitong.core.actor import Actor, Role, system

from .words import calls as words

if TYPE_CHECKING:
    from .lives import Life

SLOW = 0.12  # of those who speak late: called before they do
LATE_START, RATED, YES = 0.15, 0.75, 0.86
OUTCOMES = (
    (CallOutcome.NO_ANSWER, 44),
    (CallOutcome.BUSY, 13),
    (CallOutcome.REACHED, 33),
    (CallOutcome.CALL_BACK, 5),
    (CallOutcome.WRONG, 2),
    (CallOutcome.SILENT, 3),
)


def script_of(life: Life) -> Script | None:
    """The words in force; None in a city without a caller of another unit than all others."""
    if life.roster.caller is None:
        return None
    return script_for(CallPurpose.VERDICT, life.case_file.case.region.path, life.at)


def tries_owed(life: Life) -> int:
    """How many tries a lapse is told with."""
    script = script_of(life)
    return script.tries if script else 0


def made(life: Life, before: datetime) -> bool:
    """Tries that fall due by then; whether one of them brought a verdict."""
    script = script_of(life)
    while script is not None and life.case_file.case.status == Status.ANSWERED:
        due = _due(life, script)
        if due is None or due >= before:
            return False
        _try(life, script, due)
    return script is not None


def waits(life: Life) -> bool:
    """Once its time is over, silence waits for the tries still owed; whether it does."""
    script = script_of(life)
    tries = tries_of(life.case_file)
    return script is not None and not (tries and tries[-1].next_at is None)


def wait(life: Life, at: datetime) -> None:
    script = script_of(life)
    assert script is not None
    with life.acting(system(), at) as changes:
        plans.plan_wait(changes, life.case_file, script)


def _due(life: Life, script: Script) -> datetime | None:
    """When the caller gets to it: soon after it is due, now and then days later."""
    tries = tries_of(life.case_file)
    rng, calendar = life.rng, life.frame.calendar
    begin = tries[-1].next_at if tries else begins_at(life.case_file, script)
    if begin is None:
        return None
    minutes = rng.randrange(3, 40) if tries else rng.randrange(5, 400)
    if not tries and rng.random() < LATE_START:
        minutes += rng.randrange(1500, 4500)
    at = calendar.add_working_seconds(calendar.next_opening(begin), minutes * 60)
    return max(at, life.at + timedelta(minutes=2))


def _try(life: Life, script: Script, at: datetime) -> None:
    rng, caller = life.rng, life.roster.caller
    assert caller is not None
    outcome = rng.choices([one for one, _ in OUTCOMES], [weight for _, weight in OUTCOMES])[0]
    yes = life.case_file.case.round >= 3 or rng.random() < YES
    called = plans.CallMade(
        outcome,
        recording=f"HF{at:%y%m%d}-{rng.randrange(10_000):04d}"
        if outcome == CallOutcome.REACHED
        else "",
        words=_said(life, outcome, yes),
        again_at=_again(life, at) if outcome == CallOutcome.CALL_BACK else None,
    )
    with life.acting(caller, at) as changes:
        plans.plan_call(
            changes,
            life.case_file,
            called,
            caller=life.roster.over_city[Role.CALLER],
            script=script,
        )
    if outcome == CallOutcome.REACHED:
        _judge(life, called, yes, at)


def _judge(life: Life, called: plans.CallMade, yes: bool, at: datetime) -> None:
    good = (Rating.VERY_SATISFIED, Rating.SATISFIED, Rating.FAIRLY_SATISFIED)
    bad = (Rating.DISSATISFIED, Rating.VERY_DISSATISFIED)
    rating = life.rng.choice(good if yes else bad) if life.rng.random() < RATED else None
    life.word(yes, rating, VerdictChannel.CALL, called.words, at)


def _said(life: Life, outcome: CallOutcome, yes: bool) -> str:
    said = {
        CallOutcome.REACHED: words.YES if yes else words.NO,
        CallOutcome.CALL_BACK: words.BACK,
        CallOutcome.SILENT: words.SILENT,
    }.get(outcome)
    return life.rng.choice(said) if said else ""


def _again(life: Life, at: datetime) -> datetime:
    """Some office hours on, at a round time."""
    calendar = life.frame.calendar
    later = calendar.next_opening(calendar.add_working_seconds(at, life.rng.randrange(2, 7) * 3600))
    return later.replace(minute=30 * (later.minute >= 30), second=0) + timedelta(minutes=30)


def unsigned(actor: Actor) -> Actor:
    """The enterprise's person, known by number or voice and not as somebody signed in."""
    return replace(actor, user_id=None)
