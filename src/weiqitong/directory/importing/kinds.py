"""What a kind of roster brings to the import, and the register of kinds; higher apps add theirs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import Registry
from weiqitong.ledger.changes import Changes
from weiqitong.web.parts import Stat

from ..permissions import reach
from .columns import Field


class State(StrEnum):
    """What loading a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is not loaded: `field` names the column, empty for the row as a whole."""

    line: int
    field: str
    value: str
    sentence: str


@dataclass(slots=True)
class Row:
    """One line of the roster: the cells as written, by field, and what was read out of them.

    A blank or missing cell has no value: it clears nothing.
    """

    line: int
    cells: Mapping[str, str]
    original: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)

    def problem(self, name: str, sentence: str) -> RowProblem:
        return RowProblem(self.line, name, self.cells.get(name, ""), sentence)


@dataclass(slots=True)
class Judged:
    """A row beside the database: what it would do, which fields it changes, what to write."""

    row: Row
    state: State
    changed: tuple[str, ...] = ()
    plan: Any = None
    warning: str = ""  # the row is loaded, but somebody should know


Verdict = Judged | list[RowProblem]


class Session(ABC):
    """One pass over one file, on behalf of one person. Look-ups are made once and kept."""

    def __init__(self, actor: Actor, now: datetime, options: Mapping[str, Any]) -> None:
        self.actor, self.now, self.options = actor, now, options
        self.within = reach(actor)  # the path below which rows may lie

    @abstractmethod
    def key(self, row: Row) -> str:
        """What names the object inside the file; empty when the row cannot be compared."""

    def check(self, row: Row) -> list[RowProblem]:
        """What can be said of a row without the database."""
        return []

    def arrange(self, rows: list[Row]) -> list[Row]:
        """The order of loading: what others refer to comes first."""
        return rows

    @abstractmethod
    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        """Compare a step of rows with the database, one verdict each; writes nothing."""

    @abstractmethod
    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        """Record and write new and changed rows, inside the caller's transaction."""

    def index(self, judged: Sequence[Judged]) -> None:  # noqa: B027 - few kinds are searched
        """Make what was written findable, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of roster. `shown` are the preview's columns, the first of them names a row."""

    kind: str
    label: Any  # gettext_lazy
    fields: tuple[Field, ...]
    session: Callable[[Actor, datetime, Mapping[str, Any]], Session]
    shown: tuple[str, ...]
    unit: Any = ""  # gettext_lazy: what one row is
    roles: frozenset[Role] = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
    notes: tuple[Any, ...] = ()  # sentences for the template's second sheet
    # A Django form for what the file does not say; its cleaned data becomes the session's options.
    options: Any = None
    order: int = 90  # among the kinds: what a first set-up brings first
    place: str = ""  # URL name of the list where loaded rows are seen
    # Figures of what was loaded, each opening to its rows where the person may read them.
    results: Callable[[Actor, datetime], Sequence[Stat]] | None = None
    step: int = 500  # rows of one write transaction (2 s at most)

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    def open_to(self, actor: Actor) -> bool:
        return actor.role == Role.SYSTEM or actor.role in self.roles


kinds: Registry[Importer] = Registry("kinds of import")
