"""Pages of referrals: each fetches in scope, calls one service, answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weiqitong.cases.identity import client_words
from weiqitong.core import clock
from weiqitong.core.errors import DomainError, NotAllowed
from weiqitong.web.forms import Form
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Cell, Column, Fact, Row, Tab
from weiqitong.web.times import moment_words, on_paper

from . import forms_referrals as forms
from . import permissions, services
from . import selectors_referrals as selectors
from .enums import HandedKind, HandedTo
from .models import Referral


@require_safe
@page(*permissions.READERS)
def referrals(request: Request) -> HttpResponse:
    """Referrals in sight: a unit's own, or those of the region."""
    now, address = clock.now(), reverse("oversight:referrals")
    counts = selectors.counts(request.actor, now)
    first = next((tab for tab, count in counts.items() if count), "state")  # what is open
    tab = request.GET.get("tab", first)
    tab = tab if tab in selectors.TABS else first
    found = selectors.listed(request.actor, tab, request.GET, now)
    tabs = [
        Tab(str(label), f"{address}?tab={code}", counts.get(code), code == tab)
        for code, label in selectors.TABS.items()
    ]
    columns = [Column(_("Referral")), Column(_("Opened")), Column(_("About"))]
    rows = [_row(request, one, now) for one in found.rows]
    context = {"tabs": tabs, "page": found, "columns": columns, "rows": rows}
    return render(request, "oversight/referrals.html", context)


def _row(request: Request, one: Referral, now: datetime) -> Row:
    return Row(
        [
            Cell(
                one.case.title,
                href=reverse("oversight:referral", args=[one.number]),
                small=f"{one.number}·{client_words(one.case, None)}",
                turn=selectors.turn_of(one, request.actor, now),
            ),
            Cell(moment_words(one.opened_at, now), small=selectors.overseer(one)),
            Cell(selectors.about(one)),
        ]
    )


def _referral(request: Request, number: str) -> Referral:
    rows = selectors.referrals(request.actor).select_related(*selectors.PEOPLE)
    return get_object_or_404(rows, number=number)


@require_safe
@page(*permissions.READERS)
def referral(request: Request, number: str) -> HttpResponse:
    """One referral: the facts, the statement, what was handed on, what came back."""
    return _shown(request, _referral(request, number))


def _shown(
    request: Request, found: Referral, sent: Form | None = None, status: int = 200
) -> HttpResponse:
    actor, now = request.actor, clock.now()
    may: dict[str, tuple[bool, type[Form]]] = {
        "state": (permissions.can_state(actor, found), forms.StateForm),
        "hand_on": (permissions.can_hand_on(actor, found, now), forms.HandOnForm),
        "came_back": (permissions.can_record_return(actor, found), forms.ReturnForm),
        "close": (permissions.can_close_referral(actor, found, now), forms.CloseForm),
    }
    shown = {
        name: (sent if isinstance(sent, form) else form())
        for name, (allowed, form) in may.items()
        if allowed
    }
    context = {**_context(request, found, now), "forms": shown}
    return render(request, "oversight/referral.html", context, status=status)


def _context(request: Request, found: Referral, now: datetime) -> dict[str, Any]:
    case = found.case
    facts = [
        *selectors.fact_lines(found, now),
        Fact(_("Client"), client_words(case, request.actor)),
        Fact(_("Number of the need"), case.number, reverse("cases:case", args=[case.number])),
    ]
    return {
        "referral": found,
        "case": case,
        "turn": selectors.turn_of(found, request.actor, now),
        "overseer": selectors.overseer(found),
        "about": selectors.about(found),
        "facts": facts,
        "pairs": list(zip(facts[::2], facts[1::2], strict=True)),
        "shares": selectors.shares(found),
        "stated_by": selectors.by_name(found.stated_by),
        "handed_by": selectors.by_name(found.handed_by),
        "closed_by": selectors.by_name(found.closed_by),
    }


Perform = Callable[[Request, Referral, dict[str, Any]], object]


def _act(
    request: Request, number: str, form: Form, perform: Perform, done: str, *, allowed: bool
) -> HttpResponse:
    """One act: what is refused is shown again with its sentence."""
    found = _referral(request, number)
    if not allowed:
        raise NotAllowed(_("This step is not yours, or not open now."))
    if form.is_valid():
        try:
            perform(request, found, form.cleaned_data)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            return redirect("oversight:referral", number)
    return _shown(request, found, form, 422)


@require_POST
@page(*permissions.READERS)
def state(request: Request, number: str) -> HttpResponse:
    """The unit says what happened."""
    allowed = permissions.can_state(request.actor, _referral(request, number))
    form = forms.StateForm(request.POST)
    return _act(request, number, form, _state, _("Statement given."), allowed=allowed)


def _state(request: Request, found: Referral, given: dict[str, Any]) -> object:
    return services.state(request.actor, found, text=given["text"], now=clock.now())


@require_POST
@page(*permissions.READERS)
def hand_on(request: Request, number: str) -> HttpResponse:
    """A person hands it on."""
    allowed = permissions.can_hand_on(request.actor, _referral(request, number), clock.now())
    form = forms.HandOnForm(request.POST)
    return _act(request, number, form, _hand_on, _("Handed on."), allowed=allowed)


def _hand_on(request: Request, found: Referral, given: dict[str, Any]) -> object:
    return services.hand_on(
        request.actor,
        found,
        kind=HandedKind(given["kind"]),
        to=HandedTo(given["to"]),
        text=given["text"],
        back_on=given["back_on"],
        now=clock.now(),
    )


@require_POST
@page(*permissions.READERS)
def came_back(request: Request, number: str) -> HttpResponse:
    """What came back is recorded."""
    allowed = permissions.can_record_return(request.actor, _referral(request, number))
    form = forms.ReturnForm(request.POST)
    return _act(request, number, form, _came_back, _("Recorded."), allowed=allowed)


def _came_back(request: Request, found: Referral, given: dict[str, Any]) -> object:
    return services.record_return(request.actor, found, text=given["text"], now=clock.now())


@require_POST
@page(*permissions.READERS)
def close(request: Request, number: str) -> HttpResponse:
    """The end."""
    found = _referral(request, number)
    allowed = permissions.can_close_referral(request.actor, found, clock.now())
    form = forms.CloseForm(request.POST)
    return _act(request, number, form, _close, _("The referral is ended."), allowed=allowed)


def _close(request: Request, found: Referral, given: dict[str, Any]) -> object:
    return services.close_referral(request.actor, found, text=given["text"], now=clock.now())


@require_safe
@page(*permissions.READERS)
def paper(request: Request, number: str) -> HttpResponse:
    """The referral on one A4 sheet."""
    with on_paper():
        context = _context(request, _referral(request, number), clock.now())
        return render(request, "oversight/referral_paper.html", context)
