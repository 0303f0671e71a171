"""Who may change the city's facts: the administrator all, the coordinator what lies in reach."""

from weiqitong.core.actor import Actor, Role

from .models import Client, Department, Official, Region

NOWHERE = "-"  # no path begins with it


def reach(actor: Actor) -> str:
    """The path below which the actor may change things; "" is everywhere."""
    if actor.is_(Role.SYSTEM):
        return ""
    if actor.is_(Role.ADMINISTRATOR):
        # The first administrator is appointed before there is any region to be appointed over.
        return actor.region_path
    return actor.region_path or NOWHERE if actor.is_(Role.COORDINATOR) else NOWHERE


def _reaches(actor: Actor, path: str) -> bool:
    return path.startswith(reach(actor))


def can_import(actor: Actor) -> bool:
    return reach(actor) != NOWHERE


def can_add(actor: Actor) -> bool:
    """Whether there is anywhere the actor may add a client, an official or a department."""
    return reach(actor) != NOWHERE


def can_change_region(actor: Actor, region: Region) -> bool:
    return actor.is_(Role.ADMINISTRATOR, Role.SYSTEM) and _reaches(actor, region.path)


def can_add_in(actor: Actor, region: Region) -> bool:
    return _reaches(actor, region.path)


def can_change_department(actor: Actor, department: Department) -> bool:
    return _reaches(actor, department.region.path)


def can_change_official(actor: Actor, official: Official) -> bool:
    return _reaches(actor, official.department.region.path)


def can_change_client(actor: Actor, client: Client) -> bool:
    return _reaches(actor, client.region.path)


def can_change_contacts(actor: Actor, client: Client) -> bool:
    """Besides the office: the client's specialist, who is in sight of it only while paired."""
    return can_change_client(actor, client) or actor.is_(Role.SPECIALIST)


def can_look(actor: Actor) -> bool:
    """Whether the actor may see a number behind its mask; the look goes on record."""
    return actor.is_(
        Role.SPECIALIST,
        Role.LIAISON,
        Role.HANDLER,
        Role.COORDINATOR,
        Role.LEADER,
        Role.SECRETARY,
        Role.CALLER,
        Role.ADMINISTRATOR,
    )
