"""The unified social credit code (GB 32100-2015): one written form, what is wrong, its check.

It asks no register whether the code was ever issued. python-stdnum does the arithmetic; its
validation is not used, because it wants digits in positions 1 and 2, where the standard allows
letters (DOMAIN.md §3.1).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from weiqitong.core.problem import Problem

LENGTH: Final = 18
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DISTRICT: Final = range(2, 8)  # positions 3 to 8: the six digits of the registering division
MEANT: Final = {"O": "0", "I": "1", "Z": "2", "S": "5"}  # what a forbidden letter is misread from
OLD_NUMBER_LENGTH: Final = 15  # 工商注册号, before the codes were unified in 2015
NOISE: Final = re.compile(r"[\s\-‐‑–—−_.·\u200b\u202a-\u202e\ufeff]")  # as pasted


class CodeProblem(TextChoices):
    """The ways in which a credit code can be wrong."""

    LENGTH = "length", _("A credit code has 18 characters; this one has %(count)s.")
    OLD_NUMBER = (
        "old_number",
        _("This is an old registration number of 15 digits; please enter the credit code of 18."),
    )
    LETTER = (
        "letter",
        _("“%(character)s” at position %(position)s: a credit code never contains this letter."),
    )
    LETTER_MEANT = (
        "letter_meant",
        _(
            "“%(character)s” at position %(position)s: a credit code never contains this letter;"
            " is it “%(meant)s”?"
        ),
    )
    CHARACTER = (
        "character",
        _("“%(character)s” at position %(position)s is neither a digit nor a capital letter."),
    )
    DISTRICT = (
        "district",
        _(
            "“%(character)s” at position %(position)s: positions 3 to 8 are digits"
            " (the registering district)."
        ),
    )
    CHECK = (
        "check",
        _(
            "The last character should be “%(right)s”, not “%(found)s”, if all others are right:"
            " please compare the code with the licence."
        ),
    )


def normalise(text: str) -> str:
    """Half-width, upper case, without the spaces and dashes of print; nothing is corrected."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_character(first17: str) -> str:
    """The 18th character that belongs to 17 valid ones."""
    if len(first17) != LENGTH - 1 or not set(first17) <= set(ALPHABET):
        raise ValueError(f"17 characters of a credit code are needed, not {first17!r}")
    return str(uscc.calc_check_digit(first17))


def problems(code: str) -> list[Problem]:
    """What is wrong with a code as `normalise` gives it, in reading order; nothing if it is valid.

    The check character is judged only when every other character is possible.
    """
    if len(code) == OLD_NUMBER_LENGTH and code.isascii() and code.isdigit():
        return [Problem(CodeProblem.OLD_NUMBER)]
    if len(code) != LENGTH:
        # Where one character is missing all others may have moved: only letters are certain.
        wrong = [p for p in _wrong_characters(code[:LENGTH]) if p.kind != CodeProblem.DISTRICT]
        return [Problem(CodeProblem.LENGTH, {"count": len(code)}), *wrong]
    if wrong := _wrong_characters(code):
        return wrong
    right = check_character(code[:-1])
    if code[-1] != right:
        return [Problem(CodeProblem.CHECK, {"right": right, "found": code[-1]})]
    return []


def _wrong_characters(code: str) -> list[Problem]:
    found = [wrong for at, character in enumerate(code) if (wrong := _wrong(character, at))]
    strange = [wrong for wrong in found if wrong.kind == CodeProblem.CHARACTER]
    return [wrong for wrong in found if wrong not in strange[1:]]  # a name typed here: say it once


def _wrong(character: str, at: int) -> Problem | None:
    where: dict[str, str | int] = {"character": character, "position": at + 1}
    if character in MEANT:
        return Problem(CodeProblem.LETTER_MEANT, {**where, "meant": MEANT[character]})
    if character == "V":
        return Problem(CodeProblem.LETTER, where)
    if character not in ALPHABET:
        return Problem(CodeProblem.CHARACTER, where)
    if at in DISTRICT and not character.isdigit():
        return Problem(CodeProblem.DISTRICT, where)
    return None
