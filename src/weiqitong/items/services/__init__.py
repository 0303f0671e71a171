"""All writes of items, by subject. Items are given by the apps above: `plan.plan_give` in their own
changes, then `announce`.
"""

from .acting import accept, announce, drop, move, report, send_back
from .leaving import hand_over
from .reminding import remind

__all__ = [
    "accept",
    "announce",
    "drop",
    "hand_over",
    "move",
    "remind",
    "report",
    "send_back",
]
