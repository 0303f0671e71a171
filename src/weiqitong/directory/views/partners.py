"""The members of a partner organisation: who they are, and who they are no longer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from weiqitong.core import clock
from weiqitong.core.errors import BadInput, DomainError
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate

from .. import permissions, selectors
from ..enums import Relation
from ..forms import MemberForm
from ..models import Client, Department, PartnerMembership
from ..services import partners
from .shared import KEEPERS


def _partner(request: Request, code: str) -> Department:
    """Partner organisations of the whole city: a county names members of the city's chamber too."""
    above = selectors.ancestor_paths(request.actor.region_path or "/")
    rows = Department.objects.filter(relation=Relation.PARTNER, parent=None)
    within = rows.filter(region__in=selectors.regions_of(request.actor))
    found = within | rows.filter(region__path__in=above)
    return get_object_or_404(found.select_related("region"), code=code)


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def members(request: Request, code: str) -> HttpResponse:
    """Members in reach; a new one is named by its code or its name."""
    partner = _partner(request, code)
    form = MemberForm(request.POST or None)
    if form.is_valid():
        try:
            client = _named(request, form.cleaned_data["client"])
            partners.add_member(request.actor, partner, client, now=clock.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(client)s is a member now.") % {"client": client.name})
            return redirect("directory:members", code)
    seen = Client.objects.visible_to(request.actor)
    rows = PartnerMembership.objects.filter(partner=partner, valid_until=None, client__in=seen)
    found = paginate(rows.select_related("client__region"), ["client__name", "id"], request.GET)
    context = {"partner": partner, "page": found, "form": form}
    return render(request, "directory/members.html", context, status=422 if form.is_bound else 200)


def _named(request: Request, words: str) -> Client:
    """The one client in reach with this code, or exactly this name."""
    rows = Client.objects.visible_to(request.actor).filter(active=True).select_related("region")
    words = words.strip()
    found = list((rows.filter(code=words.upper()) | rows.filter(name=words))[:2])
    if len(found) != 1:
        raise BadInput(
            _("No enterprise of your region is called so; write the whole name or the code."),
            field="client",
        )
    return found[0]


@require_POST
@page(*KEEPERS)
def member_end(request: Request, code: str, serial: UUID) -> HttpResponse:
    """From today on the partner may not report for it."""
    partner = _partner(request, code)
    seen = Client.objects.visible_to(request.actor)
    rows = PartnerMembership.objects.filter(partner=partner, client__in=seen)
    found = get_object_or_404(rows.select_related("client__region"), serial=serial)
    if not permissions.can_change_client(request.actor, found.client):
        return redirect("directory:members", code)
    partners.end_member(request.actor, found, now=clock.now())
    messages.success(
        request, _("%(client)s is a member no longer.") % {"client": found.client.name}
    )
    return redirect("directory:members", code)
