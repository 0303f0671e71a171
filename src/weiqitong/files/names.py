"""A file's name as it may be kept and offered again: no path, no control characters, not long."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
FORBIDDEN: Final = re.compile(
    r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)


def clean(name: str) -> str:
    """The name alone, readable, with its extension kept when it has to be shortened."""
    tidy = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    tidy = re.sub(r"\s+", " ", FORBIDDEN.sub("", tidy)).strip(" .")
    if len(tidy) > LONGEST:
        stem, dot, last = tidy.rpartition(".")
        end = f"{dot}{last}" if stem and len(last) <= 10 else ""
        tidy = tidy[: LONGEST - len(end)].rstrip() + end
    return tidy or "file"
