"""Who may do what with a conference: pure questions, asked by services and buttons alike."""

from datetime import datetime

from weiqitong.cases.dossier import led_by
from weiqitong.core.actor import Actor, Role

from .enums import BEFORE_MINUTES, State
from .models import Conference, Participant
from .querysets import OFFICES, UNITS

READERS = tuple(sorted(OFFICES | UNITS | {Role.INSPECTOR}))


def can_begin(actor: Actor) -> bool:
    """An office prepares conferences."""
    return actor.role == Role.COORDINATOR and actor.region_id is not None


def is_office(actor: Actor, conference: Conference) -> bool:
    """The office that calls it; not one above it."""
    return actor.role == Role.COORDINATOR and actor.region_id == conference.office_id


def can_prepare(actor: Actor, conference: Conference) -> bool:
    """Agenda, units, day: until the minutes are published."""
    return is_office(actor, conference) and conference.state in BEFORE_MINUTES


def can_publish(actor: Actor, conference: Conference, now: datetime, all_said: bool) -> bool:
    """The minutes, once it has met; in writing also as soon as every unit has written."""
    if not is_office(actor, conference) or conference.state != State.CALLED:
        return False
    met = conference.meets_at is not None and conference.meets_at <= now
    return met or (conference.in_writing and all_said)


def can_close(actor: Actor, conference: Conference) -> bool:
    """Before its items are all done, with a reason."""
    return is_office(actor, conference) and conference.state == State.HELD


def speaks_for(actor: Actor, participant: Participant) -> bool:
    """The unit, the one it was merged into, or the person named for it."""
    if actor.role not in UNITS or participant.left_at is not None:
        return False
    named = participant.official_id in actor.officials
    unit = participant.department
    return named or led_by(actor, unit) or led_by(actor, unit.merged_into)


def can_say(actor: Actor, conference: Conference, participant: Participant) -> bool:
    """A statement, or who comes: until the minutes are published, as often as it changes."""
    return conference.state == State.CALLED and speaks_for(actor, participant)
