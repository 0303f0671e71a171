"""Who decides what a lead objects or applies for, names another, or brings a case up the ladder."""

from weiqitong.core.actor import Actor, Role

from ..dossier import Dossier, led_by
from ..enums import TurnKind
from ..models import Precedent
from ..plans.applying import needed
from .people import WORKERS, holds_desk, instead_of_desk, is_desk

COUNTY = 3  # slashes in the path of a county: "/370700/370704/"; a city's has fewer


def names_lead(actor: Actor, dossier: Dossier) -> bool:
    """After a "no": the office one level up; at the top the leader in charge, or the secretary."""
    case = dossier.case
    return case.parts_open is None and holds_desk(actor, case)


def hands_down(actor: Actor, dossier: Dossier) -> bool:
    """The office whose turn it is to assign it or to name another lead."""
    case = dossier.case
    return case.turn_kind == TurnKind.OFFICE and is_desk(actor, case)


def is_heard(actor: Actor, dossier: Dossier) -> bool:
    """The unit an objection proposes, while it is asked."""
    heard = dossier.heard
    return actor.role in WORKERS and heard is not None and led_by(actor, heard.department)


def designates(actor: Actor, dossier: Dossier) -> bool:
    """The office; the leader in charge where its turn went to them."""
    return is_desk(actor, dossier.case) or holds_desk(actor, dossier.case)


def decides(actor: Actor, dossier: Dossier) -> bool:
    """What the lead applied for: its desk; where two must agree, offices and leaders in reach, and
    nobody twice. Nobody of the lead's own unit.
    """
    application, case = dossier.applied, dossier.case
    if application is None or actor.department_id in {case.lead_id, case.section_id}:
        return False
    if needed(application.kind) == 1:
        return is_desk(actor, case) or instead_of_desk(actor, case)
    # Nor in the place of one who has agreed: two findings are two people's own.
    if actor.official_id is None or not actor.officials.isdisjoint(application.findings):
        return False
    reach = actor.covers(case.region.path) or actor.covers(case.desk.path)
    return actor.role in {Role.COORDINATOR, Role.LEADER, Role.SECRETARY} and reach


def nudges(actor: Actor, dossier: Dossier) -> bool:
    """An office in reach whose own turn it is not; the enterprise is reminded, never nudged."""
    case = dossier.case
    if case.turn_kind in {TurnKind.ENTERPRISE, TurnKind.NOBODY}:
        return False
    own = case.turn_kind == TurnKind.OFFICE and case.turn_id == actor.region_id
    reach = actor.covers(case.region.path) or is_desk(actor, case)
    return actor.role == Role.COORDINATOR and reach and not own


def supervises(actor: Actor, dossier: Dossier) -> bool:
    """An office of county level or above, where it may nudge at all."""
    return actor.region_path.count("/") <= COUNTY and nudges(actor, dossier)


def confers(actor: Actor, dossier: Dossier) -> bool:
    """An office in reach calls conferences, also on what lies on its own desk."""
    case = dossier.case
    reach = actor.covers(case.region.path) or is_desk(actor, case)
    return actor.role == Role.COORDINATOR and reach


def instructs(actor: Actor, dossier: Dossier) -> bool:
    """A leader in reach, or the leader's secretary: whether a delegation lets them, the app of
    instructions asks.
    """
    case = dossier.case
    in_reach = actor.covers(case.region.path) or actor.covers(case.desk.path)
    return actor.role in {Role.LEADER, Role.SECRETARY} and in_reach


def may_withdraw_precedent(actor: Actor, precedent: Precedent) -> bool:
    """The office of the region that made it."""
    return actor.role == Role.COORDINATOR and actor.region_id == precedent.region_id
