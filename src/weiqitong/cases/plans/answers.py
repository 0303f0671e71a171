"""Writing an answer and sending it: the same for a lead, a signer and a specialist on the spot."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from weiqitong.core import crypto
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Department, Official
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier, Turn
from ..enums import Action, TurnKind
from ..models import Answer
from .applying import drop
from .steps import end, start, stop, take


def write_answer(
    changes: Changes,
    dossier: Dossier,
    *,
    outcome: str,
    text: str,
    documents: Sequence[str] = (),
    quantities: Mapping[str, Any] | None = None,
    department: Department | None = None,
    author: Official | None = None,
    signers: Sequence[int] = (),
) -> Answer:
    """A proposed outcome, not yet sent."""
    answer = Answer(
        case=dossier.case,
        seq=len(dossier.answers) + 1,
        round=dossier.case.round,
        outcome=outcome,
        text=text,
        salt=crypto.salt(),
        documents=list(documents),
        quantities=dict(quantities or {}),
        department=department,
        author=author,
        signers=list(signers),
        made_at=changes.at,
    )
    changes.enact(answer, "answer.write")
    dossier.answers.append(answer)
    return answer


def instead(answer: Answer, official_id: int) -> list[int]:
    """The signers, with another in the place of the one whose turn it is."""
    return [*answer.signers[: answer.signed], official_id, *answer.signers[answer.signed + 1 :]]


def send_answer(
    changes: Changes, dossier: Dossier, answer: Answer, action: Action, **values: Any
) -> None:
    """The answer goes to the enterprise; the close clock is judged, the verdict clock starts."""
    changes.enact(answer, "answer.send", sent_at=changes.at)
    # An answer that gives contact or plan no chance of their own stops them too: they were
    # overtaken.
    stop(changes, dossier, ClockKind.CONTACT, ClockKind.PLAN, ClockKind.CLOSE)
    end(changes, dossier, ClockKind.CO)
    for dispatch in dossier.dispatches:
        if dispatch.ended_at is None:
            changes.enact(dispatch, "dispatch.end", ended_at=changes.at)
    stop(changes, dossier, ClockKind.FOLLOW)
    drop(changes, dossier)
    verdict = start(changes, dossier, ClockKind.VERDICT, "verdict")
    assert verdict is not None
    turn = Turn(TurnKind.ENTERPRISE, dossier.case.client_id, verdict.due_at)
    take(
        changes,
        dossier,
        action,
        turn,
        text=answer.text,
        facts={"answer": answer.seq, "outcome": answer.outcome},
        outcome=answer.outcome,
        decide_until=None,
        answered_at=changes.at,
        verdict=None,
        rating=None,
        verdict_at=None,
        verdict_channel="",
        reminders=0,
        reminder_at=next_reminder(dossier, 0, changes.at),
        **values,
    )


def next_reminder(dossier: Dossier, sent: int, now: datetime) -> Any:
    """When the next reminder of the verdict goes out; None after the last. Never two at once, even
    where the worker stood still for days.
    """
    days = dossier.frame.profile.verdict_reminders
    clock = dossier.clock(ClockKind.VERDICT)
    if clock is None or sent >= len(days):
        return None
    planned = dossier.frame.calendar.add_working_days(clock.started_at, days[sent])
    return planned if planned > now else dossier.frame.calendar.add_working_days(now, 1)
