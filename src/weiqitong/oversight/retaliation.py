"""What a report of retaliation and each word on it write, recorded into Changes; touches no
database.
"""

from dataclasses import dataclass
from datetime import datetime

from weiqitong.cases.models import Case
from weiqitong.core import crypto
from weiqitong.core.clock import local
from weiqitong.directory.models import Client, Contact, Department, Official, Region
from weiqitong.ledger.changes import Changes

from .enums import Concluded, Said
from .models import Retaliation, RetaliationWord


@dataclass(frozen=True, slots=True)
class Told:
    """What the enterprise says has been done to it, by whom, since which case."""

    text: str
    client: Client
    region: Region
    contact: Contact | None = None
    case: Case | None = None
    unit: Department | None = None
    official: Official | None = None


def number_of(serial: int, at: datetime) -> str:
    """举2021-3."""
    return f"举{local(at):%Y}-{serial}"


def plan_report(
    changes: Changes, told: Told, *, number: str, due_at: datetime, rules_id: int
) -> Retaliation:
    """A report comes in; inspection owes its first reply by a day."""
    row = Retaliation(
        number=number,
        client=told.client,
        contact=told.contact,
        case=told.case,
        region=told.region,
        about_unit=told.unit,
        about_official=told.official,
        text=told.text,
        salt=crypto.salt(),
        made_at=changes.at,
        due_at=due_at,
        rules_id=rules_id,
    )
    changes.enact(row, "retaliation.report")
    return row


def plan_reply(changes: Changes, report: Retaliation, text: str, by: Official) -> None:
    """Inspection says something to the enterprise; whoever replies first has it from then on."""
    _say(
        changes,
        report,
        Said.REPLY,
        text,
        holder=report.holder or by,
        replied_at=report.replied_at or changes.at,
    )


def plan_note(changes: Changes, report: Retaliation, text: str, by: Official) -> None:
    """For inspection alone; whoever writes first has it."""
    _say(changes, report, Said.NOTE, text, holder=report.holder or by)


def plan_add(changes: Changes, report: Retaliation, text: str) -> None:
    """More from the enterprise."""
    _say(changes, report, Said.MORE, text, holder=report.holder)


def plan_conclude(
    changes: Changes, report: Retaliation, outcome: Concluded, text: str, by: Official
) -> None:
    """The end, with its reason to the enterprise."""
    _say(
        changes,
        report,
        Said.END,
        text,
        holder=report.holder or by,
        replied_at=report.replied_at or changes.at,
        outcome=outcome,
        closed_at=changes.at,
    )


def _say(changes: Changes, report: Retaliation, kind: Said, text: str, **values: object) -> None:
    salt = crypto.salt()
    facts = {"text": crypto.digest(salt, text)}
    changes.enact(report, f"retaliation.{kind}", facts=facts, **values)
    word = RetaliationWord(
        report=report,
        kind=kind,
        text=text,
        salt=salt,
        at=changes.at,
        user_id=changes.actor.user_id,
        name=changes.actor.name,
    )
    changes.create(word)
