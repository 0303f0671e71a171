"""The register (台账): which columns a city's working list has, and what stands in each. A phone is
always masked; nothing is written here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from weiqitong.cases.enums import Part, Rating
from weiqitong.cases.identity import identity_of
from weiqitong.cases.models import Case
from weiqitong.cases.words import joined, name_of
from weiqitong.core import clock
from weiqitong.core.errors import BadInput
from weiqitong.rules import fields
from weiqitong.rules.kinds import Item, RuleKind, codes, kinds, register

KIND = "cases.register"
SAMPLES = Path(__file__).parent / "samples"
Value = str | int | float | datetime | date | None


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column: its heading and the field of a case under it."""

    name: str
    name_en: str
    field: str

    @property
    def heading(self) -> str:
        english = (get_language() or "").startswith("en")
        return (self.name_en if english else "") or self.name


def _county(case: Case) -> str:
    above = case.region.parent
    return name_of(above if case.region.depth > 1 and above else case.region)


def _category(case: Case) -> str:
    return name_of(case.category)


def _co(case: Case) -> str:
    units = (one.department for one in case.dispatches.all() if one.part == Part.CO)
    return joined(dict.fromkeys(name_of(unit) for unit in units))


def _answer(case: Case) -> Any:
    sent = [one for one in case.answers.all() if one.sent_at]
    return max(sent, key=lambda one: one.seq) if sent else None


def _answer_text(case: Case) -> str:
    answer = _answer(case)
    return answer.text if answer else ""


def _documents(case: Case) -> str:
    answer = _answer(case)
    return joined(answer.documents) if answer else ""


def _verdict(case: Case) -> str:
    if case.verdict is None:
        return ""
    return gettext("says yes") if case.verdict else gettext("says no")


FIELDS: dict[str, tuple[Any, Callable[[Case], Value]]] = {
    "number": (_("Number"), lambda case: case.number),
    "title": (_("Need"), lambda case: case.title),
    "text": (_("Text"), lambda case: case.text),
    "client": (_("Client"), lambda case: identity_of(case, None).name),
    "client_code": (_("Credit code"), lambda case: identity_of(case, None).code),
    "contact": (_("Contact person"), lambda case: identity_of(case, None).contact),
    "phone": (
        _("Phone, masked"),
        lambda case: identity_of(case, None).phone,
    ),
    "county": (_("County or zone"), _county),
    "town": (
        _("Town or street"),
        lambda case: name_of(case.region) if case.region.depth > 1 else "",
    ),
    "region": (_("Region"), lambda case: name_of(case.region)),
    "specialist": (
        _("Specialist who reported"),
        lambda case: case.specialist.person.name if case.specialist else "",
    ),
    "category": (_("Category"), _category),
    "urgency": (_("Urgency"), lambda case: case.get_urgency_display()),
    "channel": (_("Channel"), lambda case: case.get_channel_display()),
    "status": (_("State"), lambda case: case.get_status_display()),
    "lead": (_("Lead"), lambda case: name_of(case.lead)),
    "co": (_("Co-handlers"), _co),
    "handler": (_("Handler"), lambda case: case.handler.person.name if case.handler else ""),
    "reported_at": (_("Reported"), lambda case: case.reported_at),
    "dispatched_at": (_("Assigned"), lambda case: case.dispatched_at),
    "accepted_at": (_("Signed for"), lambda case: case.accepted_at),
    "contacted_at": (_("Contacted"), lambda case: case.contacted_at),
    "planned_at": (_("Planned"), lambda case: case.planned_at),
    "promised_on": (_("Promised day"), lambda case: case.promised_on),
    "due_at": (_("Due"), lambda case: case.due_at),
    "answered_at": (_("Answered"), lambda case: case.answered_at),
    "closed_at": (_("Closed at"), lambda case: case.closed_at),
    "outcome": (_("Outcome"), lambda case: case.get_outcome_display()),
    "answer": (_("Answer"), _answer_text),
    "documents": (_("Documents"), _documents),
    "verdict": (_("Verdict"), _verdict),
    "rating": (_("Rating"), lambda case: str(Rating(case.rating).label) if case.rating else ""),
    "verdict_channel": (
        _("Channel of the verdict"),
        lambda case: case.get_verdict_channel_display(),
    ),
    "rejections": (_("Rejections"), lambda case: case.rejections),
    "round": (_("Round"), lambda case: case.round),
}
RELATED = (
    "client",
    "region__parent",
    "contact__person",
    "category",
    "lead",
    "handler__person",
    "specialist__person",
)


def parse(items: Iterable[Mapping[str, Any]]) -> tuple[RegisterColumn, ...]:
    """From the items of a published version, or BadInput naming the item."""
    listed = [dict(item) for item in items]
    codes(listed)
    found = []
    for item in listed:
        name, field = str(item.get("name", "")), str(item.get("field", ""))
        if not name or field not in FIELDS:
            raise BadInput(
                gettext("Column %(code)s needs a heading and a field.") % {"code": item["code"]},
                item=item["code"],
            )
        found.append(RegisterColumn(name, str(item.get("name_en", "")), field))
    if not found:
        raise BadInput(gettext("A register needs at least one column."))
    return tuple(found)


def _fields() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, (label, _value) in FIELDS.items()]


def value(column: RegisterColumn, case: Case) -> Value:
    """What stands in a cell; times in the product's time zone, as a spreadsheet wants them."""
    found = FIELDS[column.field][1](case)
    if isinstance(found, datetime):
        return clock.local(found).replace(tzinfo=None, microsecond=0)
    return found


def _items(items: list[Item]) -> tuple[RegisterColumn, ...]:
    return parse(items)


register_kind = RuleKind(
    code=KIND,
    label=_("Columns of the register"),
    parse=_items,
    fields=(
        fields.text("code", _("Code"), required=True),
        fields.text("name", _("Heading"), required=True),
        fields.text("name_en", _("English heading")),
        fields.choice("field", _("Field of a case"), _fields),
    ),
    help=_("The columns of lists as xlsx, in the city's own order and words."),
    sample=SAMPLES / "register.json",
    order=40,
)


def declare() -> None:
    """Make the kind known; called once when the app starts."""
    if kinds.get(KIND) is None:
        register(register_kind)
