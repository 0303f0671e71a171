"""Members hear that they join, leave, or that their task force has ended. Runs in jobs."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from weiqitong.accounts.selectors import users_of_official
from weiqitong.core.clock import today
from weiqitong.notifications import kinds, services

from .models import Member, TaskForce

JOINED, LEFT, ENDED = "task_force.join", "task_force.leave", "task_force.end"
kinds.register(
    kinds.NoticeKind(JOINED, _("You are a member of the task force %(name)s now")),
    kinds.NoticeKind(LEFT, _("You are no longer a member of the task force %(name)s")),
    kinds.NoticeKind(ENDED, _("The task force %(name)s has ended")),
)


def tell_member(pk: int, now: datetime) -> None:
    """Whoever joined or left."""
    row = Member.objects.select_related("force").get(pk=pk)
    joined = row.until_at is None
    link = f"/taskforces/{row.force_id}/" if joined else "/taskforces/"
    _tell([row.official_id], JOINED if joined else LEFT, row.force, link, now)


def tell_ended(pk: int, now: datetime) -> None:
    """Everybody who was in it to the end."""
    force = TaskForce.objects.get(pk=pk)
    members = force.members.filter(until_at=None).values_list("official", flat=True)
    _tell(members, ENDED, force, f"/taskforces/{pk}/", now)


def _tell(officials: Iterable[int], kind: str, force: TaskForce, link: str, now: datetime) -> None:
    users = [user for one in officials for user in users_of_official(one, day=today(now))]
    services.tell(None, users, kind, {"name": force.name}, link, now)
