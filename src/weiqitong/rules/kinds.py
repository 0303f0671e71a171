"""The kinds of rules there are: each app registers its own; this module knows none of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput
from weiqitong.core.registry import Registry

from .fields import Field

T = TypeVar("T")
LONGEST_CODE = 64
Item = dict[str, Any]  # one rule as it stands in a version's body; "code" names it


def no_words(items: list[Item], at: datetime) -> list[str]:
    """The default for a kind that has nothing to say."""
    return []


@dataclass(frozen=True, slots=True)
class RuleKind(Generic[T]):
    """One kind of rules: how its items are read, shown and edited.

    `parse` turns items into what the rules mean, or raises BadInput; it depends on nothing but the
    items, since its result is kept for the life of the process. `problems` are sentences that stand
    against these items at a time: what other rules need of them. `preview` are sentences about what
    would change if they were in force then. These two may query.
    """

    code: str
    label: Any  # lazy text
    parse: Callable[[list[Item]], T]
    fields: tuple[Field, ...]
    help: Any = ""
    problems: Callable[[list[Item], datetime], list[str]] = no_words
    preview: Callable[[list[Item], datetime], list[str]] = no_words
    sample: Path | None = None  # {"items": […]}, loaded where nothing is published yet
    columns: tuple[str, ...] = ()  # paths of the fields a list shows; empty: all short ones
    order: int = 50

    def describe(self, item: Item) -> list[tuple[str, str]]:
        """(label, value) of every field that has a value."""
        shown = ((str(one.label), one.show(one.of(item))) for one in self.fields)
        return [(label, value) for label, value in shown if value]

    def title(self, item: Item) -> str:
        """The name people know an item by, else its code."""
        return str(item.get("name") or item["code"])

    @property
    def listed(self) -> list[Field]:
        """The fields a list of items shows."""
        if self.columns:
            return [one for one in self.fields if one.path in self.columns]
        return [one for one in self.fields if not one.long]


kinds: Registry[RuleKind[Any]] = Registry("kinds of rules")


def register(kind: RuleKind[Any]) -> None:
    """Called from an app's ready()."""
    kinds.register(kind.code, kind)


def all_kinds() -> Iterator[RuleKind[Any]]:
    return iter(sorted((kind for _, kind in kinds), key=lambda kind: (kind.order, kind.code)))


def codes(items: list[Item]) -> list[str]:
    """The items' codes, or BadInput: every item has one, and none stands twice."""
    seen: list[str] = []
    for number, item in enumerate(items, start=1):
        code = item.get("code") if isinstance(item, dict) else None
        if not isinstance(code, str) or not code.strip():
            raise BadInput(_("Item %(number)s has no code.") % {"number": number}, item=number)
        if "/" in code or len(code) > LONGEST_CODE:  # codes stand in addresses of pages
            raise BadInput(
                _("The code %(code)s is too long, or has a slash in it.") % {"code": code[:80]},
                item=code,
            )
        if code in seen:
            raise BadInput(_("The code %(code)s stands twice.") % {"code": code}, item=code)
        seen.append(code)
    return seen
