"""Who signs, returns, judges and moves what a unit handles."""

from weiqitong.core.actor import Actor, Role

from ..dossier import Dossier, led_by
from ..enums import TurnKind
from .people import WORKERS, is_desk, is_enterprise, is_lead, is_signer


def may_sign(actor: Actor, dossier: Dossier) -> bool:
    """Whoever was chosen; else one who stands in for them, or acts for the whole unit.

    Never the author, and nobody twice: two sign-offs are two people.
    """
    case, answer = dossier.case, dossier.pending
    if answer is None or actor.official_id is None or case.turn_kind != TurnKind.SIGNER:
        return False
    if actor.role in WORKERS and case.turn_id == actor.official_id:
        return True
    heads = actor.role == Role.LIAISON and case.lead and actor.department_path == case.lead.path
    instead = is_signer(actor, dossier) or bool(heads)
    return instead and actor.official_id not in {answer.author_id, *answer.signers}


def may_return(actor: Actor, dossier: Dossier) -> bool:
    """Whoever may sign; and the author's side, which may take it back until it is signed."""
    return may_sign(actor, dossier) or is_lead(actor, dossier)


def may_judge(actor: Actor, dossier: Dossier) -> bool:
    """The enterprise, but nobody who had a part in the answer, whatever other roles they hold."""
    case = dossier.case
    officials = {case.handler_id, case.specialist_id}
    for answer in dossier.answers:
        officials |= {answer.author_id, *answer.signers}
    units = {case.lead_id, case.section_id} | {a.department_id for a in dossier.answers}
    if actor.official_id is not None and actor.official_id in officials:
        return False
    if actor.department_id is not None and actor.department_id in units:
        return False
    return is_enterprise(actor, case)


def moves(actor: Actor, dossier: Dossier) -> bool:
    """Its desk, to another unit; the liaison of the lead, within the unit."""
    acts_for = actor.role == Role.LIAISON and led_by(actor, dossier.case.lead)
    return is_desk(actor, dossier.case) or acts_for
