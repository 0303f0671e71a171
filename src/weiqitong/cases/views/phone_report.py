"""Reporting in three taps: what happened, a little more, check and send; then what follows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError
from weiqitong.deadlines.words import term_words
from weiqitong.directory.models import Client, Region
from weiqitong.directory.selectors import categories
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Fact, Steps
from weiqitong.web.times import size_words

from .. import forms_phone as forms
from ..enums import Urgency
from ..models import Case
from ..report_steps import CHOSEN, MORE, SORT, WHAT, Way
from ..selectors import phone, reporting
from ..selectors.reporting import ReportDraft
from ..services import reporting as services
from ..services.intake import desk_of
from ..words import joined, name_of, office_words

REPORTERS = (Role.CONTACT, Role.SPECIALIST)
DRAFTS = {1: WHAT, 2: MORE, 3: SORT}


def _steps(actor: Actor, number: int) -> Steps:
    name = _("Report for a client") if actor.role == Role.SPECIALIST else _("Report a need")
    return Steps(number, 3, name)


def _client(request: Request, clients: list[Client], draft: ReportDraft) -> Client | None:
    """Whose need it is: as chosen here, else the enterprise looked at on the home page."""
    return reporting.chosen(clients, draft.client_id or request.session.get(CHOSEN))


def _page(
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
        ask_client=actor.role == Role.SPECIALIST,
    )
    return _show_what(request, form, draft, clients)


def _show_what(
    request: Request,
    form: forms.WhatForm,
    draft: ReportDraft,
    clients: list[Client],
    status: int = 200,
) -> HttpResponse:
    return _page(
        request,
        "report_what",
        1,
        form=form,
        draft=draft,
        found_again=request.method == "GET" and draft.begun and "next" not in request.GET,
        discarded="new" in request.GET,
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
        ask_client=actor.role == Role.SPECIALIST,
    )
    valid = form.is_valid()
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
        return redirect("cases:report-more")
    return _show_what(request, form, reporting.report_draft(actor), clients, status=422)


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
    client = _client(request, clients, draft)
    if client is None or not draft.text.strip():
        return redirect("cases:report")
    if request.method == "POST":
        form = forms.MoreForm(request.POST)
        _offer(form, actor, clients, client, draft)
        names = ("client", "urgency", "category", "other")
        services.keep_step(actor, MORE, {one: request.POST.get(one, "") for one in names}, now)
        if form.is_valid():
            return redirect("cases:report-check")
        return _page(request, "report_more", 2, form=form, status=422)
    initial = {"urgency": Urgency.NORMAL, "category": "", **draft.more}
    form = forms.MoreForm(initial={**initial, "client": client.pk})
    _offer(form, actor, clients, client, draft)
    return _page(request, "report_more", 2, form=form)


def _offer(
    form: forms.MoreForm, actor: Actor, clients: list[Client], client: Client, draft: ReportDraft
) -> None:
    now = clock.now()
    form.offer(
        # A specialist has said so on the first page.
        clients=() if actor.role == Role.SPECIALIST else clients,
        urgencies=[
            (urgency, _limit_words(urgency, limits))
            for urgency, limits in reporting.limits(client, "", now).items()
        ],
        categories=categories(),
        guessed=reporting.guesses(draft.text, now),
    )


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


# Step 3: check and send


@never_cache
@page(*REPORTERS)
def check(request: Request) -> HttpResponse:
    """Everything once more, with a way to change it; then it is sent, once."""
    actor = request.actor
    if request.method == "POST" and (made := _made_before(actor, request.POST.get("once", ""))):
        return redirect("cases:received", made.number)
    draft, clients = reporting.report_draft(actor), reporting.reportable(actor)
    client = _client(request, clients, draft)
    if client is None or not draft.text.strip():
        return redirect("cases:report")
    typed = {
        one: draft.sort[one] for one in ("way", "solved", "desk", "reason") if one in draft.sort
    }
    form = forms.CheckForm(request.POST if request.method == "POST" else None, initial=typed)
    desks = _prepare(form, actor, client)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            case = _send(actor, client, draft, form, desks)
        except DomainError as error:
            form.refuse(error)
            status = error.status
        else:
            return redirect("cases:received", case.number)
    if form.errors and status == 200:
        status = 422
    facts = _facts(actor, client, draft, several=len(clients) > 1)
    return _page(request, "report_check", 3, form=form, facts=facts, status=status)


def _made_before(actor: Actor, once: str) -> Case | None:
    try:
        return services.sent_before(actor, UUID(once))
    except ValueError:
        return None


def _prepare(form: forms.CheckForm, actor: Actor, client: Client) -> list[Region]:
    """The form for whoever sends it; the desks it may go to."""
    if actor.role != Role.SPECIALIST:
        form.enterprise_sends()
        return []
    here = desk_of(client.region)
    desks = reporting.desks_beside(client, here)
    form.specialist_sends(
        office_words(name_of(here)),
        name_of(services.own_unit(actor)),
        [(one, office_words(name_of(one))) for one in desks],
    )
    return desks


def _send(
    actor: Actor, client: Client, draft: ReportDraft, form: forms.CheckForm, desks: list[Region]
) -> Case:
    given = form.cleaned_data
    sorting = None
    if actor.role == Role.SPECIALIST:
        way = Way(given["way"])
        text = given.get("reason", "") if way == Way.DESK else given["solved"]
        desk = next((one for one in desks if str(one.pk) == given.get("desk")), None)
        sorting = services.Sorting(way, text, desk)
    return services.send_report(
        actor,
        client,
        text=draft.text,
        once=given["once"],
        urgency=draft.urgency,
        category=reporting.category_of(draft.category) if draft.category else None,
        sorting=sorting,
        now=clock.now(),
    )


def _facts(actor: Actor, client: Client, draft: ReportDraft, *, several: bool) -> list[Fact]:
    """Question, answer, and where it is changed."""
    first, second = reverse("cases:report") + "?next", reverse("cases:report-more")
    whose = first if actor.role == Role.SPECIALIST else second
    category = reporting.category_of(draft.category) if draft.category else None
    files = joined(f"{one.name} ({size_words(one.size)})" for one in draft.files)
    kind = "·".join(name_of(one) for one in (category.parent, category)) if category else ""
    return [
        Fact(pgettext("report", "For whom"), name_of(client), change=whose if several else ""),
        Fact(pgettext("report", "What"), draft.text, change=first),
        Fact(pgettext("report", "Files"), files or pgettext("files", "none"), change=first),
        Fact(_("How urgent"), str(forms.HOW_URGENT[draft.urgency]), change=second),
        Fact(pgettext("report", "Kind"), kind or _("The office decides"), change=second),
    ]


@require_safe
@page(*REPORTERS)
def received(request: Request, number: str) -> HttpResponse:
    """The number, what happens next, whose turn it is and until when."""
    try:
        found = phone.received(request.actor, number, clock.now())
    except Case.DoesNotExist:
        raise Http404 from None
    keys = [f"{key}/{request.actor.user_id}" for key in DRAFTS.values()]
    return render(
        request, "cases/phone/received.html", {"received": found, "case": found.case, "keys": keys}
    )
