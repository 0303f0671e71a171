"""Who looks behind a hidden name, calls an enterprise, reads letters and referrals."""

from weiqitong.core.actor import Actor, Role

from ..dossier import Dossier, led_by
from ..enums import Mode
from ..models import Dispatch
from .people import WORKERS, is_desk, is_enterprise


def may_look_behind(actor: Actor, dossier: Dossier) -> bool:
    """The office on whose desk it lies; of a sealed need that is the highest one."""
    return dossier.case.is_hidden and is_desk(actor, dossier.case)


def may_lower(actor: Actor, dossier: Dossier) -> bool:
    return dossier.case.is_hidden and is_enterprise(actor, dossier.case)


def may_call(actor: Actor, dossier: Dossier) -> bool:
    """A caller in reach whose unit neither led, co-handled, answered nor dispatched. Whom the
    caller serves is a matter of rows: the service asks for that.
    """
    outside = actor.department_id is None or actor.department_id not in dossier.hands
    case = dossier.case
    in_reach = actor.covers(case.region.path) and not case.is_hidden  # a caller would know who asks
    return actor.role == Role.CALLER and in_reach and outside


def reads_letter(actor: Actor, dossier: Dossier, dispatch: Dispatch) -> bool:
    """Of a case in sight: offices, and the unit that is asked."""
    if dispatch.mode != Mode.ASKED:
        return False
    asked = actor.role in WORKERS and led_by(actor, dispatch.department)
    return asked or actor.role == Role.COORDINATOR


def reads_referral(actor: Actor, unit_id: int | None) -> bool:
    """That something was referred: offices, leaders and the inspection; a unit of its own alone."""
    if actor.role in WORKERS:
        return actor.department_id == unit_id
    return actor.role in {Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.INSPECTOR}
