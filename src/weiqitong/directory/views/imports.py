"""Bringing files in: what was brought, one file's columns and rows, loading, templates."""

import json
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.errors import DomainError, NotAllowed
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate

from .. import import_pages
from ..forms import BringForm
from ..importing import passing, sheets
from ..importing.kinds import Importer, kinds
from ..models import BatchState, ImportBatch
from ..services import import_starts
from ..services import imports as services
from .shared import KEEPERS

LOADABLE = {BatchState.READY, BatchState.STOPPED, BatchState.APPLYING}
TABS = ("problems", "new", "changed", "unchanged", "columns")


def _open_kinds(request: Request) -> list[Importer]:
    found = [one for _name, one in kinds if one.open_to(request.actor)]
    return sorted(found, key=lambda one: one.order)


def _chosen_kind(request: Request, offered: list[Importer]) -> Importer:
    wanted = request.POST.get("kind") or request.GET.get("kind", "")
    found = next((one for one in offered if one.kind == wanted), None)
    if found is None and request.method == "POST":
        raise NotAllowed(_("You may not bring in this roster."))
    return found or next((one for one in offered if one.kind == "clients"), offered[0])


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def imports(request: Request) -> HttpResponse:
    """What was brought, and the form to bring another file."""
    offered = _open_kinds(request)
    importer = _chosen_kind(request, offered)
    form = BringForm(request.POST or None, request.FILES or None)
    asked = importer.options(request.POST or None) if importer.options else None
    if _all_valid(form, asked):
        try:
            batch = _bring(request, importer, form, asked.cleaned_data if asked else {})
            return redirect("directory:import-page", batch.pk)
        except DomainError as refused:
            form.refuse(refused)
    return _show_history(request, offered, importer, form, asked)


def _all_valid(form: BringForm, asked: Any) -> bool:
    """Both are looked at, so that everything that is wrong is said at once."""
    good = form.is_valid()
    if asked is None or asked.is_valid():
        return good
    if good:
        form.add_error("file", form.AGAIN)
    return False


def _show_history(
    request: Request, offered: list[Importer], importer: Importer, form: BringForm, asked: Any
) -> HttpResponse:
    found = paginate(
        ImportBatch.objects.visible_to(request.actor), ["-created_at", "-id"], request.GET, size=20
    )
    context = {
        "form": form,
        "asked": import_pages.asked_fields(asked),
        "refusals": {"summary": [*form.summary, *(asked.summary if asked else [])]},
        "kind": importer,
        "kinds": import_pages.kind_tabs(offered, importer),
        "page": found,
        "batches": [(one, import_pages.kind_label(one.kind)) for one in found.rows],
    }
    status = 422 if form.is_bound else 200
    return render(request, "directory/imports.html", context, status=status)


def _bring(
    request: Request, importer: Importer, form: BringForm, options: dict[str, Any]
) -> ImportBatch:
    """Examined at once where all needed columns were found; else the person chooses them."""
    (upload,) = form.cleaned_data["file"]
    batch = services.bring(request.actor, importer.kind, upload, now=clock.now(), options=options)
    if not passing.missing(importer, batch.mapping):
        import_starts.start_examining(request.actor, batch, now=clock.now())
    return batch


def _batch(request: Request, pk: int) -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("source", "report", "problem_sheet"), pk=pk)


def _tab(request: HttpRequest, batch: ImportBatch) -> str:
    asked = request.GET.get("tab", "")
    if batch.report is None:
        return "columns"
    return asked if asked in TABS else "problems" if batch.bad_rows else "new"


def _report(batch: ImportBatch) -> dict[str, Any]:
    assert batch.report is not None
    with default_storage.open(batch.report.path) as file:
        found: dict[str, Any] = json.load(file)
    return found


@require_safe
@page(*KEEPERS)
def import_page(request: Request, pk: int) -> HttpResponse:
    return _show(request, _batch(request, pk))


def _show(request: Request, batch: ImportBatch, refused: DomainError | None = None) -> HttpResponse:
    importer = kinds.get(batch.kind)
    if importer is None:
        raise Http404
    if batch.state == BatchState.FINISHED and "tab" not in request.GET and not refused:
        return _show_done(request, batch, importer)
    tab = _tab(request, batch)
    shown = None
    if tab == "problems":
        start = request.GET.get("from", "")
        begin = int(start) if start.isdigit() and len(start) < 7 else 0
        shown = import_pages.problem_rows(importer, _report(batch), begin)
    elif tab != "columns":
        count = int(batch.counts.get(tab, 0))
        shown = import_pages.sample_rows(importer, _report(batch), tab, count)
    at_work = services.at_work(batch)
    context = {
        "batch": batch,
        "heading": import_pages.heading(batch),
        "kind": importer,
        "tab": tab,
        "tabs": import_pages.tabs(batch, tab) if batch.report else [],
        "stats": import_pages.stats(batch, importer) if batch.report else [],
        "shown": shown,
        "warnings": import_pages.warnings(importer, _report(batch)) if batch.report else None,
        "promises": import_pages.promises(batch),
        "choices": import_pages.column_choices(batch, importer),
        "columns": list(enumerate(batch.columns)),
        "progress": at_work,
        "may_load": not at_work and batch.state in LOADABLE and batch.loadable,
        "may_choose": not at_work and not batch.steps_done and batch.source is not None,
        "refused": refused or _absent(importer, batch),
    }
    return render(request, "directory/import.html", context, status=422 if refused else 200)


def _show_done(request: Request, batch: ImportBatch, importer: Importer) -> HttpResponse:
    """The report at the end: what was loaded, what was not, and where it is seen now."""
    results = importer.results(request.actor, clock.now()) if importer.results else []
    context = {
        "batch": batch,
        "heading": import_pages.heading(batch),
        "kind": importer,
        "stats": import_pages.stats(batch, importer),
        "results": results,
        "place": reverse(importer.place) if importer.place else "",
        "warnings": import_pages.warnings(importer, _report(batch)) if batch.report else None,
    }
    return render(request, "directory/import_done.html", context)


def _absent(importer: Importer, batch: ImportBatch) -> DomainError | None:
    """What keeps a file from being examined, said as soon as its columns are seen."""
    if batch.state != BatchState.MAPPING:
        return None
    try:
        passing.check_mapping(importer, batch.mapping)
    except DomainError as error:
        return error
    return None


@require_POST
@page(*KEEPERS)
def import_columns(request: Request, pk: int) -> HttpResponse:
    """Another sheet, another header line, or other columns; then the rows are examined."""
    batch = _batch(request, pk)
    try:
        sheet, header = request.POST.get("sheet", batch.sheet), request.POST.get("header", "")
        line = int(header) if header.isdigit() and len(header) < 6 else batch.header_line
        if sheet != batch.sheet or line != batch.header_line:
            other = sheet != batch.sheet
            services.choose_sheet(request.actor, batch, sheet=sheet, header=0 if other else line)
            return redirect("directory:import-page", pk)
        services.choose_columns(request.actor, batch, _chosen(request, batch))
        import_starts.start_examining(request.actor, batch, now=clock.now())
    except DomainError as refused:
        return _show(request, _batch(request, pk), refused)
    return redirect("directory:import-page", pk)


def _chosen(request: Request, batch: ImportBatch) -> dict[str, int]:
    found = {}
    for one in kinds[batch.kind].fields:
        value = request.POST.get(f"column-{one.name}", "")
        if value.isdigit() and len(value) < 5:
            found[one.name] = int(value)
    return found


@require_POST
@page(*KEEPERS)
def import_load(request: Request, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    import_starts.start_loading(request.actor, batch, now=clock.now())
    messages.success(request, _("Loading has begun. You may leave this page."))
    return redirect("directory:import-page", pk)


@require_safe
@page(*KEEPERS)
def import_template(request: Request, kind: str) -> HttpResponse:
    """A workbook to fill in."""
    importer = kinds.get(kind)
    if importer is None or not importer.open_to(request.actor):
        raise Http404
    response = HttpResponse(sheets.template(importer), content_type=sheets.XLSX)
    name = _("Template: %(label)s.xlsx") % {"label": importer.label}
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
