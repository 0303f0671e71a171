"""All writes to cases: permission, plan, rows and entries, signal, in one transaction each."""

from .applying import apply_for, follow, grant, refuse, unpark
from .climbing import climb, nudge
from .closing import (
    appeal,
    decline,
    give_verdict,
    hurry,
    lapse,
    recount,
    remind,
    withdraw,
)
from .drafts import discard_draft, forget_old, save_draft
from .handling import (
    accept,
    answer,
    ask,
    assign,
    contact,
    make_plan,
    opine,
    reply,
    resume,
    return_answer,
    sign,
    submit,
)
from .handover import hand_over
from .intake import add_note, confirm, dispatch, name_lead, report, solve, sort
from .levels import add_co, hand_down, release_co
from .objecting import designate, hear, object_to, unheard
from .precedents import withdraw_precedent

__all__ = [
    "accept",
    "add_co",
    "add_note",
    "answer",
    "appeal",
    "apply_for",
    "ask",
    "assign",
    "climb",
    "confirm",
    "contact",
    "decline",
    "designate",
    "discard_draft",
    "dispatch",
    "follow",
    "forget_old",
    "give_verdict",
    "grant",
    "hand_down",
    "hand_over",
    "hear",
    "hurry",
    "lapse",
    "make_plan",
    "name_lead",
    "nudge",
    "object_to",
    "opine",
    "recount",
    "refuse",
    "release_co",
    "remind",
    "reply",
    "report",
    "resume",
    "return_answer",
    "save_draft",
    "sign",
    "solve",
    "sort",
    "submit",
    "unheard",
    "unpark",
    "withdraw",
    "withdraw_precedent",
]
