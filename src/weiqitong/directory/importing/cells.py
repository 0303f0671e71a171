"""What one cell may hold and what it means; a wrong cell becomes a sentence, never an exception."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from weiqitong.core import phone as phones

Parse = Callable[[str], Any]

LIST: Final = re.compile(r"[、,，;；/|\n]+")
NUMBERED: Final = re.compile(r"\d+(\.\d+)?[eE]\+?\d+")
DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?")
# Days as spreadsheets count them, 1954 to 2118; a time of day stands behind the point.
SERIAL: Final = re.compile(r"([2-7]\d{4})(\.\d+)?")
SERIAL_BEGIN: Final = date(1899, 12, 30)
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
YES: Final = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "在用", "启用", "active"})
NO: Final = frozenset(
    {"否", "无", "没有", "n", "no", "false", "0", "×", "停用", "注销", "inactive"}
)
LARGEST_NUMBER: Final = 10**12


class Wrong(Exception):
    """This cell cannot be taken; the sentence is for the person who filled it in."""


def text(longest: int) -> Parse:
    """Words of one line, with a limit."""

    def parse(cell: str) -> str:
        tidy = re.sub(r"\s+", " ", cell.replace("\0", "")).strip()
        if len(tidy) > longest:
            raise Wrong(
                _("At most %(limit)s characters; this has %(count)s.")
                % {"limit": longest, "count": len(tidy)}
            )
        return tidy

    return parse


def code(longest: int) -> Parse:
    """A number or letters that stand for something, half-width."""

    def parse(cell: str) -> str:
        tidy = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell))
        if NUMBERED.fullmatch(tidy):
            raise Wrong(lost_digits())
        if len(tidy) > longest:
            raise Wrong(
                _("At most %(limit)s characters; this has %(count)s.")
                % {"limit": longest, "count": len(tidy)}
            )
        return tidy

    return parse


def lost_digits() -> str:
    return _(
        "The spreadsheet turned this code into a number and lost its last digits:"
        " format the column as text and enter it again."
    )


def whole(cell: str) -> int:
    """A count: 1,200 or 1200人."""
    number = _number(re.sub(r"[人家名个]$", "", cell))
    if number != number.to_integral_value():
        raise Wrong(_("“%(value)s” is not a whole number.") % {"value": _short(cell)})
    return int(number)


def money(cell: str) -> Decimal:
    """An amount as written, in the unit of its column (columns.unit)."""
    return _number(re.sub(r"(万元|亿元|元|万|亿)$", "", cell)) * _cell_unit(cell)


def _cell_unit(cell: str) -> Decimal:
    return Decimal(10_000) if re.search(r"亿元?$", cell) else Decimal(1)


def _number(cell: str) -> Decimal:
    tidy = re.sub(r"[,\s¥￥]", "", unicodedata.normalize("NFKC", cell))
    number = _decimal(tidy, cell)
    if abs(number) > LARGEST_NUMBER:
        raise Wrong(_("“%(value)s” is too large.") % {"value": _short(cell)})
    if number < 0:
        raise Wrong(_("“%(value)s” is below zero.") % {"value": _short(cell)})
    return number


def _decimal(tidy: str, cell: str) -> Decimal:
    try:
        number = Decimal(tidy)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Wrong(_("“%(value)s” is not a number.") % {"value": _short(cell)})
    return number


def coordinate(cell: str) -> Decimal:
    """Degrees with six decimals."""
    number = _decimal(unicodedata.normalize("NFKC", cell).strip("° "), cell)
    if abs(number) > 180:
        raise Wrong(_("“%(value)s” is no coordinate in degrees.") % {"value": _short(cell)})
    return number.quantize(Decimal("0.000001"))


def yes_no(cell: str) -> bool:
    word = unicodedata.normalize("NFKC", cell).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Wrong(_("“%(value)s”: please write yes or no.") % {"value": _short(cell)})


def day(cell: str) -> date:
    """2021-09-30, 2021/9/30, 2021年9月30日, 20210930."""
    tidy = unicodedata.normalize("NFKC", cell).strip()
    if serial := SERIAL.fullmatch(tidy):
        return SERIAL_BEGIN + timedelta(days=int(serial[1]))
    found = DATE.fullmatch(tidy) or COMPACT.fullmatch(tidy)
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Wrong(
            _("“%(value)s” is not a date: write it as 2021-09-30.") % {"value": _short(cell)}
        ) from None


def words(longest: int) -> Parse:
    """Several words in one cell, each once, in their order."""

    def parse(cell: str) -> list[str]:
        found = [part.strip() for part in LIST.split(cell)]
        if too_long := next((one for one in found if len(one) > longest), ""):
            raise Wrong(
                _("“%(value)s” is longer than %(limit)s characters.")
                % {"value": _short(too_long), "limit": longest}
            )
        return list(dict.fromkeys(one for one in found if one))

    return parse


def phone(cell: str) -> str:
    """A number that can be dialled, in the form we keep."""
    tidy = unicodedata.normalize("NFKC", cell)
    if phones.HIDDEN in tidy:
        raise Wrong(
            _("This number is masked: give the whole number, or leave the cell blank to keep it.")
        )
    if NUMBERED.fullmatch(tidy):
        raise Wrong(lost_digits())
    number = phones.normalise(tidy)
    if found := phones.problems(number):
        raise Wrong(str(found[0]))
    return number


def mask_phone(cell: str) -> str:
    """A phone as it may be shown, also when it is none."""
    number = phones.normalise(cell)
    if not number or phones.HIDDEN in number:
        return cell
    if not phones.problems(number):
        return phones.mask(number)
    # A wrong number is shown as far as needed to find it, never enough to dial it.
    return number if len(number) < 8 else f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def choice(meanings: Mapping[Any, Iterable[str]], labels: Callable[[], Mapping[str, str]]) -> Parse:
    """One of several values, written in any of their words or by their label."""
    known = {
        word.lower(): str(value) for value, names in meanings.items() for word in (value, *names)
    }

    def parse(cell: str) -> str:
        word = unicodedata.normalize("NFKC", cell).strip().lower()
        spoken = {label.lower(): value for value, label in labels().items()}
        if value := known.get(word) or spoken.get(word):
            return value
        raise Wrong(
            _("“%(value)s” is none of: %(choices)s.")
            % {"value": _short(cell), "choices": "、".join(labels().values())}
        )

    return parse


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:40]}…"
