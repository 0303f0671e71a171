"""People and roles, for administrators: search, give and take back, a lost authenticator, a closed
account.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import BadInput, DomainError
from weiqitong.directory.models import Client, Person
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate

from .. import pages, services
from ..forms import AccountForm, ClientGrantForm, RegionGrantForm, UnitGrantForm
from ..models import User
from ..permissions import Place
from .invitations import qr


@page(Role.ADMINISTRATOR)
@require_safe
def people_list(request: Request) -> HttpResponseBase:
    """People in reach, fifty at a time."""
    query = request.GET.get("q", "").strip()[:60]
    everybody = "all" in request.GET
    found = pages.people(request.actor, query=query, accounts_only=not everybody)
    context = {
        "page": paginate(found, ["pk"], request.GET),
        "query": query,
        "tabs": pages.people_tabs(everybody, reverse("accounts:people")),
    }
    return render(request, "accounts/people.html", context)


def _in_reach(request: Request, pk: int) -> pages.PersonPage:
    try:
        return pages.person_page(request.actor, pk, clock.now())
    except Person.DoesNotExist:
        raise Http404 from None


def _forms(request: Request, about: pages.PersonPage) -> dict[str, Any]:
    """The three ways to give a role, each with its own kind of place."""
    region, unit = RegionGrantForm(prefix="region"), UnitGrantForm(prefix="unit")
    _offer_places(request, about, region, unit)
    return {"region": region, "unit": unit, "client": ClientGrantForm(prefix="client")}


def _offer_places(
    request: Request,
    about: pages.PersonPage,
    region: RegionGrantForm | None = None,
    unit: UnitGrantForm | None = None,
) -> None:
    if region is not None:
        region.fields["place"].queryset = pages.regions_to_grant(request.actor)  # type: ignore[attr-defined]
    if unit is not None:
        unit.fields["place"].queryset = pages.units_to_grant(request.actor, about.official)  # type: ignore[attr-defined]


def _show(
    request: Request, about: pages.PersonPage, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "about": about,
        "forms": _forms(request, about) | more.pop("forms", {}),
        "account": AccountForm(),
        **more,
    }
    return render(request, "accounts/person.html", context, status=status)


@page(Role.ADMINISTRATOR)
@require_safe
def person(request: Request, pk: int) -> HttpResponseBase:
    return _show(request, _in_reach(request, pk))


@page(Role.ADMINISTRATOR)
@require_POST
def make_account(request: Request, pk: int) -> HttpResponseBase:
    about, form = _in_reach(request, pk), AccountForm(request.POST)
    if form.is_valid():
        try:
            services.make_user(request.actor, about.person, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The account is made. Give it a role, then a way in."))
            return redirect("accounts:person", pk)
    return _show(request, about, account=form, status=422)


@page(Role.ADMINISTRATOR)
@require_POST
def grant(request: Request, pk: int, kind: str) -> HttpResponseBase:
    """Give a role over a region, in a unit, or for a client."""
    about = _in_reach(request, pk)
    if about.user is None or kind not in {"region", "unit", "client"}:
        raise Http404
    form = _bound(request, about, kind)
    if form.is_valid():
        try:
            role, place = form.cleaned_data["role"], _place(request, form.cleaned_data)
            services.grant_role(request.actor, about.user, role, place, now=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The role is given. It holds from today."))
            return redirect("accounts:person", pk)
    return _show(request, about, forms={kind: form}, bad=form, status=422)


def _bound(
    request: Request, about: pages.PersonPage, kind: str
) -> RegionGrantForm | UnitGrantForm | ClientGrantForm:
    if kind == "client":
        return ClientGrantForm(request.POST, prefix="client")
    if kind == "region":
        region = RegionGrantForm(request.POST, prefix="region")
        _offer_places(request, about, region=region)
        return region
    unit = UnitGrantForm(request.POST, prefix="unit")
    _offer_places(request, about, unit=unit)
    return unit


def _place(request: Request, data: dict[str, Any]) -> Place:
    if "code" not in data:
        place: Place = data["place"]
        return place
    clients = Client.objects.visible_to(request.actor).select_related("region")
    client = clients.filter(code=data["code"].strip().upper()).first()
    if client is None:
        raise BadInput(_("No client in your reach has this code."), field="code")
    return client


@page(Role.ADMINISTRATOR)
@require_POST
def revoke(request: Request, pk: int, serial: str) -> HttpResponseBase:
    about = _in_reach(request, pk)
    line = next((one for one in about.grants if one.grant.serial == serial), None)
    if line is None:
        raise Http404
    services.revoke(request.actor, line.grant, now=clock.now())
    messages.success(request, _("The role is taken back, from now on."))
    return redirect("accounts:person", pk)


@page(Role.ADMINISTRATOR)
@never_cache
@require_POST
def act(request: Request, pk: int) -> HttpResponseBase:
    """Close, open again, reset the authenticator, or give a new way in."""
    about, now = _in_reach(request, pk), clock.now()
    user = get_object_or_404(User, person=about.person)
    chosen = request.POST.get("act", "")
    if chosen in {"link", "text"}:
        invited = services.invite(
            request.actor, about.person, client=None, deliver=chosen == "text", now=now
        )
        return _show(request, about, invited=invited, qr=qr(invited))
    known = {
        "deactivate": (services.deactivate, _("The account is closed; its sessions have ended.")),
        "reactivate": (services.reactivate, _("The account is open again.")),
        "reset": (
            services.reset_factor,
            _("The authenticator is reset. The next sign-in sets up a new one."),
        ),
    }
    if chosen not in known:
        raise Http404
    service, words = known[chosen]
    service(request.actor, user, now=now)
    messages.success(request, words)
    return redirect("accounts:person", pk)
