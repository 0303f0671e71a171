"""Regions and departments: the trees and their corrections."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.core.registry import department_slots
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate
from weiqitong.web.slots import filled

from .. import hours_text, pages, permissions, selectors, services
from ..forms import DepartmentForm, RegionForm
from ..models import Department, Region
from .shared import KEEPERS, OFFICE


@require_safe
@page(*OFFICE)
def regions(request: Request) -> HttpResponse:
    nodes = selectors.region_tree(request.actor)
    context = {
        "columns": pages.region_columns(),
        "rows": pages.region_rows(nodes),
        "may_add": request.actor.is_(Role.ADMINISTRATOR),
    }
    return render(request, "directory/regions.html", context)


@require_http_methods(["GET", "POST"])
@page(Role.ADMINISTRATOR)
def region(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(selectors.regions_of(request.actor), code=code)
    initial = {name: getattr(found, name) for name in RegionForm.base_fields}
    initial["hours"] = hours_text.write(found.hours)
    form = RegionForm(request.POST or None, initial=initial)
    if form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("version")
        try:
            services.change_region(request.actor, found, seen=seen, now=clock.now(), **values)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:regions")
    return _region_form(request, form, found, found.parent)


@require_http_methods(["GET", "POST"])
@page(Role.ADMINISTRATOR)
def region_new(request: Request, code: str = "") -> HttpResponse:
    """A region below another; without a code above it, the city itself."""
    above = get_object_or_404(selectors.regions_of(request.actor), code=code) if code else None
    form = RegionForm(request.POST or None)
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            services.create_region(request.actor, parent=above, now=clock.now(), **values)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(name)s is there now.") % {"name": values["name"]})
            return redirect("directory:regions")
    return _region_form(request, form, None, above)


def _region_form(
    request: HttpRequest, form: RegionForm, found: Region | None, above: Region | None
) -> HttpResponse:
    context = {"form": form, "region": found, "above": above}
    status = 422 if form.is_bound else 200
    return render(request, "directory/region_form.html", context, status=status)


@require_safe
@page(*OFFICE)
def departments(request: Request) -> HttpResponse:
    words = request.GET.get("q", "")
    rows = selectors.departments_list(
        request.actor, region=request.GET.get("region", ""), words=words
    )
    found = paginate(rows, ["region__path", "id"], request.GET)
    context = {
        "page": found,
        "columns": pages.department_columns(),
        "rows": pages.department_rows(found.rows),
        "words": words,
        "may_add": permissions.can_add(request.actor),
    }
    return render(request, "directory/departments.html", context)


def _department(request: Request, code: str) -> Department:
    rows = Department.objects.filter(region__in=selectors.regions_of(request.actor))
    return get_object_or_404(rows.select_related("region", "parent", "merged_into"), code=code)


@require_safe
@page(*OFFICE)
def department(request: Request, code: str) -> HttpResponse:
    found = _department(request, code)
    people = selectors.officials_list(request.actor, department=found.path)
    shown = paginate(people, ["code"], request.GET)
    context = {
        "department": found,
        "sections": list(found.sections.order_by("code")),
        "columns": pages.official_columns(),
        "rows": pages.official_rows(shown.rows),
        "page": shown,
        "may_change": permissions.can_change_department(request.actor, found),
        "slots": filled(request, department_slots, department=found),
    }
    return render(request, "directory/department.html", context)


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def department_new(request: Request, code: str = "") -> HttpResponse:
    """A department; below `code`, one of its sections."""
    above = _department(request, code) if code else None
    form = _department_form(request, {"region": above.region if above else None})
    if form.is_valid():
        values = _department_values(form)
        region = above.region if above else values.pop("region")
        values.pop("region", None)
        try:
            if region is None:
                form.add_error("region", _("Say in which region the department lies."))
            else:
                made = services.create_department(
                    request.actor, parent=above, region=region, now=clock.now(), **values
                )
                return redirect("directory:department", made.code)
        except DomainError as refused:
            form.refuse(refused)
    return _show_department_form(request, form, None, above)


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def department_edit(request: Request, code: str) -> HttpResponse:
    found = _department(request, code)
    initial = {name: getattr(found, name) for name in DepartmentForm.base_fields}
    form = _department_form(request, initial)
    form.fields["code"].disabled = True
    form.fields["region"].disabled = found.parent is not None
    if form.is_valid():
        values = _department_values(form)
        values.pop("code")
        values["region"] = values["region"] or found.region
        seen = form.cleaned_data["version"]
        try:
            services.change_department(request.actor, found, seen=seen, now=clock.now(), **values)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:department", code)
    return _show_department_form(request, form, found, found.parent)


def _department_form(request: Request, initial: dict[str, Any]) -> DepartmentForm:
    regions = selectors.regions_of(request.actor).filter(active=True)
    return DepartmentForm(request.POST or None, regions=regions, initial=initial)


def _department_values(form: DepartmentForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _show_department_form(
    request: HttpRequest,
    form: DepartmentForm,
    found: Department | None,
    above: Department | None,
) -> HttpResponse:
    context = {"form": form, "department": found, "above": above}
    status = 422 if form.is_bound else 200
    return render(request, "directory/department_form.html", context, status=status)
