"""Task forces: the list, one of them with its needs, and what its office changes. No rule here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, DomainError
from weiqitong.core.registry import force_slots
from weiqitong.directory.models import Category, Client, Official
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate
from weiqitong.web.names import name_of
from weiqitong.web.parts import Cell, Column, Row, Tab
from weiqitong.web.slots import filled
from weiqitong.web.templatetags.ui import listed
from weiqitong.web.times import plain_date

from . import permissions, selectors, services
from .forms import ForceForm, TakeForm
from .models import TaskForce
from .selectors import Shown

ORDER = ("-made_at", "-pk")
LONGEST = 40  # characters of what one looks for
Given = QueryDict
Act = Callable[[Actor, Shown, Given], str]


@require_safe
@page(*permissions.READERS)
def taskforces(request: Request) -> HttpResponse:
    """Those in sight; the newest first."""
    over = request.GET.get("tab") == "over"
    found = paginate(selectors.listed(request.actor, over=over), ORDER, request.GET)
    here = reverse("taskforces:taskforces")
    context = {
        "tabs": [
            Tab(_("At work"), here, current=not over),
            Tab(_("Ended"), f"{here}?tab=over", current=over),
        ],
        "columns": [
            Column(_("Task force")), Column(_("Takes")),
            Column(pgettext("task force", "Members"), numeric=True),
            Column(_("Region")), Column(_("Since"), short=True),
        ],
        "rows": [_row(one) for one in found.rows],
        "page": found,
        "over": over,
        "may_begin": permissions.may_begin(request.actor),
    }  # fmt: skip
    return render(request, "taskforces/taskforces.html", context)


def _row(force: TaskForce) -> Row:
    since = plain_date(clock.local(force.made_at).date())
    if force.ended_at is not None:
        since = f"{since}—{plain_date(clock.local(force.ended_at).date())}"
    taken, people = vars(force)["taken"], vars(force)["people"]
    return Row(
        [
            Cell(force.name, href=reverse("taskforces:taskforce", args=[force.pk]),
                 small=force.purpose),
            listed([name_of(one.category or one.client) for one in taken]) or _("nothing yet"),
            people,
            name_of(force.region),
            since,
        ]
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Role.COORDINATOR)
def new(request: Request) -> HttpResponse:
    """Name and purpose; people and needs are added on its page."""
    form = ForceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin(request.actor, now=clock.now(), **form.cleaned_data)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Begun. Now add its members and what it takes."))
            return redirect("taskforces:taskforce", made.pk)
    status = 422 if form.errors else 200
    return render(request, "taskforces/new.html", {"form": form}, status=status)


def _load(request: Request, pk: int) -> Shown:
    found = selectors.shown(request.actor, pk)
    if found is None:
        raise Http404
    return found


@require_safe
@page(*permissions.READERS)
def taskforce(request: Request, pk: int) -> HttpResponse:
    """Its figures and needs, its people, what it takes; forms for its office."""
    return _answer(request, _load(request, pk))


def _answer(
    request: Request, found: Shown, form: ForceForm | None = None, status: int = 200
) -> HttpResponse:
    force, now = found.force, clock.now()
    may_change = permissions.may_change(request.actor, force)
    person, project = (request.GET.get(one, "").strip()[:LONGEST] for one in ("person", "project"))
    words = {"name": force.name, "purpose": force.purpose}
    context: dict[str, Any] = {
        "shown": found,
        "force": force,
        "slots": filled(request, force_slots, force=force),
        "may_change": may_change,
        "person": person,
        "project": project,
        "form": form or ForceForm(initial=words),
    }
    if may_change:
        context["take"] = TakeForm().offer(selectors.open_categories(found.takes))
        if person:
            context["found"] = selectors.people_called(force, person, clock.today(now))
        if project:
            context["projects"] = selectors.projects_called(force, project)
    return render(request, "taskforces/taskforce.html", context, status=status)


def _chosen(rows: Any, given: Given, name: str) -> Any:
    """One of the rows by the id that was sent; BadInput for none."""
    value = given.get(name, "")
    usable = value.isascii() and value.isdigit() and len(value) < 18
    one = rows.filter(pk=int(value)).first() if usable else None
    if one is None:
        raise BadInput(_("Choose from the list."), field=name)
    return one


def _join(actor: Actor, found: Shown, given: Given) -> str:
    who = _chosen(Official.objects.select_related("person"), given, "who")
    services.join(actor, found.force, who, now=clock.now())
    return gettext_noop("Joined, and told.")


def _leave(actor: Actor, found: Shown, given: Given) -> str:
    services.leave(actor, _chosen(found.force.members, given, "member"), now=clock.now())
    return gettext_noop("Left, and told.")


def _head(actor: Actor, found: Shown, given: Given) -> str:
    services.head(actor, _chosen(found.force.members, given, "member"), now=clock.now())
    return gettext_noop("Heads the task force now.")


def _take(actor: Actor, found: Shown, given: Given) -> str:
    if "project" in given:
        what = _chosen(Client.objects.select_related("region"), given, "project")
    else:
        what = _chosen(Category.objects.filter(active=True), given, "category")
    services.take(actor, found.force, what, now=clock.now())
    return gettext_noop("Such needs are the task force's own now.")


def _drop(actor: Actor, found: Shown, given: Given) -> str:
    services.drop(actor, _chosen(found.force.takes, given, "take"), now=clock.now())
    return gettext_noop("Such needs are the task force's own no more.")


def _end(actor: Actor, found: Shown, given: Given) -> str:
    services.end(actor, found.force, now=clock.now())
    return gettext_noop("The task force has ended; its members are told.")


ACTS: dict[str, Act] = {
    "join": _join, "leave": _leave, "head": _head, "take": _take, "drop": _drop, "end": _end,
}  # fmt: skip


@require_http_methods(["POST"])
@page(Role.COORDINATOR)
def change(request: Request, pk: int, act: str) -> HttpResponse:
    """One change by its office; what is refused is said, and nothing typed is lost."""
    found = _load(request, pk)
    if act == "rename":
        return _rename(request, found)
    perform = ACTS.get(act)
    if perform is None:
        raise Http404
    try:
        done = perform(request.actor, found, request.POST)
    except DomainError as refused:
        if refused.status == 403:
            raise
        messages.error(request, str(refused))
    else:
        messages.success(request, _(done))
    return redirect("taskforces:taskforce", pk)


def _rename(request: Request, found: Shown) -> HttpResponse:
    form = ForceForm(request.POST)
    if form.is_valid():
        try:
            services.rename(request.actor, found.force, now=clock.now(), **form.cleaned_data)
        except BadInput as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("taskforces:taskforce", found.force.pk)
    return _answer(request, found, form, status=422)
