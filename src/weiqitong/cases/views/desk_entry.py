"""Entering a need that came to the office: first whose it is, then what it says."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, DomainError
from weiqitong.directory.models import Category, Client
from weiqitong.directory.selectors import categories, clients_list
from weiqitong.files.services import store_upload
from weiqitong.web.http import Request, page

from .. import plans, services
from ..enums import Channel, Urgency
from ..forms_entry import EntryForm
from ..models import Case, Draft
from ..selectors.lines import case_lines
from ..words import name_of

MOST = 20  # enterprises of one search
IN_HAND = 6  # open needs of the enterprise that are shown beside the form


def entry_key(client: Client) -> str:
    return f"enter/{client.code}"


@require_http_methods(["GET", "POST"])
@page(Role.COORDINATOR)
def enter(request: Request) -> HttpResponse:
    """Search the enterprise, then write down what came."""
    code = request.GET.get("client", "")
    if not code:
        return _search(request)
    client = _known(request.actor).filter(code=code).first()
    if client is None:
        raise Http404
    if request.method == "POST":
        return _keep(request, client)
    form = EntryForm(initial=_draft(request.actor, client))
    return _show(request, client, form)


def _known(actor: Actor) -> Any:
    return Client.objects.visible_to(actor).filter(active=True).select_related("region__parent")


def _search(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    found = clients_list(request.actor, words=words).filter(active=True) if words else None
    rows = list(found.order_by("name")[:MOST]) if found is not None else []
    context = {"words": words, "rows": rows, "more": len(rows) == MOST}
    return render(request, "cases/desk/enter_whose.html", context)


def _draft(actor: Actor, client: Client) -> dict[str, Any]:
    own = Draft.objects.filter(user_id=actor.user_id or 0, key=entry_key(client))
    kept: dict[str, Any] = own.values_list("fields", flat=True).first() or {}
    return {name: value for name, value in kept.items() if name not in {"once", "uploads"}}


def _show(request: Request, client: Client, form: EntryForm, status: int = 200) -> HttpResponse:
    leaves = [one for one in categories() if one.parent is not None]
    form.offer([(str(one.pk), f"{one.code} {name_of(one)}") for one in leaves])
    visible = Case.objects.visible_to(request.actor).live().open().filter(client=client)
    context = {
        "form": form,
        "client": client,
        "draft_key": entry_key(client),
        "lines": case_lines(visible.order_by("-pk")[:IN_HAND], request.actor, clock.now()),
    }
    return render(request, "cases/desk/enter.html", context, status=status)


def _keep(request: Request, client: Client) -> HttpResponse:
    actor, now = request.actor, clock.now()
    form = EntryForm(request.POST, request.FILES)
    known = {str(one.pk): one for one in categories()}
    form.offer([(pk, pk) for pk in known])
    status = 422
    if form.is_valid():
        try:
            files = _files(actor, form)
            case = _enter(actor, client, form.cleaned_data, known, files)
        except DomainError as error:
            form.refuse(error)
            status = error.status
        else:
            messages.success(
                request,
                _("Entered as %(number)s. The enterprise is asked to confirm it.")
                % {"number": case.number},
            )
            return redirect("cases:case", case.number)
    services.save_draft(actor, entry_key(client), _typed(request), now)
    return _show(request, client, form, status)


def _typed(request: Request) -> dict[str, Any]:
    typed = cast(dict[str, Any], request.POST.dict())
    return {name: value for name, value in typed.items() if name in EntryForm.base_fields}


def _files(actor: Actor, form: EntryForm) -> list[int]:
    """Stored beside what an earlier try had stored: a refusal loses no file."""
    given = form.cleaned_data
    ids = [int(one) for one in given["kept"].split(",") if one.isdigit()]
    refused = []
    for upload in given.get("uploads") or ():
        try:
            ids.append(store_upload(actor, upload, owner_label=Case.LABEL, now=clock.now()).pk)
        except BadInput as error:
            refused.append(str(error))
    data = cast(QueryDict, form.data).copy()
    data["kept"] = ",".join(str(one) for one in ids)
    form.data = data
    if refused:
        raise BadInput(" ".join(refused), field="uploads")
    return ids


def _enter(
    actor: Actor,
    client: Client,
    given: dict[str, Any],
    known: dict[str, Category],
    files: list[int],
) -> Case:
    names = ("source_ref", "paper_number", "said_by", "received_on")
    return services.enter(
        actor,
        client,
        channel=Channel(given["channel"]),
        text=given["text"],
        title=given["title"],
        came=plans.Came(**{name: given[name] for name in names}),
        urgency=Urgency(given["urgency"]),
        category=known.get(given["category"]),
        files=files,
        once=given["once"],
        drafts=[entry_key(client)],
        now=clock.now(),
    )
