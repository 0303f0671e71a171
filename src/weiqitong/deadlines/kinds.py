"""Profiles and their assignment as kinds of rules: how they are read, shown and checked."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from weiqitong.core import clock
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Category, Region
from weiqitong.rules import fields
from weiqitong.rules.fields import Field
from weiqitong.rules.kinds import Item, RuleKind
from weiqitong.rules.selectors import items_in_force

from .models import Clock, ClockState
from .profiles import (
    REQUIRED,
    TERMS,
    Assignment,
    Profile,
    parse_assignment,
    parse_profiles,
)
from .refusal import BadTerm, Refused
from .terms import Term, Unit
from .words import refusal_words, term_words

T = TypeVar("T")
PROFILES = "deadlines.profiles"
ASSIGNMENT = "deadlines.assignment"
SAMPLES = Path(__file__).parent / "samples"

LIMITS = {
    "dispatch": _("Dispatch"),
    "contact": _("First contact"),
    "plan": _("Plan"),
    "close": _("Answer"),
    "rework": _("Answer after a “no”"),
    "ask": _("Reply to a question"),
    "verdict": _("Verdict"),
    "verdict_late": _("Late verdict"),
    "co": _("Opinion of a co-handler"),
    "objection": _("Objection to a dispatch"),
    "designation": _("Hearing of the unit an objection proposes"),
    "appeal": _("Appeal"),
    "name": _("Another lead after a “no”"),
    "decision": _("Decision on an application"),
    "follow": _("Next reply on a parked need, at most"),
    "sum": _("Answer to a split need, after its last part"),
    "extension": _("Extension"),
    "ask_reminder": _("Reminder of a question"),
    "verdict_reminders": _("Reminders of the verdict"),
}
# What people write for a unit, in the two languages; a plain "hour" runs round the clock, as in the
# words of a term.
_UNITS = {
    Unit.WORKING_MINUTES: ("working_minutes", "working minute", "工作分钟"),
    Unit.WORKING_HOURS: ("working_hours", "working hour", "工作小时", "工作时"),
    Unit.WORKING_DAYS: ("working_days", "working day", "工作日"),
    Unit.NATURAL_DAYS: ("natural_days", "natural day", "calendar day", "自然日", "日历日"),
    Unit.HOURS: ("hours", "hour", "小时"),
}
URGENCIES = {
    "normal": _("Normal"),
    "urgent": _("Urgent"),
    "emergency": _("Emergency"),
}


def read_term(typed: str) -> dict[str, Any]:
    """ "3 working days" or "3个工作日" as a version stores it, or BadInput."""
    found = re.fullmatch(r"(\d+)(?:\.0)?\s*(?:个)?\s*(.+)", typed.strip())
    if found:
        word = found[2].strip().casefold()
        for unit, names in _UNITS.items():
            if word in names or word.removesuffix("s") in names:
                return _checked({"amount": int(found[1]), "unit": str(unit)})
    raise BadInput(
        gettext("“%(text)s” is not a time limit. Write for example: 3 working days.")
        % {"text": typed}
    )


def read_extension(typed: str) -> dict[str, Any]:
    """ "10 working days × 1", or BadInput; once where no number stands behind."""
    length, _times, times = typed.replace("*", "×").replace("x", "×").partition("×")
    count = times.strip().removesuffix(gettext("times")).removesuffix("次") or "1"
    if not count.isdigit():
        raise BadInput(gettext("Write an extension as: 10 working days × 1."))
    return {**read_term(length), "times": int(count)}


def show_term(value: Any) -> str:
    return term_words(Term.parse({k: value[k] for k in ("amount", "unit")})) if value else ""


def show_extension(value: Any) -> str:
    return f"{show_term(value)} × {value.get('times', 1)}" if value else ""


def parsed_profiles(items: list[Item]) -> Mapping[str, Profile]:
    return _worded(parse_profiles, items)


def parsed_assignment(items: list[Item]) -> Assignment:
    return _worded(parse_assignment, items)


def _worded(parse: Callable[[list[Item]], T], items: list[Item]) -> T:
    """The pure parser's refusal in the reader's language, with the item it is about."""
    try:
        return parse(items)
    except Refused as refused:
        params: dict[str, Any] = dict(refused.params)
        if limit := params.get("limit"):
            params["limit"] = LIMITS.get(str(limit), limit)
        sentence = refusal_words(Refused(refused.message, **params))
        if item := params.get("item"):
            sentence = gettext("%(item)s: %(sentence)s") % {"item": item, "sentence": sentence}
        raise BadInput(sentence, item=params.get("item")) from None


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    try:
        Term.parse(data)
    except BadTerm as error:
        raise BadInput(refusal_words(error)) from None
    return data


def _term_field(name: str) -> Field:
    return Field(
        f"terms.{name}",
        LIMITS[name],
        show_term,
        read_term,
        required=name in REQUIRED,
        blank=None,
    )


def profile_problems(items: list[Item], at: datetime) -> list[str]:
    """A profile that the assignment in force still gives out cannot go."""
    gone = {line["profile"] for line in items_in_force(ASSIGNMENT, at)}
    gone -= {item["code"] for item in items}
    return [
        gettext("The profile %(code)s is still assigned to cases. Change the assignment first.")
        % {"code": code}
        for code in sorted(gone)
    ]


def assignment_problems(items: list[Item], at: datetime) -> list[str]:
    """Lines that point at nothing: an unknown profile, region or category."""
    known = {
        "profile": {item["code"] for item in items_in_force(PROFILES, at)},
        "region": set(Region.objects.values_list("code", flat=True)),
        "category": set(Category.objects.values_list("code", flat=True)),
    }
    sentences = {
        "profile": gettext("%(item)s: there is no profile %(code)s."),
        "region": gettext("%(item)s: there is no region %(code)s."),
        "category": gettext("%(item)s: there is no category %(code)s."),
    }
    return [
        sentences[part] % {"item": item["code"], "code": item[part]}
        for item in items
        for part in ("profile", "region", "category")
        if item.get(part) and item[part] not in known[part]
    ]


def what_runs(items: list[Item], at: datetime) -> list[str]:
    """What a new version leaves alone: the clocks that run under earlier ones."""
    running = Clock.objects.filter(state__in=(ClockState.RUNNING, ClockState.PAUSED)).count()
    if not running:
        return []
    return [
        ngettext(
            "%(count)d running clock keeps the rules it was started under.",
            "%(count)d running clocks keep the rules they were started under.",
            running,
        )
        % {"count": running}
    ]


def _profile_choices() -> list[tuple[str, str]]:
    return [
        (item["code"], f"{item['code']} · {item['name']}")
        for item in items_in_force(PROFILES, clock.now())
    ]


def _urgency_choices() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in URGENCIES.items()]


profiles_kind: RuleKind[Mapping[str, Profile]] = RuleKind(
    code=PROFILES,
    label=_("Profiles of time limits"),
    help=_("How long each step may take. A case keeps the profile it was reported under."),
    parse=parsed_profiles,
    fields=(
        fields.text("code", _("Code"), required=True),
        fields.text("name", pgettext_lazy("of a thing", "Name"), required=True),
        fields.text("name_en", _("English name")),
        *(_term_field(name) for name in LIMITS if name in TERMS),
        Field(
            "terms.extension",
            LIMITS["extension"],
            show_extension,
            read_extension,
            help=_("For example: 10 working days × 1. Empty: none is granted."),
            blank=None,
        ),
        fields.number(
            "terms.ask_reminder",
            LIMITS["ask_reminder"],
            help=_("Working days after the question."),
            blank=None,
        ),
        fields.numbers(
            "terms.verdict_reminders",
            LIMITS["verdict_reminders"],
            help=_("Working days after the answer, for example: 3, 6."),
            blank=[],
        ),
        fields.text("source", _("Source")),
        fields.text("note", _("Note"), long=True),
    ),
    problems=profile_problems,
    preview=what_runs,
    sample=SAMPLES / "profiles.json",
    columns=(
        "code",
        "name",
        *(f"terms.{name}" for name in ("dispatch", "contact", "plan", "close", "rework")),
        "terms.extension",
        "terms.verdict",
    ),
    order=10,
)
assignment_kind: RuleKind[Assignment] = RuleKind(
    code=ASSIGNMENT,
    label=_("Who gets which time limits"),
    help=_(
        "The most particular line wins: first by region, then by category, then by urgency."
        " An empty cell stands for any."
    ),
    parse=parsed_assignment,
    fields=(
        fields.text("code", _("Code"), required=True),
        fields.text("region", _("Region code"), blank=None),
        fields.text("category", _("Category code"), blank=None),
        fields.choice("urgency", _("Urgency"), _urgency_choices, blank=None),
        fields.text("profile", _("Profile"), choices=_profile_choices, required=True),
    ),
    problems=assignment_problems,
    preview=what_runs,
    sample=SAMPLES / "assignment.json",
    order=11,
)
