"""The minutes: text, a conclusion on each need, decisions row by row; bad input loses nothing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from weiqitong.cases.enums import Action
from weiqitong.cases.selectors.picking import named_unit, units_for
from weiqitong.cases.services.acting import load as dossier_of
from weiqitong.cases.services.conferring import naming_step
from weiqitong.cases.words import name_of
from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import BadInput, DomainError, NotAllowed
from weiqitong.directory.models import Department
from weiqitong.directory.selectors import categories
from weiqitong.web.http import Request, page

from .. import forms, permissions, services
from ..models import Topic
from ..selectors.pages import ConferencePage
from ..services.minuting import Concluding, Decision
from .preparing import person_of
from .shown import load, unit_url

# What naming a lead in the minutes does, by the step it is.
NAMING: dict[Action | None, str] = {
    Action.DISPATCH: gettext_noop("It is assigned to this unit as the minutes are published."),
    Action.DESIGNATE: gettext_noop("It is designated to this unit for good as they are published."),
    Action.NAME: gettext_noop("This unit is named its lead as the minutes are published."),
    None: gettext_noop("The present lead goes on with it; the conclusion is shown to it."),
}


@require_http_methods(["GET", "POST"])
@page(Role.COORDINATOR)
def minutes(request: Request, number: str) -> HttpResponse:
    """One more row for a decision keeps what is typed and judges nothing."""
    shown = load(request, number)
    if not permissions.is_office(request.actor, shown.conference):
        raise Http404
    if not shown.may_publish:
        raise NotAllowed(_("The office publishes the minutes once the conference has met."))
    posted, sent = request.POST, request.method == "POST"
    rows = _rows(posted.get("rows", "")) if sent else forms.MinutesForm.ROWS
    if "more" in posted:
        typed = posted.dict() | {"rows": rows + 1}
        return _page(request, shown, _form(request, shown, rows + 1, initial=typed))
    form = _form(request, shown, rows, data=posted if sent else None)
    if sent and form.is_valid():
        try:
            _publish(request, shown, form)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The minutes are published."))
            return redirect("conferences:conference", number)
    return _page(request, shown, form, 422 if sent else 200)


def _rows(written: str) -> int:
    return int(written) if written.isdecimal() else forms.MinutesForm.ROWS


def _page(
    request: Request, shown: ConferencePage, form: forms.MinutesForm, status: int = 200
) -> HttpResponse:
    context = {
        "page": shown,
        "conference": shown.conference,
        "form": form,
        "unit_url": unit_url(shown),
        "silent": [name_of(one.department) for one in shown.standing.silent],
    }
    return render(request, "conferences/minutes.html", context, status=status)


def _form(
    request: Request,
    shown: ConferencePage,
    rows: int,
    *,
    data: Any = None,
    initial: dict[str, Any] | None = None,
) -> forms.MinutesForm:
    naming = {}
    for topic in shown.topics:
        if topic.case.is_open:
            step = naming_step(request.actor, dossier_of(topic.case_id))
            naming[topic.pk] = str(_(NAMING[step]))
        else:
            naming[topic.pk] = str(_("This need is closed meanwhile; a conclusion is not needed."))
    return forms.MinutesForm(
        data,
        conference=shown.conference,
        topics=shown.topics,
        categories=categories(),
        naming=naming,
        rows=rows,
        initial=initial or {},
    )


def _publish(request: Request, shown: ConferencePage, form: forms.MinutesForm) -> None:
    given = form.cleaned_data
    services.publish(
        request.actor,
        shown.conference,
        minutes=given["minutes"],
        conclusions=[_concluding(topic, given) for topic in shown.topics],
        decisions=[
            _decision(number, given) for number in range(form.count) if form.begun(given, number)
        ],
        seen=given["seen"],
        now=clock.now(),
    )


def _concluding(topic: Topic, given: dict[str, Any]) -> Concluding:
    pk = topic.pk
    chosen = given[f"category_{pk}"]
    return Concluding(
        pk,
        given[f"conclusion_{pk}"],
        given[f"told_{pk}"],
        _unit(given[f"lead_{pk}"], f"lead_{pk}"),
        next((one for one in categories() if str(one.pk) == chosen), None) if chosen else None,
        given[f"circumstances_{pk}"],
    )


def _unit(name: str, field: str) -> Department | None:
    return named_unit(units_for(), name, field) if name.strip() else None


def _decision(number: int, given: dict[str, Any]) -> Decision:
    unit = _unit(given[f"unit_{number}"], f"unit_{number}")
    if unit is None:
        raise BadInput(_("Name the unit that does it."), field=f"unit_{number}")
    case = given[f"case_{number}"]
    return Decision(
        given[f"text_{number}"],
        unit,
        given[f"due_on_{number}"],
        person_of(unit, given[f"person_{number}"], f"person_{number}"),
        int(case) if case else None,
    )
