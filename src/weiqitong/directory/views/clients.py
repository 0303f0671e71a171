"""Clients: list, one page that tells all, corrections, contacts, a look behind the mask."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate

from .. import pages, permissions, selectors, services
from ..enums import ClientKind, SizeTier
from ..forms import ClientForm, ContactForm
from ..models import Client, Contact
from .shared import KEEPERS, OFFICE, choices, slots

VISITORS = (*OFFICE, Role.SPECIALIST, Role.CONTACT, Role.PARTNER)
SIZES = [(one.value, one.label) for one in SizeTier if one.value]


@require_safe
@page(*VISITORS)
def clients(request: Request) -> HttpResponse:
    given = {name: request.GET.get(name, "") for name in ("region", "kind", "size")}
    words = request.GET.get("q", "")
    rows = selectors.clients_list(request.actor, words=words, **given)
    found = paginate(rows, ["name", "id"], request.GET)
    return render(
        request,
        "directory/clients.html",
        {
            "page": found,
            "columns": pages.client_columns(),
            "rows": pages.client_rows(found.rows),
            "kinds": choices(request, "kind", ClientKind.choices),
            "sizes": choices(request, "size", SIZES),
            "words": words,
            "may_add": permissions.can_add(request.actor),
        },
    )


@require_safe
@page(*VISITORS)
def client(request: Request, code: str) -> HttpResponse:
    return _client_page(request, code)


def _client_page(request: Request, code: str, number: dict[int, str] | None = None) -> HttpResponse:
    found = get_object_or_404(Client.objects.visible_to(request.actor), code=code)
    shown = selectors.client_page(request.actor, found.pk)
    response = render(
        request,
        "directory/client.html",
        {
            "page": shown,
            "client": shown.client,
            "facts": pages.client_facts(shown.client),
            "plants": pages.client_rows(shown.plants),
            "columns": pages.client_columns(),
            "numbers": number or {},
            "slots": slots(request, client=shown.client),
        },
    )
    if number:
        response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def client_new(request: Request) -> HttpResponse:
    regions = selectors.regions_of(request.actor).filter(active=True)
    form = ClientForm(request.POST or None, regions=regions)
    if form.is_valid():
        try:
            made = services.create_client(request.actor, now=clock.now(), **form.values())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": made.name})
            return redirect("directory:client", made.code)
    return _client_form(request, form, None)


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def client_edit(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(
        Client.objects.visible_to(request.actor).select_related("group"), code=code
    )
    regions = selectors.regions_of(request.actor).filter(active=True)
    form = ClientForm(request.POST or None, regions=regions, initial=_initial(found))
    if form.is_valid():
        seen = form.cleaned_data["version"]
        try:
            services.change_client(
                request.actor, found, seen=seen, now=clock.now(), **form.values()
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:client", found.code)
    return _client_form(request, form, found)


def _initial(client: Client) -> dict[str, Any]:
    found = {name: getattr(client, name) for name in ClientForm.base_fields if name != "group"}
    found["group"] = client.group.code if client.group else ""
    found["chains"], found["tags"] = "、".join(client.chains), "、".join(client.tags)
    return found


def _client_form(request: HttpRequest, form: ClientForm, client: Client | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "client": client}
    return render(request, "directory/client_form.html", context, status=status)


CONTACT_KEEPERS = (*KEEPERS, Role.SPECIALIST)


@require_http_methods(["GET", "POST"])
@page(*CONTACT_KEEPERS)
def contact_new(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(Client.objects.visible_to(request.actor), code=code)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "phone", "title", "primary")}
        try:
            services.add_contact(request.actor, found, now=clock.now(), **values)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(name)s is a contact now.") % {"name": values["name"]})
            return redirect("directory:client", found.code)
    return _contact_form(request, form, found, None)


def _contact(request: Request, code: str, pk: int) -> Contact:
    """The contact, if its client is in sight."""
    in_sight = Client.objects.visible_to(request.actor).filter(code=code)
    rows = Contact.objects.filter(client__in=in_sight, active=True)
    return get_object_or_404(rows.select_related("client__region", "person"), pk=pk)


@require_http_methods(["GET", "POST"])
@page(*CONTACT_KEEPERS)
def contact_edit(request: Request, code: str, pk: int) -> HttpResponse:
    found = _contact(request, code, pk)
    initial = {
        "name": found.person.name,
        "title": found.title,
        "primary": found.primary,
        "version": found.version,
    }
    form = ContactForm(request.POST or None, initial=initial)
    form.keep_phone()
    if form.is_valid():
        given = dict(form.cleaned_data)
        seen = given.pop("version")
        try:
            services.change_contact(request.actor, found, seen=seen, now=clock.now(), **given)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:client", code)
    return _contact_form(request, form, found.client, found)


def _contact_form(
    request: HttpRequest, form: ContactForm, client: Client, contact: Contact | None
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "client": client, "contact": contact}
    return render(request, "directory/contact_form.html", context, status=status)


@require_POST
@page(*CONTACT_KEEPERS)
def contact_end(request: Request, code: str, pk: int) -> HttpResponse:
    found = _contact(request, code, pk)
    services.end_contact(request.actor, found, now=clock.now())
    messages.success(
        request, _("%(name)s no longer speaks for this client.") % {"name": found.person.name}
    )
    return redirect("directory:client", code)


@require_POST
@page(*OFFICE, Role.SPECIALIST)
def contact_look(request: Request, code: str, pk: int) -> HttpResponse:
    """The number behind the mask, shown once; the look is on record."""
    found = _contact(request, code, pk)
    number = services.look_at_contact(request.actor, found, now=clock.now())
    return _client_page(request, code, {found.pk: number})
