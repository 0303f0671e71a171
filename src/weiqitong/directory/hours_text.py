"""Office hours as people type them, one season a line: "06-01 08:30-12:00 14:00-18:00 summer"."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput

BEGIN: Final = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
SPAN: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")
LEAP_YEAR: Final = 2000


def write(hours: dict[str, Any] | None) -> str:
    """The lines of a region's hours; nothing where it follows the region above."""
    seasons = (hours or {}).get("seasons", [])
    return "\n".join(
        " ".join(filter(None, [one["from"], *one["hours"], one.get("name", "")])) for one in seasons
    )


def read(text: str) -> dict[str, Any] | None:
    """Hours from their lines, or None for the parent's. BadInput names the line."""
    seasons = [_season(line.strip()) for line in text.splitlines() if line.strip()]
    if not seasons:
        return None
    seasons.sort(key=lambda one: str(one["from"]))
    for earlier, later in pairwise(seasons):
        if earlier["from"] == later["from"]:
            raise _bad(_("Two seasons begin on %(day)s.") % {"day": later["from"]})
    return {"seasons": seasons}


def _season(line: str) -> dict[str, Any]:
    begin = BEGIN.match(line)
    if begin is None:
        raise _bad(_("“%(line)s”: begin with the season's first day, as 06-01.") % {"line": line})
    month, day = int(begin[1]), int(begin[2])
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        raise _bad(_("“%(line)s”: there is no such day.") % {"line": line}) from None
    rest = line[begin.end() :]
    spans = [_minutes(found) for found in SPAN.finditer(rest)]
    if not spans:
        raise _bad(_("“%(line)s”: give hours as 08:30-12:00.") % {"line": line})
    ends = 0
    for opens, closes in spans:
        if not ends <= opens < closes <= 24 * 60:
            raise _bad(_("“%(line)s”: hours overlap or end before they begin.") % {"line": line})
        ends = closes
    season: dict[str, Any] = {"from": f"{month:02d}-{day:02d}"}
    if name := SPAN.sub(" ", rest).strip(" ,，;；、"):
        season["name"] = name[:20]
    season["hours"] = [f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans]
    return season


def _minutes(found: re.Match[str]) -> tuple[int, int]:
    return int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _bad(sentence: str) -> BadInput:
    return BadInput(sentence, field="hours")
