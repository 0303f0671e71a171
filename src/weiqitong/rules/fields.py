"""How one value of a rule is shown in a cell and read back from what was typed. Knows no kinds."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.core.errors import BadInput

Show = Callable[[Any], str]
Read = Callable[[str], Any]
ABSENT: Any = object()  # `read` answers this where nothing was typed and the key should go


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind. `path` leads into the item: "terms.close" is item["terms"]["close"]."""

    path: str
    label: Any  # lazy text
    show: Show
    read: Read
    help: Any = ""
    required: bool = False
    long: bool = False
    choices: Callable[[], list[tuple[str, str]]] | None = None
    blank: Any = ABSENT  # what an empty cell means

    def of(self, item: Mapping[str, Any]) -> Any:
        """The value in an item; None where there is none."""
        value: Any = item
        for part in self.path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def put(self, item: dict[str, Any], text: str) -> None:
        """Write what was typed into an item, or BadInput."""
        value = self.value(text)
        *parents, last = self.path.split(".")
        for part in parents:
            item = item.setdefault(part, {})
        if value is ABSENT:
            item.pop(last, None)
        else:
            item[last] = value

    def value(self, text: str) -> Any:
        text = text.strip()
        if not text:
            if self.required:
                raise BadInput(
                    _("%(field)s must be filled in.") % {"field": self.label}, field=self.path
                )
            return self.blank
        try:
            return self.read(text)
        except BadInput as error:
            raise BadInput(str(error), field=self.path) from None


def _show_text(value: Any) -> str:
    return "" if value is None else str(value)


def text(path: str, label: Any, **more: Any) -> Field:
    return Field(path, label, _show_text, str, **more)


def number(path: str, label: Any, **more: Any) -> Field:
    return Field(path, label, _show_text, _read_number, **more)


def choice(
    path: str, label: Any, options: Callable[[], list[tuple[str, str]]], **more: Any
) -> Field:
    """One of a list of (value, label); both the value and the label are understood when typed."""

    def show(value: Any) -> str:
        return "" if value is None else dict(options()).get(str(value), str(value))

    def read(typed: str) -> str:
        for value, name in options():
            if typed in {value, name}:
                return value
        raise BadInput(_("“%(text)s” is not one of the choices.") % {"text": typed})

    return Field(path, label, show, read, choices=options, **more)


def words(path: str, label: Any, **more: Any) -> Field:
    """Several words in one cell, parted by commas of any script or by line ends."""

    def show(value: Any) -> str:
        return _("; ").join(str(one) for one in value or ())

    def read(typed: str) -> list[str]:
        return [one.strip() for one in re.split(r"[,，、;；\n]+", typed) if one.strip()]

    return Field(path, label, show, read, **more)


def numbers(path: str, label: Any, **more: Any) -> Field:
    """Several whole numbers in one cell."""

    def show(value: Any) -> str:
        return ", ".join(str(one) for one in value or ())

    def read(typed: str) -> list[int]:
        return [_read_number(one) for one in re.split(r"[,，、;；\s]+", typed) if one]

    return Field(path, label, show, read, **more)


def switch(path: str, label: Any, **more: Any) -> Field:
    """Yes or no; an empty cell is no."""

    def show(value: Any) -> str:
        return pgettext("a switch", "yes") if value else ""

    def read(typed: str) -> bool:
        word = typed.casefold()
        if word in {"yes", "true", "1", "是", "√", pgettext("a switch", "yes")}:
            return True
        if word in {"no", "false", "0", "否", pgettext("a switch", "no")}:
            return False
        raise BadInput(_("“%(text)s” is neither yes nor no.") % {"text": typed})

    def options() -> list[tuple[str, str]]:
        return [("yes", pgettext("a switch", "yes")), ("no", pgettext("a switch", "no"))]

    return Field(path, label, show, read, choices=options, **more)


def _read_number(typed: str) -> int:
    try:
        return int(typed.removesuffix(".0"))  # spreadsheets write 3 as 3.0
    except ValueError:
        raise BadInput(_("“%(text)s” is not a whole number.") % {"text": typed}) from None
