"""Pages of the working calendar: years, one year, and loading one after a look at its effects."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.rules import tables
from weiqitong.web.http import Request, page

from . import year_files
from .forms import YearForm
from .permissions import can_load_calendar
from .refusal import BadYear
from .selectors import years
from .services import calendars
from .words import refusal_words
from .years import FIRST_YEAR, LAST_YEAR, YearTable


@require_safe
@page()
def year_list(request: Request) -> HttpResponse:
    lines = years.year_lines(clock.now())
    context = {"lines": lines, "may": can_load_calendar(request.actor)}
    return render(request, "deadlines/years.html", context)


@require_safe
@page()
def year(request: Request, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    table = years.stored_year(year)
    context = {
        "year": year,
        "table": table,
        "weekdays": years.weekdays(),
        "months": years.month_sheets(year, table),
        "holidays": years.holidays(table),
        "may": can_load_calendar(request.actor),
    }
    return render(request, "deadlines/year.html", context)


@require_safe
@page()
def year_template(request: Request, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    data = year_files.template(year, years.stored_year(year))
    answer = HttpResponse(data, content_type=tables.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="calendar-{year}.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@page(Role.ADMINISTRATOR)
def year_upload(request: Request) -> HttpResponse:
    """Read a file and show what it would change; nothing is kept yet."""
    if not can_load_calendar(request.actor):
        raise NotAllowed(_("Calendars are loaded by the administrator."))
    form = YearForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        initial={"year": request.GET.get("year")},
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        data = asked["file"].read(tables.LARGEST_FILE + 1)
        try:
            table = year_files.read(
                data, asked["year"], title=asked["title"], number=asked["number"]
            )
            return _preview(request, table)
        except BadInput as error:
            form.refuse(error)
    status = 422 if form.is_bound else 200
    return render(request, "deadlines/upload.html", {"form": form}, status=status)


def _preview(request: Request, table: YearTable) -> HttpResponse:
    context = {
        "table": table,
        "effect": years.effect(table),
        "data": json.dumps(table.as_dict(), ensure_ascii=False),
    }
    return render(request, "deadlines/preview.html", context)


@require_POST
@page(Role.ADMINISTRATOR)
def year_load(request: Request) -> HttpResponse:
    """Take the year that the preview showed."""
    try:
        table = YearTable.parse_any(request.POST.get("data", ""))
    except BadYear as refused:
        raise BadInput(refusal_words(refused)) from None
    calendars.load_year(request.actor, table, clock.now())
    messages.success(request, _("The calendar of %(year)s is loaded") % {"year": table.year})
    return redirect("deadlines:year", table.year)
