"""Hides phone numbers and numbers of identity cards in a text. Pure."""

import re
import unicodedata

from weiqitong.core.phone import mask

# Identity cards (18 characters, the older ones 15) and bank cards, whole or in groups.
CARD = re.compile(
    r"(?<![\dA-Za-z])(?:\d{14,18}[\dXx]|\d{6}[ -]\d{8}[ -]\d{3}[\dXx]"
    r"|\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?)(?![\dA-Za-z])"
)
MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d(?:[ -]?\d){8})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[ \-—]?(\d{7,8})(?!\d)")


def masked(text: str) -> str:
    """The text with its numbers hidden: 138****5678, 0536-****234, 3707**************."""
    text = _ascii_digits(text)
    text = CARD.sub(_card, text)
    text = MOBILE.sub(lambda found: mask(re.sub(r"\D", "", found[1])), text)
    return LANDLINE.sub(lambda found: mask(f"{found[1]}-{found[2]}"), text)


def _card(found: re.Match[str]) -> str:
    digits = re.sub(r"[^\dXx]", "", found[0])
    return digits[:4] + "*" * (len(digits) - 4)


def _ascii_digits(text: str) -> str:
    """Full-width digits, letters X and plus signs as plain ones, nothing else touched."""
    return "".join(_plain(one) for one in text)


def _plain(one: str) -> str:
    if one in "０１２３４５６７８９Ｘｘ＋－":
        return unicodedata.normalize("NFKC", one)
    return one
