"""The phone's homes: an enterprise's and its specialist's, and the specialist's contact card."""

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from weiqitong.cases.report_steps import CHOSEN
from weiqitong.cases.selectors import reporting
from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.directory.models import Client
from weiqitong.web.http import Request, page

from .. import partners, phones


def _look_at(request: Request, clients: list[Client]) -> Client | None:
    """The enterprise a contact of several looks at: chosen by the address, kept in the session."""
    asked = next((one for one in clients if one.code == request.GET.get("client")), None)
    if asked is not None and request.session.get(CHOSEN) != asked.pk:
        request.session[CHOSEN] = asked.pk
    return asked or reporting.chosen(clients, request.session.get(CHOSEN))


def enterprise_home(request: Request) -> HttpResponse:
    """What waits for the enterprise's word, who serves it, what is in hand."""
    clients = reporting.reportable(request.actor)
    client = _look_at(request, clients)
    home = phones.enterprise(request.actor, clients, client, clock.now())
    return render(request, "workbench/phone/enterprise.html", {"home": home})


def specialist_home(request: Request) -> HttpResponse:
    """A specialist's own turn, and each client with what presses most."""
    clients = reporting.reportable(request.actor)
    home = phones.specialist(request.actor, clients, clock.now())
    return render(request, "workbench/phone/specialist.html", {"home": home})


def partner_home(request: Request) -> HttpResponse:
    """A partner's members, and what it reported for them."""
    clients = reporting.reportable(request.actor)
    words = request.GET.get("q", "").strip()[:80]
    home = partners.partner(request.actor, clients, clock.now(), words)
    return render(request, "workbench/phone/partner.html", {"home": home, "words": words})


@require_safe
@page(Role.CONTACT, Role.SPECIALIST)
def card(request: Request) -> HttpResponse:
    """The card of one's specialist; for a specialist, the own card as enterprises see it."""
    now = clock.now()
    if request.actor.role == Role.SPECIALIST:
        found = phones.card_of_own(request.actor, now)
        name = ""
    else:
        clients = reporting.reportable(request.actor)
        client = _look_at(request, clients)
        if client is None:
            return redirect("workbench:home")
        found, name = phones.card_for(client, now), client.name
    context = {"card": found, "client": name, "qr": _qr(found.address) if found else ""}
    return render(request, "workbench/phone/card.html", context)


def _qr(address: str) -> SafeString:
    """The picture shows the way to the enterprise's page; it never signs in."""
    return SafeString(segno.make(address, error="m").svg_inline(omitsize=True, border=2))
