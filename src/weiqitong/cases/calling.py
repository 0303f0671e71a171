"""Calls by the rules: what a caller says, how often, when the next try is due, which withdrawals
are asked about. Pure: no database, no time of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Formatter
from typing import Any, Protocol

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.errors import BadInput
from weiqitong.deadlines.calendar import WorkCalendar

from .enums import CallOutcome, CallPurpose

GAP = 2  # office hours between two tries
NOON = 12  # parts the day: a try in the morning, the next in the afternoon
MOST_DAYS, MOST_TRIES = 60, 9
# What may be filled into a script, besides plain words.
PLACEHOLDERS = ("client", "contact", "caller", "title", "number", "lead", "answered")
# After these nobody is called again: there is a word, or there will be none.
DONE = frozenset({CallOutcome.REACHED, CallOutcome.WRONG, CallOutcome.SILENT})


class Try(Protocol):
    """A try as the arithmetic sees it."""

    at: datetime
    outcome: str
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class Script:
    """One line of the rule: whom it is for, what is said, how calls go on."""

    code: str
    purpose: CallPurpose
    region: str | None  # None: any
    text: str
    after: int  # working days after the answer, or the withdrawal
    tries: int
    wait: int  # working days that silence waits for the tries once its time is over
    share: int  # per cent of withdrawals that are asked about

    def say(self, values: Mapping[str, str]) -> str:
        """The words to say, with names filled in."""
        return self.text.format_map({name: values.get(name, "") for name in PLACEHOLDERS})


def parse(items: Iterable[Mapping[str, Any]]) -> tuple[Script, ...]:
    """The lines of a rule, or BadInput naming the line."""
    lines = tuple(_line(item) for item in items)
    for purpose in CallPurpose:
        places = [line.region for line in lines if line.purpose == purpose]
        if None not in places:
            raise BadInput(_("A script for the whole city is missing: %(what)s.")
                           % {"what": purpose.label})  # fmt: skip
        if len(set(places)) < len(places):
            raise BadInput(_("Two scripts for the same place: %(what)s.") % {"what": purpose.label})
    return lines


def _line(item: Mapping[str, Any]) -> Script:
    code, purpose, text = item.get("code"), item.get("purpose"), str(item.get("text") or "")
    if purpose not in CallPurpose.values:
        raise _wrong(code, _("say what the call is about"))
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        parts = [("", "{", "", None)]
    names = {f"{name}{spec}{how or ''}" for _text, name, spec, how in parts if name is not None}
    if unknown := sorted(names - set(PLACEHOLDERS)):
        raise _wrong(code, _("nothing can be filled in for {%(name)s}") % {"name": unknown[0]})
    if not text.strip():
        raise _wrong(code, _("the words are missing"))
    return Script(
        str(code),
        CallPurpose(purpose),
        item.get("region") or None,
        text,
        after=_number(item, "after", 0, MOST_DAYS),
        tries=_number(item, "tries", 1, MOST_TRIES),
        wait=_number(item, "wait", 0, MOST_DAYS),
        share=_number(item, "share", 0, 100),
    )


def _number(item: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        words = {"name": name, "least": least, "most": most}
        raise _wrong(item.get("code"), _("“%(name)s” lies between %(least)s and %(most)s") % words)
    return value


def _wrong(code: Any, words: str) -> BadInput:
    return BadInput(_("%(item)s: %(sentence)s") % {"item": code, "sentence": words}, item=code)


def choose(lines: Sequence[Script], purpose: CallPurpose, codes: Sequence[str]) -> Script:
    """The line for a purpose and a place (city first): the most particular place wins."""
    depth: dict[str | None, int] = {code: n for n, code in enumerate(codes, start=1)}
    depth[None] = 0
    fitting = [line for line in lines if line.purpose == purpose and line.region in depth]
    return max(fitting, key=lambda line: depth[line.region])


def next_try_after(tries: Sequence[Try], calendar: WorkCalendar, most: int) -> datetime | None:
    """When the next try may be made, None when none is owed any more.

    Not before two office hours later, within office hours, and in the other part of the day: who is
    in a workshop in the morning may be at a desk after lunch. What was agreed with the enterprise
    holds, whatever the count.
    """
    last = tries[-1]
    if last.outcome in DONE:
        return None
    if last.again_at is not None:
        return last.again_at
    if len(tries) >= most:
        return None
    at = calendar.next_opening(calendar.add_working_seconds(last.at, GAP * 3600))
    part = is_morning(calendar, last.at)
    while is_morning(calendar, at) == part:
        at = _next_part(calendar, at)
    return at


def is_morning(calendar: WorkCalendar, at: datetime) -> bool:
    return calendar.local(at).hour < NOON


def _next_part(calendar: WorkCalendar, at: datetime) -> datetime:
    """The first office instant of the part of the day that follows."""
    local = calendar.local(at)
    midday = local.replace(hour=NOON, minute=0, second=0)
    if local < midday:
        return calendar.next_opening(midday)
    tomorrow = local.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    return calendar.next_opening(tomorrow)


def is_sampled(number: str, share: int) -> bool:
    """Whether a withdrawal is asked about: always the same answer for a case, and one that nobody
    can tell from its number beforehand.
    """
    return int(crypto.lookup_hash(f"withdrawn {number}")[:8], 16) % 100 < share
