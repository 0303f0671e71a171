"""The little language of the demo's texts: choices and slots; no conditions and no arithmetic.

``[a|b|]`` picks one alternative (an empty one is allowed, brackets may nest); ``{slot}`` asks the
scope for a value. A choice written the same way twice is picked the same way, so that a title and
its body agree. Text is parsed once and then rendered thousands of times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

Lookup = Callable[[str], str]
Picks = dict[str, int]  # a choice as written -> the option taken


class BadTemplate(ValueError):
    """A text whose brackets or braces do not close."""


@dataclass(frozen=True, slots=True)
class Slot:
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    source: str
    options: tuple[Sequence, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[str | Slot | Choice, ...]

    def slots(self) -> frozenset[str]:
        """The names of every slot that some rendering may ask for."""
        found: set[str] = set()
        for part in self.parts:
            if isinstance(part, Slot):
                found.add(part.name)
            elif isinstance(part, Choice):
                found.update(*(option.slots() for option in part.options))
        return frozenset(found)


@cache
def parse(text: str) -> Sequence:
    sequence, end = _sequence(text, 0, closing="")
    if end != len(text):
        raise BadTemplate(f"stray {text[end]!r} in {text!r}")
    return sequence


def render(text: str, rng: Random, lookup: Lookup, picks: Picks) -> str:
    return _render(parse(text), rng, lookup, picks)


def _render(sequence: Sequence, rng: Random, lookup: Lookup, picks: Picks) -> str:
    out: list[str] = []
    for part in sequence.parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Slot):
            out.append(lookup(part.name))
        else:
            at = picks.get(part.source)
            if at is None:
                at = picks[part.source] = int(rng.random() * len(part.options))
            out.append(_render(part.options[at], rng, lookup, picks))
    return "".join(out)


def _sequence(text: str, at: int, closing: str) -> tuple[Sequence, int]:
    parts: list[str | Slot | Choice] = []
    plain = at
    while at < len(text) and text[at] not in closing:
        mark = text[at]
        if mark not in "{[}]":
            at += 1
            continue
        if mark in "}]":
            raise BadTemplate(f"stray {mark!r} in {text!r}")
        if plain < at:
            parts.append(text[plain:at])
        part, at = _slot(text, at) if mark == "{" else _choice(text, at)
        parts.append(part)
        plain = at
    if plain < at:
        parts.append(text[plain:at])
    return Sequence(tuple(parts)), at


def _slot(text: str, at: int) -> tuple[Slot, int]:
    end = text.find("}", at)
    if end < 0:
        raise BadTemplate(f"open brace in {text!r}")
    return Slot(text[at + 1 : end]), end + 1


def _choice(text: str, at: int) -> tuple[Choice, int]:
    options: list[Sequence] = []
    start = at
    at += 1
    while True:
        option, at = _sequence(text, at, closing="|]")
        options.append(option)
        if at >= len(text):
            raise BadTemplate(f"open bracket in {text!r}")
        at += 1
        if text[at - 1] == "]":
            return Choice(text[start:at], tuple(options)), at
