"""Pages of items: each fetches in scope, calls one service, answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from weiqitong.cases.selectors import picking
from weiqitong.cases.words import name_of
from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Official
from weiqitong.web.forms import Form
from weiqitong.web.http import Request, json_answer, page
from weiqitong.web.parts import Cell, Column, Fact, Filter, Row, Tab
from weiqitong.web.times import moment_words

from . import forms, permissions, selectors, services
from .enums import ItemAction
from .models import Item
from .querysets import OFFICES, READERS
from .source import page_of
from .standing import leaders_of

Given = dict[str, Any]


def _move(actor: Actor, item: Item, now: datetime, **given: Any) -> Item:
    name, person = given.pop("unit"), given.pop("person")
    given["unit"] = picking.named_unit(picking.units_for(), name, "unit") if name else None
    # A person is of the unit it was with: another unit names its own.
    chosen = Official.objects.select_related("department").filter(pk=person or 0)
    given["person"] = None if name else chosen.first()
    return services.move(actor, item, now=now, **given)


@dataclass(frozen=True)
class Step:
    """One act as the page shows it."""

    action: ItemAction
    label: Any
    form: type[forms.SeenForm]
    perform: Callable[..., Item]
    done: Any
    icon: str


STEPS = {
    one.action: one
    for one in (
        Step(
            ItemAction.REPORT,
            gettext_lazy("Report back"),
            forms.ReportForm,
            services.report,
            gettext_lazy("Reported."),
            icon="send",
        ),
        Step(
            ItemAction.ACCEPT,
            gettext_lazy("Accept as done"),
            forms.AcceptForm,
            services.accept,
            gettext_lazy("Accepted as done."),
            icon="check",
        ),
        Step(
            ItemAction.SEND_BACK,
            gettext_lazy("Send back"),
            forms.SendBackForm,
            services.send_back,
            gettext_lazy("Sent back."),
            icon="arrow-back-up",
        ),
        Step(
            ItemAction.MOVE,
            gettext_lazy("Hand on or postpone"),
            forms.MoveForm,
            _move,
            gettext_lazy("Changed."),
            icon="arrow-forward-up",
        ),
        Step(
            ItemAction.DROP,
            gettext_lazy("Drop"),
            forms.DropForm,
            services.drop,
            gettext_lazy("Dropped."),
            icon="x",
        ),
    )
}


@require_safe
@page(*READERS)
def items(request: Request) -> HttpResponse:
    """Items in sight: whose turn, until when, from where."""
    actor, now = request.actor, clock.now()
    tab = request.GET.get("tab", "open")
    tab = tab if tab in selectors.TABS else "open"
    own = request.GET.get("of") == "own" and actor.role in OFFICES
    found = selectors.listed(actor, tab, request.GET, now, own=own)
    address, kept = reverse("items:items"), "&of=own" if own else ""
    number = selectors.counts(actor, now, own=own)
    context = {
        "tabs": [
            Tab(str(label), f"{address}?tab={code}{kept}", number.get(code), code == tab)
            for code, label in selectors.TABS.items()
        ],
        "filters": _filters(actor, f"{address}?tab={tab}", own),
        "page": found,
        "columns": [Column(_("Item")), Column(_("Origin of the item"))],
        "rows": _rows(actor, found.rows, now),
    }
    return render(request, "items/items.html", context)


def _filters(actor: Actor, address: str, own: bool) -> list[Filter]:
    if actor.role not in OFFICES:
        return []
    return [Filter(_("Given by us"), address if own else f"{address}&of=own", own)]


def _rows(actor: Actor, found: Any, now: datetime) -> list[Row]:
    leaders = leaders_of(actor, now)
    cases = selectors.cases_in_sight(actor, found)
    rows = []
    for item in found:
        turn = selectors.turn_of(item, actor, now, leaders)
        case = cases.get(item.case_id or 0)
        rows.append(
            Row(
                [
                    Cell(
                        item.text,
                        href=reverse("items:item", args=[item.pk]),
                        small=case.title if case else "",
                        turn=turn,
                    ),
                    Cell(item.source_name, small=selectors.giver_words(item)),
                ]
            )
        )
    return rows


def _item(request: Request, pk: int) -> Item:
    rows = selectors.items(request.actor).select_related("reported_by__person")
    return get_object_or_404(rows.select_related(*selectors.RELATED), pk=pk)


@require_safe
@page(*READERS)
def item(request: Request, pk: int) -> HttpResponse:
    """One item: what is to be done, what was done, what may be done now."""
    return _shown(request, _item(request, pk))


def _shown(
    request: Request, found: Item, bound: tuple[ItemAction, Form] | None = None, status: int = 200
) -> HttpResponse:
    actor, now = request.actor, clock.now()
    leaders = leaders_of(actor, now)
    open_ = permissions.open_to(actor, found, leaders)
    context = {
        "item": found,
        "turn": selectors.turn_of(found, actor, now, leaders),
        "facts": _facts(actor, found, now),
        "history": selectors.history(found, now),
        "steps": [_bound(STEPS[action], found, now, bound) for action in open_ if action in STEPS],
    }
    return render(request, "items/item.html", context, status=status)


def _bound(
    step: Step, found: Item, now: datetime, bound: tuple[ItemAction, Form] | None
) -> dict[str, Any]:
    """The form of a step: as it was sent, else empty; the first one stands open."""
    sent = bound[1] if bound and bound[0] == step.action else None
    form = sent or _form(step, found, now)
    return {"step": step, "form": form, "opened": sent is not None}


def _form(step: Step, found: Item, now: datetime, data: Any = None) -> forms.SeenForm:
    initial: dict[str, Any] = {"seen": found.version}
    if step.action == ItemAction.MOVE:
        initial |= {
            "person": str(found.person_id or ""),
            "due_on": clock.local(found.due_at).date(),
        }
    form = step.form(data, initial=initial)
    if isinstance(form, forms.MoveForm):
        form.offer(selectors.people_of(found, now))
    return form


def _facts(actor: Actor, found: Item, now: datetime) -> list[Fact]:
    case = selectors.cases_in_sight(actor, [found]).get(found.case_id or 0)
    source = page_of(actor, found.source_label, found.source_id)
    facts = [
        Fact(_("Origin of the item"), found.source_name, source),
        Fact(_("Who gave it"), selectors.giver_words(found)),
        Fact(_("Responsible"), selectors.owner_words(found)),
        Fact(_("Given on"), moment_words(found.made_at, now)),
        Fact(_("To be done by"), moment_words(found.due_at, now)),
    ]
    if case is not None:
        facts.append(Fact(_("Need"), case.title, reverse("cases:case", args=[case.number])))
    return facts


@require_POST
@page(*READERS)
def act(request: Request, pk: int, action: str) -> HttpResponse:
    """Take a step; what is refused is shown again with its sentence."""
    actor, now = request.actor, clock.now()
    found = _item(request, pk)
    step = STEPS.get(ItemAction(action)) if action in ItemAction.values else None
    if step is None:
        raise Http404
    form, status = _form(step, found, now, request.POST), 422
    if form.is_valid():
        try:
            step.perform(actor, found, now=now, **form.cleaned_data)
        except DomainError as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, str(step.done))
            return redirect("items:item", pk)
    return _shown(request, found, (step.action, form), status)


@require_safe
@page(*READERS)
def units(request: Request) -> HttpResponse:
    """Units whose name holds what is typed, as JSON."""
    near = request.actor.region_path
    rows = picking.matching(picking.units_for(), request.GET.get("q", ""), near)
    return json_answer(
        {"found": [{"name": unit.name, "note": name_of(unit.region)} for unit in rows]}
    )
