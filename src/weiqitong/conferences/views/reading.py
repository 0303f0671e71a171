"""The list, one conference, its papers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from weiqitong.core import clock
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Cell, Column, Row, Tab
from weiqitong.web.times import moment_words

from .. import permissions
from ..querysets import UNITS
from ..selectors import pages
from ..selectors.standing import office_of
from .papers import PAPERS, answer
from .shown import chair_words, load, shown

READERS = permissions.READERS


@require_safe
@page(*READERS)
def conferences(request: Request) -> HttpResponse:
    """Conferences in sight, what is due first."""
    tab, now = request.GET.get("tab", "open"), clock.now()
    tab = tab if tab in pages.TABS else "open"
    found, lines = pages.listed(request.actor, tab, request.GET, now)
    columns = [Column(_("Conference")), Column(_("Convened by")), Column(_("How and when"))]
    context = {
        "tabs": _tabs(request, tab),
        "page": found,
        "columns": columns,
        "rows": [_row(one) for one in lines],
        "may_begin": permissions.can_begin(request.actor),
    }
    return render(request, "conferences/conferences.html", context)


def _tabs(request: Request, tab: str) -> list[Tab]:
    counts, address = pages.counts(request.actor), reverse("conferences:conferences")
    shown_ = [code for code in pages.TABS if code != "draft" or request.actor.role not in UNITS]
    return [
        Tab(
            str(pages.TABS[code]),
            f"{address}?tab={code}",
            None if code == "over" else counts.get(code, 0),
            code == tab,
        )
        for code in shown_
    ]


def _row(line: pages.Line) -> Row:
    one = line.conference
    needs = ngettext("%(count)s need", "%(count)s needs", line.topics) % {"count": line.topics}
    held = [needs]
    if one.called_at is not None and one.meets_at is not None:
        held = [one.get_way_display(), moment_words(one.meets_at, clock.now()), needs]
    return Row(
        [
            Cell(one.title, href=reverse("conferences:conference", args=[one.number]),
                 small=one.number, turn=line.turn),
            Cell(office_of(one), small=chair_words(one) if one.chair_id else ""),
            Cell(held[0], small="·".join(held[1:])),
        ]
    )  # fmt: skip


@require_safe
@page(*READERS)
def conference(request: Request, number: str) -> HttpResponse:
    """Agenda, units, statements, minutes, items of one conference."""
    return shown(request, load(request, number))


@require_safe
@page(*READERS)
def paper(request: Request, number: str, kind: str) -> HttpResponse:
    """Notice with agenda, minutes, or table of tasks, as docx."""
    found = load(request, number)
    made = PAPERS.get(kind)
    if made is None or found.conference.state not in made.states:
        raise Http404
    return answer(kind, found, clock.now())
