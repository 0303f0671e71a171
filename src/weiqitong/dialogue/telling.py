"""Who hears of what happens on a line: the enterprise of its own messages, the office of what
waits, leaders of a number a day. No sentence carries words of a message.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weiqitong.accounts.models import User
from weiqitong.accounts.selectors import contacts_to_tell, users_with_role
from weiqitong.core.actor import Role
from weiqitong.core.clock import at, local
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.paths import upwards
from weiqitong.notifications import kinds, services
from weiqitong.notifications.models import Notice

from .models import Line, Message
from .querysets import IN_CHARGE

ANSWERED, HIDDEN, CASE = "line.answered", "line.hidden", "line.case"
YELLOW, RED, DIGEST = "line.yellow", "line.red", "line.digest"
kinds.register(
    kinds.NoticeKind(ANSWERED, _("%(line)s: your message has an answer")),
    kinds.NoticeKind(
        HIDDEN, _("%(line)s: the office has hidden your message; its reason is there")
    ),
    kinds.NoticeKind(CASE, _("%(line)s: your message became the need %(number)s")),
    kinds.NoticeKind(YELLOW, _("%(line)s: a message waits for its answer, by %(due_at)s")),
    kinds.NoticeKind(RED, _("%(line)s: the answer to a message is overdue since %(due_at)s")),
    kinds.NoticeKind(
        DIGEST, _("%(line)s: %(count)s messages wait for an answer, %(late)s of them overdue")
    ),
)


def tell_enterprise(message: Message, version: int, kind: str, now: datetime) -> None:
    """The people of the message's enterprise, where it is known; nobody twice of one act."""
    if message.client_id is None:
        return
    mark = f"{message.code}/{version}"
    users = contacts_to_tell(message.client_id, day=local(now).date())
    before = Notice.objects.filter(user__in=users, kind=kind, facts__act=mark)
    told = set(before.values_list("user", flat=True))
    facts = {"line": message.line.name, "act": mark}
    if message.case is not None:
        facts["number"] = message.case.number
    others = [user for user in users if user not in told]
    services.tell(None, others, kind, facts, address(message), now)


def remind(message: Message, kind: str, now: datetime) -> None:
    """The office whose turn it is, or the leader addressed and who writes for them."""
    day = local(now).date()
    due_at = message.answer_due_at
    facts = {"line": message.line.name, "due_at": due_at.isoformat() if due_at else ""}
    users = list(office_of(message.line, day))
    if message.addressed_id is not None:
        users += _of(message.line, IN_CHARGE, day, message.addressed_id)
    services.tell(None, users, kind, facts, address(message), now)


def tell_leaders(line: Line, now: datetime) -> int:
    """A number a day to the leaders of a county, on a working day, if anything waits; how many
    people were told. A job that runs twice finds it done.
    """
    day = local(now).date()
    if not calendar_at(line.region.path).is_working(day):
        return 0
    late = Count("pk", filter=Q(answer_due_at__lt=now))
    found = Message.objects.waiting().filter(line=line).aggregate(count=Count("pk"), late=late)
    if not found["count"]:
        return 0
    users = _of(line, IN_CHARGE, day)
    since = Notice.objects.filter(user__in=users, kind=DIGEST, at__gte=at(day))
    told = set(since.filter(facts__region=line.region_id).values_list("user", flat=True))
    others = [user for user in users if user not in told]
    facts = {"line": line.name, "region": line.region_id, **found}
    services.tell(None, others, DIGEST, facts, reverse("dialogue:waiting"), now)
    return len(others)


def office_of(line: Line, day: date) -> list[int]:
    """Who sits at the county's office, else at the nearest one above."""
    for path in upwards(line.region.path):
        if found := users_with_role(Role.COORDINATOR, day=day, region_path=path):
            return found
    return []


def _of(line: Line, roles: Iterable[Role], day: date, official: int | None = None) -> list[int]:
    """Leaders and secretaries of the county; of the leaders only the one addressed, if any."""
    path = line.region.path
    found = [user for role in roles for user in users_with_role(role, day=day, region_path=path)]
    if official is None:
        return found
    leaders = set(users_with_role(Role.LEADER, day=day, region_path=path))
    own = User.objects.filter(person__official=official).values_list("pk", flat=True)
    return [user for user in found if user not in leaders or user in set(own)]


def address(message: Message) -> str:
    return reverse("dialogue:message", args=[message.code])
