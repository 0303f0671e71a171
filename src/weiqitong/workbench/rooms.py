"""What the homes show: control room, board, desks of units, the administrator's list of gaps.
Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weiqitong.cases.identity import client_words
from weiqitong.cases.models import Case
from weiqitong.cases.querysets import TOP
from weiqitong.cases.selectors import case_lines
from weiqitong.cases.selectors.behind import Period
from weiqitong.cases.selectors.figures import Figures, OutOfReach, figures
from weiqitong.cases.selectors.filters import WITHOUT, CaseFilter, mine
from weiqitong.cases.selectors.lines import case_href, for_lines
from weiqitong.cases.selectors.names import names_for
from weiqitong.cases.selectors.places import Place, places_within
from weiqitong.cases.selectors.queue import counts, stuck
from weiqitong.cases.selectors.rates import Figure
from weiqitong.cases.selectors.turns import light_of, turn_of
from weiqitong.cases.selectors.waiting import Waiting, waiting_for
from weiqitong.cases.words import name_of
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.models import CalendarYear, YearStatus
from weiqitong.deadlines.selectors.calendars import work_calendar
from weiqitong.directory.models import Client, Department, Official, Region
from weiqitong.rules.kinds import all_kinds
from weiqitong.rules.selectors import published_kinds
from weiqitong.web.context import address
from weiqitong.web.parts import CaseLine, Cell, Column, Light, LightKind, Row, Stat, Tab, rate_words
from weiqitong.web.times import day_words, until_words, weekday

PERIODS = ("7", "30", "90", "all")
DEFAULT = "30"
LONG_NAME = 14


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A group of what waits for me, as a link with a light."""

    label: str
    count: int
    words: str
    light: Light
    href: str
    code: str

    @property
    def invitation(self) -> str:
        """What the button beside the title says it opens."""
        count = self.count
        words = {
            "new": ngettext("Assign %(count)s need", "Assign %(count)s needs", count),
            "designate": ngettext(
                "Settle %(count)s objection", "Settle %(count)s objections", count
            ),
            "decide": ngettext(
                "Decide %(count)s application", "Decide %(count)s applications", count
            ),
            "rejected": ngettext("Take up %(count)s rejected", "Take up %(count)s rejected", count),
        }
        return words[self.code] % {"count": f"{count:,}"}


@dataclass
class Room:
    """The control room or the board of one region."""

    region: Region
    name: str
    title: str
    small: str
    stats: list[Stat]
    stuck: list[Row]
    stuck_lines: list[CaseLine]
    stuck_count: int
    stuck_href: str
    halves: list[list[PlaceLine]]
    total: Place
    waiting: list[WaitingLine]
    periods: list[Tab]
    found: Figures
    stuck_columns: list[Column] = field(default_factory=list)
    beside: list[Row] = field(default_factory=list)
    beside_columns: list[Column] = field(default_factory=list)

    @property
    def first_waiting(self) -> WaitingLine | None:
        """The group whose button stands beside the title."""
        return next((one for one in self.waiting if one.count), None)

    @property
    def lights_words(self) -> str:
        """878 件在办：按时 779，临期 71，超期 28."""
        total = self.total
        return _("%(open)s open: %(lights)s") % {
            "open": f"{total.open:,}",
            "lights": total.lights.words,
        }

    @property
    def waiting_count(self) -> int:
        return sum(one.count for one in self.waiting)


def room(actor: Actor, code: str, period_code: str, now: datetime) -> Room:
    """All of the control room of a region in reach, the own one without a code; six queries."""
    known = list(places_within(actor.region_path or "-"))
    wanted = (one for one in known if one.code == code or (not code and one.pk == actor.region_id))
    region = next(wanted, None)
    if region is None:
        raise OutOfReach(code)
    period = Period.of(period_code if period_code in PERIODS else DEFAULT, now)
    found = figures(actor, region, period, now, known)
    total = found.total
    assert total is not None
    base = reverse("workbench:all")
    late = stuck(actor, region.path, now)
    tables = actor.role == Role.COORDINATOR  # the board has lines: it is read on the phone too
    places = [_place_line(one, base, period.code) for one in found.places]
    # Long names leave no room for two tables side by side.
    long = any(len(one.place.name) > LONG_NAME for one in places)
    half = len(places) if long else (len(places) + 1) // 2
    chosen = CaseFilter(region="" if region.path.count("/") <= TOP else region.code, tab="late")
    return Room(
        region=region,
        name=name_of(region),
        title=_today(now),
        small=_small(total, now, name_of(region)),
        stats=[one.stat(base) for one in found.figures],
        stuck=_stuck_rows(late, actor, now) if tables else [],
        stuck_lines=[] if tables else case_lines(late, actor, now),
        stuck_count=total.red,
        stuck_href=base + chosen.query(),
        halves=[half_ for half_ in (places[:half], places[half:]) if half_],
        total=total,
        waiting=[_waiting_line(one, now) for one in waiting_for(actor, now)],
        periods=_period_tabs(period, region, actor),
        found=found,
        stuck_columns=[
            Column(_("Time limit"), short=True),
            Column(_("Need")),
            Column(_("With whom")),
            Column(_("State"), short=True),
        ],
        beside=[_beside_row(one, base) for one in found.beside],
        beside_columns=[
            Column(_("Figure")),
            Column(_("Rate"), numeric=True),
            Column(_("Counted of"), numeric=True),
            Column(_("Left out")),
        ],
    )


def _beside_row(one: Figure, base: str) -> Row:
    """A figure of another definition: how it is counted stands below its name."""
    parts = f"{one.numerator:,} / {one.denominator or 0:,} {one.unit}"
    return Row(
        [
            Cell(one.label, href=base + one.query, small=one.help),
            Cell(rate_words(one.numerator, one.denominator or 0)),
            Cell(parts),
            Cell("", small=one.left_out or _("nothing")),
        ]
    )


def _today(now: datetime) -> str:
    """11月24日 周二: the date itself, where other lines would say "today"."""
    day = clock.today(now)
    other = day - timedelta(days=5)
    if other.year != day.year:
        other = day + timedelta(days=5)
    return day_words(day, other)


def _small(total: Place, now: datetime, name: str) -> str:
    """10:20 更新·全市在办 878 件."""
    said = _("as of %(time)s·%(name)s·%(open)s open") % {
        "time": f"{clock.local(now):%H:%M}",
        "name": name,
        "open": f"{total.open:,}",
    }
    calendar = work_calendar()
    tomorrow = clock.today(now) + timedelta(days=1)
    if calendar.is_working(tomorrow) and tomorrow.weekday() >= 5:
        said += "·" + _("tomorrow (%(weekday)s) is a make-up working day") % {
            "weekday": weekday(tomorrow)
        }
    return said


def _period_tabs(period: Period, region: Region, actor: Actor) -> list[Tab]:
    labels = {
        "7": _("7 days"),
        "30": _("30 days"),
        "90": _("90 days"),
        "all": _("All time"),
    }
    own = region.path == actor.region_path
    place = "" if own else f"&region={region.code}"
    return [
        Tab(labels[code], f"?period={code}{place}", current=code == period.code) for code in PERIODS
    ]


def _stuck_rows(cases: Iterable[Case], actor: Actor, now: datetime) -> list[Row]:
    listed = list(cases)
    names = names_for(listed)
    rows = []
    for case in listed:
        turn = turn_of(case, actor, now, names)
        due = until_words(case.due_at, now) if case.due_at else ""
        rows.append(
            Row(
                [
                    Cell("", light=light_of(case, now), small=due),
                    Cell(case.title, href=case_href(case), small=client_words(case, actor)),
                    Cell(turn.who),
                    Cell("", small=turn.words or str(case.get_status_display())),
                ]
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A county of the table with the lists behind its numbers."""

    place: Place
    rate: str
    drill: str
    open_href: str
    yellow_href: str
    red_href: str
    verdict_href: str


def _place_line(place: Place, base: str, period: str) -> PlaceLine:
    query = CaseFilter(region=place.region.code)
    return PlaceLine(
        place,
        rate_words(place.yes, place.verdicts),
        f"?region={place.region.code}&period={period}",
        base + query.query(tab="open", parts=WITHOUT),
        base + query.query(tab="open", light="yellow", parts=WITHOUT),
        base + query.query(tab="late", parts=WITHOUT),
        base + query.query(figure="verdict", part="all", period=period),
    )


def _waiting_line(one: Waiting, now: datetime) -> WaitingLine:
    kind = LightKind.RED if one.late else LightKind.YELLOW if one.soon else LightKind.GREEN
    if not one.count:
        kind = LightKind.NONE
    first = (
        _("the first one %(until)s") % {"until": until_words(one.first, now)} if one.first else ""
    )
    word = _("None") if not one.count else ""
    return WaitingLine(
        one.label,
        one.count,
        first,
        Light(kind, word),
        reverse("workbench:queue") + one.query,
        one.code,
    )


@dataclass
class UnitDesk:
    """The desk of a liaison or handler: what is mine, then what lies elsewhere in the unit."""

    mine: list[CaseLine]
    mine_count: int
    others: list[CaseLine]
    others_count: int
    stats: list[Stat]


def unit_desk(actor: Actor, now: datetime, most: int = 12) -> UnitDesk:
    """Due first. Five queries."""
    visible = Case.objects.visible_to(actor).live().open()
    own = visible.filter(mine(actor))
    rest = visible.exclude(pk__in=own.values("pk"))
    first = list(for_lines(own.order_by("turn_until", "pk")[:most]))
    others = list(for_lines(rest.order_by("turn_until", "pk")[:most]))
    lines = case_lines([*first, *others], actor, now)
    base = reverse("workbench:all")
    all_counts = counts(actor, now)
    kept = len(first)
    stats = [
        Stat.count(_("My turn"), all_counts.mine, href=reverse("workbench:queue")),
        Stat.count(_("Open in the unit"), all_counts.open, href=base + "?tab=open"),
        Stat.count(
            _("Overdue"),
            all_counts.late,
            of=all_counts.open,
            href=base + "?tab=late",
        ),
    ]
    return UnitDesk(
        lines[:kept], all_counts.mine, lines[kept:], all_counts.open - all_counts.mine, stats
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing a city needs before it runs: whether it is there, and where it is made."""

    label: str
    words: str
    href: str
    there: bool


def gaps(now: datetime) -> list[Gap]:
    """What is there and what is missing, in the order of setting a city up."""
    counts = (
        (_("Regions"), Region.objects.count(), "directory:regions"),
        (_("Departments"), Department.objects.units().count(), "directory:departments"),
        (_("Officials"), Official.objects.count(), "directory:officials"),
        (_("Clients"), Client.objects.count(), "directory:clients"),
    )
    found = [
        Gap(label, f"{count:,}" if count else _("none yet"), address(name), bool(count))
        for label, count, name in counts
    ]
    published = published_kinds()
    for kind in all_kinds():
        there = kind.code in published
        words = _("in force") if there else _("nothing published yet")
        found.append(Gap(str(kind.label), words, reverse("rules:kind", args=[kind.code]), there))
    found.append(_calendar_gap(now))
    return found


def _calendar_gap(now: datetime) -> Gap:
    year = clock.today(now).year
    rows = dict(CalendarYear.objects.filter(year__gte=year).values_list("year", "status"))
    official = [one for one, status in rows.items() if status == YearStatus.OFFICIAL]
    there = year in official
    words = "、".join(str(one) for one in sorted(official)) or _("none yet")
    return Gap(_("Working calendar"), words, address("deadlines:years"), there)
