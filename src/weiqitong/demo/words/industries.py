"""The industries of the demo: what each makes, on which machines, of what, with which trades."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FIELDS = 8


@dataclass(frozen=True, slots=True)
class Industry:
    code: str  # GB/T 4754 with its letter
    chain: str  # one of the city's chains, or empty
    weight: int
    endings: tuple[str, ...]
    products: tuple[str, ...]
    machines: tuple[str, ...]
    materials: tuple[str, ...]
    trades: tuple[str, ...]


@cache
def industries() -> tuple[Industry, ...]:
    text = files(__package__).joinpath("data/industries.txt").read_text("utf-8")
    return tuple(_read(line) for line in text.splitlines() if line and line[0] != "#")


@cache
def industry(code: str) -> Industry | None:
    """The industry nearest to a code: the same class, else group, else division, else letter."""
    for length in (5, 4, 3, 1):
        for known in industries():
            if code[:length] == known.code[:length] and len(code) >= length:
                return known
    return None


def _read(line: str) -> Industry:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != _FIELDS:
        raise ValueError(f"an industry has {_FIELDS} cells: {line}")
    lists = [tuple(cell.split()) for cell in cells[3:]]
    return Industry(cells[0], cells[1], int(cells[2]), *lists)
