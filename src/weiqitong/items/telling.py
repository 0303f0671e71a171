"""Who hears of items: the unit or the person who owes them, and whoever gave them. Runs in jobs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from weiqitong.accounts.selectors import user_of_official, users_with_role
from weiqitong.core.actor import Role
from weiqitong.core.clock import today
from weiqitong.notifications import kinds, services

from .enums import ItemAction
from .models import Item, ItemAct

SENTENCES: dict[str, Any] = {
    ItemAction.GIVE: _("To be done by %(until_at)s: %(text)s (%(source)s)"),
    ItemAction.REPORT: _("%(unit)s reports; please decide by %(until_at)s: %(text)s (%(source)s)"),
    ItemAction.ACCEPT: _("Accepted as done: %(text)s (%(source)s)"),
    ItemAction.SEND_BACK: _("Sent back, to be done by %(until_at)s: %(text)s (%(source)s)"),
    ItemAction.MOVE: _("Handed on, to be done by %(until_at)s: %(text)s (%(source)s)"),
    ItemAction.DROP: _("Need not be done any more: %(text)s (%(source)s)"),
    ItemAction.RELEASE: _("The unit owes it now, by %(until_at)s: %(text)s (%(source)s)"),
    ItemAction.STRAND: _(
        "Nobody at %(unit)s can do it any more; please hand it on by %(until_at)s: %(text)s"
    ),
    ItemAction.RAISE: _("Yours to decide now: %(text)s (%(source)s)"),
    "yellow": _("Due soon, by %(until_at)s: %(text)s (%(source)s)"),
    "late": _("Overdue since %(until_at)s: %(text)s (%(source)s)"),
}
kinds.register(*(kinds.NoticeKind(f"item.{code}", text) for code, text in SENTENCES.items()))
# Mark of a reminder → the moment it is due.
REMINDERS = {"yellow_told_at": "yellow_at", "late_told_at": "due_at"}
TO_GIVER = frozenset({ItemAction.REPORT, ItemAction.STRAND, ItemAction.RAISE})
SHOWN = 60  # characters of the text in a line of the inbox


def tell_step(item_id: int, version: int, now: datetime) -> None:
    """Notices of one act, once: a job that runs twice finds it told."""
    with transaction.atomic():
        free = Item.objects.filter(pk=item_id, told_version__lt=version)
        if not free.update(told_version=version):
            return
        item = Item.objects.select_related("unit", "office").get(pk=item_id)
        act = ItemAct.objects.get(item=item, version=version)
        action, day = ItemAction(act.action), today(now)
        users = givers(item, day) if action in TO_GIVER else owners(item, day)
        others = [user for user in users if user != act.user_id]
        _tell(item, str(action), others, now)


def tell_reminder(item: Item, mark: str, day: date, now: datetime) -> None:
    """Due soon, to the unit; overdue, to whoever gave it too."""
    late = mark == "late_told_at"
    users = [*owners(item, day), *(givers(item, day) if late else ())]
    _tell(item, "late" if late else "yellow", users, now)


def _tell(item: Item, code: str, users: Iterable[int], now: datetime) -> None:
    text = item.text if len(item.text) <= SHOWN else f"{item.text[:SHOWN]}…"
    until = item.due_at if code in {"yellow", "late"} else item.turn_until
    facts = {
        "text": text,
        "source": item.source_name,
        "unit": item.unit.name,
        "until_at": until.isoformat() if until else "",
    }
    services.tell(None, users, f"item.{code}", facts, f"/items/{item.pk}/", now)


def owners(item: Item, day: date) -> list[int]:
    """The named person, else the people of the unit."""
    if item.person_id is not None:
        user = user_of_official(item.person_id)
        return [user] if user else []
    return [
        user
        for role in (Role.LIAISON, Role.HANDLER)
        for user in users_with_role(role, day=day, department_ids=[item.unit_id])
    ]


def givers(item: Item, day: date) -> list[int]:
    """The leader who gave it and the leader's secretaries, else the office."""
    if item.giver_id is None:
        return users_with_role(Role.COORDINATOR, day=day, region_path=item.office.path)
    leader = user_of_official(item.giver_id)
    secretaries = users_with_role(Role.SECRETARY, day=day, region_path=item.office.path)
    return [*([leader] if leader else []), *secretaries]
