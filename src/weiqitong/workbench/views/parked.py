"""Parked needs (挂账): figures of their own, and each with the day its enterprise hears again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from weiqitong.cases.enums import Cause, Status
from weiqitong.cases.identity import client_words
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.lines import case_href
from weiqitong.cases.selectors.parked import (
    LATE,
    PAST,
    CauseCount,
    ParkedFilter,
    by_cause,
    parked_page,
)
from weiqitong.cases.selectors.turns import turn_of
from weiqitong.cases.words import Names, cases_of
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Cell, Column, Light, LightKind, Row, Stat, Tab
from weiqitong.web.times import plain_date

READERS = (
    Role.COORDINATOR,
    Role.LEADER,
    Role.SECRETARY,
    Role.INSPECTOR,
    Role.LIAISON,
    Role.HANDLER,
)


@require_safe
@page(*READERS)
def parked(request: Request) -> HttpResponse:
    """What cannot be solved now, the reply due next first."""
    actor, now = request.actor, clock.now()
    chosen = ParkedFilter.parse(request.GET)
    counts = by_cause(actor, now)
    found = parked_page(actor, chosen, request.GET, now)
    context: dict[str, Any] = {
        "stats": _stats(counts),
        "tabs": _tabs(counts, chosen),
        "columns": _columns(),
        "rows": [_row(case, actor, now) for case in found.rows],
        "page": found,
        "narrowed": bool(chosen.show or chosen.cause),
        "whole": reverse("workbench:parked"),
        # What the register exports: these rows, under their state.
        "hidden": [("tab", "open"), ("status", Status.PARKED.value)],
    }
    return render(request, "workbench/parked.html", context)


def _stats(counts: Iterable[CauseCount]) -> list[Stat]:
    """Counts with links to their rows; all causes together, whatever the list is narrowed to."""
    base, counts = reverse("workbench:parked"), list(counts)
    everything = sum(one.count for one in counts)
    late, past = sum(one.late for one in counts), sum(one.past for one in counts)
    whole = cases_of(everything)
    return [
        Stat.count(
            _("Parked now"),
            everything,
            unit=whole,
            href=base,
            note=_("Counted apart, never as solved"),
        ),
        Stat.count(
            _("Replies overdue"),
            late,
            of=everything,
            unit=cases_of(late),
            parts_unit=whole,
            href=base + ParkedFilter(show=LATE).query(),
        ),
        Stat.count(
            _("Past the day promised"),
            past,
            of=everything,
            unit=cases_of(past),
            parts_unit=whole,
            href=base + ParkedFilter(show=PAST).query(),
        ),
    ]


def _tabs(counts: Iterable[CauseCount], chosen: ParkedFilter) -> list[Tab]:
    """One per cause, within what is shown."""
    base, counts = reverse("workbench:parked"), list(counts)

    def count(one: CauseCount) -> int:
        return {LATE: one.late, PAST: one.past}.get(chosen.show, one.count)

    everything = Tab(
        _("All"), base + chosen.query(cause=""), sum(map(count, counts)), not chosen.cause
    )
    return [
        everything,
        *(
            Tab(
                str(Cause(one.cause).label),
                base + chosen.query(cause=one.cause),
                count(one),
                chosen.cause == one.cause,
            )
            for one in counts
            if one.cause
        ),
    ]


def _columns() -> list[Column]:
    return [
        Column(_("Need")),
        Column(_("Waits for")),
        Column(_("Day promised"), short=True),
        Column(_("Parked since"), short=True),
    ]


def _row(case: Case, actor: Actor, now: datetime) -> Row:
    """Whose turn it is and until when stands under the title, as on every list."""
    turn = turn_of(case, actor, now, Names())
    return Row(
        [
            Cell(
                case.title,
                href=case_href(case),
                small=f"{case.number}·{client_words(case, actor)}",
                turn=turn,
            ),
            Cell(_cause(case), small=case.outside),
            _promised(case, now),
            _since(case),
        ]
    )


def _cause(case: Case) -> str:
    cause = vars(case).get("cause")
    return str(Cause(cause).label) if cause else "—"


def _since(case: Case) -> str:
    since = vars(case).get("since")
    return plain_date(clock.local(since).date()) if since else "—"


def _promised(case: Case, now: datetime) -> Cell:
    day = case.promised_on
    if day is None:
        return Cell("—")
    light = Light(LightKind.RED, _("Past")) if day < clock.today(now) else None
    return Cell(plain_date(day), light=light)
