"""Who hears of instructions: the leader, of what was entered in their name; the secretary, of what
they may do. The units hear of their items. Runs in jobs.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from weiqitong.accounts.selectors import users_of_official
from weiqitong.core.clock import today
from weiqitong.notifications import kinds, services

from .models import Delegation, Instruction

ENTERED, CLOSED = "instruction.enter", "instruction.close"
DELEGATED, WITHDRAWN = "delegation.make", "delegation.withdraw"
kinds.register(
    kinds.NoticeKind(ENTERED, _("%(secretary)s entered instruction %(number)s for %(leader)s")),
    kinds.NoticeKind(CLOSED, _("Instruction %(number)s is closed: %(title)s")),
    kinds.NoticeKind(
        DELEGATED, _("%(secretary)s may enter instructions for %(leader)s until %(until)s")
    ),
    kinds.NoticeKind(WITHDRAWN, _("%(secretary)s may enter instructions for %(leader)s no more")),
)


def tell_entered(pk: int, now: datetime) -> None:
    """The leader hears of every instruction that somebody else entered for them."""
    row = Instruction.objects.select_related("leader__person", "entered_by__person").get(pk=pk)
    if row.entered_by_id != row.leader_id:
        _tell([row.leader_id], ENTERED, _facts(row), f"/instructions/{row.number}/", now)


def tell_closed(pk: int, now: datetime) -> None:
    """Whoever entered it, and the leader, hear that it is closed."""
    row = Instruction.objects.select_related("leader__person", "entered_by__person").get(pk=pk)
    who = {row.leader_id, row.entered_by_id} - {row.closed_by_id}
    _tell(sorted(who), CLOSED, _facts(row), f"/instructions/{row.number}/", now)


def tell_delegation(pk: int, now: datetime) -> None:
    """Both hear of it: the leader also where an administrator made it."""
    row = Delegation.objects.select_related("leader__person", "secretary__person").get(pk=pk)
    facts = {
        "secretary": row.secretary.person.name,
        "leader": row.leader.person.name,
        "until": f"{row.valid_to:%Y-%m-%d}",
    }
    kind = DELEGATED if row.withdrawn_at is None else WITHDRAWN
    made = row.made_by_id if row.withdrawn_at is None else row.withdrawn_by_id
    who = {row.leader_id, row.secretary_id} - {made}
    _tell(sorted(who), kind, facts, "/instructions/delegations/", now)


def _facts(row: Instruction) -> dict[str, str]:
    return {
        "number": row.number,
        "title": row.title,
        "leader": row.leader.person.name,
        "secretary": row.entered_by.person.name,
    }


def _tell(officials: list[int], kind: str, facts: dict[str, str], link: str, now: datetime) -> None:
    users = [user for one in officials for user in users_of_official(one, day=today(now))]
    services.tell(None, users, kind, facts, link, now)
