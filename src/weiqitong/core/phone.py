"""Chinese phone numbers: one written form, what is wrong with one, its mask. It stores nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from weiqitong.core.problem import Problem

MOBILE: Final = re.compile(r"1[3-9]\d{9}")
SERVICE: Final = re.compile(r"[48]00\d{7}")
# 010 and 02x have three digits and eight after them; every other area has four.
AREA: Final = re.compile(r"(010|02\d|0[3-9]\d\d)(\d*)")
ABROAD: Final = re.compile(r"10\d{8}|[2-9]\d{9,10}")
EXTENSION: Final = re.compile(r"(?:-|转|分机|ext\.?|x|#)(\d{1,6})$", re.IGNORECASE)
COUNTRY: Final = re.compile(r"^(?:(?:\+|00)86-?)+(?=\d)|^86-?(?=1[3-9]\d{9}$)")
NOISE: Final = re.compile(r"[\s().·\u200b\u202a-\u202e\ufeff]")  # bidi marks come with pasting
DASHES: Final = re.compile(r"[‐‑‒–—―−]")  # the dashes people paste
HIDDEN: Final = "*"


class PhoneProblem(TextChoices):
    """The ways in which a phone number can be wrong."""

    EMPTY = "empty", _("Enter a phone number.")
    CHARACTER = "character", _("A phone number has digits only; “%(character)s” is none.")
    MOBILE_LENGTH = "mobile_length", _("A mobile number has 11 digits; this one has %(count)s.")
    MOBILE_PREFIX = "mobile_prefix", _("No mobile number begins with %(prefix)s.")
    LANDLINE_LENGTH = (
        "landline_length",
        _(
            "A landline number has 7 or 8 digits after the area code %(area)s;"
            " this one has %(count)s."
        ),
    )
    AREA_LENGTH = (
        "area_length",
        _("A number in area %(area)s has 8 digits after the area code; this one has %(count)s."),
    )
    AREA_UNKNOWN = "area_unknown", _("No area code begins with %(prefix)s.")
    AREA_MISSING = "area_missing", _("Put the area code in front of the landline number.")
    UNKNOWN = "unknown", _("This is neither a mobile number nor a landline number.")


def normalise(text: str) -> str:
    """The one form we keep: `15012343386`, `0536-8091234`, `0536-8091234-801`, `4001234567`.

    What cannot be a number is returned tidied, so that `problems` can name what is wrong.
    """
    tidy = NOISE.sub("", DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    foreign = tidy.startswith(("+86", "0086"))
    tidy = COUNTRY.sub("", tidy)
    bare = tidy.replace("-", "")
    if MOBILE.fullmatch(bare) or SERVICE.fullmatch(bare):
        return bare
    body, extension = _split_extension(tidy)
    digits = body.replace("-", "")
    if not digits.isascii() or not digits.isdigit():
        return tidy
    if foreign and ABROAD.fullmatch(digits):
        # Abroad the zero of an area code is not written: +86 536 8091234.
        digits = f"0{digits}"
    area = AREA.fullmatch(digits)
    if area is None:
        return digits
    parts = [area[1], area[2], extension]
    return "-".join(part for part in parts if part)


def problems(number: str) -> list[Problem]:
    """What is wrong with a number as `normalise` gives it; nothing when it may be dialled."""
    if not number:
        return [Problem(PhoneProblem.EMPTY)]
    for character in number:
        if character not in "0123456789-":
            return [Problem(PhoneProblem.CHARACTER, {"character": character})]
    if MOBILE.fullmatch(number) or SERVICE.fullmatch(number):
        return []
    if number.startswith("0"):
        return _landline_problems(number)
    digits = number.replace("-", "")
    if digits.startswith("1"):
        return _mobile_problems(digits)
    if len(digits) in (7, 8):
        return [Problem(PhoneProblem.AREA_MISSING)]
    return [Problem(PhoneProblem.UNKNOWN)]


def mask(number: str) -> str:
    """The number with its middle hidden; all of it when too little would stay hidden.

    >>> mask("15012343386")
    '150****3386'
    """
    if MOBILE.fullmatch(number):
        return f"{number[:3]}{HIDDEN * 4}{number[-4:]}"
    if SERVICE.fullmatch(number):
        return f"{number[:3]}{HIDDEN * 4}{number[-3:]}"
    area, _dash, rest = number.partition("-")
    line = rest.partition("-")[0]
    if AREA.fullmatch(area) and line.isdigit() and len(line) in (7, 8):
        return f"{area}-{HIDDEN * (len(line) - 3)}{line[-3:]}"
    return HIDDEN * len(number)


def _split_extension(tidy: str) -> tuple[str, str]:
    """A trailing `-801`, `转801`; the dash after an area code is not one."""
    found = EXTENSION.search(tidy)
    if found is None:
        return tidy, ""
    body = tidy[: found.start()]
    if found[0].startswith("-") and "-" not in body and len(body) <= 4:
        return tidy, ""
    return body, found[1]


def _mobile_problems(digits: str) -> list[Problem]:
    if len(digits) != 11:
        return [Problem(PhoneProblem.MOBILE_LENGTH, {"count": len(digits)})]
    return [Problem(PhoneProblem.MOBILE_PREFIX, {"prefix": digits[:2]})]


def _landline_problems(number: str) -> list[Problem]:
    area = AREA.fullmatch(number.split("-")[0])
    if area is None:
        return [Problem(PhoneProblem.AREA_UNKNOWN, {"prefix": number[:2]})]
    line = number.split("-")[1] if "-" in number else area[2]
    facts = {"area": area[1], "count": len(line)}
    if len(area[1]) == 3 and len(line) != 8:
        return [Problem(PhoneProblem.AREA_LENGTH, facts)]
    if len(line) not in (7, 8):
        return [Problem(PhoneProblem.LANDLINE_LENGTH, facts)]
    return []
