"""The characters that names are made of, read from data/names.txt."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import accumulate


@cache
def _lines() -> tuple[str, ...]:
    text = files(__package__).joinpath("data/names.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and line[0] != "#")


@cache
def characters(*head: str) -> tuple[str, ...]:
    """The entries of the line that begins with these words: ``characters("alone", "f")``."""
    start = " ".join(head) + " "
    return next(tuple(line[len(start) :].split()) for line in _lines() if line.startswith(start))


@cache
def surnames() -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Surnames and their cumulated shares."""
    pairs = [entry.split(":") for entry in characters("surnames")]
    return tuple(name for name, _ in pairs), tuple(accumulate(int(share) for _, share in pairs))
