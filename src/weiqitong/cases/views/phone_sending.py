"""Reporting, the last step: check and send, once; then the number and what follows."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Client, Region
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Fact
from weiqitong.web.times import size_words

from .. import forms_phone as forms
from ..dossier import Trust
from ..models import Case
from ..report_steps import Way
from ..selectors import phone, reporting, trusting
from ..selectors.reporting import ReportDraft
from ..services import reporting as services
from ..services.intake import desk_of
from ..who_sees import level_words, who_sees
from ..words import joined, name_of, office_words
from .phone_report import DRAFTS, FOR_OTHERS, REPORTERS, chosen_client, show_step


@never_cache
@page(*REPORTERS)
def check(request: Request) -> HttpResponse:
    """Everything once more, with a way to change it; then it is sent, once."""
    actor = request.actor
    if request.method == "POST" and (made := _made_before(actor, request.POST.get("once", ""))):
        return redirect("cases:received", made.number)
    draft, clients = reporting.report_draft(actor), reporting.reportable(actor)
    client = chosen_client(request, clients, draft)
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
    context = {
        "form": form,
        "facts": _facts(actor, client, draft, several=len(clients) > 1),
        **_seen(actor, client, draft),
    }
    return show_step(request, "report_check", 3, status=status, **context)


def _seen(actor: Actor, client: Client, draft: ReportDraft) -> dict[str, Any]:
    """Who will see what, as it was chosen; nothing for whoever reports for others."""
    if actor.role == Role.SPECIALIST:
        return {}
    level = trusting.level_of(draft)
    try:
        trust = trusting.trust_of(draft, client, clock.now())
    except DomainError:  # sending says so on the step where it is changed
        trust = Trust(level)
    complained = trusting.complained_words(trust)
    return {
        "level": level,
        "seen": who_sees(
            level,
            complained,
            office=trusting.first_office(client, trust, clock.now()),
            specialist=not trusting.is_own_specialist(client, trust, clock.now()),
        ),
        "of_unit": trust.unit is not None,
        "without_name": trusting.sent_text(client, draft.text, level) != draft.text,
    }


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
        trust=trusting.trust_of(draft, client, clock.now()) if sorting is None else None,
        sorting=sorting,
        now=clock.now(),
    )


def _facts(actor: Actor, client: Client, draft: ReportDraft, *, several: bool) -> list[Fact]:
    """Question, answer, and where it is changed."""
    first, second = reverse("cases:report") + "?next", reverse("cases:report-more")
    whose = first if actor.role in FOR_OTHERS else second
    category = reporting.category_of(draft.category) if draft.category else None
    files = joined(f"{one.name} ({size_words(one.size)})" for one in draft.files)
    kind = "·".join(name_of(one) for one in (category.parent, category)) if category else ""
    level = trusting.level_of(draft)
    found = [
        Fact(pgettext("report", "For whom"), name_of(client), change=whose if several else ""),
        Fact(
            pgettext("report", "What"),
            trusting.sent_text(client, draft.text, level),
            change=first,
        ),
        Fact(pgettext("report", "Files"), files or pgettext("files", "none"), change=first),
        Fact(_("How urgent"), str(forms.HOW_URGENT[draft.urgency]), change=second),
        Fact(pgettext("report", "Kind"), kind or _("The office decides"), change=second),
    ]
    if actor.role != Role.SPECIALIST:
        found.append(Fact(pgettext("report", "Your name"), level_words(level)[0], change=second))
    return found


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
