"""Reporting, steps one and two: what happened, then "send" at once, or a little more."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError
from weiqitong.deadlines.words import term_words
from weiqitong.directory.models import Client
from weiqitong.directory.selectors import categories
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Steps

from .. import forms_phone as forms
from ..enums import LEVELS, Confidentiality, Urgency
from ..report_steps import CHOSEN, MORE, SORT, WHAT
from ..selectors import reporting, trusting
from ..selectors.reporting import ReportDraft
from ..services import reporting as services
from ..who_sees import who_sees

REPORTERS = (Role.CONTACT, Role.SPECIALIST, Role.PARTNER)
FOR_OTHERS = frozenset({Role.SPECIALIST, Role.PARTNER})  # say first whose need it is
DRAFTS = {1: WHAT, 2: MORE, 3: SORT}
TRUST = ("level", "about", "about_unit", "about_name")  # who may know, of whom one complains
FIRST_TRUST = {"level": Confidentiality.ORDINARY, "about": ""}


def _steps(actor: Actor, number: int) -> Steps:
    if actor.role == Role.PARTNER:
        return Steps(number, 3, _("Report for a member"))
    name = _("Report for a client") if actor.role == Role.SPECIALIST else _("Report a need")
    return Steps(number, 3, name)


def chosen_client(request: Request, clients: list[Client], draft: ReportDraft) -> Client | None:
    """Whose need it is: as chosen here, else the enterprise looked at on the home page."""
    return reporting.chosen(clients, draft.client_id or request.session.get(CHOSEN))


def show_step(
    request: Request, template: str, number: int, *, status: int = 200, **about: Any
) -> HttpResponse:
    actor = request.actor
    context = {
        "steps": _steps(actor, number),
        "draft_step": DRAFTS[number],
        "draft_key": f"{DRAFTS[number]}/{actor.user_id}",  # a device may be shared
        **about,
    }
    return render(request, f"cases/phone/{template}.html", context, status=status)


# Step 1: what happened


@never_cache
@page(*REPORTERS)
def what(request: Request) -> HttpResponse:
    """The need in the person's own words, and files with it."""
    actor = request.actor
    clients = reporting.reportable(actor)
    if not clients:
        return render(request, "cases/phone/report_nobody.html")
    if request.method == "POST":
        return _keep_what(request, clients)
    draft = reporting.report_draft(actor)
    wanted = next((one.pk for one in clients if one.code == request.GET.get("client")), None)
    form = forms.WhatForm(
        initial={"text": draft.text, "client": wanted or draft.client_id or ""},
        clients=clients,
        ask_client=actor.role in FOR_OTHERS,
    )
    return _show_what(request, form, draft, clients)


def _show_what(
    request: Request,
    form: forms.WhatForm,
    draft: ReportDraft,
    clients: list[Client],
    status: int = 200,
) -> HttpResponse:
    return show_step(
        request,
        "report_what",
        1,
        form=form,
        draft=draft,
        found_again=request.method == "GET" and draft.begun and "next" not in request.GET,
        discarded="new" in request.GET,
        at_once=_may_send_at_once(request.actor, clients),
        client=clients[0] if len(clients) == 1 else None,
        status=status,
    )


def _keep_what(request: Request, clients: list[Client]) -> HttpResponse:
    """Keep what was sent, whatever is wrong with it; go on when nothing is."""
    actor, now = request.actor, clock.now()
    form = forms.WhatForm(
        request.POST,
        request.FILES,
        clients=clients,
        ask_client=actor.role in FOR_OTHERS,
    )
    valid = form.is_valid()
    given, made = form.cleaned_data, None
    sending = "send" in request.POST and given.get("once") and _may_send_at_once(actor, clients)
    if sending and (made := services.sent_before(actor, given["once"])):
        if made.text == given.get("text"):
            return redirect("cases:received", made.number)
        sending = False  # another text on an old page: a need of its own, by the next steps
    if sending and valid and not given.get("uploads"):
        return _send_at_once(request, form, clients)
    kept = {name: request.POST.get(name, "") for name in ("text", "client")}
    services.keep_step(actor, WHAT, kept, now)
    if remove := request.POST.get("remove", ""):
        services.drop_file(actor, int(remove) if remove.isdigit() else 0, now)
        return redirect(reverse("cases:report") + "?next")
    if "uploads" not in form.errors:
        for words in services.add_files(actor, form.cleaned_data.get("uploads") or (), now):
            form.add_error("uploads", words)
    if form.too_long and "as_file" in request.POST:
        return _as_file(request, form, clients)
    if valid and form.is_valid():
        if sending:
            return _send_at_once(request, form, clients)
        return redirect("cases:report-more")
    return _show_what(request, form, reporting.report_draft(actor), clients, status=422)


def _may_send_at_once(actor: Actor, clients: list[Client]) -> bool:
    """Where nothing else has to be chosen: neither the enterprise nor what happens to it."""
    return actor.role == Role.CONTACT and len(clients) == 1


def _send_at_once(request: Request, form: forms.WhatForm, clients: list[Client]) -> HttpResponse:
    """Sent from the first step; what was chosen on later steps before counts."""
    actor, draft, given = request.actor, reporting.report_draft(request.actor), form.cleaned_data
    try:
        case = services.send_report(
            actor,
            clients[0],
            text=given["text"],
            once=given["once"],
            urgency=draft.urgency,
            category=reporting.category_of(draft.category) if draft.category else None,
            trust=trusting.trust_of(draft, clients[0], clock.now()),
            now=clock.now(),
        )
    except DomainError as error:
        services.keep_step(actor, WHAT, {"text": given["text"], "client": ""}, clock.now())
        form.refuse(error)
        draft = reporting.report_draft(actor)
        return _show_what(request, form, draft, clients, status=error.status)
    return redirect("cases:received", case.number)


def _as_file(request: Request, form: forms.WhatForm, clients: list[Client]) -> HttpResponse:
    """A long text goes into an attachment; its beginning stays."""
    actor, now = request.actor, clock.now()
    try:
        start = services.move_text_to_file(actor, request.POST.get("text", ""), now)
    except DomainError as error:
        form.refuse(error)
        return _show_what(request, form, reporting.report_draft(actor), clients, status=422)
    kept = {"text": start, "client": request.POST.get("client", "")}
    services.keep_step(actor, WHAT, kept, now)
    messages.success(request, _("The whole text is attached. Change the beginning as you like."))
    return redirect(reverse("cases:report") + "?next")


@require_POST
@page(*REPORTERS)
def discard(request: Request) -> HttpResponse:
    """Throw the draft away and begin anew."""
    services.discard_report(request.actor)
    messages.success(request, _("The draft is gone."))
    return redirect(reverse("cases:report") + "?new")


# Step 2: a little more


@never_cache
@page(*REPORTERS)
def more(request: Request) -> HttpResponse:
    """How urgent, which kind, which enterprise: all of it may stay as it is."""
    actor, now = request.actor, clock.now()
    draft, clients = reporting.report_draft(actor), reporting.reportable(actor)
    client = chosen_client(request, clients, draft)
    if client is None or not draft.text.strip():
        return redirect("cases:report")
    if request.method == "POST":
        form = forms.MoreForm(request.POST)
        _offer(form, actor, clients, client, draft)
        names = ("client", "urgency", "category", "other", *TRUST)
        services.keep_step(actor, MORE, {one: request.POST.get(one, "") for one in names}, now)
        if form.is_valid() and _trust_holds(form, actor, client, now):
            return redirect("cases:report-check")
        return _show_more(request, form, status=422)
    initial = {"urgency": Urgency.NORMAL, "category": "", **FIRST_TRUST, **draft.more}
    form = forms.MoreForm(initial={**initial, "client": client.pk})
    _offer(form, actor, clients, client, draft)
    return _show_more(request, form)


def _show_more(request: Request, form: forms.MoreForm, status: int = 200) -> HttpResponse:
    lists = [(one, who_sees(one)) for one in LEVELS] if "level" in form.fields else []
    return show_step(request, "report_more", 2, form=form, lists=lists, status=status)


def _trust_holds(form: forms.MoreForm, actor: Actor, client: Client, now: datetime) -> bool:
    """Whether whom it complains of is known; the sentence stands on its field otherwise."""
    try:
        trusting.trust_of(reporting.report_draft(actor), client, now)
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def _offer(
    form: forms.MoreForm, actor: Actor, clients: list[Client], client: Client, draft: ReportDraft
) -> None:
    now = clock.now()
    form.offer(
        # Whoever reports for others has said so on the first page.
        clients=() if actor.role in FOR_OTHERS else clients,
        urgencies=[
            (urgency, _limit_words(urgency, limits))
            for urgency, limits in reporting.limits(client, "", now).items()
        ],
        categories=categories(),
        guessed=reporting.guesses(draft.text, now),
    )
    if actor.role == Role.SPECIALIST:
        form.without_trust()
    else:
        units = trusting.grouped_units(trusting.complainable(client))
        form.offer_trust(trusting.specialist_name(client, now), units)


def _limit_words(urgency: Urgency, limits: reporting.Limits) -> str:
    """What a person may expect under this urgency, by the rules in force."""
    about = {
        "contact": term_words(limits.contact) if limits.contact else "",
        "close": term_words(limits.close) if limits.close else "",
    }
    if not limits.close:
        return ""
    if urgency == Urgency.EMERGENCY and limits.contact:
        return _("Somebody calls within %(contact)s, answer within %(close)s") % about
    if urgency == Urgency.URGENT:
        return _("Production, delivery or payment suffer; answer within %(close)s") % about
    return _("Answer within %(close)s of being assigned") % about
