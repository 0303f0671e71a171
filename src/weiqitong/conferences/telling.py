"""Who hears of conferences: the office that owes a step, the units taking part. Runs in jobs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from weiqitong.accounts.selectors import users_of_official, users_with_role
from weiqitong.core.actor import Role
from weiqitong.core.clock import today
from weiqitong.notifications import kinds, services

from .enums import State
from .models import Conference, Participant

SENTENCES: dict[str, Any] = {
    "drafted": _("The ladder asks for a conference; call it by %(until_at)s: %(title)s"),
    "overdue": _("A conference was to be called by %(until_at)s: %(title)s"),
    "called": _("You are asked to a conference, %(until_at)s: %(title)s"),
    "written": _("Your unit is asked to write on a conference by %(until_at)s: %(title)s"),
    "soon": _("A conference meets soon, %(until_at)s: %(title)s"),
    "write": _("Your unit's statement is due by %(until_at)s: %(title)s"),
    "silent": _("Your unit's statement was due by %(until_at)s; please write: %(title)s"),
    "minutes": _("The conference is over; publish its minutes by %(until_at)s: %(title)s"),
    "moved": _("Conference %(number)s is your office's now: %(title)s"),
    "published": _("Minutes of conference %(number)s are published: %(title)s"),
    "cancelled": _("Conference %(number)s is called off: %(title)s"),
    "closed": _("All items of conference %(number)s are done; it is closed: %(title)s"),
}
kinds.register(*(kinds.NoticeKind(f"conference.{code}", text) for code, text in SENTENCES.items()))


def tell_step(conference_id: int, version: int, step: str, now: datetime) -> None:
    """Notices of one act, once: a job that runs twice finds it told."""
    if step == "called":
        tell_called(conference_id, now)
        return
    with transaction.atomic():
        free = Conference.objects.filter(pk=conference_id, told_version__lt=version)
        if not free.update(told_version=version):
            return
        found = Conference.objects.select_related("office").get(pk=conference_id)
        if step in {"published", "cancelled"}:
            _tell(found, step, [*_units(found, _present(found), now), *_chair(found, now)], now)
        else:  # drafted, moved, closed
            _tell(found, step, _office(found, now), now)


def tell_called(conference_id: int, now: datetime) -> None:
    """Each unit once for each time it is called; also one that was invited afterwards."""
    with transaction.atomic():
        found = Conference.objects.select_related("office").get(pk=conference_id)
        if found.state != State.CALLED:
            return
        untold = Q(told_at=None) | Q(told_at__lt=F("conference__called_at"))
        rows = list(_present(found).filter(untold))
        fresh = [one for one in rows if _claim(one, now)]
        if fresh:
            code = "written" if found.in_writing else "called"
            _tell(found, code, [*_units(found, fresh, now), *_chair(found, now)], now)


def tell_soon(conference: Conference, now: datetime) -> None:
    """A day before: in writing only those who have not written."""
    rows = [one for one in _present(conference) if one.owes or not conference.in_writing]
    code = "write" if conference.in_writing else "soon"
    _tell(conference, code, _units(conference, rows, now), now)


def tell_late(conference: Conference, now: datetime) -> None:
    """A draft nobody called; or the time is over: silent units write, the office owes minutes."""
    if conference.state == State.DRAFT:
        _tell(conference, "overdue", _office(conference, now), now)
        return
    if conference.in_writing:
        silent = [one for one in _present(conference) if one.owes]
        _tell(conference, "silent", _units(conference, silent, now), now)
    _tell(conference, "minutes", _office(conference, now), now, conference.minutes_by)


def _claim(participant: Participant, now: datetime) -> bool:
    rows = Participant.objects.filter(pk=participant.pk, told_at=participant.told_at)
    return bool(rows.update(told_at=now))


def _present(conference: Conference) -> Any:
    rows = Participant.objects.filter(conference=conference, left_at=None)
    return rows.select_related("department").order_by("pk")


def _units(conference: Conference, rows: Iterable[Participant], now: datetime) -> list[int]:
    """The person named for a unit, and its liaisons; handlers where it has none."""
    found: list[int] = []
    for one in rows:
        if one.official_id:
            found += users_of_official(one.official_id, day=today(now))
        ids = [one.department.merged_into_id or one.department_id]
        heads = users_with_role(Role.LIAISON, day=today(now), department_ids=ids)
        found += heads or users_with_role(Role.HANDLER, day=today(now), department_ids=ids)
    return found


def _chair(conference: Conference, now: datetime) -> list[int]:
    return users_of_official(conference.chair_id, day=today(now)) if conference.chair_id else []


def _office(conference: Conference, now: datetime) -> list[int]:
    path = conference.office.path
    return users_with_role(Role.COORDINATOR, day=today(now), region_path=path)


def _tell(
    conference: Conference,
    code: str,
    users: Iterable[int],
    now: datetime,
    until: datetime | None = None,
) -> None:
    until = until or conference.meets_at or conference.due_at
    facts = {
        "number": conference.number,
        "title": conference.title,
        "until_at": until.isoformat() if until else "",
    }
    link = f"/conferences/{conference.number}/"
    services.tell(None, users, f"conference.{code}", facts, link, now)
