"""Who may do what with a task force: pure questions, asked by services and pages alike."""

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.paths import upwards

from .models import TaskForce
from .querysets import OFFICES, UNITS

READERS = (*OFFICES, *UNITS)


def may_begin(actor: Actor) -> bool:
    """An office, for its own region."""
    return actor.role == Role.COORDINATOR and actor.region_id is not None


def may_change(actor: Actor, force: TaskForce) -> bool:
    """The office that made it, while it stands."""
    own = actor.role == Role.COORDINATOR and actor.region_id == force.region_id
    return own and force.ended_at is None


def may_join(force_region: str, unit_region: str) -> bool:
    """People of the region's own units, of those below it, and of those above: a city's bureau sits
    in the task force of a county's project.
    """
    return unit_region.startswith(force_region) or unit_region in upwards(force_region)
