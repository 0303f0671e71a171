"""Whose turn a case is and until when, as the first line under every title: one place for all
pages. No queries.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.selectors.calendars import work_calendar
from weiqitong.web.parts import Light, LightKind, Turn
from weiqitong.web.times import moment_words, until_words

from .. import permissions
from ..dossier import led_by
from ..enums import CLOSED, Rating, Status, TurnKind
from ..identity import client_words
from ..models import Case
from ..words import Names, leader_words, short_of, together

IN_CHARGE = frozenset({Role.LEADER, Role.SECRETARY})
# What is awaited in a state, whoever holds it.
WAITING = {
    Status.DISPATCHED: gettext_noop("to be signed for"),
    Status.OBJECTED: gettext_noop("objection pending"),
    Status.PARKED: gettext_noop("parked"),
}


def turn_of(case: Case, viewer: Actor, now: datetime, names: Names) -> Turn:
    """Light, who, until when. The case carries its region, desk, lead, section, handler, client;
    `names` knows signers.
    """
    status = Status(case.status)
    if status in CLOSED:
        return _closed(case, status, now)
    yours = is_yours(case, viewer)
    light = light_of(case, now)
    words = _words(case, viewer)
    until = _until(case, now)
    if yours:
        urgent = light.kind in {LightKind.RED, LightKind.YELLOW}
        shown = light if urgent else Light(LightKind.YOURS)
        if is_advisory(case) and not words:
            words = advisory_word()
        return Turn(shown, pgettext("whose turn", "You"), until, yours=True, words=words)
    return Turn(light, who_of(case, viewer, names), until, words=words)


def is_yours(case: Case, viewer: Actor) -> bool:
    """Whether the next step belongs to this person in the role that is active."""
    kind = case.turn_kind
    if kind == TurnKind.ENTERPRISE:
        return permissions.is_enterprise(viewer, case)
    if kind == TurnKind.OFFICE:
        return viewer.role == Role.COORDINATOR and viewer.region_id == case.turn_id
    if kind == TurnKind.LEADER:
        return viewer.role in IN_CHARGE and viewer.region_id == case.turn_id
    if kind == TurnKind.UNIT:
        if case.status == Status.OBJECTED:  # the unit asked is not the one that leads
            own = viewer.department_id == case.turn_id
        else:
            unit = case.section or case.lead
            own = unit is not None and unit.path == viewer.department_path
        return viewer.role in permissions.WORKERS and own
    if kind in {TurnKind.HANDLER, TurnKind.SIGNER}:
        insider = viewer.role in permissions.WORKERS | {Role.SPECIALIST}
        return insider and viewer.official_id is not None and viewer.official_id == case.turn_id
    return False


def is_at_unit(case: Case, viewer: Actor) -> bool:
    """Whether it lies with the viewer's unit or somebody in it, though not with the viewer."""
    return viewer.role in permissions.WORKERS and led_by(viewer, case.lead)


def light_of(case: Case, now: datetime) -> Light:
    """Green, yellow or red by the ruling clock; two bars while the enterprise is asked."""
    if case.turn_kind == TurnKind.ENTERPRISE:
        if case.status == Status.ANSWERED:
            return Light(LightKind.PAUSED, _("Awaiting verdict"))
        return Light(LightKind.PAUSED, _("Clock paused"))
    if case.due_at is None or case.yellow_at is None:
        return Light(LightKind.NONE)
    if is_advisory(case):
        return advisory_light(case.due_at, now)
    if now > case.due_at:
        return Light(LightKind.RED, overdue_words(case.due_at, now))
    if now >= case.yellow_at:
        return Light(LightKind.YELLOW, _soon(case.due_at, now))
    return Light(LightKind.GREEN)


def is_advisory(case: Case) -> bool:
    """Whether the limit of the answer is only proposed: a unit that is asked leads."""
    with_lead = case.turn_kind not in {TurnKind.OFFICE, TurnKind.LEADER}
    led = case.status in {Status.DISPATCHED, Status.IN_PROGRESS} and with_lead
    return led and case.lead is not None and case.lead.is_asked


def advisory_word() -> str:
    return _("Advisory limit")


def advisory_light(due: datetime, now: datetime) -> Light:
    """A ring with its word: a limit that is shown and never judged."""
    return Light(LightKind.NONE, _("Advisory limit over") if now > due else advisory_word())


def overdue_words(due: datetime, now: datetime) -> str:
    """超 7 天: working days begun after the day it was due, as the ladder counts them."""
    days = work_calendar().working_days_between(due, now)
    if days < 1:
        return _("Overdue")
    return ngettext("%(count)d day over", "%(count)d days over", days) % {"count": days}


def _soon(due: datetime, now: datetime) -> str:
    minutes = int((due - now).total_seconds()) // 60
    if minutes < 60:
        return ngettext("%(count)d min left", "%(count)d min left", minutes) % {"count": minutes}
    if clock.today(due) == clock.today(now):
        return _("Due today")
    return ""


def who_of(case: Case, viewer: Actor, names: Names) -> str:
    """Office, unit and person, or the enterprise. Outsiders see the unit, not who signs off."""
    kind = case.turn_kind
    if kind == TurnKind.OFFICE:
        return names.office(case.turn_id)
    if kind == TurnKind.LEADER:
        return leader_words(names.region(case.turn_id))
    if kind == TurnKind.ENTERPRISE:
        return client_words(case, viewer)
    unit = short_of(case.lead)
    if case.status == Status.OBJECTED:
        return names.unit(case.turn_id)
    inside = permissions.can_see_internal(viewer)
    if kind == TurnKind.SIGNER:
        return together(unit, names.official(case.turn_id)) if inside else unit
    section = short_of(case.section) if case.section_id and inside else ""
    if kind == TurnKind.HANDLER and case.handler:
        return together(unit, section, case.handler.person.name)
    return together(unit, section)


def _words(case: Case, viewer: Actor) -> str:
    """What is awaited, where the state alone says more than the light."""
    if case.outside:
        return _("with %(body)s") % {"body": case.outside}
    if case.status in WAITING:
        return _(WAITING[Status(case.status)])
    if case.parts_open is not None:
        return _parts_words(case)
    if case.turn_kind == TurnKind.SIGNER and permissions.can_see_internal(viewer):
        return _("in sign-off")
    if case.turn_kind == TurnKind.ENTERPRISE and case.status != Status.ANSWERED:
        return _("asked to add something")
    return ""


def _parts_words(case: Case) -> str:
    """What a split need waits for."""
    if case.parts_open == 0:
        return ""  # until when it is to be summed up says so already
    count = case.parts_open or 0
    return ngettext("waits for %(count)d part", "waits for %(count)d parts", count) % {
        "count": count
    }


def _until(case: Case, now: datetime) -> str:
    if case.turn_until is None:
        return ""
    until = {"until": until_words(case.turn_until, now)}
    if case.status == Status.REPORTED:
        return _("assign %(until)s") % until
    if case.status == Status.ANSWERED:
        return _("verdict %(until)s") % until
    if case.status == Status.PARKED:
        return _("next reply %(until)s") % until
    if case.status == Status.OBJECTED:
        asked = case.turn_kind == TurnKind.UNIT
        return (_("say so %(until)s") if asked else _("designate %(until)s")) % until
    if case.parts_open:
        return _("parts %(until)s") % until
    if case.parts_open == 0:
        return _("sum up %(until)s") % until
    if case.turn_kind in {TurnKind.OFFICE, TurnKind.LEADER}:
        return _("name another lead %(until)s") % until
    if case.turn_kind == TurnKind.ENTERPRISE:
        return _("reply %(until)s") % until
    return _("answer %(until)s") % until


def _closed(case: Case, status: Status, now: datetime) -> Turn:
    who = {
        Status.CONFIRMED: _("Confirmed by the enterprise"),
        Status.LAPSED: _("No verdict given"),
        Status.NOT_RECEIVABLE: _("Not receivable"),
        Status.FOUND: _("Concluded by a finding"),
        Status.WITHDRAWN: _("Withdrawn by the enterprise"),
    }[status]
    rating = ""
    if status == Status.CONFIRMED and case.verdict is None:
        who = _("Thanks received")
    elif status == Status.CONFIRMED and case.rating:
        rating = str(Rating(case.rating).label)
    if case.verdict is not None and status == Status.CONFIRMED:
        rating = "·".join(one for one in (rating, case.get_verdict_channel_display()) if one)
    ended = moment_words(case.closed_at, now) if case.closed_at else ""
    return Turn(Light(LightKind.CLOSED), who, ended, words=rating)
