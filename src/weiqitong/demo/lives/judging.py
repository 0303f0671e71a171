"""The enterprise's word on an answer, or its silence, and where that leads."""

from datetime import timedelta

from weiqitong.cases import plans
from weiqitong.cases.enums import Outcome, Rating, Status, VerdictChannel
from weiqitong.core.actor import system
from weiqitong.deadlines.models import ClockKind

from .. import calls, turns
from .life import Life
from .road import dispatch, handle, up

# Shares of what happens, invented.
SILENT = 0.07
REJECTED = 0.045
MOST_ROUNDS = 3


def judge(life: Life) -> None:
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
            dispatch(life)
            handle(life)
    elif not case.verdict:
        up(life)
