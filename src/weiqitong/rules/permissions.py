"""Who may see and change rules: the administrator and the coordinators of the whole city."""

from weiqitong.core.actor import Actor, Role


def of_whole_city(actor: Actor) -> bool:
    """A regional grant at the root of the tree: paths end in "/", the root's is one step long."""
    return actor.region_path.strip("/") != "" and "/" not in actor.region_path.strip("/")


# Who answers for the rules, and who looks after those who do.
READERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSPECTOR, Role.LEADER})


def can_change_rules(actor: Actor) -> bool:
    return actor.is_(Role.SYSTEM) or (
        actor.is_(Role.ADMINISTRATOR, Role.COORDINATOR) and of_whole_city(actor)
    )
