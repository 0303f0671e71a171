"""Who may do what with instructions and delegations: pure questions, asked by services and buttons
alike.
"""

from datetime import date

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Region

from .models import Delegation, Instruction
from .querysets import OFFICES, WRITERS


def may_write(actor: Actor) -> bool:
    """Leaders, and secretaries with a delegation that holds (asked by the service)."""
    return actor.role in WRITERS and actor.official_id is not None and actor.region_id is not None


def acts_under(actor: Actor, delegation: Delegation, day: date) -> bool:
    """Whether this secretary may act by this delegation today."""
    own = actor.role == Role.SECRETARY and delegation.secretary_id == actor.official_id
    return own and delegation.region_id == actor.region_id and delegation.holds_on(day)


def can_close(actor: Actor, instruction: Instruction, leaders: frozenset[int]) -> bool:
    """The leader who gave it, or whoever may act for that leader."""
    if not instruction.is_open:
        return False
    if actor.role == Role.LEADER:
        return instruction.leader_id in actor.officials
    return actor.role == Role.SECRETARY and instruction.leader_id in leaders


def can_take_report(actor: Actor) -> bool:
    """The paper names what every unit reported: it is the office's, not each unit's."""
    return actor.role in OFFICES


def can_delegate(actor: Actor, leader_id: int, region: Region) -> bool:
    """The leader, for the own person; the administrator in whose reach the leader leads."""
    if actor.role == Role.LEADER:
        return actor.official_id == leader_id and actor.region_id == region.pk
    return actor.role == Role.ADMINISTRATOR and actor.covers(region.path)


def can_withdraw(actor: Actor, delegation: Delegation, day: date) -> bool:
    """The leader, the administrator in reach, and the secretary, who may lay it down; while there
    is something to take back.
    """
    if delegation.withdrawn_at is not None or delegation.valid_to < day:
        return False
    if actor.role == Role.SECRETARY:
        return actor.official_id == delegation.secretary_id
    return can_delegate(actor, delegation.leader_id, delegation.region)
