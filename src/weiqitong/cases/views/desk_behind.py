"""Behind a hidden name: the office says why, sees it once, and the look is on record; from there it
releases the files it has looked through.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Fact

from .. import permissions, services
from ..enums import Action
from ..forms_trust import LookForm
from ..selectors.page import CasePage
from ..services.confiding import Behind, withheld
from ..words import joined, name_of
from .desk_case import load


def _load(actor: Actor, number: str) -> CasePage:
    """A hidden need on this office's own desk, or 404: for all others there is nothing behind."""
    shown = load(actor, number)
    if not (permissions.may_look_behind(actor, shown.dossier) and shown.case.is_open):
        raise Http404
    return shown


@never_cache
@require_http_methods(["GET", "POST"])
@page(Role.COORDINATOR)
def behind(request: Request, number: str) -> HttpResponse:
    """Why one has to know; then who asks, shown once and kept nowhere."""
    shown = _load(request.actor, number)
    form = LookForm(request.POST if request.method == "POST" else None)
    found, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reason, now = form.cleaned_data["reason"], clock.now()
                found = services.look_behind(request.actor, shown.case, reason=reason, now=now)
                status = 200
            except DomainError as error:
                form.refuse(error)
    context = {
        "page": shown,
        "case": shown.case,
        "form": form,
        "found": found,
        "facts": _facts(found) if found else [],
        "files": list(withheld(shown.case).select_related("file")) if found else [],
        "may_release": shown.may(Action.RELEASE),
    }
    return render(request, "cases/desk/behind.html", context, status=status)


def _facts(found: Behind) -> list[Fact]:
    client, region = found.client, found.region
    places = (name_of(one) for one in (region.parent, region) if one is not None)
    facts = [
        Fact(_("Client"), name_of(client)),
        Fact(_("Credit code"), client.credit_code or ""),
        Fact(_("Address"), client.address),
        Fact(_("Region"), joined(places)),
        Fact(_("Contact person"), found.contact),
        Fact(_("Phone"), found.phone),
    ]
    return [one for one in facts if one.words]


@require_POST
@page(Role.COORDINATOR)
def release(request: Request, number: str) -> HttpResponse:
    """Files looked through go to everybody on the case."""
    shown = _load(request.actor, number)
    files = [int(one) for one in request.POST.getlist("file") if one.isdigit()]
    try:
        services.release(request.actor, shown.case, files=files, now=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The files are released to the units."))
    return redirect("cases:case", number)
