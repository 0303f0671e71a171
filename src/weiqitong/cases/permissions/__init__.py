"""Who may take which step: pure questions about an actor and a dossier; services and buttons ask
the same ones.
"""

from .handling import may_judge, may_return, may_sign, moves
from .people import (
    INSIDERS,
    WORKERS,
    can_see_internal,
    handlers_of,
    is_co,
    is_desk,
    is_enterprise,
    is_lead,
    is_reporter,
    leads_now,
)
from .pool import (
    can_enter,
    can_report,
    links,
    may_merge,
    may_undo_batch,
    splits,
    sums_up,
    unlinks,
)
from .trust import may_call, may_look_behind, may_lower, reads_letter, reads_referral
from .turns import (
    confers,
    decides,
    designates,
    hands_down,
    instructs,
    is_heard,
    may_withdraw_precedent,
    names_lead,
    nudges,
    supervises,
)
from .who import WHO, can_take, open_to

__all__ = [
    "INSIDERS",
    "WHO",
    "WORKERS",
    "can_enter",
    "can_report",
    "can_see_internal",
    "can_take",
    "confers",
    "decides",
    "designates",
    "handlers_of",
    "hands_down",
    "instructs",
    "is_co",
    "is_desk",
    "is_enterprise",
    "is_heard",
    "is_lead",
    "is_reporter",
    "leads_now",
    "links",
    "may_call",
    "may_judge",
    "may_look_behind",
    "may_lower",
    "may_merge",
    "may_return",
    "may_sign",
    "may_undo_batch",
    "may_withdraw_precedent",
    "moves",
    "names_lead",
    "nudges",
    "open_to",
    "reads_letter",
    "reads_referral",
    "splits",
    "sums_up",
    "supervises",
    "unlinks",
]
