"""An instruction as a case sees it: the act alone, without what the app above writes beside it."""

from datetime import datetime

from weiqitong.cases.models import Case
from weiqitong.cases.services import instruct_on
from weiqitong.core.actor import Actor


def instruct(
    actor: Actor,
    case: Case,
    *,
    number: str,
    leader_id: int,
    now: datetime,
    seen: int | None = None,
) -> Case:
    with instruct_on(actor, case, number=number, leader_id=leader_id, now=now, seen=seen):
        pass
    return Case.objects.get(pk=case.pk)
