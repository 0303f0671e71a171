"""The cases of an enterprise, or of a specialist's clients, open ones and closed ones."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate
from weiqitong.web.parts import Tab

from ..selectors import phone, reporting
from ..selectors.lines import for_lines

SIZE = 20


@require_safe
@page(Role.CONTACT, Role.SPECIALIST, Role.PARTNER)
def mine(request: Request) -> HttpResponse:
    """Newest first; those of one client where one is asked for."""
    actor = request.actor
    clients = reporting.reportable(actor)
    client = next((one for one in clients if one.code == request.GET.get("client")), None)
    cases = phone.own_cases(actor)
    if client is not None:
        cases = cases.filter(client=client)
    closed = request.GET.get("tab") == "closed"
    narrowed = phone.closed_ones(cases) if closed else phone.open_ones(cases)
    found = paginate(for_lines(narrowed), ("-pk",), request.GET, size=SIZE)
    of = f"&client={client.code}" if client else ""
    counts = phone.open_and_closed(cases)
    context = {
        "page": found,
        "lines": phone.enterprise_lines(found.rows, actor, clock.now()),
        "client": client if len(clients) > 1 else None,
        "tabs": [
            Tab(_("In hand"), f"?tab=open{of}", counts.open, not closed),
            Tab(_("Closed"), f"?tab=closed{of}", counts.closed, closed),
        ],
        "closed": closed,
    }
    return render(request, "cases/phone/mine.html", context)
