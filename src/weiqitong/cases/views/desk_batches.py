"""Many needs at once: what is asked, its preview, how far it is, what came out, the way back."""

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from weiqitong.accounts.selectors import who_act_as
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Department, Official
from weiqitong.web.forms import Form
from weiqitong.web.http import Request, json_answer, page
from weiqitong.web.keyset import paginate
from weiqitong.web.parts import Cell, Column, Row, Stat, Tab
from weiqitong.web.times import moment_words

from .. import permissions
from ..enums import BatchState, Status, TurnKind
from ..forms_batches import ONE, DispatchManyForm, HandOverForm, PassForm
from ..models import Batch
from ..plans.moving import LED
from ..selectors import batches as found
from ..selectors import picking
from ..services import batches as services
from ..words import name_of, short_of, together

READERS = (Role.COORDINATOR, Role.LIAISON, Role.ADMINISTRATOR)
HANDS = (Role.COORDINATOR, Role.LIAISON)


@require_safe
@page(*READERS)
def batches(request: Request) -> HttpResponse:
    """Batches of one's own office or unit, newest first."""
    shown = paginate(found.batches(request.actor), ["-made_at", "-pk"], request.GET)
    columns = [
        Column(_("Batch")),
        Column(pgettext("batch", "Rows"), numeric=True),
        Column(_("Asked by")),
    ]
    rows = [_row(one, request.actor) for one in shown.rows]
    context = {"page": shown, "columns": columns, "rows": rows}
    return render(request, "cases/desk/batches.html", context)


def _row(batch: Batch, actor: Actor) -> Row:
    now = clock.now()
    count = batch.done if batch.ended_at else batch.planned
    left = _("%(count)s left out") % {"count": batch.refused} if batch.refused else ""
    return Row(
        [
            Cell(
                services.title_of(batch),
                href=reverse("cases:batch", args=[batch.pk]),
                small=batch.text,
                turn=found.turn_of(batch, actor, now),
            ),
            Cell(f"{count:,}", small=left),
            Cell(found.giver(batch), small=moment_words(batch.made_at, now)),
        ]
    )


@require_safe
@page(*READERS)
def units(request: Request) -> HttpResponse:
    """Units whose name holds what is typed, as JSON."""
    near = request.actor.region_path
    rows = picking.matching(picking.units_for(), request.GET.get("q", ""), near)
    listed = [{"name": name_of(unit), "note": name_of(unit.region)} for unit in rows]
    return json_answer({"found": listed})


def _batch(request: Request, pk: int) -> Batch:
    return get_object_or_404(found.batches(request.actor), pk=pk)


@require_safe
@page(*READERS)
def batch(request: Request, pk: int) -> HttpResponse:
    """One batch: its preview, its progress, or what came out."""
    one, now = _batch(request, pk), clock.now()
    tab = request.GET.get("tab", "all")
    tab = tab if tab in found.TABS else "all"
    shown = found.lines(one, tab, request.GET)
    own = one.by_id == request.actor.user_id and one.grant["role"] == str(request.actor.role)
    stopped = one.progress is None or not one.progress.is_open
    working = one.state in {BatchState.PREPARING, BatchState.RUNNING}
    context = {
        "batch": one,
        "title": services.title_of(one),
        "turn": found.turn_of(one, request.actor, now),
        "giver": found.giver(one),
        "made": moment_words(one.made_at, now),
        "stats": _stats(one),
        "goals": found.kinds_of(one) if one.unit_id else found.goals_of(one),
        "merger": one.unit_id is not None,
        "reasons": found.reasons_of(one),
        "tabs": _tabs(one, tab),
        "page": shown,
        "rows": found.words_of(one, shown.rows, request.actor),
        "watches": own and working and not stopped,
        "may_start": own and (one.state == BatchState.READY and one.planned > 0),
        "may_go_on": own and working and stopped,
        "may_drop": own and one.state in {BatchState.PREPARING, BatchState.READY},
        "may_undo": one.may_be_undone(now) and permissions.may_undo_batch(request.actor, one),
        "until": moment_words(one.undo_until, now) if one.ended_at else "",
    }
    return render(request, "cases/desk/batch.html", context)


def _stats(one: Batch) -> list[Stat]:
    if one.ended_at is None:
        return [
            Stat.count(_("Would be done"), one.planned),
            Stat.count(pgettext("batch", "Left out"), one.refused),
        ]
    return [
        Stat.count(pgettext("batch", "Done"), one.done),
        Stat.count(pgettext("batch", "Left out"), one.refused),
    ]


def _tabs(one: Batch, tab: str) -> list[Tab]:
    counts, address = found.tab_counts(one), reverse("cases:batch", args=[one.pk])
    return [
        Tab(str(label), f"{address}?tab={code}", counts[code], code == tab)
        for code, (label, _state) in found.TABS.items()
        if counts[code] or code == tab
    ]


@require_POST
@page(*READERS)
def start(request: Request, pk: int) -> HttpResponse:
    services.start(request.actor, _batch(request, pk), now=clock.now())
    return redirect("cases:batch", pk)


@require_POST
@page(*READERS)
def drop(request: Request, pk: int) -> HttpResponse:
    services.drop(request.actor, _batch(request, pk), now=clock.now())
    messages.success(request, _("Dropped; nothing was done."))
    return redirect("cases:batches")


@require_POST
@page(*READERS)
def undo(request: Request, pk: int) -> HttpResponse:
    """First its preview: what can still be taken back."""
    made = services.prepare_undo(request.actor, _batch(request, pk), now=clock.now())
    return redirect("cases:batch", made.pk)


@require_POST
@page(Role.COORDINATOR)
def dispatch_many(request: Request) -> HttpResponse:
    """Where the chosen ones, or all of a list, go; then their preview."""
    form = DispatchManyForm(request.POST if "go" in request.POST else None)
    desk = request.actor.region_id
    own = Q(turn_kind=TurnKind.OFFICE, turn_id=desk, status=Status.REPORTED)
    numbers = _numbers(request, own)
    if numbers and form.is_valid():
        given = form.cleaned_data
        try:
            unit = _named(given["target"]) if given["how"] == ONE else None
            made = services.prepare_dispatch(
                request.actor, numbers, target=unit, text=given["text"], now=clock.now()
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            return redirect("cases:batch", made.pk)
    return _asked(request, _("Dispatch many"), numbers, form)


@require_POST
@page(*HANDS)
def hand_over_many(request: Request) -> HttpResponse:
    """Who goes on with the chosen ones, or with all of a list; then their preview."""
    form = _hands_form(request)
    office = request.actor.role == Role.COORDINATOR
    own = Q(status__in=LED) & (Q(desk=request.actor.region_id) if office else Q())
    numbers = _numbers(request, own)
    if numbers and form.is_valid():
        try:
            goal = _goal(form, request.actor)
            made = services.prepare_hand_over(
                request.actor,
                numbers,
                **goal,
                text=form.cleaned_data["text"],
                now=clock.now(),
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            return redirect("cases:batch", made.pk)
    return _asked(request, _("Hand many over"), numbers, form)


def _hands_form(request: Request) -> Form:
    data = request.POST if "go" in request.POST else None
    if request.actor.role == Role.COORDINATOR:
        return HandOverForm(data)
    form, path = PassForm(data), request.actor.department_path
    sections = Department.objects.within(path).filter(active=True).order_by("path")[:60]
    own = Official.objects.filter(department__path__startswith=path)
    people = who_act_as(own, permissions.WORKERS, clock.today(clock.now()))
    people = people.select_related("person", "department").order_by("department__path", "pk")[:80]
    to = form.fields["to"]
    assert isinstance(to, django_forms.ChoiceField)
    to.choices = [
        ("", "—"),
        *((f"official/{one.pk}", _person_words(one)) for one in people),
        *((f"unit/{one.pk}", short_of(one)) for one in sections),
    ]
    return form


def _person_words(one: Official) -> str:
    return together(one.person.name, short_of(one.department), one.post)


def _goal(form: Form, actor: Actor) -> dict[str, Any]:
    if actor.role == Role.COORDINATOR:
        return {"target": _named(form.cleaned_data["target"])}
    kind, pk = form.cleaned_data["to"].split("/")
    if kind == "official":
        person = Official.objects.select_related("department").get(pk=int(pk))
        return {"target": None, "person": person}
    return {"target": Department.objects.get(pk=int(pk))}


def _named(name: str) -> Department:
    return picking.named_unit(picking.units_for(), name, "target")


def _numbers(request: Request, own: Q) -> list[str]:
    """Those that were ticked, else what is one's own of the list that the form stands under."""
    if chosen := request.POST.getlist("case"):
        return chosen[: services.MOST]
    now = clock.now()
    return found.numbers_of(request.actor, request.POST, now, services.MOST, own=own)


def _asked(request: Request, title: str, numbers: Sequence[str], form: Form) -> HttpResponse:
    context = {"title": title, "numbers": numbers, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "cases/desk/batch_asked.html", context, status=status)
