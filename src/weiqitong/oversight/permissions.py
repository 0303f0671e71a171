"""Who may do what with a supervision order: pure questions, asked by services and buttons alike."""

from weiqitong.cases import permissions as cases
from weiqitong.cases.dossier import led_by
from weiqitong.core.actor import Actor, Role

from .models import Retaliation, Supervision

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
