"""The office's own pages: what waits, pasting from a chat group, setting a line."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.web.context import counted
from weiqitong.web.http import Request, json_answer, page
from weiqitong.web.names import name_of

from .. import forms, permissions, services
from ..models import Line
from ..querysets import ANSWERING
from ..selectors import matching, talk, waiting
from . import parts


@require_safe
@page(*permissions.STAFF)
def waits(request: Request) -> HttpResponse:
    """Messages to which an answer is owed, what is due first."""
    actor, now = request.actor, clock.now()
    usual = "mine" if actor.role in ANSWERING else "all"
    tab = request.GET.get("tab", usual)
    tab = tab if tab in waiting.TABS else usual
    found = waiting.listed(actor, tab, request.GET, now)
    tabs = waiting.tabs(actor, tab, now)
    if actor.role in ANSWERING:
        counted(request, "dialogue:waiting", waiting.count_in(tabs))
    context = {"tabs": tabs, "page": found, "lines": waiting.lines(found.rows, actor, now)}
    return render(request, "dialogue/waiting.html", context)


@require_safe
@page(Role.COORDINATOR)
def clients(request: Request, code: str) -> HttpResponse:
    """Enterprises of the county whose name holds what is typed, as JSON."""
    line = parts.kept_line(request.actor, code)
    rows = talk.clients_like(request.actor, line, request.GET.get("q", ""))
    return json_answer({"found": [{"name": one.name, "note": name_of(one.region)} for one in rows]})


@require_http_methods(["GET", "POST"])
@page(Role.COORDINATOR)
def paste(request: Request, code: str) -> HttpResponse:
    """First what was copied, then which of it is taken and whose it is."""
    actor, now = request.actor, clock.now()
    line = parts.kept_line(actor, code)
    form = forms.ChunkForm(request.POST or None)
    rows: list[matching.Row] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        chunk = form.cleaned_data["chunk"]
        rows = matching.rows(actor, line, chunk, now, request.POST if _taking(request) else None)
        if not rows:
            form.add_error("chunk", _("No message was found in it."))
        elif _taking(request) and matching.is_sound(rows):
            try:
                taken = services.take_pasted(
                    actor,
                    line,
                    [row.piece() for row in rows if row.take],
                    group=form.cleaned_data["group"],
                    once=form.cleaned_data["once"],
                    now=now,
                )
            except DomainError as error:
                form.refuse(error)
            else:
                said = _("%(count)s messages are taken over.") % {"count": len(taken)}
                messages.success(request, said)
                return redirect("dialogue:line", code)
    if request.method == "POST" and (form.errors or not matching.is_sound(rows)):
        status = 422
    context = {"line": line, "title": name_of(line), "form": form, "rows": rows}
    return render(request, "dialogue/paste.html", context, status=status)


def _taking(request: Request) -> bool:
    return "go" in request.POST


@require_safe
@page(*permissions.KEEPERS)
def kept(request: Request) -> HttpResponse:
    """The counties and their lines."""
    return render(request, "dialogue/kept.html", {"rows": talk.kept(request.actor)})


@require_http_methods(["GET", "POST"])
@page(*permissions.KEEPERS)
def keep(request: Request, code: str) -> HttpResponse:
    """Name, switch and house rules of a county's line; where there is none, one is opened."""
    actor, now = request.actor, clock.now()
    found = next((one for one in talk.kept(actor) if one.region.code == code), None)
    if found is None:
        raise Http404
    form = forms.LineForm(request.POST or None, initial=_initial(found.line))
    if form.is_valid():
        given = form.cleaned_data
        try:
            if found.line is None:
                services.open_line(
                    actor,
                    found.region,
                    name=given["name"],
                    house_rules=given["house_rules"],
                    now=now,
                )
            else:
                services.keep_line(actor, found.line, now=now, **{**given, "on": bool(given["on"])})
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The line is set."))
            return redirect("dialogue:kept")
    status = 422 if form.is_bound else 200
    return render(request, "dialogue/keep.html", {"kept": found, "form": form}, status=status)


def _initial(line: Line | None) -> dict[str, object]:
    if line is None:
        return {"name": _("Direct line"), "on": "1"}
    return {
        "name": line.name,
        "name_en": line.name_en,
        "house_rules": line.house_rules,
        "on": "1" if line.on else "",
    }
