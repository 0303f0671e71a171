"""Loading years of the working calendar, with their ledger entry; recomputes no clock itself."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines import permissions
from weiqitong.deadlines.models import CalendarYear, YearStatus
from weiqitong.deadlines.selectors.calendars import PARTED, forget
from weiqitong.deadlines.signals import calendar_loaded
from weiqitong.deadlines.years import YearTable, shipped
from weiqitong.ledger.changes import Changes


@transaction.atomic
def load_year(actor: Actor, table: YearTable, now: datetime) -> CalendarYear:
    """Take a year as it was announced; a year that says the same already stays as it is."""
    if not permissions.can_load_calendar(actor):
        raise NotAllowed(_("Calendars are loaded by the administrator."))
    row = CalendarYear.objects.select_for_update().filter(year=table.year).first()
    if row is not None and row.status == YearStatus.OFFICIAL and not table.official:
        raise BadInput(
            _("The calendar of %(year)s is announced; a provisional one cannot replace it.")
            % {"year": table.year}
        )
    if row is not None and not differs(row, table):
        return row
    changes = Changes(actor, now)
    row = plan_year(changes, row, table)
    changes.write()
    calendar_loaded.send(CalendarYear, row=row)
    return row


def plan_year(changes: Changes, row: CalendarYear | None, table: YearTable) -> CalendarYear:
    """Record a year; touches no database."""
    row = row or CalendarYear(year=table.year, loaded_at=changes.now)
    changes.enact(row, "calendar.load", **_columns(table), loaded_at=changes.now)
    return row


@transaction.atomic
def seed_calendars(actor: Actor, now: datetime) -> int:
    """Store the shipped years that are not stored yet; how many."""
    stored = set(CalendarYear.objects.values_list("year", flat=True))
    changes = Changes(actor, now)
    missing = [table for table in shipped() if table.year not in stored]
    for table in missing:
        plan_year(changes, None, table)
    changes.write()
    if missing:
        forget()
        transaction.on_commit(forget)
    return len(missing)


def differs(row: CalendarYear, table: YearTable) -> bool:
    """Whether loading the table would change anything that counts."""
    columns = _columns(table)
    return bool(row.status != columns["status"] or row.days != columns["days"])


def _columns(table: YearTable) -> dict[str, Any]:
    lines = [PARTED.join(part for part in (n.title, n.number) if part) for n in table.notices]
    return {
        "status": YearStatus.OFFICIAL if table.official else YearStatus.PROVISIONAL,
        "source": "\n".join(lines)[:200],
        "days": [day.as_dict() for day in table.days],
    }
