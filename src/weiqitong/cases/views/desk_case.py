"""The page of one case on the desk: what it shows, what one may do, and how an act is sent."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.core.errors import DomainError, Stale
from weiqitong.core.registry import case_slots
from weiqitong.deadlines.terms import due_at
from weiqitong.web.http import Request, json_answer, local_path, page, part
from weiqitong.web.slots import filled
from weiqitong.web.times import on_paper, until_words

from .. import forms, selectors, services
from ..enums import Action
from ..models import Case
from ..selectors import picking
from ..selectors.names import names_for
from ..selectors.page import CasePage
from ..services.drafts import act_key
from ..words import name_of
from . import desk_acts, desk_steps
from .desk_act import DeskAct


@dataclass
class DeskPage:
    """A case with its acts and the form that is open, for page and pane alike."""

    page: CasePage
    acts: list[DeskAct]
    act: DeskAct | None = None
    form: forms.ActForm | None = None
    next: str = ""  # where to go afterwards: back to the list
    due: str = ""  # until when the answer would be due, if it were assigned now

    @property
    def draft_url(self) -> str:
        """Where what is typed into the open form is kept."""
        key = act_key(self.page.case.number, self.act.action) if self.act else "-"
        return reverse("cases:draft", args=[key])

    def context(self, request: Request) -> dict[str, Any]:
        slots = filled(request, case_slots, page=self.page)
        return {"desk": self, "page": self.page, "case": self.page.case, "slots": slots}


def load(actor: Actor, number: str) -> CasePage:
    """The case for this person, or 404."""
    try:
        return selectors.case_page(actor, number, clock.now())
    except Case.DoesNotExist:
        raise Http404 from None


def desk_page(actor: Actor, shown: CasePage, asked: str = "", next: str = "") -> DeskPage:
    """The page with the form of the act asked for, or of the likeliest one."""
    desk = DeskPage(shown, desk_acts.open_acts(shown), desk_acts.chosen(shown, asked), next=next)
    if desk.act is not None:
        desk.form = desk_acts.bind(desk.act, shown, actor)
        desk.due = _due(desk.act, shown)
    return desk


def _due(act: DeskAct, shown: CasePage) -> str:
    """133: 9月22日 周三 18:00 前."""
    if act.action != Action.DISPATCH:
        return ""
    frame = shown.dossier.frame
    term = frame.term("close")
    if term is None:
        return ""
    due = due_at(frame.calendar, term, shown.now)
    return _("%(rule)s: answer %(until)s") % {
        "rule": name_of(frame.profile),
        "until": until_words(due, shown.now),
    }


@require_safe
@page()
def case(request: Request, number: str) -> HttpResponse:
    """One case, whoever looks; beside a list only its pane."""
    back = local_path(request, request.GET.get("next"))
    desk = desk_page(request.actor, load(request.actor, number), request.GET.get("do", ""), back)
    name = "_pane" if part(request) == "pane" else "case"
    return render(request, f"cases/desk/{name}.html", desk.context(request))


@page()
def act(request: Request, number: str, action: str) -> HttpResponse:
    """Take a step. What is refused is shown again with its sentence, and all that was typed."""
    actor, now = request.actor, clock.now()
    shown = load(actor, number)
    if request.method != "POST":
        return redirect(f"{reverse('cases:case', args=[number])}?do={action}")
    chosen = desk_acts.ACTS.get(Action(action)) if action in Action.values else None
    if chosen is None:
        raise Http404
    form = desk_acts.bind(chosen, shown, actor, request.POST, request.FILES)
    status = 422
    if form.is_valid():
        given = {**form.cleaned_data, "way": request.POST.get("way", "")}
        try:
            desk_steps.keep_files(actor, form, given, now)
            moved = chosen.perform(actor, shown, given, now)
        except DomainError as error:
            form.refuse(error)
            status = error.status
            if isinstance(error, Stale):
                shown = load(actor, number)
                form.put("seen", str(shown.case.version))
        else:
            services.discard_draft(actor, act_key(number, action))
            messages.success(request, _told(actor, moved, chosen))
            return redirect(
                local_path(request, request.POST.get("next"))
                or reverse("cases:case", args=[number])
            )
    back = local_path(request, request.POST.get("next"))
    desk = DeskPage(shown, desk_acts.open_acts(shown), chosen, form, next=back)
    desk.due = _due(chosen, shown)
    return render(request, "cases/desk/case.html", desk.context(request), status=status)


def _told(actor: Actor, moved: Case, chosen: DeskAct) -> str:
    """What was done, and what happens next."""
    turn = selectors.turn_of(moved, actor, clock.now(), names_for([moved]))
    after = "·".join(words for words in (turn.who, turn.until) if words)
    if chosen.action == Action.NOTE or not after:
        return _("%(done)s.") % {"done": chosen.done}
    return _("%(done)s. Next: %(next)s.") % {"done": chosen.done, "next": after}


@require_safe
@page()
def sheet(request: Request, number: str) -> HttpResponse:
    """The case on one A4 sheet (办理单)."""
    with on_paper():
        shown = load(request.actor, number)
        return render(request, "cases/desk/sheet.html", {"page": shown, "case": shown.case})


@require_safe
@page()
def units(request: Request, number: str) -> HttpResponse:
    """Units whose name holds what is typed, as JSON."""
    found = Case.objects.visible_to(request.actor).select_related("region").filter(number=number)
    one = found.first()
    if one is None:
        raise Http404
    rows = picking.matching(picking.units_for(one), request.GET.get("q", ""), one.region.path)
    return json_answer(
        {"found": [{"name": unit.name, "note": name_of(unit.region)} for unit in rows]}
    )


@require_POST
@page()
def draft(request: Request, key: str) -> HttpResponse:
    """Keep what is being typed; "discard" in place of fields throws it away."""
    now = clock.now()
    typed = {
        name: value
        for name, value in request.POST.items()
        if name not in {"csrfmiddlewaretoken", "seen", "kept", "next"}
    }
    if not any(str(value).strip() for value in typed.values()):
        services.discard_draft(request.actor, key)
    else:
        services.save_draft(request.actor, key, typed, now)
    return json_answer({"saved": True})
