"""Work behind instructions: notices, and the end once all its items are settled."""

from datetime import datetime

from weiqitong.core.actor import system
from weiqitong.jobs.define import job

from . import services, telling


@job("instructions.close_settled")
def close_settled(instruction_id: int, now: datetime) -> str:
    """The number of the instruction that this closed, or nothing."""
    row = services.close_settled(system(), instruction_id, now)
    return row.number if row else ""


@job("instructions.entered")
def tell_of_entering(instruction_id: int, now: datetime) -> None:
    """The leader hears of what was entered for them."""
    telling.tell_entered(instruction_id, now)


@job("instructions.closed")
def tell_of_closing(instruction_id: int, now: datetime) -> None:
    """Leader and secretary hear that it is closed."""
    telling.tell_closed(instruction_id, now)


@job("instructions.delegation")
def tell_of_delegation(delegation_id: int, now: datetime) -> None:
    """Leader and secretary hear of the delegation."""
    telling.tell_delegation(delegation_id, now)
