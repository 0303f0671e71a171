"""All writes of the direct line."""

from ..pieces import Piece
from .keeping import hand_over, keep_line, open_line, recount, remind
from .making import make_case
from .moderating import hide, show
from .pasting import take_pasted
from .talking import post, reply, speak

__all__ = [
    "Piece",
    "hand_over",
    "hide",
    "keep_line",
    "make_case",
    "open_line",
    "post",
    "recount",
    "remind",
    "reply",
    "show",
    "speak",
    "take_pasted",
]
