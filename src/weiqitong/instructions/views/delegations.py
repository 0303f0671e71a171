"""Who lets whom enter instructions: the list, a new one, its end."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Official, Region
from weiqitong.web.http import Request, page

from .. import forms, permissions, selectors, services
from ..models import Delegation
from ..querysets import KEEPERS


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def delegations(request: Request) -> HttpResponse:
    """Those in sight; leaders and administrators make new ones."""
    actor, now = request.actor, clock.now()
    form = _form(actor, now, request.POST or None)
    if form is not None and form.is_valid():
        try:
            services.delegate(actor, now=now, **_values(actor, form.cleaned_data))
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The delegation is made."))
            return redirect("instructions:delegations")
    lines = [_line(actor, one, now) for one in selectors.delegations(actor)]
    context = {"lines": lines, "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "instructions/delegations.html", context, status=status)


def _form(actor: Actor, now: datetime, data: Any) -> forms.DelegationForm | None:
    """None for secretaries, who give themselves nothing."""
    if actor.role == Role.SECRETARY:
        return None
    form = forms.DelegationForm(data)
    if actor.role == Role.LEADER:
        region = Region.objects.get(pk=actor.region_id or 0)
        form.offer(None, selectors.secretaries_of(region, now), today(now))
        return form
    leaders = selectors.leaders_within(actor, now)
    regions = {region.pk: region for _leader, region in leaders}
    found = [one for region in regions.values() for one in selectors.secretaries_of(region, now)]
    form.offer(leaders, list(dict.fromkeys(found)), today(now))
    return form


def _values(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    values = dict(given)
    chosen = values.pop("leader", f"{actor.official_id}/{actor.region_id}")
    leader, region = chosen.split("/")
    officials = Official.objects.select_related("person")
    values["leader"] = officials.get(pk=leader)
    values["region"] = Region.objects.get(pk=region)
    values["secretary"] = officials.get(pk=values["secretary"])
    return values


def _line(actor: Actor, one: Delegation, now: datetime) -> dict[str, Any]:
    return {
        "delegation": one,
        "light": selectors.light_of(one, now),
        "may_withdraw": permissions.can_withdraw(actor, one, today(now)),
    }


@require_POST
@page(*KEEPERS)
def withdraw(request: Request, serial: Any) -> HttpResponse:
    """It lets nobody act any more."""
    found = get_object_or_404(Delegation.objects.visible_to(request.actor), serial=serial)
    services.withdraw(request.actor, found, now=clock.now())
    messages.success(request, _("The delegation is withdrawn."))
    return redirect("instructions:delegations")
