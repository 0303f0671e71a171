"""Filters and tags that pages and components use to print values; they decide nothing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from weiqitong.core import clock
from weiqitong.web import fields, lines, names, parts, times

register = template.Library()


@register.simple_tag
def static_icon(name: str) -> str:
    """Address of one icon in the sprite the build cuts from the icons used."""
    return f"{static('web/built/icons.svg')}#{name}"


@register.filter
def named(thing: object) -> str:
    """The name of a region, a unit or a client in the language of the page."""
    return names.name_of(thing) if thing else ""  # an empty string is what a missing one reads as


@register.simple_tag
def colon() -> str:
    """What stands between a name and what is said of it."""
    return pgettext("between a name and what is said of it", ": ")


@register.filter
def listed(words: Sequence[str]) -> str:
    """Names one after the other."""
    return pgettext("between names of a list", ", ").join(words)


@register.filter
def moment(at: datetime | None, now: datetime | None = None) -> str:
    """A point in time with its weekday, or 今天 and 昨天."""
    return times.moment_words(at, now or clock.now()) if at else ""


@register.filter
def until(at: datetime | date | None, now: datetime | None = None) -> str:
    """The same, as an end: 9月30日 周四 18:00 前."""
    return times.until_words(at, now or clock.now()) if at else ""


@register.filter
def day(at: datetime | date | None, now: datetime | None = None) -> str:
    """A day with its weekday, or 今天, 昨天, 明天."""
    if not at:
        return ""
    here = clock.local(at).date() if isinstance(at, datetime) else at
    return times.day_words(here, clock.today(now or clock.now()))


@register.filter
def plain_date(at: datetime | date | None) -> str:
    """A date without weekday and always with its year, for facts and tables."""
    if not at:
        return ""
    return times.plain_date(clock.local(at).date() if isinstance(at, datetime) else at)


@register.filter
def time_of_day(at: datetime | None) -> str:
    """18:00 in the product's time zone."""
    return f"{clock.local(at):%H:%M}" if at else ""


@register.filter
def stamp(at: datetime | None) -> str:
    """For the datetime attribute of <time>."""
    return clock.local(at).isoformat(timespec="minutes") if at else ""


@register.filter
def minutes(count: int | None) -> str:
    """1 时 26 分."""
    return "" if count is None else times.minutes_words(int(count))


@register.filter
def some_time(shares: Sequence[parts.DeskShare]) -> bool:
    """Whether any desk has had it for a minute of working time: a bar of nothing is no bar."""
    return any(one.minutes for one in shares)


@register.filter
def clock_face(count: int | None) -> str:
    """Minutes as 26:40."""
    return "" if count is None else times.clock_face(int(count))


@register.filter
def duration(span: timedelta | None) -> str:
    """A timedelta in days, hours, minutes."""
    return "" if span is None else times.duration_words(span)


@register.filter
def file_size(count: int | None) -> str:
    """1.4 MB."""
    return "" if count is None else times.size_words(int(count))


@register.filter
def number(value: int | None) -> str:
    """Thousands with commas; nothing for nothing."""
    return "" if value is None else f"{value:,}"


@register.filter
def hundred(value: int | None) -> int:
    """A percentage for a bar: from 0 to 100, however late the clock is."""
    return max(0, min(100, int(value or 0)))


@register.filter
def rate(numerator: int, denominator: int) -> str:
    """91.2%, or a dash under ten."""
    return parts.rate_words(numerator, denominator)


@register.filter
def light(kind: str, word: str = "") -> parts.Light:
    """A light from its kind and word."""
    return parts.Light(kind, word)


@register.filter
def lit(light: parts.Light) -> SafeString:
    """A light with its word."""
    return lines.light_html(light)


@register.filter
def turn_line(turn: parts.Turn) -> SafeString:
    """Whose turn, until when, in a list."""
    return lines.turn_html(turn)


@register.filter
def large_turn(turn: parts.Turn) -> SafeString:
    """The same under the title of a page."""
    return lines.turn_html(turn, large=True)


@register.simple_tag
def print_line(line: parts.CaseLine, select: str = "", acts: str = "") -> SafeString:
    """A case in a list; a long list prints it without the component around it."""
    return lines.line_html(line, select, acts)


@register.filter
def field_view(field: BoundField) -> fields.FieldView:
    """What `<c-field>` has to know of a bound form field."""
    return fields.FieldView(field)


@register.filter
def cells(row: parts.Row, columns: Sequence[parts.Column]) -> list[parts.TableCell]:
    """A row's values as cells, each with what its column says of it."""
    return [
        parts.TableCell.of(value, column, first=number == 0)
        for number, (value, column) in enumerate(zip(row.cells, columns, strict=False))
    ]


@register.filter
def printed(cell: parts.Cell) -> SafeString:
    """A cell's words, whose turn it is, and its second line; a table has too many of them for a
    template to ask.
    """
    words = conditional_escape(localize("" if cell.words is None else cell.words))
    if cell.bad:
        words = format_html("<s>{}</s>", words)
    elif cell.href:
        words = format_html('<a href="{}">{}</a>', cell.href, words)
    if cell.turn is not None:
        words = format_html("{}{}", words, lines.turn_html(cell.turn))
    if not cell.small:
        return words
    line = "<br>" if (cell.words or cell.light) and cell.turn is None else ""
    return format_html(
        '{}{}<span class="small words">{}</span>', words, SafeString(line), cell.small
    )


@register.simple_tag
def widget(view: fields.FieldView) -> SafeString:
    """The field's input with our class and the ids of its hint and error."""
    return view.widget()
