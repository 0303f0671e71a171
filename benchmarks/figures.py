"""Figures with their limits, as a table and as JSON. Measures nothing."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

UNITS = {"ms": "{:,.0f} ms", "s": "{:,.1f} s", "MB": "{:,.0f} MB", "/s": "{:,.1f}/s", "": "{:,.0f}"}


@dataclass(frozen=True, slots=True)
class Limit:
    """What the figure must not pass: at most, or at least."""

    value: float
    at_least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value


@dataclass(slots=True)
class Figure:
    """One measured value. Without a limit it is worth knowing and has no verdict."""

    group: str
    database: str
    name: str
    value: float
    unit: str
    limit: Limit | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        return "met" if self.limit.met(self.value) else "MISSED"

    @property
    def shown(self) -> str:
        return UNITS[self.unit].format(self.value)

    @property
    def shown_limit(self) -> str:
        if self.limit is None:
            return ""
        sign = "≥" if self.limit.at_least else "≤"
        return f"{sign} {UNITS[self.unit].format(self.limit.value)}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"verdict": self.verdict}


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table that is readable as plain text too."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    numeric = [
        place
        for place in range(len(widths))
        if all(line[place][:1].isdigit() or not line[place] for line in lines[1:])
    ]

    def drawn(line: list[str]) -> str:
        cells = [
            cell.rjust(width) if place in numeric else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        return f"| {' | '.join(cells)} |"

    rule = "|".join(
        "-" * (width + 1) + (":" if place in numeric else "-") for place, width in enumerate(widths)
    )
    return "\n".join([drawn(lines[0]), f"|{rule}|", *map(drawn, lines[1:])])


def figures_table(figures: Iterable[Figure]) -> str:
    """What was asked, what came out, whether it holds."""
    return table(
        ("", "database", "figure", "limit", "verdict"),
        ((f.name, f.database, f.shown, f.shown_limit, f.verdict) for f in figures),
    )
