"""Who somebody is to a case: its enterprise, desk or lead, one who helps, signs or reported it."""

from weiqitong.core.actor import Actor, Role

from ..dossier import Dossier, led_by
from ..enums import Channel, TurnKind
from ..models import Case

WORKERS = frozenset({Role.LIAISON, Role.HANDLER})
LEADS_WORK = WORKERS | {Role.SPECIALIST}  # who may be named to handle a case
INSIDERS = WORKERS | {Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.SPECIALIST}


def is_enterprise(actor: Actor, case: Case) -> bool:
    """One of the client's own people, acting as such."""
    return actor.role == Role.CONTACT and case.client_id in actor.client_ids


def is_desk(actor: Actor, case: Case) -> bool:
    """The office on whose desk the case lies; not one above it."""
    return actor.role == Role.COORDINATOR and actor.region_id == case.desk_id


def instead_of_desk(actor: Actor, case: Case) -> bool:
    """The leader in charge, where the enterprise complains: of the office itself, it may be."""
    in_charge = actor.role in {Role.LEADER, Role.SECRETARY}
    return case.complains and in_charge and actor.region_id == case.desk_id


def holds_desk(actor: Actor, case: Case) -> bool:
    """Whose turn it is, of offices and leaders in charge."""
    if case.turn_kind == TurnKind.LEADER:
        in_charge = actor.role in {Role.LEADER, Role.SECRETARY}
        return in_charge and actor.region_id == case.turn_id
    return case.turn_kind == TurnKind.OFFICE and is_desk(actor, case)


def is_lead(actor: Actor, dossier: Dossier) -> bool:
    """The unit that leads, the section or person it passed the case on to, or the specialist who
    leads.
    """
    case = dossier.case
    if actor.role == Role.SPECIALIST:
        return case.handler_id in actor.officials
    return actor.role in WORKERS and (led_by(actor, case.section) or led_by(actor, case.lead))


def leads_now(actor: Actor, dossier: Dossier) -> bool:
    """The unit that leads, not a specialist who took the case on."""
    return actor.role in WORKERS and is_lead(actor, dossier)


def is_co(actor: Actor, dossier: Dossier) -> bool:
    return actor.role in WORKERS and dossier.co_of(actor.department_path) is not None


def is_signer(actor: Actor, dossier: Dossier) -> bool:
    case = dossier.case
    return (
        actor.role in WORKERS
        and case.turn_kind == TurnKind.SIGNER
        and case.turn_id in actor.officials
    )


def is_reporter(actor: Actor, dossier: Dossier) -> bool:
    """The specialist who reported it and may sort it at once."""
    case = dossier.case
    return (
        actor.role == Role.SPECIALIST
        and case.specialist_id in actor.officials
        and case.channel == Channel.SPECIALIST
    )


def is_complained_of(actor: Actor, case: Case) -> bool:
    """Whether the enterprise complains of this person, or of their unit or one above it."""
    if case.about_official_id is not None and case.about_official_id == actor.official_id:
        return True
    if case.about_unit is None or is_enterprise(actor, case):
        return False
    within = actor.department_path.startswith(case.about_unit.path)
    return within or actor.department_id == case.about_unit_id


def handlers_of(case: Case) -> frozenset[Role]:
    """In which roles people may be named to handle it: as a specialist, who serves one enterprise
    or three, nobody whose enterprise hides its name.
    """
    return WORKERS if case.is_hidden else LEADS_WORK


def can_see_internal(actor: Actor) -> bool:
    """Notes, time at each desk, opinions of co-handlers: for units and offices only."""
    return actor.role in INSIDERS or actor.role in {Role.INSPECTOR, Role.CALLER}
