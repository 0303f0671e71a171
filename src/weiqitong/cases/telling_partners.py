"""What a partner hears of the needs it reported for its members: where each goes and how it ends,
as far as it may see the case today, and no more than its page says.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from weiqitong.accounts.selectors import members_of, users_with_role
from weiqitong.core.actor import Role
from weiqitong.notifications import kinds, services

from .concerned import without_complained
from .enums import Action
from .models import Act, Case

SENT = _("For your member: %(title)s (%(client)s) goes to %(lead)s, answer by %(due_at)s")
ANEW = _("For your member: %(title)s (%(client)s) is assigned anew")
ANSWERED = _("For your member: %(title)s (%(client)s) is answered; the enterprise has its say")
SENTENCES: dict[Action, Any] = {
    Action.CONFIRM: _("Your member stands by what you reported: %(title)s (%(client)s)"),
    Action.DISPATCH: SENT,
    Action.NAME: SENT,
    Action.DESIGNATE: SENT,
    Action.MOVE: SENT,
    Action.TAKE_BACK: ANEW,
    Action.UNDO: ANEW,
    Action.ESCALATE: ANEW,
    Action.SPLIT: _("For your member: %(title)s (%(client)s) is handled in parts"),
    Action.ACCEPT: _("For your member: %(lead)s has received %(title)s (%(client)s)"),
    Action.SOLVE: ANSWERED,
    Action.ANSWER: ANSWERED,
    Action.SUM_UP: ANSWERED,
    Action.ACCEPT_ANSWER: _("Your member accepts the answer: %(title)s (%(client)s)"),
    Action.REJECT_ANSWER: _("Your member does not accept the answer: %(title)s (%(client)s)"),
    Action.LAPSE: _("Your member gave no verdict in time: %(title)s (%(client)s)"),
    Action.PARK: _(
        "For your member: %(title)s (%(client)s) cannot be solved now, next reply by %(due_at)s"
    ),
    Action.UNPARK: _(
        "For your member: %(title)s (%(client)s) is taken up again, answer by %(due_at)s"
    ),
    Action.DECLINE: _("For your member: %(title)s (%(client)s) is not receivable"),
    Action.FIND: _("For your member: %(title)s (%(client)s) is concluded by a finding"),
    Action.WITHDRAW: _("Your member has withdrawn what you reported: %(title)s (%(client)s)"),
}
kinds.register(
    *(
        kinds.NoticeKind(f"member.{action}", text, brief=action.label)
        for action, text in SENTENCES.items()
    )
)


def tell_partner(
    case: Case, act: Act, facts: dict[str, Any], told: Collection[int], now: datetime, day: date
) -> None:
    """A line to the people of the partner, but to nobody who was told of the act already. No query
    for what no partner reported.
    """
    # A merger of units is told once, not case by case.
    if act.action not in SENTENCES or act.facts.get("merged"):
        return
    users = [user for user in _people(case, day) if user != act.user_id and user not in told]
    services.tell(None, users, f"member.{act.action}", facts, f"/cases/{case.number}/", now)


def _people(case: Case, day: date) -> list[int]:
    """As querysets.scope: a need whose name is open, for who is a member today."""
    if case.partner_id is None or case.is_hidden:
        return []
    if case.client_id not in members_of(case.partner_id, day):
        return []
    found = users_with_role(Role.PARTNER, day=day, department_ids=[case.partner_id])
    return without_complained(case, found, day)
