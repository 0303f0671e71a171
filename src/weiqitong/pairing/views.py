"""Who serves whom: the list, and a client's change of specialist."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError, NotAllowed
from weiqitong.directory.models import Client, Official
from weiqitong.web.forms import Choice
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate
from weiqitong.web.names import name_of
from weiqitong.web.parts import Cell, Column, Row, Tab
from weiqitong.web.times import plain_date

from . import permissions, selectors, services
from .forms import PairForm
from .models import Pairing, PairingRole

READERS = (
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.LEADER,
    Role.SECRETARY,
    Role.INSPECTOR,
)
KEEPERS = (Role.ADMINISTRATOR, Role.COORDINATOR)


@require_safe
@page(*READERS)
def pairings(request: Request) -> HttpResponse:
    """Running and ended pairings, and clients that wait for a specialist."""
    tab, words = request.GET.get("tab", ""), request.GET.get("q", "")
    day = clock.today()
    waiting = selectors.unpaired(request.actor, day)
    count = selectors.unpaired_count(request.actor, day)
    context: dict[str, Any] = {"words": words, "tabs": _tabs(tab, count)}
    if tab == "waiting":
        shown = paginate(waiting if count else waiting.none(), ["name", "id"], request.GET)
        context |= {"page": shown, "columns": _client_columns(), "rows": _waiting(shown.rows)}
    else:
        rows = selectors.pairings_list(request.actor, words=words, ended=tab == "ended")
        found = paginate(rows, ["-valid_from", "-id"], request.GET)
        listed = selectors.whole(found.rows)
        context |= {"page": found, "columns": _columns(), "rows": _rows(listed)}
    return render(request, "pairing/pairings.html", context)


def _tabs(chosen: str, waiting: int) -> list[Tab]:
    address = reverse("pairing:pairings")
    return [
        Tab(_("Running"), address, current=chosen not in {"ended", "waiting"}),
        Tab(_("Waiting for a specialist"), f"{address}?tab=waiting", waiting, chosen == "waiting"),
        Tab(_("Ended"), f"{address}?tab=ended", current=chosen == "ended"),
    ]


def _columns() -> list[Column]:
    names = (_("Client"), _("Official"), _("Role"), _("From"), _("Until"))
    return [Column(name) for name in names]


def _client_columns() -> list[Column]:
    return [Column(_("Client")), Column(_("Region"))]


def _rows(pairings: Any) -> list[Row]:
    return [
        Row(
            [
                Cell(
                    one.client.name,
                    href=reverse("pairing:client", args=[one.client.code]),
                    small=name_of(one.client.region),
                ),
                Cell(one.official.person.name, small=name_of(one.official.department)),
                one.get_role_display(),
                plain_date(one.valid_from),
                plain_date(one.valid_until) if one.valid_until else "—",
            ]
        )
        for one in pairings
    ]


def _waiting(clients: Any) -> list[Row]:
    return [
        Row([Cell(one.name, href=reverse("pairing:client", args=[one.code])), name_of(one.region)])
        for one in clients
    ]


def _client(request: Request, code: str) -> Client:
    rows = Client.objects.visible_to(request.actor).select_related("region")
    found = get_object_or_404(rows, code=code)
    if not permissions.can_pair(request.actor, found):
        raise NotAllowed(_("Only the office of the client's region changes who serves it."))
    return found


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def client(request: Request, code: str) -> HttpResponse:
    """A client's pairings, and the form to hand it over."""
    found, now = _client(request, code), clock.now()
    words = request.GET.get("q", "")
    offered = _offered(request, found, words)
    form = PairForm(
        request.POST or None,
        candidates=[(str(one.pk), _choice(one)) for one in offered],
        initial={"day": clock.today(now), "role": request.GET.get("role", "specialist")},
    )
    if form.is_valid():
        try:
            _pair(request, found, form.cleaned_data, offered)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:client", code)
    history = selectors.history_of(found)
    context = {"client": found, "form": form, "words": words, "history": history}
    status = 422 if form.is_bound else 200
    return render(request, "pairing/client.html", context, status=status)


def _offered(request: Request, client: Client, words: str) -> list[Official]:
    """Candidates, and whoever was chosen on a page that offered others."""
    found = selectors.candidates(client, words)
    chosen = request.POST.get("official", "")
    if chosen.isdigit() and len(chosen) < 12 and all(str(one.pk) != chosen for one in found):
        rows = Official.objects.filter(active=True).select_related("person", "department")
        found += list(rows.filter(pk=int(chosen)))
    return found


def _choice(official: Official) -> Choice:
    load = getattr(official, "load", 0)
    serves = ngettext("serves %(count)s client", "serves %(count)s clients", load) % {"count": load}
    return Choice(
        f"{official.person.name} {official.code}",
        "·".join(filter(None, [name_of(official.department), official.post, serves])),
    )


def _pair(
    request: Request, client: Client, given: dict[str, Any], offered: list[Official]
) -> Pairing:
    official = next(one for one in offered if str(one.pk) == given["official"])
    now, day, reason = clock.now(), given["day"], given["reason"]
    if given["role"] == PairingRole.SPECIALIST:
        return services.transfer(request.actor, client, official, reason=reason, day=day, now=now)
    return services.pair(
        request.actor, client, official, role=given["role"], reason=reason, day=day, now=now
    )


@require_POST
@page(*KEEPERS)
def end(request: Request, code: str, serial: str) -> HttpResponse:
    """End a leading cadre's or a liaison's pairing as of today."""
    found = _client(request, code)
    pairing = get_object_or_404(Pairing.objects.filter(client=found), serial=serial)
    now = clock.now()
    services.end(request.actor, pairing, day=clock.today(now), now=now)
    messages.success(request, _("Ended."))
    return redirect("pairing:client", code)
