"""The life of a case as one readable table. Pure: no database, no request, no time."""

from django.utils.translation import gettext as _

from weiqitong.core.errors import WrongStep

from .enums import CLOSED, OPEN, Action, Status, TurnKind

S, A = Status, Action

TRANSITIONS: dict[tuple[Status, Action], Status] = {
    # The office's desk
    (S.REPORTED, A.CONFIRM): S.REPORTED,
    (S.REPORTED, A.SORT): S.REPORTED,
    (S.REPORTED, A.SOLVE): S.ANSWERED,
    (S.REPORTED, A.DISPATCH): S.DISPATCHED,
    (S.REPORTED, A.DECLINE): S.NOT_RECEIVABLE,
    (S.REPORTED, A.HAND_DOWN): S.REPORTED,
    (S.NOT_RECEIVABLE, A.APPEAL): S.REPORTED,
    # The lead
    (S.DISPATCHED, A.CONFIRM): S.DISPATCHED,
    (S.DISPATCHED, A.ACCEPT): S.IN_PROGRESS,
    (S.DISPATCHED, A.OBJECT): S.OBJECTED,
    (S.OBJECTED, A.HEAR): S.OBJECTED,
    (S.OBJECTED, A.UNHEARD): S.OBJECTED,
    (S.OBJECTED, A.DESIGNATE): S.DISPATCHED,
    (S.IN_PROGRESS, A.CONFIRM): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.ASSIGN): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.CONTACT): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.PLAN): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.ASK): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.REPLY): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.RESUME): S.IN_PROGRESS,
    (S.DISPATCHED, A.OPINE): S.DISPATCHED,
    (S.IN_PROGRESS, A.OPINE): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.SUBMIT): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.SIGN): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.RETURN): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.ANSWER): S.ANSWERED,
    # What the lead applies for; a grant brings its effect with it
    (S.IN_PROGRESS, A.APPLY): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.GRANT): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.REFUSE): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.EXTEND): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.PARK): S.PARKED,
    (S.PARKED, A.FOLLOW): S.PARKED,
    (S.PARKED, A.UNPARK): S.IN_PROGRESS,
    (S.PARKED, A.ANSWER): S.ANSWERED,
    (S.IN_PROGRESS, A.FIND): S.FOUND,
    (S.FOUND, A.APPEAL): S.REPORTED,
    # One level up after a "no", or after the lead is gone: the office names another lead
    (S.IN_PROGRESS, A.NAME): S.DISPATCHED,
    # Another level is needed, or nearer to the enterprise
    (S.IN_PROGRESS, A.ESCALATE): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.HAND_DOWN): S.IN_PROGRESS,
    # Who else has a part, while somebody leads
    (S.DISPATCHED, A.CO_ADD): S.DISPATCHED,
    (S.IN_PROGRESS, A.CO_ADD): S.IN_PROGRESS,
    (S.DISPATCHED, A.CO_RELEASE): S.DISPATCHED,
    (S.IN_PROGRESS, A.CO_RELEASE): S.IN_PROGRESS,
    # The enterprise's word
    (S.ANSWERED, A.CONFIRM): S.ANSWERED,
    (S.ANSWERED, A.REMIND): S.ANSWERED,
    (S.IN_PROGRESS, A.REMIND): S.IN_PROGRESS,
    (S.ANSWERED, A.ACCEPT_ANSWER): S.CONFIRMED,
    (S.ANSWERED, A.REJECT_ANSWER): S.IN_PROGRESS,
    (S.ANSWERED, A.LAPSE): S.LAPSED,
    (S.LAPSED, A.ACCEPT_ANSWER): S.CONFIRMED,
    (S.LAPSED, A.REJECT_ANSWER): S.IN_PROGRESS,
    # The enterprise is asked by phone; also whether anybody pushed it to withdraw
    (S.ANSWERED, A.CALL): S.ANSWERED,
    (S.ANSWERED, A.WAIT): S.ANSWERED,
    (S.WITHDRAWN, A.CALL): S.WITHDRAWN,
    # From any open state
    **{(status, A.HURRY): status for status in OPEN - {S.ANSWERED}},
    **{(status, A.WITHDRAW): S.WITHDRAWN for status in OPEN},
    # What moves people: state and turn stay
    **{(status, A.NUDGE): status for status in OPEN - {S.ANSWERED}},
    **{(status, A.RUNG): status for status in OPEN},
    # A conference on it: whoever has the next step keeps it
    **{(status, A.CONFER): status for status in OPEN},
    **{(status, A.CONCLUDE): status for status in OPEN},
    **{(status, A.INSTRUCT): status for status in OPEN},
    # Who asks is hidden; once it is closed, nobody needs to look any more
    **{(status, A.LOOK): status for status in OPEN},
    **{(status, A.RELEASE): status for status in OPEN},
    **{(status, A.LOWER): status for status in OPEN},
    # Nobody is left where the next step lay: it moves on within the unit or up, else to the office
    **{(status, A.HAND_OVER): status for status in OPEN - {S.ANSWERED}},
    (S.DISPATCHED, A.TAKE_BACK): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.TAKE_BACK): S.IN_PROGRESS,
    # Another unit or person of the same standing goes on; the clocks run on
    **{(status, A.MOVE): status for status in OPEN - {S.REPORTED, S.ANSWERED}},
    (S.DISPATCHED, A.UNDO): S.REPORTED,
    # A calendar that arrives moves due times, nothing else
    **{(status, A.RECOUNT): status for status in OPEN},
    # A need split into parts waits for them at the office, which answers when all are closed
    (S.REPORTED, A.SPLIT): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.PART): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.SUM_UP): S.ANSWERED,
    # What belongs together is linked and goes its own way all the same
    **{(status, A.LINK): status for status in S},
    **{(status, A.UNLINK): status for status in S},
    # Internal notes move nothing
    **{(status, A.NOTE): status for status in S},
}
FINAL = CLOSED - {S.LAPSED, S.NOT_RECEIVABLE, S.FOUND}  # no road leads out but a note

LEAD_TURNS = frozenset({TurnKind.UNIT, TurnKind.HANDLER})
LED_TURNS = LEAD_TURNS | {TurnKind.SIGNER, TurnKind.ENTERPRISE}  # somebody leads meanwhile
# Whose turn it must be for a step where the state alone does not tell.
TURNS: dict[Action, frozenset[TurnKind]] = {
    A.ASSIGN: LEAD_TURNS,
    A.CONTACT: LEAD_TURNS,
    A.PLAN: LEAD_TURNS,
    A.ASK: LEAD_TURNS,
    A.SUBMIT: LEAD_TURNS,
    A.APPLY: LEAD_TURNS | {TurnKind.ENTERPRISE},
    A.FOLLOW: LEAD_TURNS,
    A.UNPARK: LEAD_TURNS,
    A.HEAR: frozenset({TurnKind.UNIT}),
    A.UNHEARD: frozenset({TurnKind.UNIT}),
    A.DESIGNATE: frozenset({TurnKind.OFFICE, TurnKind.LEADER}),
    A.REPLY: frozenset({TurnKind.ENTERPRISE}),
    A.RESUME: frozenset({TurnKind.ENTERPRISE}),
    A.SIGN: frozenset({TurnKind.SIGNER}),
    A.RETURN: frozenset({TurnKind.SIGNER}),
    A.ANSWER: LEAD_TURNS,  # a signer's last signature hands the turn back before it goes out
    A.NAME: frozenset({TurnKind.OFFICE, TurnKind.LEADER}),
    A.TAKE_BACK: LEAD_TURNS | {TurnKind.SIGNER},
    A.PART: frozenset({TurnKind.OFFICE, TurnKind.LEADER}),
    A.SUM_UP: frozenset({TurnKind.OFFICE, TurnKind.LEADER}),
    A.UNDO: LEAD_TURNS,
    A.ESCALATE: LED_TURNS,
    A.HAND_DOWN: frozenset({TurnKind.OFFICE}),
    A.CO_ADD: LED_TURNS,
    A.CO_RELEASE: LED_TURNS,
}
# Acts of the product itself; no button leads to them.
AUTOMATIC = frozenset(
    {A.REMIND, A.LAPSE, A.WAIT, A.RECOUNT, A.UNHEARD, A.RUNG, A.HAND_OVER, A.TAKE_BACK}
)
# What a grant brings with it, or an act on a part to its parent, in the same transaction; no button
# leads to them either.
EFFECTS = frozenset({A.EXTEND, A.PARK, A.FIND, A.ESCALATE, A.PART})
# What only a batch does: a page of its own asks for them, no button of a case.
IN_BATCHES = frozenset({A.MOVE, A.UNDO})


def step(status: Status, action: Action, turn: TurnKind) -> Status:
    """The state after a step, or WrongStep."""
    allowed = TURNS.get(action)
    after = TRANSITIONS.get((status, action))
    if after is None or (allowed and turn not in allowed):
        raise WrongStep(
            _("This step is not open now: the case is “%(status)s”.") % {"status": status.label},
            status=status.value,
            action=action.value,
        )
    return after


def open_actions(status: Status, turn: TurnKind) -> list[Action]:
    """Steps the state allows, in the order of the table; who may take them is another question."""
    found = []
    for before, action in TRANSITIONS:
        allowed = TURNS.get(action)
        if before == status and (not allowed or turn in allowed):
            found.append(action)
    return found
