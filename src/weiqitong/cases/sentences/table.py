"""Every act and what makes its sentence, in one table."""

from collections.abc import Callable

from ..enums import Action
from ..models import Act
from ..words import Names
from . import closing, handling, intake, ladder, moving, pool, turns
from .facts import Facts

SENTENCES: dict[str, Callable[[Facts, Names, Act], str]] = {
    Action.REPORT: intake.report,
    Action.SORT: intake.sort,
    Action.DISPATCH: intake.dispatch,
    Action.NAME: intake.dispatch,
    Action.ASSIGN: handling.assign,
    Action.CONTACT: handling.contact,
    Action.SUBMIT: handling.submit,
    Action.ANSWER: handling.answer,
    Action.ACCEPT_ANSWER: closing.verdict,
    Action.REJECT_ANSWER: closing.verdict,
    Action.LAPSE: closing.lapse,
    Action.CALL: closing.call,
    Action.WAIT: closing.wait,
    Action.DECLINE: intake.decline,
    Action.NOTE: handling.note,
    Action.OBJECT: turns.object_,
    Action.HEAR: turns.hear,
    Action.DESIGNATE: turns.designate,
    Action.APPLY: turns.application,
    Action.GRANT: turns.application,
    Action.REFUSE: turns.application,
    Action.EXTEND: turns.extend,
    Action.PARK: turns.park,
    Action.FIND: turns.find,
    Action.NUDGE: ladder.nudge,
    Action.RUNG: ladder.rung,
    Action.CONFER: ladder.confer,
    Action.CONCLUDE: ladder.conclude,
    Action.INSTRUCT: ladder.instruct,
    Action.RETURN: handling.return_,
    Action.HAND_OVER: moving.hand_over,
    Action.TAKE_BACK: moving.take_back,
    Action.LINK: pool.link,
    Action.UNLINK: pool.link,
    Action.SPLIT: pool.split,
    Action.PART: pool.part,
    Action.SUM_UP: handling.answer,
    Action.MOVE: moving.move,
    Action.UNDO: moving.undo,
    Action.LOWER: closing.lower,
    Action.OPINE: handling.opine,
    Action.ESCALATE: turns.escalate,
    Action.HAND_DOWN: turns.hand_down,
    Action.CO_ADD: handling.helping,
    Action.CO_RELEASE: handling.helping,
}
