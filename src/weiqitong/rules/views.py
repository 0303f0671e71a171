"""The pages of all rules: what is in force, drafts, comparison, publication."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.errors import DomainError
from weiqitong.web.http import Request, page

from . import pages, permissions, services, sheets, tables
from .comparing import compare
from .forms import FileForm, ItemForm, PublishForm
from .kinds import Item, RuleKind
from .models import RuleVersion, Status
from .permissions import READERS


def _context(request: Request, kind: RuleKind[Any], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "may": permissions.can_change_rules(request.actor), **more}


@require_safe
@page(*READERS)
def index(request: Request) -> HttpResponse:
    return render(request, "rules/index.html", {"lines": pages.kind_lines(clock.now())})


@require_safe
@page(*READERS)
def kind(request: Request, code: str) -> HttpResponse:
    one = pages.kind_or_404(code)
    lines = pages.version_lines(code, clock.now())
    return render(request, "rules/kind.html", _context(request, one, lines=lines, form=FileForm()))


@require_safe
@page(*READERS)
def version(request: Request, code: str, number: int) -> HttpResponse:
    return _version_page(request, pages.version_or_404(code, number), FileForm())


def _version_page(
    request: Request, row: RuleVersion, form: FileForm, status: int = 200
) -> HttpResponse:
    one = pages.kind_or_404(row.kind)
    columns, rows = pages.table(one, row)
    now = pages.current(row.kind, clock.now())
    context = _context(
        request,
        one,
        version=row,
        columns=columns,
        rows=rows,
        form=form,
        is_draft=row.status == Status.DRAFT,
        other=now if now is not None and now.pk != row.pk else None,
    )
    return render(request, "rules/version.html", context, status=status)


@require_safe
@page(*READERS)
def item(request: Request, code: str, number: int, item_code: str) -> HttpResponse:
    one, row = pages.kind_or_404(code), pages.version_or_404(code, number)
    found = pages.item_or_404(row, item_code)
    context = _context(
        request,
        one,
        version=row,
        item=found,
        title=one.title(found),
        facts=one.describe(found),
        is_draft=row.status == Status.DRAFT,
    )
    return render(request, "rules/item.html", context)


@require_safe
@page(*READERS)
def comparison(request: Request, code: str, number: int, other: int) -> HttpResponse:
    """What the version `number` changes against the version `other`."""
    one = pages.kind_or_404(code)
    newer, older = pages.version_or_404(code, number), pages.version_or_404(code, other)
    found = compare(one, older.body["items"], newer.body["items"])
    context = _context(request, one, newer=newer, older=older, differences=found)
    return render(request, "rules/compare.html", context)


@require_safe
@page(*READERS)
def download(request: Request, code: str, number: int) -> HttpResponse:
    one, row = pages.kind_or_404(code), pages.version_or_404(code, number)
    answer = HttpResponse(sheets.write(one, row.body["items"]), content_type=tables.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{code}-{number}.xlsx"'
    return answer


@require_POST
@page(*READERS)
def draft_new(request: Request, code: str) -> HttpResponse:
    """A draft with the items in force, or the sample's where nothing is."""
    one, now = pages.kind_or_404(code), clock.now()
    in_force = pages.current(code, now)
    items = (
        services.sample_items(one)
        if in_force is None
        else RuleVersion.objects.get(pk=in_force.pk).body["items"]
    )
    row = services.draft(request.actor, code, items, "", now)
    return redirect("rules:version", code, row.number)


@require_POST
@page(*READERS)
def upload(request: Request, code: str, number: int) -> HttpResponse:
    """Replace the items of a draft by those of a spreadsheet."""
    one, row = pages.kind_or_404(code), pages.version_or_404(code, number)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data["file"].read(tables.LARGEST_FILE + 1)

        def take() -> None:
            items = sheets.read(one, data, row.body["items"])
            services.revise(request.actor, row, items, clock.now())

        if _taken(form, take):
            messages.success(request, _("The draft has the items of the spreadsheet now"))
            return redirect("rules:version", code, number)
    return _version_page(request, row, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READERS)
def item_edit(request: Request, code: str, number: int) -> HttpResponse:
    """Change an item of a draft (`?item=`), or add one."""
    one, row = pages.kind_or_404(code), pages.version_or_404(code, number)
    if request.method != "POST" and not _open_to(request, row):
        return redirect("rules:version", code, number)
    old = request.GET.get("item", "")
    found: Item = pages.item_or_404(row, old) if old else {}
    form = ItemForm(one, found, request.POST if request.method == "POST" else None)
    seen = request.POST.get("seen", "")
    if request.method == "POST" and form.is_valid():

        def take() -> None:
            known = int(seen) if seen.isdigit() else -1
            services.put_item(request.actor, row, old, form.result, clock.now(), seen=known)

        if _taken(form, take):
            return redirect("rules:version", code, number)
    context = _context(request, one, version=row, form=form, old=old, seen=seen or row.version)
    status = 422 if form.is_bound else 200
    return render(request, "rules/item_edit.html", context, status=status)


@require_POST
@page(*READERS)
def item_drop(request: Request, code: str, number: int, item_code: str) -> HttpResponse:
    row = pages.version_or_404(code, number)
    pages.item_or_404(row, item_code)
    services.drop_item(request.actor, row, item_code, clock.now(), seen=row.version)
    messages.success(request, _("Taken out of the draft"))
    return redirect("rules:version", code, number)


@require_POST
@page(*READERS)
def discard(request: Request, code: str, number: int) -> HttpResponse:
    services.discard(request.actor, pages.version_or_404(code, number), clock.now())
    messages.success(request, _("The draft was discarded"))
    return redirect("rules:kind", code)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READERS)
def publish(request: Request, code: str, number: int) -> HttpResponse:
    """Show what would change, and put it into force."""
    one, row, now = pages.kind_or_404(code), pages.version_or_404(code, number), clock.now()
    if request.method != "POST" and not _open_to(request, row):
        return redirect("rules:version", code, number)
    form = PublishForm(
        request.POST if request.method == "POST" else None, initial={"reason": row.reason}
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def take() -> None:
            since = asked["valid_from"] or now
            services.publish(request.actor, row, since, now, reason=asked["reason"])

        if _taken(form, take):
            messages.success(request, _("Version %(number)s is published") % {"number": number})
            return redirect("rules:kind", code)
    context = _context(request, one, version=row, form=form, preview=pages.preview(one, row, now))
    return render(request, "rules/publish.html", context, status=422 if form.is_bound else 200)


def _open_to(request: Request, row: RuleVersion) -> bool:
    """Whether the forms of a draft make sense here; services ask again."""
    return row.status == Status.DRAFT and permissions.can_change_rules(request.actor)


def _taken(form: Any, take: Callable[[], None]) -> bool:
    """Whether the act went through; a refusal about what was typed stands in the form."""
    try:
        take()
    except DomainError as error:
        if error.status == 403:
            raise
        form.refuse(error)
        return False
    return True
