"""Reads the texts of needs from data/needs: a plain format for writing, checked once, then cached.

    = code 名称         a leaf of the catalogue; what follows up to the first ``:`` is for all of it
    : 名称              a situation within the leaf
    设 款@万元=300-3000/50 料=甲|乙 余=:款*0.4      numbers (unit after @), words, simple arithmetic
    限 C26 A kind:park   fits enterprises of these industries, or these kinds of client
    题 文 电 …          a text under one of the marks of KEYS; each may come several times

A key missing from a situation is looked up in its leaf, then in the first level (``= 01``), then
by kind of client (``= *park``), then in ``= *``. As many texts as there are titles belong to the
titles in their order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

# 题 title 尾 its tail 文 body 起 opening 急 pressure 求 request; 联 电 the contact, 办 the plan,
# 问 回 ask-back and reply; 解 半 释 缺 无 the five outcomes, 首 结 their frame; 证 document,
# 协 co-handler, 注 internal note; 是 否 comments, 退 withdrawal, 拒 decline, 谢 thanks.
KEYS = "题尾文起急联电求首结办问回解半释缺无证协注是否退拒谢"
_VARIABLE = re.compile(r"(?P<name>[^@=\s]+)(?:@(?P<unit>[^=\s]+))?=(?P<value>\S+)")
_RANGE = re.compile(r"(?P<low>\d+)-(?P<high>\d+)(?:/(?P<step>\d+))?$")
_SUM = re.compile(r":(?P<left>[^-+*\d.]+)(?P<op>[-+*])(?P<right>[^/]+)(?:/(?P<step>\d+))?$")


class BadText(ValueError):
    """A line of the text files that says nothing the format knows."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    unit: str
    range: tuple[int, int, int] | None = None  # low, high, step
    words: tuple[str, ...] = ()
    sum: tuple[str, str, str, int] | None = None  # left, operator, right, step


@dataclass(slots=True)
class Texts:
    """The texts of one situation, one leaf, one first level or of everything."""

    name: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    variables: list[Variable] = field(default_factory=list)
    codes: tuple[str, ...] = ()  # beginnings of industry codes
    kinds: frozenset[str] = frozenset()

    def get(self, key: str) -> list[str]:
        return self.texts.get(key, [])


@dataclass(slots=True)
class Leaf:
    code: str
    shared: Texts
    situations: list[Texts] = field(default_factory=list)


@cache
def leaves() -> dict[str, Leaf]:
    """Every leaf by its code; first levels and ``*`` are leaves without situations."""
    found: dict[str, Leaf] = {}
    for path in sorted(
        files(__package__).joinpath("data/needs").iterdir(), key=lambda one: one.name
    ):
        if path.name.endswith(".txt"):
            read(path.read_text("utf-8"), found)
    return found


def read(text: str, found: dict[str, Leaf]) -> None:
    leaf: Leaf | None = None
    into: Texts | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        mark, _, rest = line.partition(" ")
        if mark == "=":
            code, _, name = rest.partition(" ")
            leaf = found.setdefault(code, Leaf(code, Texts(name)))
            into = leaf.shared
        elif mark == ":" and leaf is not None:
            into = Texts(rest)
            leaf.situations.append(into)
        elif into is None or not rest:
            raise BadText(f"line {number}: {line}")
        else:
            _add(into, mark, rest, number)


def _add(into: Texts, mark: str, rest: str, number: int) -> None:
    if mark == "设":
        into.variables.extend(_variable(item, number) for item in rest.split())
    elif mark == "限":
        words = rest.split()
        into.kinds = frozenset(one[5:] for one in words if one.startswith("kind:"))
        into.codes = tuple(one for one in words if not one.startswith("kind:"))
    elif len(mark) == 1 and mark in KEYS:
        into.texts.setdefault(mark, []).append(rest)
    else:
        raise BadText(f"line {number}: unknown mark {mark!r}")


def _variable(item: str, number: int) -> Variable:
    match = _VARIABLE.match(item)
    if not match:
        raise BadText(f"line {number}: {item!r} is no variable")
    name, unit, value = match["name"], match["unit"] or "", match["value"]
    if bounds := _RANGE.match(value):
        step = int(bounds["step"] or 1)
        return Variable(name, unit, range=(int(bounds["low"]), int(bounds["high"]), step))
    if made := _SUM.match(value):
        return Variable(
            name, unit, sum=(made["left"], made["op"], made["right"], int(made["step"] or 1))
        )
    return Variable(name, unit, words=tuple(value.split("|")))
