"""All writes of conferences: permission, plan, rows and entries, in one transaction each."""

from .drafting import announce, draft, draft_on_rung
from .leaving import hand_over
from .minuting import close, close_if_done, publish
from .preparing import arrange, call, cancel, excuse, invite, put, take_off
from .reminding import remind
from .saying import say

__all__ = [
    "announce",
    "arrange",
    "call",
    "cancel",
    "close",
    "close_if_done",
    "draft",
    "draft_on_rung",
    "excuse",
    "hand_over",
    "invite",
    "publish",
    "put",
    "remind",
    "say",
    "take_off",
]
