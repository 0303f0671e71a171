"""All writes of instructions, by subject."""

from .delegating import delegate, withdraw
from .instructing import close, close_settled, enter

__all__ = ["close", "close_settled", "delegate", "enter", "withdraw"]
