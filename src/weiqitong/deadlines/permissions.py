"""Who may load a year of the working calendar."""

from weiqitong.core.actor import Actor, Role
from weiqitong.rules.permissions import of_whole_city


def can_load_calendar(actor: Actor) -> bool:
    return actor.is_(Role.SYSTEM) or (actor.is_(Role.ADMINISTRATOR) and of_whole_city(actor))
