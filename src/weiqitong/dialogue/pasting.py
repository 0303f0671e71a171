"""Splits what was copied out of a chat group into messages: name, time, words. Pure; it decides
nothing and loses nothing: what has no name comes first, without one.

Known are the ways in which the chat programs of phones and computers copy: name and time on one
line, either first; the name on a line of its own above the time; days as rules between lines;
`name: words` where there is no time at all; half- and full-width digits and signs.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

PICTURE = "【图片】"
LONGEST_NAME = 40

_PICTURES = re.compile(
    r"[\[<【［〈(（]\s*(?:图片|照片|image|photo|picture)\s*[\]>】］〉)）]", re.IGNORECASE
)
_HALF = r"(?P<half>上午|下午|晚上|凌晨|中午|早上|傍晚|am|pm)?"
_CLOCK = rf"{_HALF}\s*(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?\s*(?P<after>am|pm)?"
_DAY = (
    r"(?:(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"|(?P<near>今天|昨天|前天|yesterday|today)|(?P<week>(?:星期|周)[一二三四五六日天]))"
)
_WEEKDAY = r"(?:\s*[(]?(?:星期|周)[一二三四五六日天][)]?)?"
_TIME = rf"(?:{_DAY}{_WEEKDAY}\s*)?{_CLOCK}"
_ONLY_TIME = re.compile(rf"\s*{_TIME}\s*", re.IGNORECASE)
_NAME_TIME = re.compile(
    rf"(?P<name>\S.*?)(?:\s+|(?<=[)>]))[(\[]?{_TIME}[)\]]?\s*:?\s*", re.IGNORECASE
)
_TIME_NAME = re.compile(rf"[(\[]?{_TIME}[)\]]?\s+(?P<name>\S.*?)\s*:?\s*", re.IGNORECASE)
_RULE = re.compile(rf"[-—─=*·\s]*{_DAY}{_WEEKDAY}[-—─=*·\s]*", re.IGNORECASE)
_NAME_WORDS = re.compile(r"(?P<name>[^:\s][^:]{0,39}?)\s*:\s*(?P<words>.*)")
_SENTENCE = re.compile(r"[。！？；!?;，]|https?$|\d{3,}$")
# Words that stand before a time in a sentence and are no name.
_NO_NAMES = frozenset(
    ["今天", "明天", "昨天", "后天", "时间", "会议时间", "上午", "下午", "截止", "地点", "电话"]
)
_AFTERNOON = frozenset({"下午", "晚上", "傍晚", "pm"})
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Pasted:
    """One message found; `said` is on the wall clock of the group, None where it bears no time."""

    name: str
    text: str
    said: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """A line, or two, that begins a message."""

    name: str
    lines: int
    said: datetime | None
    dated: bool
    words: str = ""  # what already stands on the line behind the name


def parse(chunk: str, today: date) -> list[Pasted]:
    """The messages in the order they were copied; `today` is what "yesterday" is counted from."""
    lines = chunk.replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "").split("\n")
    plain = [_plain(line) for line in lines]
    heads = list(_heads(plain, today))
    if any(head and head.dated for head in heads):  # then a bare time is part of what was said
        day_rules = any(_is_rule(line) for line in plain)
        if not day_rules:
            heads = [head if head and head.dated else None for head in heads]
    if any(head and head.lines == 1 for head in heads):  # one program copies in one way
        heads = [head if head and head.lines == 1 else None for head in heads]
    if not any(heads):
        heads = [_spoken(line) for line in plain]
    return list(_collected(lines, plain, heads))


def _heads(plain: Sequence[str], today: date) -> Iterator[_Head | None]:
    """What begins on each line, if anything."""
    day: date | None = None
    for number, line in enumerate(plain):
        if (rule := _is_rule(line)) is not None:
            day = _date(rule, today) or day
        following = plain[number + 1] if number + 1 < len(plain) else ""
        yield _head(line, following, day, today)


def _head(line: str, following: str, day: date | None, today: date) -> _Head | None:
    if not line.strip() or _ONLY_TIME.fullmatch(line):
        return None
    for pattern in (_NAME_TIME, _TIME_NAME):
        found = pattern.fullmatch(line.strip())
        if found and _is_name(found["name"]):
            return _timed(found["name"], found, 1, day, today)
    below = _ONLY_TIME.fullmatch(following)
    if below and _is_name(line.strip()):
        return _timed(line, below, 2, day, today)
    return None


def _timed(
    name: str, found: re.Match[str], lines: int, day: date | None, today: date
) -> _Head | None:
    own = _date(found, today)
    hour, minute = int(found["hour"]), int(found["minute"])
    half = (found["half"] or found["after"] or "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in {"凌晨", "am"} and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    on = own or day
    said = datetime.combine(on or today, time(hour, minute))
    return _Head(_tidy(name), lines, said, dated=on is not None)


def _date(found: re.Match[str], today: date) -> date | None:
    """The day a match names; without a year the last such day."""
    if near := (found["near"] or "").lower():
        back = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}[near]
        return today - timedelta(days=back)
    if week := found["week"]:
        wanted = _WEEK.index(week[-1].replace("天", "日"))
        return today - timedelta(days=(today.weekday() - wanted) % 7)
    if not found["month"]:
        return None
    year = int(found["year"]) if found["year"] else today.year
    try:
        day = date(year, int(found["month"]), int(found["day"]))
        return day.replace(year=year - 1) if day > today and not found["year"] else day
    except ValueError:
        return None


def _is_rule(line: str) -> re.Match[str] | None:
    """A line that holds a day and nothing else: what follows was said on it."""
    return _RULE.fullmatch(line.strip()) if line.strip() else None


def _is_name(text: str) -> bool:
    text = text.strip()
    short = 0 < len(text) <= LONGEST_NAME
    return short and text not in _NO_NAMES and not _SENTENCE.search(text) and bool(_tidy(text))


def _spoken(line: str) -> _Head | None:
    """`name: words`, where nothing in the whole bears a time."""
    found = _NAME_WORDS.fullmatch(line.strip())
    if found is None or not _is_name(found["name"]) or re.search(r"\d{4}", found["name"]):
        return None
    return _Head(_tidy(found["name"]), 1, None, dated=False, words=found["words"])


def _collected(
    lines: Sequence[str], plain: Sequence[str], heads: Sequence[_Head | None]
) -> Iterator[Pasted]:
    """Lines gathered under the head above them."""
    head: _Head | None = None
    words: list[str] = []
    skip = 0
    for line, bare, begins in zip(lines, plain, heads, strict=True):
        if skip:
            skip -= 1
            continue
        if begins is not None:
            yield from _closed(head, words)
            head, words, skip = begins, [_behind(line, begins)], begins.lines - 1
        elif _is_rule(bare) is None:
            words.append(line)
    yield from _closed(head, words)


def _behind(line: str, head: _Head) -> str:
    """What was said on the head's own line, as it was written."""
    return line.strip()[-len(head.words) :] if head.words else ""


def _closed(head: _Head | None, words: Sequence[str]) -> Iterator[Pasted]:
    text = _PICTURES.sub(PICTURE, "\n".join(line.strip() for line in words)).strip()
    if text:
        yield Pasted(head.name if head else "", text, head.said if head else None)


def _tidy(name: str) -> str:
    """A name without what programs put around it: numbers, colons, brackets of an address."""
    name = re.sub(r"[(<]\s*(?:\d{5,}|\S+@\S+)\s*[)>]", "", name)
    return name.strip(" \t:：@>|·-—").strip()


def _plain(line: str) -> str:
    """The line with half-width digits and signs, of the same length where that is possible."""
    return "".join(_half(one) for one in line).replace("\u00a0", " ").replace("\u3000", " ")


def _half(one: str) -> str:
    if "！" <= one <= "～" and one not in "！？；，":
        return unicodedata.normalize("NFKC", one)
    return one
