"""Which column means what: guessed from the header, changed by people. It reads no rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, Final

from .cells import Parse
from .reading import Line

BRACKETS: Final = re.compile(r"[(（\[【].*?[)）\]】]")
NOISE: Final = re.compile(r"[\s*＊:：_\-/、.]+")
LOOK: Final = 12  # lines among which the header is sought
SURE, LIKELY = 1.0, 0.72
RUNNING: Final = frozenset({"序号", "序", "行号", "no", "#"})  # counts lines, names nobody


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a roster may say: its header words, how a cell is read, what the template says."""

    name: str
    label: Any  # gettext_lazy
    words: tuple[str, ...]  # headers it is known by, Chinese and English
    parse: Parse
    required: bool = False
    note: Any = ""  # for the template's second sheet
    example: str = ""
    mask: Callable[[str], str] | None = None  # personal data: how it may be shown
    money: bool = False  # the header may state another unit than 万元


@dataclass(frozen=True, slots=True)
class Header:
    """The line with the column names, and what they were taken to mean: field → column, from 0."""

    number: int
    names: tuple[str, ...]
    mapping: Mapping[str, int]


@lru_cache(maxsize=4096)
def bare(header: str) -> str:
    """A header without brackets, marks and case."""
    plain = BRACKETS.sub("", unicodedata.normalize("NFKC", header))
    return NOISE.sub("", plain).lower()


def unit(header: str) -> Decimal:
    """万元 per unit of the column: a header may say 元 or 亿元."""
    if re.search(r"亿", header):
        return Decimal(10_000)
    if re.search(r"千元", header):
        return Decimal("0.1")
    if re.search(r"(?<!万)元", header) and "万" not in header:
        return Decimal("0.0001")
    return Decimal(1)


def likeness(header: str, field: Field) -> float:
    """How surely a header means a field, from 0 to 1."""
    name = bare(header)
    if not name:
        return 0.0
    known = [bare(word) for word in (*field.words, field.name, str(field.label))]
    if name in known:
        return SURE
    if name in RUNNING:
        return 0.0
    best = 0.0
    for word in known:
        if len(word) >= 2 and (word in name or (len(name) >= 2 and name in word)):
            share = min(len(word), len(name)) / max(len(word), len(name))
            best = max(best, 0.7 + 0.25 * share)
        best = max(best, SequenceMatcher(None, name, word).ratio() * 0.9)
    return best


def guess(names: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """The likeliest columns, each used once, the surest first."""
    pairs = [
        (likeness(header, field), -column, field.name)
        for column, header in enumerate(names)
        for field in fields
    ]
    mapping: dict[str, int] = {}
    for score, negative, name in sorted(pairs, reverse=True):
        column = -negative
        if score >= LIKELY and name not in mapping and column not in mapping.values():
            mapping[name] = column
    return {field.name: mapping[field.name] for field in fields if field.name in mapping}


def find_header(
    lines: Sequence[Line], fields: Sequence[Field], *, chosen: int = 0
) -> Header | None:
    """The line among the first ones that names most fields; a title above it is passed over.

    When no line names two fields, the first line with anything in it is offered, unmapped.
    `chosen` is the number of the line a person named.
    """
    best: Header | None = None
    for header in _candidates(lines[:LOOK] if not chosen else lines, fields):
        if chosen and header.number != chosen:
            continue
        if chosen or len(header.mapping) >= 2:
            best = _better(header, best)
    if best is None and not chosen:
        first = next((line for line in lines if not line.blank), None)
        if first is not None:
            best = Header(first.number, tuple(first.cells), guess(first.cells, fields))
    return best


def _candidates(lines: Sequence[Line], fields: Sequence[Field]) -> Iterator[Header]:
    above: Line | None = None
    for line in lines:
        if line.blank:
            continue
        yield Header(line.number, tuple(line.cells), guess(line.cells, fields))
        if above is not None and (names := two_lines(above.cells, line.cells)):
            yield Header(line.number, names, guess(names, fields))
        above = line


def _better(header: Header, best: Header | None) -> Header:
    if best is None or len(header.mapping) > len(best.mapping):
        return header
    # A header merged over two lines says the same on both: what follows the lower one is data.
    below = header.number == best.number + 1 and header.mapping == best.mapping
    return header if below else best


def two_lines(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Names out of a header of two lines: below a merged “联系人” stand “姓名” and “电话”.

    Empty when they are no such pair: under a name of one column there must be nothing.
    """
    width = max(len(upper), len(lower))
    top, low = [[*line, *[""] * (width - len(line))] for line in (upper, lower)]
    if sum(map(bool, top)) < 2 or not any(low):
        return ()
    names, group = [], ""
    for column in range(width):
        group = top[column] or group
        wide = not top[column] or (column + 1 < width and not top[column + 1])
        if low[column] and not wide:
            return ()
        names.append(f"{group}/{low[column]}".strip("/") if low[column] else top[column])
    return tuple(names)
