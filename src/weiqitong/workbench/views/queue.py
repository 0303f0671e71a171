"""Lists of cases with the case beside them; views somebody keeps. Links first, script second."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from weiqitong.cases.enums import Channel, Origin, Status, Urgency, VerdictChannel
from weiqitong.cases.models import Case
from weiqitong.cases.selectors import case_lines, picking
from weiqitong.cases.selectors import queue as queues
from weiqitong.cases.selectors.behind import by_channel
from weiqitong.cases.selectors.figures import historic_figure
from weiqitong.cases.selectors.filters import LIGHTS, CaseFilter
from weiqitong.cases.selectors.lines import case_href
from weiqitong.cases.selectors.turns import is_yours
from weiqitong.cases.words import name_of
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Category, Department, Region
from weiqitong.taskforces.models import TaskForce
from weiqitong.web.context import counted
from weiqitong.web.forms import Form
from weiqitong.web.http import Request, json_answer, page, part
from weiqitong.web.keyset import Page
from weiqitong.web.parts import CaseLine, Filter, Key, Stat, Tab, light_word
from weiqitong.web.parts import LightKind as Kind

from .. import services
from ..models import SavedView

WITH_QUEUE = (Role.COORDINATOR, Role.LIAISON, Role.HANDLER, Role.LEADER, Role.SECRETARY)
READERS = (*WITH_QUEUE, Role.INSPECTOR, Role.CALLER)
GROUPS = {
    "rejected": gettext_lazy("Another lead to be named"),
    "designate": gettext_lazy("Objections to be settled"),
    "decide": gettext_lazy("Applications to be decided"),
    "new": gettext_lazy("To be assigned"),
    "hear": gettext_lazy("Is it ours?"),
    "receive": gettext_lazy("To be signed for"),
    "work": gettext_lazy("In hand"),
    "sign": gettext_lazy("To be signed off"),
    "parked": gettext_lazy("Parked, to be reported on"),
    "opinion": gettext_lazy("Opinions owed as co-handler"),
    "parts": gettext_lazy("Split, waiting for their parts"),
}
FIGURES = {
    "dispatch": gettext_lazy("Assigned in time"),
    "contact": gettext_lazy("Contacted in time"),
    "answer": gettext_lazy("Answered in time"),
    "verdict": gettext_lazy("Enterprise says yes"),
    "solved": gettext_lazy("Solved and confirmed"),
    "settled": gettext_lazy("Completion rate"),
    "pleased": gettext_lazy("Satisfaction rate"),
    "spoke": gettext_lazy("Verdicts received"),
}  # and, below, one for each channel of a verdict
PARTS: dict[str, dict[str, Any]] = {
    "clock": {
        "all": gettext_lazy("All limits that count"),
        "yes": gettext_lazy("Kept"),
        "no": gettext_lazy("Not kept"),
        "advisory": gettext_lazy("Left out: advisory"),
        "paused": gettext_lazy("Left out: awaiting the enterprise"),
        "void": gettext_lazy("Left out: declined or withdrawn"),
    },
    "verdict": {
        "all": gettext_lazy("All verdicts"),
        "yes": gettext_lazy("Verdict yes"),
        "no": gettext_lazy("Verdict no"),
        "lapsed": gettext_lazy("Left out: no verdict in time"),
        "waiting": gettext_lazy("Left out: not yet judged"),
    },
    "solved": {
        "all": gettext_lazy("All that were closed"),
        "yes": gettext_lazy("Solved and confirmed"),
        "no": gettext_lazy("Other outcomes"),
        "not_receivable": gettext_lazy("Left out: not receivable"),
        "found": gettext_lazy("Left out: concluded by a finding"),
        "withdrawn": gettext_lazy("Left out: withdrawn"),
    },
    "settled": {
        "all": gettext_lazy("All in hand"),
        "yes": gettext_lazy("With an answer"),
        "no": gettext_lazy("Without an answer"),
        "not_receivable": gettext_lazy("Left out: not receivable"),
        "found": gettext_lazy("Left out: concluded by a finding"),
        "withdrawn": gettext_lazy("Left out: withdrawn"),
    },
    "pleased": {
        "all": gettext_lazy("All ratings"),
        "yes": gettext_lazy("Rated fairly satisfied or better"),
        "no": gettext_lazy("Rated dissatisfied"),
        "unrated": gettext_lazy("Left out: verdict without a rating"),
        "lapsed": gettext_lazy("Left out: no verdict in time"),
        "waiting": gettext_lazy("Left out: not yet judged"),
    },
    "spoke": {
        "all": gettext_lazy("All that were closed"),
        "yes": gettext_lazy("With a verdict"),
        "no": gettext_lazy("Without a verdict"),
        "waiting": gettext_lazy("Left out: not yet judged"),
        "not_receivable": gettext_lazy("Left out: not receivable"),
        "found": gettext_lazy("Left out: concluded by a finding"),
        "withdrawn": gettext_lazy("Left out: withdrawn"),
    },
}
for one in VerdictChannel:
    FIGURES[by_channel(one)] = format_lazy("{}·{}", FIGURES["verdict"], one.label)
    PARTS[by_channel(one)] = {part: PARTS["verdict"][part] for part in ("all", "yes", "no")}


class FilterForm(Form):
    """Everything a list can be narrowed to."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    unit = forms.CharField(label=gettext_lazy("Lead"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", "—"), *Status.choices]
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), required=False, choices=[("", "—"), *Urgency.choices]
    )
    light = forms.ChoiceField(label=gettext_lazy("Light"), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), required=False, choices=[("", "—"), *Channel.choices]
    )
    origin = forms.ChoiceField(label=gettext_lazy("Records"), required=False)
    since = forms.CharField(
        label=gettext_lazy("Reported from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.CharField(
        label=gettext_lazy("Reported until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    @classmethod
    def of(cls, chosen: CaseFilter, actor: Actor) -> "FilterForm":
        form = cls(initial=dict(chosen.chosen()))
        path = actor.region_path
        regions = Region.objects.filter(active=True, depth__lte=1 + path.strip("/").count("/"))
        regions = regions.filter(path__startswith=path)
        groups = Category.objects.filter(active=True)
        choices: dict[str, list[tuple[str, Any]]] = {
            "region": [(one.code, name_of(one)) for one in regions],
            "category": [(one.code, f"{one.code} {name_of(one)}") for one in groups],
            "light": [(one, light_word(Kind(one))) for one in LIGHTS],
            "origin": [(Origin.HISTORIC, Origin.HISTORIC.label), ("any", _("Both"))],
        }
        for name, listed in choices.items():
            shown = form.fields[name]
            assert isinstance(shown, forms.ChoiceField)
            first = _("Live") if name == "origin" else "—"
            shown.choices = [("", first), *listed]
        return form


@dataclass
class QueuePage:
    """One list; the case that is opened comes from its own page."""

    chosen: CaseFilter
    tabs: list[Tab]
    chips: list[Filter]
    groups: list[tuple[str, int | None, list[CaseLine]]]
    pager: Page[Case]
    form: FilterForm | None = None
    keys: list[Key] = field(default_factory=list)
    views: list[SavedView] = field(default_factory=list)
    empty: str = ""
    path: str = ""
    nudges: bool = False  # whether whoever looks may nudge
    hands: bool = False  # or hand over
    old: Stat | None = None  # of historic needs: how many were answered in time

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The conditions, for forms that begin from this list."""
        return list(self.chosen.chosen())


@require_safe
@page(*WITH_QUEUE)
def queue(request: Request) -> HttpResponse:
    """What waits for me first."""
    return _answer(request, "mine")


@require_safe
@page(*READERS)
def every(request: Request) -> HttpResponse:
    """All that is in sight."""
    return _answer(request, "open")


def _answer(request: Request, tab: str) -> HttpResponse:
    if part(request) == "pane":  # back in the history, from a case to the list alone
        return render(request, "workbench/_no_case.html")
    chosen = CaseFilter.parse(request.GET)
    if not chosen.tab:
        narrowed = chosen.figure or chosen.status or chosen.origin
        chosen = CaseFilter.parse({**request.GET.dict(), "tab": "all" if narrowed else tab})
    return render(request, "workbench/queue.html", {"list": _page(request, chosen)})


def _page(request: Request, chosen: CaseFilter) -> QueuePage:
    actor, now = request.actor, clock.now()
    found = queues.rows(actor, chosen, request.GET, now)
    back = urlencode({"next": request.get_full_path()})
    lines = case_lines(found.rows, actor, now, href=lambda case: f"{case_href(case)}?{back}")
    whole = not (found.next or found.previous)
    views = list(SavedView.objects.filter(user_id=actor.user_id or 0).order_by("pk"))
    return QueuePage(
        chosen=chosen,
        tabs=_tabs(request, chosen, views),
        chips=_chips(chosen),
        groups=list(_grouped(found.rows, lines, chosen, actor, whole=whole)),
        pager=found,
        form=FilterForm.of(chosen, actor) if "filters" in request.GET else None,
        keys=[
            Key(["J", "K"], _("up and down")),
            Key(["X"], _("choose")),
            Key(["E"], _("send the act")),
            Key(["/"], _("search")),
        ],
        views=views,
        path=request.path,
        old=_historic(chosen),
        empty="" if found.rows else _empty(chosen),
        nudges=actor.role == Role.COORDINATOR,
        hands=actor.role in {Role.COORDINATOR, Role.LIAISON},
    )


def _empty(chosen: CaseFilter) -> str:
    """Why there is nothing: a unit nobody is called by is said before the rest."""
    units = Department.objects.all()
    if chosen.unit and not units.filter(picking.called(chosen.unit)).exists():
        return picking.no_unit(units, chosen.unit)
    return _("Nothing waits for you.") if chosen.tab == "mine" else _("No case fits.")


def _historic(chosen: CaseFilter) -> Stat | None:
    """The on-time rate of what was brought in, above its rows."""
    if chosen.origin != Origin.HISTORIC:
        return None
    return historic_figure(clock.now()).stat(reverse("workbench:all"))


def _tabs(request: Request, chosen: CaseFilter, views: Iterable[SavedView]) -> list[Tab]:
    counts = queues.counts(request.actor, clock.now())
    counted(request, "workbench:queue", counts.mine)
    own, every_ = reverse("workbench:queue"), reverse("workbench:all")
    plain = not chosen.narrowed
    found = []
    if request.actor.role in WITH_QUEUE:
        found.append(Tab(_("My turn"), own, counts.mine, current=plain and chosen.tab == "mine"))
    for code, label, count in (
        ("open", _("Open"), counts.open),
        ("late", _("Overdue"), counts.late),
        ("all", _("All"), None),
    ):
        href = f"{every_}?tab={code}"
        found.append(Tab(label, href, count, current=plain and chosen.tab == code))
    here = chosen.query()
    found += [Tab(one.name, every_ + one.query, current=one.query == here) for one in views]
    return found


def _chips(chosen: CaseFilter) -> list[Filter]:
    """Each condition with a link that takes it away; and the parts of a figure."""
    labels = _labels(chosen)
    chips = [
        Filter(labels[name], chosen.query(**{name: ""}), on=True)
        for name, _value in chosen.chosen()
        if name in labels
    ]
    if chosen.figure:
        kind = chosen.figure if chosen.figure in PARTS else "clock"
        now_at = chosen.part or "all"
        chips += [
            Filter(str(label), chosen.query(part=code), on=False)
            for code, label in PARTS[kind].items()
            if code != now_at
        ]
    return chips


for _kind, _parts in PARTS.items():
    if _kind != "clock":
        _parts["parts"] = gettext_lazy("Left out: parts of a split need")
OF_PARTS = {
    "no": gettext_lazy("Without parts of a split need"),
    "only": gettext_lazy("Parts of a split need"),
}


def _named(chosen: CaseFilter) -> dict[str, str]:
    """What is chosen by a code or an id, by its name."""
    found = {}
    if chosen.region:
        region = Region.objects.filter(code=chosen.region).first()
        found["region"] = name_of(region) or chosen.region
    if chosen.category:
        category = Category.objects.filter(code=chosen.category).first()
        found["category"] = name_of(category) or chosen.category
    if chosen.force:
        force = TaskForce.objects.filter(pk=int(chosen.force)).first()
        found["force"] = name_of(force) or chosen.force
    return found


def _labels(chosen: CaseFilter) -> dict[str, str]:
    found = {"q": f"“{chosen.q}”", "unit": chosen.unit, **_named(chosen)}
    for name, kind in (("status", Status), ("urgency", Urgency), ("channel", Channel)):
        value = getattr(chosen, name)
        if value:
            found[name] = str(kind(value).label)
    if chosen.light:
        found["light"] = light_word(Kind(chosen.light))
    if chosen.origin:
        both = chosen.origin == "any"
        found["origin"] = _("Live and historic") if both else str(Origin(chosen.origin).label)
    if chosen.since:
        found["since"] = _("from %(day)s") % {"day": chosen.since}
    if chosen.until:
        found["until"] = _("until %(day)s") % {"day": chosen.until}
    if chosen.parts:
        found["parts"] = str(OF_PARTS[chosen.parts])
    if chosen.group in GROUPS:
        found["group"] = str(GROUPS[chosen.group])
    if chosen.figure in FIGURES:
        kind_ = chosen.figure if chosen.figure in PARTS else "clock"
        piece = PARTS[kind_].get(chosen.part or "all", "")
        days = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days")}.get(chosen.period)
        words = [str(FIGURES[chosen.figure]), str(piece), days or _("From the beginning")]
        found["figure"] = "·".join(words)
    return found


def _group(case: Case, actor: Actor) -> str:
    if is_yours(case, actor):
        return queues.group_of(case)
    return "decide" if actor.role == Role.COORDINATOR else "opinion"


def _grouped(
    cases: Iterable[Case],
    lines: Iterable[CaseLine],
    chosen: CaseFilter,
    actor: Actor,
    *,
    whole: bool,
) -> Iterable[tuple[str, int | None, list[CaseLine]]]:
    """Rows under headings in the own list; counts only where the page shows them all."""
    if chosen.tab != "mine":
        yield "", None, list(lines)
        return
    groups: dict[str, list[CaseLine]] = {}
    for case, line in zip(cases, lines, strict=True):
        code = _group(case, actor)
        groups.setdefault(code, []).append(line)
    for code, listed in groups.items():
        yield str(GROUPS[code]), len(listed) if whole else None, listed


@require_safe
@page(*READERS, Role.ADMINISTRATOR)
def units(request: Request) -> HttpResponse:
    """Units whose name holds what is typed into the filter, as JSON."""
    words, near = request.GET.get("q", ""), request.actor.region_path
    rows = picking.matching(picking.units_for(), words, near)
    found = [{"name": name_of(unit), "note": name_of(unit.region)} for unit in rows]
    return json_answer({"found": found})


@require_POST
@page(*READERS)
def keep_view(request: Request) -> HttpResponse:
    """Keep the list under a name, or take a kept one away."""
    chosen = CaseFilter.parse(request.POST)
    if drop := request.POST.get("drop", ""):
        services.drop_view(request.actor, int(drop) if drop.isdigit() else 0)
        return redirect("workbench:all")
    try:
        services.save_view(request.actor, request.POST.get("name", ""), chosen, clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The view is kept."))
    return redirect(reverse("workbench:all") + chosen.query())
