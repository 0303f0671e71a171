"""A line's name, switch and house rules; what time and the calendar do to what waits."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.accounts.models import Grant
from weiqitong.cases.services.acting import fits
from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Region
from weiqitong.directory.paths import codes_of
from weiqitong.ledger.changes import Changes
from weiqitong.rules import selectors as rules

from .. import limits, permissions, plan, telling
from ..enums import Reminded
from ..kinds import LIMITS
from ..models import COUNTY, Line, Message
from .talking import locked

BATCH = 500
LONGEST_NAME, LONGEST_RULES = 40, 2000


def open_line(
    actor: Actor, region: Region, *, name: str, house_rules: str = "", now: datetime
) -> Line:
    """A county gets its line, once: by its office, or by whoever administers it."""
    office = actor.role == Role.COORDINATOR and actor.region_id == region.pk
    administers = actor.role == Role.ADMINISTRATOR and actor.covers(region.path)
    if not (office or administers or actor.role == Role.SYSTEM):
        raise NotAllowed(_("The county's office or an administrator opens a line."))
    if region.depth != COUNTY:
        raise BadInput(_("A line belongs to a county."), field="region")
    with transaction.atomic():
        if Line.objects.filter(region=region).exists():
            raise WrongStep(_("This county has a line already."))
        changes = Changes(actor, now)
        line = plan.plan_line(changes, region, *_named(name, house_rules))
        changes.write()
    return line


@transaction.atomic
def keep_line(
    actor: Actor, line: Line, *, name: str, name_en: str, on: bool, house_rules: str, now: datetime
) -> Line:
    """Change what is data of a line."""
    rows = Line.objects.select_related("region").select_for_update(of=("self",))
    line = rows.get(pk=line.pk)
    if not permissions.can_keep(actor, line):
        raise NotAllowed(_("The county's office or an administrator sets this."))
    name, house_rules = _named(name, house_rules)
    changes = Changes(actor, now)
    given = {"name": name, "name_en": name_en.strip(), "on": on, "house_rules": house_rules}
    if any(getattr(line, key) != value for key, value in given.items()):
        plan.plan_keep(changes, line, **given, salt=line.salt or crypto.salt())
        changes.write()
    return line


def _named(name: str, house_rules: str) -> tuple[str, str]:
    name = fits(name, LONGEST_NAME, "name")
    if not name:
        raise BadInput(_("The line needs a name."), field="name")
    return name, fits(house_rules, LONGEST_RULES, "house_rules")


def remind(actor: Actor, now: datetime) -> int:
    """Whoever owes an answer is reminded once at yellow and once at red: the mark and the notices
    are one commit, so a job that dies in between does it again, and one that runs twice does not.
    """
    count = 0
    for mark, kind, due in (
        (Reminded.RED, telling.RED, "answer_due_at"),
        (Reminded.YELLOW, telling.YELLOW, "yellow_at"),
    ):
        waiting = Message.objects.waiting().filter(reminded__lt=mark, **{f"{due}__lte": now})
        related = waiting.select_related("line__region").order_by(due)
        for message in list(related[:BATCH]):
            with transaction.atomic():
                # Claimed by whoever comes first; one that waits no more is not reminded of.
                if not waiting.filter(pk=message.pk).update(reminded=mark):
                    continue
                telling.remind(message, kind, now)
                count += 1
    return count


def hand_over(actor: Actor, now: datetime) -> int:
    """What is addressed to somebody who leads the county no more is the office's."""
    addressed = Message.objects.waiting().filter(addressed__isnull=False)
    leading = Grant.objects.acting(today(now)).filter(role=Role.LEADER)
    held = set(leading.values_list("region", "user__person__official"))
    count = 0
    for pk, region, official in addressed.values_list("pk", "line__region", "addressed")[:BATCH]:
        if (region, official) in held:
            continue
        with transaction.atomic():
            message = locked(pk)
            if not message.waits or message.addressed_id is None:
                continue
            changes = Changes(actor, now)
            plan.plan_to_office(changes, message)
            changes.write()
            count += 1
    return count


def recount(actor: Actor, now: datetime) -> int:
    """A calendar arrived: what waits is due by it, under the limit it was sent under; never sooner
    than it was.
    """
    count = 0
    for pk in list(Message.objects.waiting().values_list("pk", flat=True)):
        with transaction.atomic():
            message = locked(pk)
            if not message.waits or message.rules_id is None or message.answer_due_at is None:
                continue
            path = message.line.region.path
            limit = limits.choose(rules.parsed(LIMITS, message.rules_id), codes_of(path))
            start = message.pasted_at or message.at
            due = limits.due(limit, message.rules_id, calendar_at(path), start)
            changes = Changes(actor, now)
            if due.at > message.answer_due_at and plan.plan_recount(changes, message, due):
                changes.write()
                count += 1
    return count
