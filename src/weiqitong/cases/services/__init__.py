"""All writes to cases: permission, plan, rows and entries, signal, in one transaction each."""

from .applying import apply_for, follow, grant, refuse, unpark
from .calling import record_call, wait_for_calls, wait_or_lapse
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
from .conferring import conclude, confer, settle
from .confiding import look_behind, lower, release
from .drafts import discard_draft, forget_old, save_draft
from .entry import enter
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
from .instructing import instruct_on
from .intake import add_note, confirm, dispatch, name_lead, report, solve, sort
from .levels import add_co, hand_down, release_co
from .linking import answer_alike, link, unlink
from .messages import take_message
from .objecting import designate, hear, object_to, unheard
from .precedents import withdraw_precedent
from .splitting import split, sum_up

__all__ = [
    "accept",
    "add_co",
    "add_note",
    "answer",
    "answer_alike",
    "appeal",
    "apply_for",
    "ask",
    "assign",
    "climb",
    "conclude",
    "confer",
    "confirm",
    "contact",
    "decline",
    "designate",
    "discard_draft",
    "dispatch",
    "enter",
    "follow",
    "forget_old",
    "give_verdict",
    "grant",
    "hand_down",
    "hand_over",
    "hear",
    "hurry",
    "instruct_on",
    "lapse",
    "link",
    "look_behind",
    "lower",
    "make_plan",
    "name_lead",
    "nudge",
    "object_to",
    "opine",
    "record_call",
    "recount",
    "refuse",
    "release",
    "release_co",
    "remind",
    "reply",
    "report",
    "resume",
    "return_answer",
    "save_draft",
    "settle",
    "sign",
    "solve",
    "sort",
    "split",
    "submit",
    "sum_up",
    "take_message",
    "unheard",
    "unlink",
    "unpark",
    "wait_for_calls",
    "wait_or_lapse",
    "withdraw",
    "withdraw_precedent",
]
