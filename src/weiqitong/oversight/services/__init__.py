"""All writes of oversight, by subject."""

from .climbing import climb_clock, sweep
from .inspecting import (
    add_to_report,
    conclude_report,
    note_on_report,
    reply_to_report,
    report_retaliation,
)
from .leaving import hand_over
from .nudging import start_nudging
from .ordering import close_order, order_after_rejection, order_by_hand, reply_on_order
from .referring import close_referral, hand_on, record_return, state

__all__ = [
    "add_to_report",
    "climb_clock",
    "close_order",
    "close_referral",
    "conclude_report",
    "hand_on",
    "hand_over",
    "note_on_report",
    "order_after_rejection",
    "order_by_hand",
    "record_return",
    "reply_on_order",
    "reply_to_report",
    "report_retaliation",
    "start_nudging",
    "state",
    "sweep",
]
