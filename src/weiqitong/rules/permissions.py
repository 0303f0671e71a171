"""Who may see and change rules: the administrator and the coordinators of the whole city."""

from weiqitong.core.actor import Actor, Role


def of_whole_city(actor: Actor) -> bool:
    """A regional grant at the root of the tree: paths end in "/", the root's is one step long."""
    return actor.region_path.strip("/") != "" and "/" not in actor.region_path.strip("/")


def can_see_rules(actor: Actor) -> bool:
    return can_change_rules(actor) or actor.is_(Role.INSPECTOR, Role.LEADER)


def can_change_rules(actor: Actor) -> bool:
    return actor.is_(Role.SYSTEM) or (
        actor.is_(Role.ADMINISTRATOR, Role.COORDINATOR) and of_whole_city(actor)
    )
