"""Who may look after the queue."""

from weiqitong.core.actor import Actor, Role


def can_manage_queue(actor: Actor) -> bool:
    return actor.is_(Role.ADMINISTRATOR, Role.SYSTEM)
