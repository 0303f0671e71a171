"""Dates and durations as people say them, in the active language. Never asks for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from weiqitong.core import clock

_on_paper: ContextVar[bool] = ContextVar("on_paper", default=False)


@contextmanager
def on_paper() -> Iterator[None]:
    """Dates in full: what is printed today is read next week, when "tomorrow" is over."""
    token = _on_paper.set(True)
    try:
        yield
    finally:
        _on_paper.reset(token)


def _near(day: date, today: date) -> bool:
    return abs((day - today).days) <= 1 and not _on_paper.get()


# Lazy: of nineteen words a date needs two, and a table has a date in every row.
WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
MONTHS = (
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
)


def weekday(day: date) -> str:
    """周五; Fri."""
    return str(WEEKDAYS[day.weekday()])


def _month(day: date) -> str:
    return str(MONTHS[day.month - 1])


def _bits(day: date) -> dict[str, object]:
    return {
        "year": day.year,
        "month": day.month,
        "month_name": _month(day),
        "day": day.day,
        "weekday": weekday(day),
    }


def plain_date(day: date, *, year: bool = True) -> str:
    """2021年9月17日; 17 Sep 2021: without the weekday, for facts and tables."""
    if year:
        return pgettext("date", "%(day)s %(month_name)s %(year)s") % _bits(day)
    return pgettext("date", "%(day)s %(month_name)s") % _bits(day)


def day_words(day: date, today: date) -> str:
    """今天, 昨天, 明天, else 9月17日 周五; the year only when it is another one."""
    near = {
        0: pgettext("day", "today"),
        -1: pgettext("day", "yesterday"),
        1: pgettext("day", "tomorrow"),
    }
    return near[(day - today).days] if _near(day, today) else dated_words(day, today)


def dated_words(day: date, today: date) -> str:
    """9月17日 周五, also where it is near: what was said on another day stays as it was said."""
    if day.year != today.year or _on_paper.get():
        return pgettext("date", "%(weekday)s %(day)s %(month_name)s %(year)s") % _bits(day)
    return pgettext("date", "%(weekday)s %(day)s %(month_name)s") % _bits(day)


def moment_words(at: datetime, now: datetime) -> str:
    """今天 18:00; 9月17日 周五 18:00; Fri 17 Sep, 18:00."""
    here = clock.local(at)
    today = clock.today(now)
    time = f"{here:%H:%M}"
    words = day_words(here.date(), today)
    if _near(here.date(), today):
        return pgettext("near day and time", "%(day)s %(time)s") % {"day": words, "time": time}
    return pgettext("date and time", "%(date)s, %(time)s") % {"date": words, "time": time}


def until_words(at: datetime | date, now: datetime) -> str:
    """今天 18:00 前; by Thu 30 Sep, 18:00."""
    if isinstance(at, datetime):
        words = moment_words(at, now)
    else:
        words = day_words(at, clock.today(now))
    return _("by %(time)s") % {"time": words}


def minutes_words(minutes: int) -> str:
    """1 时 26 分; 40 分."""
    hours, rest = divmod(abs(minutes), 60)
    if hours and rest:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    if hours:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": rest}


def duration_words(span: timedelta) -> str:
    """3 天; 1 时 26 分: days once there are two of them."""
    minutes = int(abs(span).total_seconds() // 60)
    days = minutes // 1440
    if days >= 2:
        return _("%(days)d days") % {"days": days}
    return minutes_words(minutes)


def clock_face(minutes: int) -> str:
    """26:40, as on a clock that counts hours."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def size_words(count: int) -> str:
    """1.4 MB; 830 kB."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} MB"
    return f"{max(1, round(count / 1000))} kB"
