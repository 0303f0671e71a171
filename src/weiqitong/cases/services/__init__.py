"""All writes to cases: permission, plan, rows and entries, signal, in one transaction each."""

from .closing import (
    appeal,
    decline,
    give_verdict,
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

__all__ = [
    "accept",
    "add_note",
    "answer",
    "appeal",
    "ask",
    "assign",
    "confirm",
    "contact",
    "decline",
    "discard_draft",
    "dispatch",
    "forget_old",
    "give_verdict",
    "hand_over",
    "lapse",
    "make_plan",
    "name_lead",
    "opine",
    "recount",
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
    "withdraw",
]
