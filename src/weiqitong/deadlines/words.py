"""The sentences of an explanation and of refusals in the reader's language. It computes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import pairwise

from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from weiqitong.web import times

from .explain import Explanation, Period, Say, Sentence, Value
from .refusal import Refused
from .strip import DayCell, DayKind
from .terms import Term, Unit

SENTENCES = {
    Say.RULE: gettext_noop(
        "%(rule)s: %(owed)s within %(term)s of %(begun)s (version %(version)s, from %(since)s)."
    ),
    Say.RULE_UNNUMBERED: gettext_noop("%(rule)s: %(owed)s within %(term)s of %(begun)s."),
    Say.START_DAY_NOT_COUNTED: gettext_noop(
        "The day of %(begun)s (%(at)s) is not counted; counting begins on %(first)s."
    ),
    Say.STARTS_AT_OPENING: gettext_noop(
        "The office was closed at %(begun)s (%(at)s): the clock starts when it opens, %(opening)s."
    ),
    Say.USED_FIRST: gettext_noop("From %(at)s to closing at %(closes_time)s, %(used)s are used."),
    Say.USED_LATER: gettext_noop("On %(day)s another %(used)s."),
    Say.USED_DAYS: gettext_noop("On %(period)s another %(used)s (%(count)s working days)."),
    Say.USED_LAST: gettext_noop("From %(from)s to %(until_time)s the %(whole)s are complete."),
    Say.BREAK: gettext_noop("The break from %(closes_time)s to %(opens_time)s is not counted."),
    Say.ROUND_THE_CLOCK: gettext_noop(
        "%(term)s without interruption from %(at)s (%(begun)s): nights and days off count too."
    ),
    Say.MAKEUP: gettext_noop("%(day)s is a make-up %(weekday)s and counts."),
    Say.HOLIDAY: gettext_noop("%(period)s is off for %(holiday)s and does not count."),
    Say.WEEKENDS: gettext_noop("Saturdays and Sundays do not count."),
    Say.OTHER_WEEKENDS: gettext_noop("Other weekends do not count."),
    Say.NOTICE: gettext_noop("By the notice “%(title)s”."),
    Say.NOTICE_NUMBERED: gettext_noop("By the notice “%(title)s” (%(number)s)."),
    Say.PAUSED: gettext_noop(
        "The clock was paused from %(from)s to %(until)s; what was left counts from there."
    ),
    Say.PAUSED_STILL: gettext_noop(
        "The clock has been paused since %(from)s; a new due time comes when it resumes."
    ),
    Say.EXTENDED: gettext_noop("On %(at)s it was extended by %(term)s."),
    Say.RECOMPUTED: gettext_noop(
        "On %(at)s a new working calendar came; the time left was counted anew."
    ),
    Say.CLOSING: gettext_noop("The time is the closing hour of %(place)s, %(due_time)s."),
    Say.NATURAL_ON_DAY_OFF: gettext_noop(
        "%(day)s is a day off; a limit in natural days does not move for that."
    ),
    Say.YELLOW_QUARTER: gettext_noop(
        "The light turns yellow with %(lead)s left (a quarter of the limit): %(at)s."
    ),
    Say.YELLOW_DAY: gettext_noop(
        "The light turns yellow with %(lead)s left (one working day): %(at)s."
    ),
    Say.PROVISIONAL: gettext_noop(
        "The holidays of %(year)s are not announced yet: weekdays are counted for now,"
        " and the time is counted anew when they are."
    ),
}


@dataclass(frozen=True, slots=True)
class CellWords:
    """One day of the strip, ready for the page."""

    weekday: str
    date: str
    label: str
    makeup: bool
    kind: DayKind


def term_words(term: Term) -> str:
    """3 working days; 3 个工作日."""
    count = term.amount
    if term.unit is Unit.WORKING_MINUTES:
        words = ngettext("%(count)d working minute", "%(count)d working minutes", count)
    elif term.unit is Unit.WORKING_HOURS:
        words = ngettext("%(count)d working hour", "%(count)d working hours", count)
    elif term.unit is Unit.WORKING_DAYS:
        words = ngettext("%(count)d working day", "%(count)d working days", count)
    elif term.unit is Unit.NATURAL_DAYS:
        words = ngettext("%(count)d natural day", "%(count)d natural days", count)
    else:
        words = ngettext("%(count)d hour", "%(count)d hours", count)
    return words % {"count": count}


def points(explanation: Explanation) -> list[str]:
    """The numbered list under the strip."""
    year = explanation.started_at.year
    return [
        reduce(_joined, (sentence_words(sentence, year) for sentence in point))
        for point in explanation.points
    ]


def sentence_words(sentence: Sentence, year: int) -> str:
    """One sentence; dates outside `year` carry their own."""
    return gettext(SENTENCES[sentence.say]) % _filled(sentence.params, year)


def cells(explanation: Explanation) -> list[CellWords]:
    """The strip; month names only where a new month begins."""
    listed = explanation.days
    fresh = [True, *(a.day.month != b.day.month for a, b in pairwise(listed))]
    return [
        CellWords(
            weekday="" if cell.until else times.weekday(cell.day),
            date=_cell_date(cell, month=new and index > 0),
            label=_cell_label(cell, explanation.begun),
            makeup=cell.makeup,
            kind=cell.kind,
        )
        for index, (cell, new) in enumerate(zip(listed, fresh, strict=True))
    ]


def refusal_words(refused: Refused) -> str:
    """Why a calendar, term or event was refused."""
    return gettext(refused.message) % refused.params


def _joined(first: str, second: str) -> str:
    """Two sentences as one text: with a space between them, or without as in Chinese."""
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": first, "second": second}


def _filled(params: Mapping[str, Value], year: int) -> dict[str, str | int]:
    filled: dict[str, str | int] = {}
    for key, value in params.items():
        if isinstance(value, datetime):
            filled[f"{key}_time"] = f"{value:%H:%M}"
        if key == "day" and isinstance(value, date):
            filled["weekday"] = times.weekday(value)
        filled[key] = _said(value, 0 if key == "since" else year)  # a rule's date has its year
    return filled


def _said(value: Value, year: int) -> str | int:
    if isinstance(value, datetime):
        return f"{_date(value.date(), year)} {value:%H:%M}"
    if isinstance(value, date):
        return _date(value, year)
    if isinstance(value, timedelta):
        return times.minutes_words(int(value.total_seconds()) // 60)
    if isinstance(value, Term):
        return term_words(value)
    if isinstance(value, Period):
        return _period(value, year)
    return value


def _date(day: date, year: int) -> str:
    return times.plain_date(day, year=day.year != year)


def _period(period: Period, year: int) -> str:
    if period.first == period.last:
        return _date(period.first, year)
    return pgettext("period", "%(first)s to %(last)s") % {
        "first": _date(period.first, year),
        "last": _date(period.last, year),
    }


def _cell_date(cell: DayCell, *, month: bool) -> str:
    first = f"{cell.day.month}/{cell.day.day}" if month else f"{cell.day.day}"
    if cell.until is None:
        return first
    same = cell.until.month == cell.day.month
    last = f"{cell.until.day}" if same else f"{cell.until.month}/{cell.until.day}"
    return f"{first}–{last}"


def _cell_label(cell: DayCell, begun: str) -> str:
    if cell.kind is DayKind.START:
        return begun
    if cell.kind is DayKind.OFF:
        return cell.name or pgettext("day off", "weekend")
    if cell.kind is DayKind.PAUSED:
        return pgettext("clock", "paused")
    if cell.kind is DayKind.GAP:
        return ngettext("%(count)d day", "%(count)d days", cell.count) % {"count": cell.count}
    if cell.number is not None:
        return pgettext("n-th day of a time limit", "day %(number)d") % {"number": cell.number}
    return times.minutes_words(cell.seconds // 60)
