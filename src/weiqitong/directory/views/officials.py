"""Officials: list, page, corrections, a look behind the mask."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.core.registry import duties
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate

from .. import pages, permissions, selectors, services
from ..forms import OfficialForm
from ..models import Department, Official
from .shared import KEEPERS, OFFICE

READERS = (*OFFICE, Role.LIAISON, Role.HANDLER)


@require_safe
@page(*READERS)
def officials(request: Request) -> HttpResponse:
    words = request.GET.get("q", "")
    rows = selectors.officials_list(
        request.actor, region=request.GET.get("region", ""), words=words
    )
    found = paginate(rows, ["code"], request.GET)
    context = {
        "page": found,
        "columns": pages.official_columns(),
        "rows": pages.official_rows(found.rows),
        "words": words,
        "may_add": permissions.can_add(request.actor),
    }
    return render(request, "directory/officials.html", context)


def _official(request: Request, code: str) -> Official:
    rows = Official.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("person", "department__region"), code=code)


@require_safe
@page(*READERS)
def official(request: Request, code: str) -> HttpResponse:
    return _official_page(request, _official(request, code))


def _official_page(request: Request, found: Official, number: str = "") -> HttpResponse:
    owed = [line for _name, provider in duties for line in provider(found.pk)]
    context = {
        "official": found,
        "facts": pages.official_facts(found),
        "duties": owed,
        "number": number,
        "may_change": permissions.can_change_official(request.actor, found),
        "may_look": permissions.can_look(request.actor),
    }
    response = render(request, "directory/official.html", context)
    if number:
        response["Cache-Control"] = "no-store"
    return response


@require_POST
@page(*READERS)
def official_look(request: Request, code: str) -> HttpResponse:
    """The number behind the mask, shown once; the look is on record."""
    found = _official(request, code)
    number = services.look_at_official(request.actor, found, now=clock.now())
    return _official_page(request, found, number)


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def official_new(request: Request) -> HttpResponse:
    form = OfficialForm(request.POST or None, departments=_departments(request))
    if form.is_valid():
        try:
            made = services.create_official(request.actor, now=clock.now(), **_values(form))
        except DomainError as refused:
            form.refuse(refused)
        else:
            return redirect("directory:official", made.code)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def official_edit(request: Request, code: str) -> HttpResponse:
    found = _official(request, code)
    form = OfficialForm(
        request.POST or None, departments=_departments(request), initial=_initial(found)
    )
    form.keep_phone()
    form.fields["code"].disabled = True
    if form.is_valid():
        values = _values(form)
        values.pop("code")
        seen = form.cleaned_data["version"]
        try:
            services.change_official(request.actor, found, seen=seen, now=clock.now(), **values)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:official", code)
    return _form_page(request, form, found)


def _departments(request: Request) -> Any:
    return Department.objects.filter(region__in=selectors.regions_of(request.actor), active=True)


def _initial(official: Official) -> dict[str, Any]:
    names = ("version", "code", "level", "rank", "post", "active")
    found = {name: getattr(official, name) for name in names}
    return found | {
        "name": official.person.name,
        "department": official.department.code,
        "expertise": "、".join(map(str, official.expertise)),
    }


def _values(form: OfficialForm) -> dict[str, Any]:
    found = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    found["expertise"] = found["expertise"] or []
    return found


def _form_page(request: HttpRequest, form: OfficialForm, found: Official | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "official": found}
    return render(request, "directory/official_form.html", context, status=status)
