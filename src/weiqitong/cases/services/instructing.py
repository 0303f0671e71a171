"""That a leader instructed on a case, on its timeline; the instruction is the app above's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from weiqitong.core.actor import Actor
from weiqitong.ledger.changes import Changes

from .. import plans
from ..enums import Action
from ..models import Case
from .acting import act_on


@contextmanager
def instruct_on(
    actor: Actor,
    case: Case,
    *,
    number: str,
    leader_id: int,
    now: datetime,
    seen: int | None = None,
) -> Iterator[Changes]:
    """The act on the timeline, with what the app above writes beside it in one transaction."""
    with act_on(actor, case, Action.INSTRUCT, now, seen=seen) as (changes, dossier):
        plans.plan_instruct(changes, dossier, number=number, leader_id=leader_id)
        yield changes
