"""On the page of a task force: its figures, its needs, and what each unit leads of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weiqitong.cases.selectors import case_lines
from weiqitong.cases.selectors import queue as queues
from weiqitong.cases.selectors.forces import UnitShare, list_of, shares, total
from weiqitong.cases.selectors.lines import case_href
from weiqitong.cases.words import cases_of, short_of
from weiqitong.core import clock
from weiqitong.taskforces.models import TaskForce
from weiqitong.web.parts import Cell, Column, Row, Stat, Tab

MOST = 15  # units, those with most of its open needs first
TABS = ("open", "late", "all")


def force_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """In four queries."""
    force: TaskForce = about["force"]
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    lines = shares(actor, force, now)
    counts = dict(total(lines))
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    chosen = list_of(force, "open", tab=tab)
    found = queues.rows(actor, chosen, request.GET, now, size=20)
    back = reverse("taskforces:taskforce", args=[force.pk])
    return "workbench/_force_slot.html", {
        "stats": _stats(force, counts),
        "tabs": _tabs(back, tab, counts),
        "lines": case_lines(
            found.rows, actor, now, href=lambda case: f"{case_href(case)}?next={back}"
        ),
        "pager": found,
        "columns": [
            Column(_("Unit that leads")), Column(_("Open"), numeric=True),
            Column(_("Overdue"), numeric=True), Column(_("Parked"), numeric=True),
            Column(_("Solved and confirmed"), numeric=True),
        ],
        "units": [_unit(force, one) for one in lines if one.counts["open"]][:MOST],
    }  # fmt: skip


def _href(force: TaskForce, code: str, **more: str) -> str:
    return reverse("workbench:all") + list_of(force, code, **more).query()


def _stats(force: TaskForce, counts: dict[str, int]) -> list[Stat]:
    waiting = counts["waiting"]
    return [
        Stat.count(
            _("Open"),
            counts["open"],
            unit=cases_of(counts["open"]),
            href=_href(force, "open"),
            note=ngettext("%(count)s awaits a verdict", "%(count)s await a verdict", waiting)
            % {"count": waiting},
        ),
        Stat.count(
            _("Overdue"),
            counts["late"],
            of=counts["open"],
            unit=cases_of(counts["late"]),
            parts_unit=cases_of(counts["open"]),
            href=_href(force, "late"),
        ),
        Stat.count(
            _("Parked"),
            counts["parked"],
            unit=cases_of(counts["parked"]),
            href=_href(force, "parked"),
        ),
        Stat.rate(
            _("Solved and confirmed"),
            counts["solved"],
            counts["ended"],
            unit=cases_of(counts["ended"]),
            href=_href(force, "ended"),
        ),
    ]


def _tabs(here: str, tab: str, counts: dict[str, int]) -> list[Tab]:
    return [
        Tab(_("Open"), here, counts["open"], tab == "open"),
        Tab(_("Overdue"), f"{here}?tab=late", counts["late"], tab == "late"),
        Tab(_("All"), f"{here}?tab=all", None, tab == "all"),
    ]


def _unit(force: TaskForce, share: UnitShare) -> Row:
    """A unit's figures, each with the link to its rows."""
    unit = {"unit": share.unit.code} if share.unit else {}

    def cell(code: str) -> Cell:
        count = share.counts[code]
        # Without a lead there is no list of its own: the whole one shows them.
        return Cell(count, href=_href(force, code, **unit) if count and unit else "")

    name = short_of(share.unit) or _("Not dispatched yet")
    return Row([Cell(name), *map(cell, ("open", "late", "parked", "solved"))])
