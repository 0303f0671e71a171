"""The caller's pages: whom to call now, and one call: its words, its number, what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError, NotAllowed, Stale
from weiqitong.directory.models import Contact
from weiqitong.directory.services import look_at_contact
from weiqitong.web.context import counted
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Cell, Column, Row, Tab
from weiqitong.web.times import moment_words

from .. import services
from ..enums import CallOutcome, VerdictChannel
from ..forms_calls import CallForm
from ..identity import client_words
from ..models import Case
from ..selectors import calls as listed
from ..selectors.call_page import CallPage, call_page, last_words
from ..selectors.names import names_for
from ..selectors.turns import turn_of
from ..words import Names, together


@require_safe
@page(Role.CALLER)
def calls(request: Request) -> HttpResponse:
    """Whom to call now; what is due later, withdrawals to ask about, and what was just done."""
    now, tab = clock.now(), request.GET.get("tab", "")
    tab = tab if tab in listed.TABS else listed.DUE
    found = listed.call_list(request.actor, tab, request.GET, now)
    counted(request, "cases:calls", found.counts[listed.DUE] or None)
    context = {
        "tabs": _tabs(tab, found.counts),
        "page": found.page,
        "columns": _columns(tab),
        "rows": _rows(request, found.page.rows, tab, now),
        "tab": tab,
        "whole": reverse("cases:calls"),
    }
    return render(request, "cases/desk/calls.html", context)


def _tabs(tab: str, counts: Mapping[str, int]) -> list[Tab]:
    labels = {
        listed.DUE: _("To call now"),
        listed.LATER: _("Next try later"),
        listed.WITHDRAWN: _("Withdrawals to ask about"),
        listed.DONE: _("Called since yesterday"),
    }
    base = reverse("cases:calls")
    return [
        Tab(label, f"{base}?tab={code}", counts[code], code == tab)
        for code, label in labels.items()
    ]


def _columns(tab: str) -> list[Column]:
    withdrawn = tab == listed.WITHDRAWN
    return [
        Column(_("Need")),
        Column(_("Withdrawn") if withdrawn else _("Answered"), short=True),
        Column(pgettext("calls", "Tries")),
        Column(_("Next try"), short=True),
    ]


def _rows(request: Request, cases: Sequence[Case], tab: str, now: datetime) -> list[Row]:
    names = names_for(cases)
    return [_row(request, one, names, tab, now) for one in cases]


def _row(request: Request, case: Case, names: Names, tab: str, now: datetime) -> Row:
    """Whose turn it is and until when stands under the title, as on every list."""
    turn = turn_of(case, request.actor, now, names)
    tried: dict[str, Any] = vars(case)
    since = case.closed_at if tab == listed.WITHDRAWN else case.answered_at
    count = tried["tries"] or 0
    last = together(
        last_words(tried["last_outcome"]),
        moment_words(tried["last_at"], now) if tried["last_at"] else "",
    )
    following = tried["next_at"]
    client = client_words(case, None)
    if count and following is None:
        due = pgettext("next try", "none")
    elif following is None or following <= now:
        due = pgettext("next try", "now")
    else:
        due = moment_words(following, now)
    return Row(
        [
            Cell(
                case.title,
                href=reverse("cases:call", args=[case.number]),
                small=case.number if turn.who == client else f"{case.number}·{client}",
                turn=turn,
            ),
            Cell(moment_words(since, now) if since else "—"),
            Cell(
                ngettext("%(count)s try", "%(count)s tries", count) % {"count": count}
                if count
                else _("none yet"),
                small=last,
            ),
            Cell(due),
        ]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(*listed.READERS)
def call(request: Request, number: str) -> HttpResponse:
    """One call: what to say, whom to, what came of it. Refusals keep all that was typed."""
    now = clock.now()
    shown = _load(request, number, now)
    if request.method != "POST":
        return _show(request, shown, _form(shown))
    form = _form(shown, request.POST)
    if request.actor.role != Role.CALLER:
        raise NotAllowed(_("Callers call; you read what came of it."))
    if form.is_valid():
        try:
            called, word = form.called()
            case = services.record_call(
                request.actor,
                shown.case,
                called=called,
                word=word,
                contact=_chosen(shown, form.cleaned_data["contact"]),
                now=now,
                seen=form.cleaned_data["seen"],
            )
        except DomainError as refused:
            if isinstance(refused, NotAllowed):
                raise
            form.refuse(refused)
            if isinstance(refused, Stale):
                shown = _load(request, number, now)
                form.put("seen", str(shown.case.version))
        else:
            messages.success(request, _told(case, called.outcome))
            return redirect("cases:calls")
    return _show(request, shown, form, 422)


@require_POST
@page(Role.CALLER)
def call_number(request: Request, number: str) -> HttpResponse:
    """A contact's number in clear, for whoever calls now; the look is on record."""
    now = clock.now()
    shown = _load(request, number, now)
    if not shown.may:
        raise NotAllowed(shown.why_not)
    contact = _chosen(shown, request.POST.get("contact", ""))
    if contact is None:
        raise Http404
    clear = look_at_contact(request.actor, contact, now=now)
    again = _load(request, number, now, {contact.pk: clear})
    return _show(request, again, _form(again))


def _load(
    request: Request, number: str, now: datetime, shown: dict[int, str] | None = None
) -> CallPage:
    try:
        return call_page(request.actor, number, now, shown)
    except Case.DoesNotExist:
        raise Http404 from None


def _form(shown: CallPage, data: Any = None) -> CallForm:
    form = CallForm(data, initial={"seen": shown.case.version})
    people = [
        (str(one.contact.pk), together(one.contact.person.name, one.contact.title))
        for one in shown.callees
    ]
    form.offer(shown.purpose, people)
    return form


def _chosen(shown: CallPage, pk: str) -> Contact | None:
    return next((one.contact for one in shown.callees if str(one.contact.pk) == pk), None)


def _show(request: Request, shown: CallPage, form: CallForm, status: int = 200) -> HttpResponse:
    context = {"page": shown, "case": shown.case, "form": form}
    return render(request, "cases/desk/call.html", context, status=status)


def _told(case: Case, outcome: CallOutcome) -> str:
    """What was recorded."""
    if case.verdict is not None and case.verdict_channel == VerdictChannel.CALL:
        word = _("The enterprise accepts it") if case.verdict else _("The enterprise rejects it")
        return _("Recorded: %(what)s.") % {"what": word}
    return _("Recorded: %(what)s.") % {"what": outcome.label}
