"""All writes of oversight, by subject."""

from .climbing import climb_clock, sweep
from .nudging import start_nudging
from .ordering import close_order, order_after_rejection, order_by_hand, reply_on_order
from .referring import close_referral, hand_on, record_return, state

__all__ = [
    "climb_clock",
    "close_order",
    "close_referral",
    "hand_on",
    "order_after_rejection",
    "order_by_hand",
    "record_return",
    "reply_on_order",
    "start_nudging",
    "state",
    "sweep",
]
