"""The merger of units: what one holds, into which other it goes; then the batch shows it row by
row.
"""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Department
from weiqitong.directory.selectors import regions_of
from weiqitong.web.http import Request, page

from ..enums import Status
from ..forms_batches import MergeForm
from ..models import Case
from ..selectors import merging, picking
from ..selectors.batches import label_words
from ..services import batches as services
from ..words import name_of


@require_http_methods(["GET", "POST"])
@page(Role.ADMINISTRATOR)
def merge(request: Request, code: str) -> HttpResponse:
    """Name the unit that goes on."""
    rows = Department.objects.units().filter(region__in=regions_of(request.actor))
    unit = get_object_or_404(rows.select_related("region"), code=code)
    form = MergeForm(request.POST or None)
    if form.is_valid():
        try:
            target = picking.named_unit(picking.units_for(), form.cleaned_data["target"], "target")
            made = services.prepare_merge(
                request.actor, unit, target, text=form.cleaned_data["text"], now=clock.now()
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            return redirect("cases:batch", made.pk)
    context = {"unit": unit, "form": form, **_held(unit)}
    status = 422 if form.is_bound else 200
    return render(request, "cases/desk/merge.html", context, status=status)


def _held(unit: Department) -> dict[str, Any]:
    """What goes with the unit and what stays its own, in numbers."""
    now = clock.now()
    counted = Counter(one.label for one in merging.rows_of_unit(unit, unit, now))
    counted[Department.LABEL] -= 1  # itself
    cases = merging.cases_of_unit(unit)
    states = Counter(cases.values_list("status", flat=True))
    goes = [(label_words(Case.LABEL), cases.count())]
    goes += [(label_words(label), count) for label, count in counted.items()]
    return {
        "goes": goes,
        "states": [(Status(code).label, count) for code, count in states.most_common()],
        "leads": cases.filter(lead=unit).count(),
        "stays": merging.staying(unit),
    }


def department_slot(request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None:
    """On a unit's page: the way to merge it, or into which it was merged."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    unit: Department = about["department"]
    may = actor.role == Role.ADMINISTRATOR and unit.active and unit.parent_id is None
    if unit.merged_into is None and not may:
        return None
    context = {"unit": unit, "may": may, "into": unit.merged_into}
    return "cases/desk/_department_slot.html", {**context, "name": name_of(unit.merged_into)}
