"""Pages of orders and the batch of nudges: each fetches in scope, calls one service, answers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.cases import permissions as cases
from weiqitong.cases import selectors as case_selectors
from weiqitong.cases.identity import client_words
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.page import CasePage
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError, NotAllowed
from weiqitong.web.forms import Form
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Cell, Column, Fact, Row, Tab
from weiqitong.web.times import moment_words, on_paper, until_words

from . import forms, permissions, selectors, services
from .models import Supervision


@require_safe
@page(*permissions.READERS)
def orders(request: Request) -> HttpResponse:
    """Supervision orders in sight."""
    tab, now = request.GET.get("tab", "open"), clock.now()
    tab = tab if tab in selectors.TABS else "open"
    found = selectors.listed(request.actor, tab, request.GET, now)
    counts, address = selectors.counts(request.actor, now), reverse("oversight:orders")
    tabs = [
        Tab(str(label), f"{address}?tab={code}", counts.get(code), code == tab)
        for code, label in selectors.TABS.items()
    ]
    columns = [Column(_("Supervision order")), Column(_("Given")), Column(_("Why"))]
    rows = [_row(request, one) for one in found.rows]
    context = {"tabs": tabs, "page": found, "columns": columns, "rows": rows}
    return render(request, "oversight/orders.html", context)


def _row(request: Request, order: Supervision) -> Row:
    now = clock.now()
    return Row(
        [
            Cell(
                order.case.title,
                href=reverse("oversight:order", args=[order.number]),
                small=f"{order.number}·{client_words(order.case, request.actor)}",
                turn=selectors.turn_of(order, request.actor, now),
            ),
            Cell(moment_words(order.issued_at, now), small=selectors.giver(order)),
            Cell(order.get_cause_display()),
        ]
    )


def _order(request: Request, number: str) -> Supervision:
    return get_object_or_404(selectors.orders(request.actor), number=number)


@require_safe
@page(*permissions.READERS)
def order(request: Request, number: str) -> HttpResponse:
    """One order: what is demanded, the reply, the end."""
    return _shown(request, _order(request, number), forms.ReplyForm())


def _shown(request: Request, found: Supervision, form: Form, status: int = 200) -> HttpResponse:
    actor = request.actor
    context = {
        **_context(request, found),
        "may_reply": permissions.can_reply(actor, found),
        "may_close": permissions.can_close(actor, found),
        "form": form,
    }
    return render(request, "oversight/order.html", context, status=status)


def _context(request: Request, found: Supervision) -> dict[str, Any]:
    now = clock.now()
    case = found.case
    facts = _facts(found, request.actor, now)
    return {
        "order": found,
        "case": case,
        "turn": selectors.turn_of(found, request.actor, now),
        "demand": selectors.demand_of(found),
        "giver": selectors.giver(found),
        "facts": facts,
        "pairs": list(zip(facts[::2], facts[1::2], strict=True)),
    }


def _facts(found: Supervision, actor: Actor, now: datetime) -> list[Fact]:
    case = found.case
    return [
        Fact(_("Given by"), selectors.giver(found)),
        Fact(_("Given to"), selectors.addressed(found)),
        Fact(_("Given"), moment_words(found.issued_at, now)),
        Fact(_("Reply due"), until_words(found.due_at, now)),
        Fact(_("Why"), found.get_cause_display()),
        Fact(_("Client"), client_words(case, actor)),
        Fact(_("Need"), case.title, reverse("cases:case", args=[case.number])),
        Fact(_("Number of the need"), case.number),
    ]


@require_POST
@page(*permissions.READERS)
def reply(request: Request, number: str) -> HttpResponse:
    """The unit says what has been done."""
    found, form = _order(request, number), forms.ReplyForm(request.POST)
    if not permissions.can_reply(request.actor, found):
        raise NotAllowed(_("Only the unit that the order was given to replies, once."))
    if form.is_valid():
        try:
            services.reply_on_order(
                request.actor, found, text=form.cleaned_data["text"], now=clock.now()
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Reply given."))
            return redirect("oversight:order", number)
    return _shown(request, found, form, 422)


@require_POST
@page(*permissions.READERS)
def close(request: Request, number: str) -> HttpResponse:
    """The office ends the order."""
    services.close_order(request.actor, _order(request, number), now=clock.now())
    messages.success(request, _("The order is ended."))
    return redirect("oversight:order", number)


@require_safe
@page(*permissions.READERS)
def paper(request: Request, number: str) -> HttpResponse:
    """The order on one A4 sheet (督办单)."""
    with on_paper():
        context = _context(request, _order(request, number))
        return render(request, "oversight/paper.html", context)


def _case(request: Request, number: str) -> CasePage:
    try:
        return case_selectors.case_page(request.actor, number, clock.now())
    except Case.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@page(Role.COORDINATOR)
def new(request: Request, number: str) -> HttpResponse:
    """An order by hand, to whoever holds the next step."""
    shown = _case(request, number)
    if not cases.supervises(request.actor, shown.dossier):
        raise NotAllowed(_("An office of county level or above supervises, not its own work."))
    form = forms.OrderForm(request.POST or None, initial={"seen": shown.case.version})
    if form.is_valid():
        try:
            made = services.order_by_hand(
                request.actor, shown.case, now=clock.now(), **form.cleaned_data
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The order is given."))
            return redirect("oversight:order", made.number)
    context = {"page": shown, "case": shown.case, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "oversight/new.html", context, status=status)


@require_POST
@page(Role.COORDINATOR)
def nudge_many(request: Request) -> HttpResponse:
    """First what it would do; sent again with `go`, as a job whose page shows how far it is."""
    now = clock.now()
    chosen = request.POST.getlist("case")
    numbers = chosen or selectors.of_list(request.actor, request.POST, now)
    found = selectors.batch(request.actor, numbers, now)
    form = forms.NudgeForm(request.POST if "go" in request.POST else None)
    if found.numbers and form.is_valid():
        services.start_nudging(
            request.actor,
            list(found.numbers),
            form.cleaned_data["text"],
            get_language() or "zh-hans",
            now,
        )
        return redirect("jobs:mine")
    return render(request, "oversight/nudge_many.html", {"batch": found, "form": form})
