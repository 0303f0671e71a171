"""The values pages hand to components: frozen, ready to print. No queries, no HTML, no rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

RATE_FLOOR = 10  # under ten verdicts a percentage says more than is known


class LightKind(StrEnum):
    """Shape and colour of a light: circle, triangle, square, ring, two bars, tick, kite."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"
    PAUSED = "paused"
    CLOSED = "closed"
    YOURS = "yours"


def light_word(kind: LightKind) -> str:
    """What a light says when nothing more exact is known."""
    return {
        LightKind.GREEN: _("On time"),
        LightKind.YELLOW: _("Due soon"),
        LightKind.RED: _("Overdue"),
        LightKind.NONE: _("Not started"),
        LightKind.PAUSED: _("Paused"),
        LightKind.CLOSED: _("Closed"),
        LightKind.YOURS: _("Your turn"),
    }[kind]


@dataclass(frozen=True, slots=True)
class Light:
    """Colour, shape and word; `kind` is a LightKind or its value; no word means the usual one."""

    kind: str
    word: str = ""

    def __post_init__(self) -> None:
        kind = LightKind(self.kind)
        object.__setattr__(self, "kind", kind.value)
        if not self.word:
            object.__setattr__(self, "word", light_word(kind))


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn, until when: the first line under every title. `words` follow behind a dot."""

    light: Light
    who: str
    until: str = ""
    yours: bool = False
    words: str = ""


def percent(numerator: int, denominator: int) -> str:
    """One decimal, rounded down, so that only 100 of 100 reads as 100."""
    return "100" if numerator == denominator else f"{numerator * 1000 // denominator / 10:.1f}"


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure with its parts; a link to its rows wherever there are rows to see."""

    label: str
    value: str
    unit: str = ""
    numerator: int | None = None
    denominator: int | None = None
    href: str = ""
    note: str = ""
    parts_unit: str = ""
    light: Light | None = None

    @property
    def parts(self) -> str:
        """ "98 / 109" with its unit, or nothing."""
        if self.numerator is None or self.denominator is None:
            return ""
        words = f"{self.numerator:,} / {self.denominator:,}"
        return f"{words} {self.parts_unit}".rstrip()

    @classmethod
    def rate(
        cls,
        label: str,
        numerator: int,
        denominator: int,
        *,
        unit: str = "",
        href: str = "",
        note: str = "",
    ) -> "Stat":
        """A percentage; under ten in the denominator a dash, the counts, and why."""
        if denominator < RATE_FLOOR:
            few = _("Fewer than 10, so no rate")
            value, sign, note = "—", "", f"{few}·{note}" if note else few
        else:
            value, sign = percent(numerator, denominator), "%"
        return cls(label, value, sign, numerator, denominator, href, note, unit)

    @classmethod
    def count(
        cls,
        label: str,
        number: int,
        *,
        of: int | None = None,
        unit: str = "",
        parts_unit: str = "",
        href: str = "",
        note: str = "",
        light: Light | None = None,
    ) -> "Stat":
        """A count, with the whole it is part of when there is one; the unit agrees with each."""
        return cls(
            label,
            f"{number:,}",
            unit,
            number if of is not None else None,
            of,
            href,
            note,
            (parts_unit or unit) if of is not None else "",
            light,
        )


def rate_words(numerator: int, denominator: int) -> str:
    """A rate in a table cell: "91.2%", or a dash under ten."""
    return f"{percent(numerator, denominator)}%" if denominator >= RATE_FLOOR else "—"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list: title, whose turn, and the quiet facts below."""

    title: str
    href: str
    turn: Turn
    meta: Sequence[str] = ()
    number: str = ""
    key: str = ""  # value of its checkbox in a bulk list
    current: bool = False


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened, or (state "next") will: who and what, then when."""

    words: str
    at: str = ""
    who: str = ""
    lines: Sequence[str] = ()
    quote: str = ""
    state: str = ""  # "", "now" or "next"
    internal: bool = False  # an enterprise's page must not even be handed it
    href: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One running or stopped clock: a light when judged, a bar while it runs."""

    name: str
    words: str
    light: Light | None = None
    used: int | None = None  # percent of the limit
    note: str = ""


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of the strip under "why this deadline"."""

    weekday: str
    day: int | str  # "30", or "29–31" for several days folded into one
    word: str = ""
    kind: str = ""  # "", "off", "extra" (a make-up working day) or "due"


@dataclass(frozen=True, slots=True)
class DeskShare:
    """Time at one desk inside a clock: `words` as read, `minutes` as a share of the bar."""

    name: str
    who: str
    minutes: int
    words: str
    colour: int = 1  # 1–6, by order of desks


@dataclass(frozen=True, slots=True)
class LightShares:
    """How many are on time, due soon and overdue, for the small bar."""

    green: int
    yellow: int
    red: int

    @property
    def words(self) -> str:
        """What a screen reader says instead of the bar."""
        return _("On time %(green)d, due soon %(yellow)d, overdue %(red)d") % {
            "green": self.green,
            "yellow": self.yellow,
            "red": self.red,
        }


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A chip above a list: chosen or not; its link adds or takes away the condition."""

    label: str
    href: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what stands behind it; `change` links to where it is changed."""

    term: str
    words: str
    href: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    line: str = ""
    note: str = ""  # behind the name, quiet: "your service specialist"
    phone: str = ""
    href: str = ""

    @property
    def face(self) -> str:
        """The one character in the circle."""
        return self.name[:1].upper()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `<c-table>`; `sort` is "", "ascending" or "descending", `href` sorts by it.
    What is `short` stays on one line.
    """

    label: str
    numeric: bool = False
    href: str = ""
    sort: str = ""
    short: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: words, maybe a link, a quiet second line, a light; or it is wrong. Under the title of
    a row stands first of all whose `turn` it is.
    """

    words: Any
    href: str = ""
    small: str = ""
    light: Light | None = None
    bad: bool = False
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell in its column, as `<c-table>` prints it: a table has a thousand of them, so what can
    be known of one is worked out before the template asks.
    """

    cell: Cell
    label: str
    classes: str

    @classmethod
    def of(cls, value: Any, column: Column, *, first: bool) -> "TableCell":
        """Any value in a column."""
        cell = value if isinstance(value, Cell) else Cell(value)
        filled = cell.words or cell.light or cell.small
        classes = (
            "num" if column.numeric else "",
            "nb" if column.short else "",
            "cell-bad" if cell.bad else "" if filled else "blank",
            "head" if first else "",
        )
        return cls(cell, column.label, " ".join(filter(None, classes)))


@dataclass(frozen=True, slots=True)
class Row:
    cells: Sequence[Cell | Any]
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    """An attachment as a tile: a picture when `thumb` is given, else a paper with its name."""

    href: str
    name: str
    thumb: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Pips:
    """A budget as small boxes: used of total, with its words."""

    used: int
    total: int
    words: str = ""

    @property
    def boxes(self) -> list[bool]:
        """One box per contact allowed; what went beyond is counted in the words."""
        return [n < self.used for n in range(self.total)]


@dataclass(frozen=True, slots=True)
class RateStep:
    """One of the five levels of a rating."""

    value: str
    label: str
    icon: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does, at the foot of a list."""

    keys: Sequence[str]
    words: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Step `now` of `total` of one form, called `name`."""

    now: int
    total: int
    name: str = ""
    done: Sequence[bool] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "done", tuple(n < self.now for n in range(self.total)))

    @property
    def words(self) -> str:
        """ "Report a need·step 1 of 3"."""
        said = _("step %(now)d of %(total)d") % {"now": self.now, "total": self.total}
        return f"{self.name}·{said}" if self.name else said
