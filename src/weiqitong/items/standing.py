"""For which leaders a person may act today: asked of the apps above, once per request."""

from datetime import datetime

from weiqitong.core import registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today


def leaders_of(actor: Actor, now: datetime) -> frozenset[int]:
    """Ids of officials; no query but for a leader's secretary."""
    if actor.role != Role.SECRETARY:
        return frozenset()
    day = today(now)
    return frozenset(pk for _name, of in registry.mandates for pk in of(actor, day))
