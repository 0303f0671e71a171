"""What the office does before the minutes, and what units say."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from weiqitong.cases.models import Case
from weiqitong.cases.selectors.picking import named_unit, units_for
from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import BadInput, DomainError, NotAllowed
from weiqitong.directory.models import Department, Official
from weiqitong.web.forms import Form
from weiqitong.web.http import Request, page

from .. import forms, permissions, services
from ..enums import Seat, Way
from ..models import Conference, Participant
from ..plan import Meeting
from ..querysets import UNITS
from ..selectors.chairs import chairs_of
from ..selectors.pages import ConferencePage, named_cases
from ..services.preparing import Arranged
from .shown import call_form, load, say_form, shown


@require_http_methods(["GET", "POST"])
@page(Role.COORDINATOR)
def new(request: Request) -> HttpResponse:
    """On needs by number; `case` names those that were chosen elsewhere."""
    if not permissions.can_begin(request.actor):
        raise NotAllowed(_("Only an office calls conferences."))
    chosen = request.POST.getlist("case") or request.GET.getlist("case")
    asked = request.method == "POST" and "cases" in request.POST
    form = forms.NewForm(request.POST if asked else None, initial={"cases": "、".join(chosen)})
    if asked and form.is_valid():
        try:
            words = form.cleaned_data
            cases = named_cases(request.actor, words["cases"], "cases")
            made = services.draft(
                request.actor,
                title=words["title"],
                purpose=words["purpose"],
                cases=cases,
                now=clock.now(),
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Prepared. Look at agenda and units, then call it."))
            return redirect("conferences:conference", made.number)
    status = 422 if asked else 200
    return render(request, "conferences/new.html", {"form": form}, status=status)


def _acted(
    request: Request,
    shown_: ConferencePage,
    name: str,
    form: Form,
    act: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """One form of the page: taken, or shown again with its sentence."""
    if not shown_.may_prepare:
        raise NotAllowed(_("Only the office that calls the conference prepares it."))
    status = 422
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, done)
            return redirect("conferences:conference", shown_.conference.number)
    return shown(request, shown_, status, **{name: form})


@require_POST
@page(Role.COORDINATOR)
def call(request: Request, number: str) -> HttpResponse:
    """The units are asked; once more: it is put off."""
    shown_ = load(request, number)
    found = shown_.conference
    form = call_form(found, request.POST)

    def act(given: dict[str, Any]) -> object:
        people = {str(one.pk): one for one in chairs_of(found, clock.now())}
        meeting = Meeting(
            Way(given["way"]), given["meets_at"], given["place"], people.get(given["chair"])
        )
        return services.call(
            request.actor,
            found,
            meeting,
            title=given["title"],
            purpose=given["purpose"],
            seen=given["seen"],
            now=clock.now(),
        )

    return _acted(request, shown_, "call", form, act, _("Called. The units are told."))


@require_POST
@page(Role.COORDINATOR)
def agenda(request: Request, number: str) -> HttpResponse:
    """Order, lengths, presenters; a need is taken off by its button."""
    shown_ = load(request, number)
    found, now = shown_.conference, clock.now()
    units = [one.department for one in shown_.participants]
    form = forms.AgendaForm(request.POST, topics=shown_.topics, units=units)

    def act(given: dict[str, Any]) -> object:
        if off := request.POST.get("off"):
            case = next((t.case for t in shown_.topics if t.case.number == off), None)
            return services.take_off(request.actor, found, case, now=now) if case else None
        rows = _arranged(shown_, given, units)
        return services.arrange(request.actor, found, rows, now=now)

    return _acted(request, shown_, "agenda", form, act, _("The agenda is kept."))


def _arranged(
    shown_: ConferencePage, given: dict[str, Any], units: Sequence[Department]
) -> list[Arranged]:
    known = {str(one.pk): one for one in units}
    return [
        Arranged(
            topic.pk,
            given[f"place_{topic.pk}"],
            given[f"length_{topic.pk}"],
            known.get(given[f"presenter_{topic.pk}"]),
        )
        for topic in shown_.topics
    ]


@require_POST
@page(Role.COORDINATOR)
def put(request: Request, number: str) -> HttpResponse:
    """One more need on the agenda."""
    shown_, form = load(request, number), forms.PutForm(request.POST)

    def act(given: dict[str, Any]) -> object:
        case: Case = named_cases(request.actor, given["number"], "number")[0]
        return services.put(request.actor, shown_.conference, case, now=clock.now())

    return _acted(request, shown_, "put", form, act, _("It is on the agenda."))


@require_POST
@page(Role.COORDINATOR)
def invite(request: Request, number: str) -> HttpResponse:
    """One more unit; `excuse` takes one out."""
    shown_, now = load(request, number), clock.now()
    found = shown_.conference
    if excused := request.POST.get("excuse"):
        return _excused(request, shown_, excused)
    form = forms.InviteForm(request.POST)

    def act(given: dict[str, Any]) -> object:
        unit = named_unit(units_for(), given["unit"], "unit")
        person = person_of(unit, given["person"], "person")
        seat = Seat(given["seat"])
        return services.invite(request.actor, found, unit, official=person, seat=seat, now=now)

    return _acted(request, shown_, "invite", form, act, _("The unit is asked to take part."))


def _excused(request: Request, shown_: ConferencePage, chosen: str) -> HttpResponse:
    one = _participant(shown_, chosen)
    services.excuse(request.actor, shown_.conference, one, now=clock.now())
    messages.success(request, _("The unit need not take part."))
    return redirect("conferences:conference", shown_.conference.number)


def _participant(shown_: ConferencePage, chosen: str) -> Participant:
    for one in shown_.participants:
        if str(one.pk) == chosen:
            return one
    raise Http404


def person_of(unit: Department, name: str, field: str) -> Official | None:
    """The person of a unit whose name somebody wrote down."""
    if not name.strip():
        return None
    own = Official.objects.filter(department__path__startswith=unit.path, active=True)
    found = list(own.select_related("person").filter(person__name=name.strip())[:2])
    if len(found) == 1:
        return found[0]
    words = (
        _("%(unit)s has nobody called “%(name)s”.")
        if not found
        else _("%(unit)s has several people called “%(name)s”.")
    )
    raise BadInput(words % {"unit": unit.name, "name": name.strip()}, field=field)


@require_POST
@page(*sorted(UNITS))
def say(request: Request, number: str, participant: int) -> HttpResponse:
    """A unit writes, or says who comes."""
    shown_ = load(request, number)
    one = _participant(shown_, str(participant))
    found: Conference = shown_.conference
    if not permissions.can_say(request.actor, found, one):
        raise NotAllowed(_("Only a unit that takes part answers, before the minutes."))
    form = say_form(found, one, request.POST)
    if form.is_valid():
        try:
            services.say(request.actor, found, one, now=clock.now(), **form.cleaned_data)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Sent. It may be changed until the minutes."))
            return redirect("conferences:conference", number)
    return shown(request, shown_, 422, **{f"say{one.pk}": form})


@require_POST
@page(Role.COORDINATOR)
def cancel(request: Request, number: str) -> HttpResponse:
    """Called off, with the reason."""
    shown_ = load(request, number)
    form = forms.ReasonForm(request.POST, auto_id="cancel_%s")

    def act(given: dict[str, Any]) -> object:
        return services.cancel(request.actor, shown_.conference, **given, now=clock.now())

    return _acted(request, shown_, "cancel", form, act, _("The conference is called off."))


@require_POST
@page(Role.COORDINATOR)
def close(request: Request, number: str) -> HttpResponse:
    """Before all items are done, with the reason."""
    shown_ = load(request, number)
    form = forms.ReasonForm(request.POST, auto_id="close_%s")
    if not shown_.may_close:
        raise NotAllowed(_("Only the office that called the conference closes it."))
    if form.is_valid():
        try:
            services.close(request.actor, shown_.conference, now=clock.now(), **form.cleaned_data)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The conference is closed."))
            return redirect("conferences:conference", number)
    return shown(request, shown_, 422, close=form)
