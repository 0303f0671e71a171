"""Who may do what with an order or a referral: pure questions, asked by services and buttons
alike.
"""

from datetime import datetime

from weiqitong.cases import permissions as cases
from weiqitong.cases.dossier import led_by
from weiqitong.core.actor import Actor, Role

from .models import Referral, Retaliation, Supervision

READERS = (
    Role.COORDINATOR,
    Role.LEADER,
    Role.SECRETARY,
    Role.INSPECTOR,
    Role.LIAISON,
    Role.HANDLER,
)


def can_reply(actor: Actor, order: Supervision) -> bool:
    """The unit it was given to, or the office; once."""
    if not order.is_open or order.replied_at is not None:
        return False
    if order.unit is not None:
        return actor.role in cases.WORKERS and led_by(actor, order.unit)
    return actor.role == Role.COORDINATOR and actor.region_id == order.region_id


def can_close(actor: Actor, order: Supervision) -> bool:
    """The office that gave it, once there is a reply or the case needs none any more."""
    ready = order.replied_at is not None or not order.case.is_open
    own = actor.role == Role.COORDINATOR and actor.region_id == order.office_id
    return order.is_open and ready and own


def can_report_retaliation(actor: Actor, client_id: int) -> bool:
    """The enterprise itself, and nobody on its behalf."""
    return actor.role == Role.CONTACT and client_id in actor.client_ids


def can_inspect(actor: Actor, report: Retaliation) -> bool:
    """Inspection in reach, while it is open. For whom the role is void is a matter of rows: scope
    and service ask for that.
    """
    return actor.role == Role.INSPECTOR and actor.covers(report.region.path) and report.is_open


def can_state(actor: Actor, referral: Referral) -> bool:
    """The unit it is about, or the office: once, until something is handed on."""
    if not referral.is_open or referral.stated_at is not None or referral.handed_at is not None:
        return False
    if referral.unit is not None:
        return actor.role in cases.WORKERS and led_by(actor, referral.unit)
    return actor.role == Role.COORDINATOR and actor.region_id == referral.region_id


def oversees(actor: Actor, referral: Referral) -> bool:
    """A person of the office that decides, or of the inspection above it; never of the unit
    itself.
    """
    if actor.official_id is None or actor.official_id == referral.official_id:
        return False
    if actor.department_id is not None and actor.department_id == referral.unit_id:
        return False
    if actor.role == Role.INSPECTOR:
        return actor.covers(referral.office.path)
    return actor.role == Role.COORDINATOR and actor.region_id == referral.office_id


def can_hand_on(actor: Actor, referral: Referral, now: datetime) -> bool:
    """Once, after the unit's statement or when its time is over."""
    ready = referral.is_open and referral.handed_at is None and not referral.awaits_statement(now)
    return ready and oversees(actor, referral)


def can_record_return(actor: Actor, referral: Referral) -> bool:
    handed = referral.handed_at is not None and referral.returned_at is None
    return referral.is_open and handed and oversees(actor, referral)


def can_close_referral(actor: Actor, referral: Referral, now: datetime) -> bool:
    """With what came back; or without handing anything on, once the unit has had its say."""
    done = referral.returned_at is not None
    return (done and referral.is_open and oversees(actor, referral)) or can_hand_on(
        actor, referral, now
    )
