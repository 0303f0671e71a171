"""What the phone's pages show beyond the desk's: the enterprise's own people and their specialist
read these, so nothing internal is in them.
"""

from .case import PhonePage, phone_page
from .lists import (
    awaits_word,
    closed_ones,
    enterprise_lines,
    open_and_closed,
    open_ones,
    own_cases,
)
from .people import Call, call_of, call_to, person_of
from .reported import received

__all__ = [
    "Call",
    "PhonePage",
    "awaits_word",
    "call_of",
    "call_to",
    "closed_ones",
    "enterprise_lines",
    "open_and_closed",
    "open_ones",
    "own_cases",
    "person_of",
    "phone_page",
    "received",
]
