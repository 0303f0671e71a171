"""Who reports and enters needs, links and splits them; who merges units and undoes a batch."""

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Department

from ..dossier import Dossier
from ..enums import BatchKind
from ..models import Batch
from .people import holds_desk, is_desk


def can_report(actor: Actor, client_id: int, served: bool) -> bool:
    """The client's own people, the specialist who serves it, a partner for its members."""
    if actor.role == Role.CONTACT:
        return client_id in actor.client_ids
    if actor.role == Role.PARTNER:
        return client_id in actor.client_ids  # its members of today
    return actor.role == Role.SPECIALIST and served


def can_enter(actor: Actor, region_path: str) -> bool:
    """An office, for the enterprises of its region: what came by letter, visit or hotline."""
    return actor.role == Role.COORDINATOR and actor.covers(region_path)


def links(actor: Actor, dossier: Dossier) -> bool:
    """The office whose desk it is, or one above it."""
    desk = dossier.case.desk
    return actor.role == Role.COORDINATOR and (
        actor.region_id == desk.pk or actor.covers(desk.path)
    )


def unlinks(actor: Actor, dossier: Dossier) -> bool:
    return dossier.case.master_id is not None and links(actor, dossier)


def splits(actor: Actor, dossier: Dossier) -> bool:
    """The office whose desk it is; a part is never split."""
    return dossier.case.parent_id is None and is_desk(actor, dossier.case)


def sums_up(actor: Actor, dossier: Dossier) -> bool:
    """The office of a split need, once all its parts are closed."""
    return dossier.case.parts_open == 0 and holds_desk(actor, dossier.case)


def may_merge(actor: Actor, unit: Department, target: Department) -> bool:
    """The administrator of a region in which both lie."""
    if actor.role != Role.ADMINISTRATOR:
        return False
    reach = actor.region_path
    return unit.region.path.startswith(reach) and target.region.path.startswith(reach)


def may_undo_batch(actor: Actor, batch: Batch) -> bool:
    """Whoever sits where it was asked: the same office, unit, or an administrator in reach."""
    grant = batch.grant
    if str(actor.role) != grant.get("role"):
        return False
    if batch.kind == BatchKind.MERGE:
        return batch.unit is not None and batch.unit.region.path.startswith(actor.region_path)
    if actor.role == Role.COORDINATOR:
        return actor.region_id == batch.region_id
    return bool(actor.department_id == grant.get("department_id"))
