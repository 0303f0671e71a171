"""Pages of instructions: each fetches in scope, calls one service, answers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.cases.identity import client_words
from weiqitong.cases.models import Case
from weiqitong.cases.selectors import picking
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError, NotAllowed
from weiqitong.items import selectors as items
from weiqitong.items.enums import ItemState
from weiqitong.items.models import Item
from weiqitong.items.standing import leaders_of
from weiqitong.web.downloads import docx_answer
from weiqitong.web.forms import Form
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Cell, Column, Fact, Filter, Row, Tab
from weiqitong.web.times import moment_words, until_words

from .. import forms, permissions, selectors, services
from ..models import Instruction
from ..paper import report_paper
from ..querysets import OFFICES, READERS, WRITERS


@require_safe
@page(*READERS)
def instructions(request: Request) -> HttpResponse:
    """Instructions in sight: whose turn, until when."""
    actor, now = request.actor, clock.now()
    tab = request.GET.get("tab", "open")
    tab = tab if tab in selectors.TABS else "open"
    own = request.GET.get("of") == "own" and actor.role in OFFICES
    found = selectors.listed(actor, tab, request.GET, now, own=own)
    number = selectors.counts(actor, now, own=own)
    address, kept = reverse("instructions:instructions"), "&of=own" if own else ""
    context = {
        "tabs": [
            Tab(str(label), f"{address}?tab={code}{kept}", number.get(code), code == tab)
            for code, label in selectors.TABS.items()
        ],
        "filters": _filters(actor, f"{address}?tab={tab}", own),
        "page": found,
        "columns": [Column(_("Instruction")), Column(_("Responsible"))],
        "rows": _rows(actor, list(found.rows), now),
        "may_write": selectors.may_write(actor, now),
        "may_delegate": actor.role in WRITERS,
    }
    return render(request, "instructions/instructions.html", context)


def _filters(actor: Actor, address: str, own: bool) -> list[Filter]:
    if actor.role not in {Role.LEADER, Role.COORDINATOR}:
        return []
    return [Filter(_("Given by us"), address if own else f"{address}&of=own", own)]


def _rows(actor: Actor, found: list[Instruction], now: datetime) -> list[Row]:
    leaders, given = leaders_of(actor, now), selectors.items_of(found)
    rows = []
    for one in found:
        turn = selectors.turn_of(one, given[one.pk], actor, now, leaders)
        rows.append(
            Row(
                [
                    Cell(
                        one.title,
                        href=reverse("instructions:instruction", args=[one.number]),
                        small=f"{one.number}·{selectors.author_words(one)}",
                        turn=turn,
                    ),
                    Cell(selectors.units_words(given[one.pk]), small=until_words(one.due_at, now)),
                ]
            )
        )
    return rows


def _instruction(request: Request, number: str) -> Instruction:
    return get_object_or_404(selectors.instructions(request.actor), number=number)


@require_safe
@page(*READERS)
def instruction(request: Request, number: str) -> HttpResponse:
    """One instruction: its words, what each unit reported, the end."""
    return _shown(request, _instruction(request, number), forms.CloseForm())


def _shown(request: Request, found: Instruction, form: Form, status: int = 200) -> HttpResponse:
    actor, now = request.actor, clock.now()
    leaders = leaders_of(actor, now)
    given = selectors.items_of([found])[found.pk]
    seen = selectors.items_in_sight(actor, found)
    context = {
        "instruction": found,
        "author": selectors.author_words(found),
        "turn": selectors.turn_of(found, given, actor, now, leaders),
        "facts": _facts(actor, found, now),
        "lines": [_line(item, actor, now, leaders, item.pk in seen) for item in given],
        # Not before all have reported: until then its turn says whom it waits for.
        "may_close": permissions.can_close(actor, found, leaders)
        and all(item.state != ItemState.OPEN for item in given),
        "may_take_report": permissions.can_take_report(actor),
        "form": form,
    }
    return render(request, "instructions/instruction.html", context, status=status)


def _line(
    item: Item, actor: Actor, now: datetime, leaders: frozenset[int], seen: bool
) -> dict[str, Any]:
    """One unit: its light and turn; the report only for who may read it."""
    return {
        "item": item,
        "unit": items.owner_words(item),
        "turn": items.turn_of(item, actor, now, leaders),
        "report": item.report if seen else "",
        "href": reverse("items:item", args=[item.pk]) if seen else "",
    }


def _facts(actor: Actor, found: Instruction, now: datetime) -> list[Fact]:
    facts = [
        Fact(_("Leader"), found.leader.person.name),
        Fact(_("Number"), found.number),
        Fact(_("Given on"), moment_words(found.issued_at, now)),
        Fact(_("To be carried out by"), moment_words(found.due_at, now)),
    ]
    if found.entered_by_id != found.leader_id:
        facts.append(Fact(_("Entered by"), found.entered_by.person.name))
    if found.delegation is not None:
        facts.append(Fact(_("Under the delegation"), selectors.delegation_words(found.delegation)))
    if found.closed_at is not None:
        who = found.closed_by.person.name if found.closed_by else _("by itself, all is settled")
        facts.append(Fact(_("Closed by"), f"{who} {moment_words(found.closed_at, now)}"))
    case = Case.objects.visible_to(actor).filter(pk=found.case_id or 0).first()
    if case is not None:
        facts.append(Fact(_("Need"), case.title, reverse("cases:case", args=[case.number])))
    return facts


@require_POST
@page(*READERS)
def close(request: Request, number: str) -> HttpResponse:
    """The leader is content."""
    found, form, status = _instruction(request, number), forms.CloseForm(request.POST), 422
    if form.is_valid():
        try:
            services.close(request.actor, found, text=form.cleaned_data["text"], now=clock.now())
        except DomainError as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The instruction is closed."))
            return redirect("instructions:instruction", number)
    return _shown(request, found, form, status)


@require_safe
@page(*OFFICES)
def report(request: Request, number: str) -> HttpResponse:
    """The report back to the leader (报告件), as a Word file."""
    found = _instruction(request, number)
    data = report_paper(found, selectors.items_of([found])[found.pk], clock.now())
    return docx_answer(data, _("Report on %(number)s") % {"number": found.number})


@require_http_methods(["GET", "POST"])
@page(*WRITERS)
def new(request: Request) -> HttpResponse:
    """An instruction on its own."""
    return _new(request, None)


@require_http_methods(["GET", "POST"])
@page(*WRITERS)
def new_on_case(request: Request, number: str) -> HttpResponse:
    """An instruction on a case."""
    rows = Case.objects.visible_to(request.actor).select_related("client", "lead")
    case = rows.filter(number=number).first()
    if case is None:
        raise Http404
    return _new(request, case)


def _new(request: Request, case: Case | None) -> HttpResponse:
    actor, now = request.actor, clock.now()
    usable = selectors.usable(actor, now) if actor.role == Role.SECRETARY else None
    if usable == []:
        raise NotAllowed(_("No leader lets you enter instructions today."))
    form = forms.InstructionForm(request.POST or None, initial=_initial(case))
    form.offer(usable)
    if form.is_valid():
        given = form.cleaned_data
        by_id = {str(one.pk): one for one in usable or ()}
        try:
            made = services.enter(
                actor,
                title=given["title"],
                text=given["text"],
                units=picking.named_units(picking.units_for(), given["units"], "units"),
                due_on=given["due_on"],
                delegation=by_id.get(given.get("delegation", "")),
                case=case,
                seen=given["seen"],
                now=now,
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, _("Instruction %(number)s is entered.") % {"number": made.number}
            )
            return redirect("instructions:instruction", made.number)
    status = 422 if form.is_bound else 200
    context: dict[str, Any] = {"form": form, "case": case}
    context["asker"] = client_words(case, request.actor) if case else ""
    return render(request, "instructions/new.html", context, status=status)


def _initial(case: Case | None) -> dict[str, Any]:
    if case is None:
        return {}
    lead = case.lead.name if case.lead else ""
    return {"title": case.title, "units": lead, "seen": case.version}
