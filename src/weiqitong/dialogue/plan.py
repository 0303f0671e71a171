"""What each act on a line writes, recorded into Changes; touches no database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from weiqitong.cases.models import Case
from weiqitong.core import crypto
from weiqitong.core.errors import WrongStep
from weiqitong.directory.models import Client, Contact, Official, Region
from weiqitong.ledger.changes import Changes

from .enums import State, Voice
from .limits import Due
from .models import Line, Message


@dataclass(frozen=True, slots=True)
class Said:
    """The words and all that goes with them."""

    text: str
    voice: Voice
    author: str
    client: Client | None = None
    contact: Contact | None = None
    official_id: int | None = None
    behalf: Official | None = None
    private: bool = False
    question: bool = False
    addressed: Official | None = None
    reply_to: Message | None = None
    group: str = ""
    said_at: datetime | None = None  # in the chat group, before it was pasted
    once: UUID | None = None


def plan_line(changes: Changes, region: Region, name: str, house_rules: str) -> Line:
    """A county's line begins."""
    line = Line(region=region, name=name, house_rules=house_rules, salt=crypto.salt())
    changes.enact(line, "line.open")
    return line


def plan_keep(changes: Changes, line: Line, **values: Any) -> None:
    """Name, switch, house rules."""
    changes.enact(line, "line.keep", **values)


def plan_message(changes: Changes, line: Line, said: Said, due: Due | None) -> Message:
    """Something is said; with a limit where an answer to it is owed."""
    changes.update(line, posted=line.posted + 1)
    pasted = said.voice == Voice.PASTED
    message = Message(
        line=line,
        seq=line.posted,
        code=crypto.salt(),
        voice=said.voice,
        role=changes.actor.role,
        user_id=changes.actor.user_id,
        contact=said.contact,
        official_id=said.official_id,
        behalf=said.behalf,
        client=said.client,
        author=said.author,
        group=said.group,
        text=said.text,
        salt=crypto.salt(),
        at=said.said_at or changes.at,
        pasted_at=changes.at if pasted else None,
        reply_to=said.reply_to,
        private=said.private,
        question=said.question,
        addressed=said.addressed,
        state=State.WAITING if due else State.TALK,
        rules_id=due.rules_id if due else None,
        answer_due_at=due.at if due else None,
        yellow_at=due.yellow_at if due else None,
        once=said.once,
    )
    changes.enact(message, "message.paste" if pasted else "message.say")
    return message


def plan_answered(changes: Changes, message: Message, answer: Message) -> None:
    """The reply is the answer: nothing is owed any more. A second answer changes nothing."""
    if message.state == State.WAITING:
        facts = {"answer": answer.ledger_key()}
        changes.enact(
            message,
            "message.answer",
            facts=facts,
            state=State.ANSWERED,
            answered_at=changes.at,
        )


def plan_case(changes: Changes, message: Message, case: Case, client: Client) -> None:
    """It became a need: once."""
    if message.case_id is not None:
        raise WrongStep(_("This message has become a need already."))
    changes.enact(
        message,
        "message.case",
        facts={"case": case.number},
        state=State.CASE,
        answered_at=message.answered_at or changes.at,
        case=case,
        client=client,
    )


def plan_hide(changes: Changes, message: Message, reason: str) -> None:
    """The moderator hides it, with a reason; the author still reads both."""
    changes.enact(message, "message.hide", hidden_at=changes.at, hidden_reason=reason)


def plan_show(changes: Changes, message: Message) -> None:
    """It is shown again; what was owed is owed again, by the same date."""
    changes.enact(message, "message.show", hidden_at=None, hidden_reason="")


def plan_to_office(changes: Changes, message: Message) -> None:
    """The leader it was addressed to is one no more: the office owes the answer."""
    changes.enact(message, "message.to_office", addressed=None)


def plan_recount(changes: Changes, message: Message, due: Due) -> bool:
    """A calendar arrived; whether anything moved. The version of the rules stays its own."""
    before = message.answer_due_at, message.yellow_at
    if (due.at, due.yellow_at) == before:
        return False
    changes.enact(message, "message.recount", answer_due_at=due.at, yellow_at=due.yellow_at)
    return True
