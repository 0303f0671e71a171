"""Pages of reports of retaliation: the enterprise's and inspection's. Nobody else has one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.cases.selectors.trusting import grouped_units
from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.web.forms import Form
from weiqitong.web.http import Request, page
from weiqitong.web.parts import CaseLine, Tab

from . import inspection as selectors
from . import inspection_forms as forms
from . import permissions, services
from .enums import Concluded
from .models import Retaliation


@never_cache
@require_safe
@page(Role.CONTACT, Role.INSPECTOR)
def reports(request: Request) -> HttpResponse:
    """An enterprise's own, or those in an inspector's reach."""
    actor, address = request.actor, reverse("oversight:retaliations")
    if actor.role == Role.CONTACT:
        rows = list(selectors.in_sight(actor).order_by("-pk")[: selectors.MOST])
        context = {"lines": [_line(request, one, one.text[:40]) for one in rows]}
        return render(request, "oversight/phone_retaliations.html", context)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in selectors.TABS else "open"
    counts = selectors.counts(actor)
    tabs = [
        Tab(str(label), f"{address}?tab={code}", counts.get(code), code == tab)
        for code, label in selectors.TABS.items()
    ]
    found = selectors.listed(actor, tab, request.GET)
    lines = [_line(request, one, str(one.client)) for one in found.rows]
    shown = {"tabs": tabs, "page": found, "lines": lines}
    return render(request, "oversight/retaliations.html", shown)


def _line(request: Request, one: Retaliation, title: str) -> CaseLine:
    return CaseLine(
        title=title,
        href=reverse("oversight:retaliation", args=[one.number]),
        turn=selectors.turn_of(one, request.actor, clock.now()),
        meta=[],
        number=one.number,
        key=one.number,
    )


@never_cache
@require_http_methods(["GET", "POST"])
@page(Role.CONTACT)
def new(request: Request) -> HttpResponse:
    """What was done to the enterprise; it goes to inspection and nowhere else."""
    actor = request.actor
    clients, cases = selectors.own_clients(actor), selectors.own_cases_to_name(actor)
    units = selectors.units_near(clients)
    initial = {"case": request.GET.get("case", "")}
    form = forms.RetaliationForm(
        request.POST if request.method == "POST" else None, initial=initial
    )
    form.offer(
        clients,
        [(one.number, f"{one.number} {one.title}") for one in cases],
        grouped_units(units),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            wanted = given.get("client") or ""
            client = next((one for one in clients if str(one.pk) == wanted), clients[0])
            case = next((one for one in cases if one.number == given["case"]), None)
            unit = next((one for one in units if str(one.pk) == given["unit"]), None)
            case = case if case is not None and case.client_id == client.pk else None
            try:
                made = services.report_retaliation(
                    actor, client, text=given["text"], case=case, unit=unit, now=clock.now()
                )
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Received. Only inspection reads it."))
                return redirect("oversight:retaliation", made.number)
    return render(request, "oversight/phone_retaliation_new.html", {"form": form}, status=status)


def _found(request: Request, number: str) -> Retaliation:
    return get_object_or_404(selectors.in_sight(request.actor), number=number)


@never_cache
@require_safe
@page(Role.CONTACT, Role.INSPECTOR)
def report(request: Request, number: str) -> HttpResponse:
    """One report with all that was said on it."""
    return _shown(request, _found(request, number))


def _shown(
    request: Request, found: Retaliation, *, status: int = 200, **given: Form
) -> HttpResponse:
    actor, now = request.actor, clock.now()
    context: dict[str, Any] = {
        "report": found,
        "turn": selectors.turn_of(found, actor, now),
        "holder": selectors.holder_words(found),
        "words": selectors.words_of(found, actor, now),
        "word": given.get("word") or forms.WordForm(),
        "note": given.get("note") or forms.WordForm(auto_id="note_%s"),
        "conclusion": given.get("conclusion") or forms.ConcludeForm(auto_id="end_%s"),
        "may": permissions.can_inspect(actor, found),
    }
    if actor.role == Role.CONTACT:
        return render(request, "oversight/phone_retaliation.html", context, status=status)
    context["facts"] = selectors.facts_of(found, now)
    return render(request, "oversight/retaliation.html", context, status=status)


def _say(
    request: Request,
    number: str,
    name: str,
    form: Form,
    service: Callable[..., Retaliation],
    done: str,
) -> HttpResponse:
    """Send one form of the page; what is refused stays in it."""
    found = _found(request, number)
    if form.is_valid():
        try:
            service(request.actor, found, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect("oversight:retaliation", number)
    return _shown(request, found, status=422, **{name: form})


@require_POST
@page(Role.INSPECTOR)
def reply(request: Request, number: str) -> HttpResponse:
    form = forms.WordForm(request.POST)
    return _say(request, number, "word", form, services.reply_to_report, _("The reply is sent."))


@require_POST
@page(Role.INSPECTOR)
def note(request: Request, number: str) -> HttpResponse:
    form = forms.WordForm(request.POST, auto_id="note_%s")
    return _say(request, number, "note", form, services.note_on_report, _("Note written."))


@require_POST
@page(Role.INSPECTOR)
def conclude(request: Request, number: str) -> HttpResponse:
    form = forms.ConcludeForm(request.POST, auto_id="end_%s")

    def end(*args: Any, outcome: str, **given: Any) -> Retaliation:
        return services.conclude_report(*args, outcome=Concluded(outcome), **given)

    return _say(request, number, "conclusion", form, end, _("The report is concluded."))


@require_POST
@page(Role.CONTACT)
def add(request: Request, number: str) -> HttpResponse:
    form = forms.WordForm(request.POST)
    return _say(request, number, "word", form, services.add_to_report, _("Sent to inspection."))
