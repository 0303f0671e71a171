"""Profiles: which limits a case gets, and the lines that choose among them. Pure; no database.

A profile is chosen once, at report, and the case keeps the versions it was chosen from. The most
particular line of the assignment wins, compared in this order:

1. region: a line for a town beats one for its county, that one beats a line for the whole city;
2. category: a line for a leaf beats one for its group, that one beats a line for any category;
3. urgency: a line for this urgency beats one for any.

So a county that lays down its own rule has it whatever the category lines of the city say. No two
lines may name the same region, category and urgency, so there is never a tie. Where no line fits
the urgency, the line for normal ones decides; a line for the whole city must exist for those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .refusal import BadTerm, Refused, gettext_noop
from .terms import Term, Unit

NORMAL = "normal"
# Every length of time a profile may state. Those after the bar are needed by every profile.
OPTIONAL = ("contact", "plan", "name", "decision", "follow", "sum")
REQUIRED = (
    "dispatch",
    "close",
    "rework",
    "ask",
    "verdict",
    "verdict_late",
    "co",
    "objection",
    "designation",
    "appeal",
)
TERMS = (*REQUIRED, *OPTIONAL)
# What the sources of profiles do not speak of; a profile may say otherwise (DESIGN.md §5). After a
# "no" the level above names another lead; an application is decided; a parked need is heard of
# again at the latest; a split need is answered when its parts are closed.
DEFAULTS = MappingProxyType(
    {
        "name": Term(1, Unit.WORKING_DAYS),
        "decision": Term(1, Unit.WORKING_DAYS),
        "follow": Term(30, Unit.NATURAL_DAYS),
        "sum": Term(1, Unit.WORKING_DAYS),
    }
)


class BadProfile(Refused):
    """A profile or an assignment that cannot be used."""


@dataclass(frozen=True, slots=True)
class Extension:
    """How much longer a close clock may get, and how often."""

    term: Term
    times: int


@dataclass(frozen=True, slots=True)
class Profile:
    """The limits of one rule, such as 133. What is not in `terms` has no limit under it."""

    code: str
    name: str
    terms: Mapping[str, Term]
    extension: Extension | None = None  # none: no extension is granted
    ask_reminder: int | None = None  # working days after the question
    verdict_reminders: tuple[int, ...] = ()  # working days after the answer
    name_en: str = ""
    source: str = ""
    note: str = ""
    ours: frozenset[str] = field(default_factory=frozenset)  # what the source leaves open

    @classmethod
    def parse(cls, item: Mapping[str, Any]) -> Profile:
        """From one item of a published version, or BadProfile."""
        terms = item.get("terms")
        if not item.get("name"):
            raise BadProfile(gettext_noop("A profile needs a name."))
        if not isinstance(terms, Mapping):
            raise BadProfile(gettext_noop("A profile needs its time limits."))
        found = {name: _term(name, terms[name]) for name in TERMS if terms.get(name)}
        for name in REQUIRED:
            if name not in found:
                raise BadProfile(gettext_noop("The limit “%(limit)s” is missing."), limit=name)
        found = {**DEFAULTS, **found}
        ask = terms.get("ask_reminder")
        return cls(
            code=str(item["code"]),
            name=str(item["name"]),
            terms=MappingProxyType(found),
            extension=_extension(terms.get("extension"), found["close"]),
            ask_reminder=None if ask is None else _days("ask_reminder", ask),
            verdict_reminders=_reminders(terms.get("verdict_reminders") or ()),
            name_en=str(item.get("name_en", "")),
            source=str(item.get("source", "")),
            note=str(item.get("note", "")),
            ours=frozenset(item.get("ours", ())),
        )

    def term(self, name: str) -> Term | None:
        """A limit by its name ("close"); None where the rule has none."""
        return self.terms.get(name)

    @property
    def close(self) -> Term:
        return self.terms["close"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the assignment; None stands for any."""

    code: str
    region: str | None
    category: str | None
    urgency: str | None
    profile: str

    @property
    def case(self) -> tuple[str | None, str | None, str | None]:
        return self.region, self.category, self.urgency


Assignment = tuple[Line, ...]


def parse_profiles(items: Iterable[Mapping[str, Any]]) -> Mapping[str, Profile]:
    """Profiles by code, or BadProfile."""
    found: dict[str, Profile] = {}
    for item in items:
        try:
            profile = Profile.parse(item)
        except Refused as error:
            raise BadProfile(error.message, **{**error.params, "item": item["code"]}) from None
        found[profile.code] = profile
    return MappingProxyType(found)


def parse_assignment(items: Iterable[Mapping[str, Any]]) -> Assignment:
    """The lines that choose profiles, or BadProfile."""
    lines = tuple(
        Line(
            str(item["code"]),
            item.get("region") or None,
            item.get("category") or None,
            item.get("urgency") or None,
            str(item.get("profile") or ""),
        )
        for item in items
    )
    seen: dict[tuple[str | None, ...], str] = {}
    for line in lines:
        if not line.profile:
            raise BadProfile(gettext_noop("No profile is chosen."), item=line.code)
        if line.case in seen:
            raise BadProfile(
                gettext_noop("It names the same cases as the line “%(other)s”."),
                other=seen[line.case],
                item=line.code,
            )
        seen[line.case] = line.code
    if not {(None, None, None), (None, None, NORMAL)} & set(seen):
        raise BadProfile(
            gettext_noop("A line for the whole city, any category and normal urgency is missing.")
        )
    return lines


def choose(
    assignment: Assignment, region_path_codes: Sequence[str], category_code: str, urgency: str
) -> str:
    """The profile's code for a case of this region (city first), leaf category and urgency."""
    regions: dict[str | None, int] = {code: n for n, code in enumerate(region_path_codes, start=1)}
    regions[None] = 0
    leaf_to_group = _with_groups(category_code)
    categories: dict[str | None, int] = {code: n for n, code in enumerate(leaf_to_group, start=1)}
    categories[None] = 0
    for wanted in (urgency, NORMAL):
        fitting = [
            (regions[line.region], categories[line.category], line.urgency is not None, line)
            for line in assignment
            if line.region in regions
            and line.category in categories
            and line.urgency in {None, wanted}
        ]
        if fitting:
            return max(fitting, key=lambda found: found[:3])[3].profile
    raise AssertionError("parse_assignment demands a line for the whole city")


def _with_groups(category_code: str) -> list[str]:
    """A category's code after those of its groups: "01.02" gives "01", "01.02"."""
    parts = category_code.split(".") if category_code else []
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def _term(name: str, data: Any) -> Term:
    try:
        return Term.parse(data)
    except BadTerm as error:
        raise BadProfile(error.message, **{**error.params, "limit": name}) from None


def _extension(data: Any, close: Term) -> Extension | None:
    if not data:
        return None
    if not isinstance(data, Mapping):
        raise BadProfile(
            gettext_noop("An extension is written as an amount, a unit and how often.")
        )
    rest = {key: value for key, value in data.items() if key != "times"}
    term, times = _term("extension", rest), data.get("times", 1)
    if term.unit.measure is not close.unit.measure:
        raise BadProfile(
            gettext_noop("An extension is counted in the same unit as the limit it extends.")
        )
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= 9:
        raise BadProfile(gettext_noop("An extension may be granted 1 to 9 times."))
    return Extension(term, times)


def _reminders(data: Any) -> tuple[int, ...]:
    days = tuple(_days("verdict_reminders", day) for day in data)
    if list(days) != sorted(set(days)):
        raise BadProfile(gettext_noop("The days of reminders must rise."))
    return days


def _days(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 365:
        raise BadProfile(
            gettext_noop("“%(limit)s” is a number of working days from 1 to 365."), limit=name
        )
    return value
