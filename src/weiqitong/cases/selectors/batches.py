"""What the pages of batches show: where rows go, why others are left out, in the reader's words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from weiqitong.accounts.enums import ROLE_LABELS
from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import unit_holdings
from weiqitong.directory.models import Department, Official
from weiqitong.web.keyset import Page, paginate
from weiqitong.web.parts import Light, LightKind, Turn
from weiqitong.web.times import moment_words

from ..enums import BatchState, LineState, Status
from ..identity import client_words
from ..models import Batch, BatchLine, Case
from ..words import Names, name_of, office_words, short_of, together
from .answerable import official_name
from .filters import CaseFilter, apply

SHOWN = 50
TABS: dict[str, tuple[Any, LineState | None]] = {
    "all": (gettext_lazy("All rows"), None),
    "planned": (gettext_lazy("Would be done"), LineState.PLANNED),
    "done": (pgettext_lazy("batch", "Done"), LineState.DONE),
    "refused": (pgettext_lazy("batch", "Left out"), LineState.REFUSED),
}
RELATED = ("undoes", "region", "unit", "target", "person__person", "progress")


def batches(actor: Actor) -> QuerySet[Batch]:
    """Batches in sight with what a row shows."""
    return Batch.objects.visible_to(actor).select_related(*RELATED)


def numbers_of(
    actor: Actor, query: Mapping[str, Any], now: datetime, most: int, *, own: Q | None = None
) -> list[str]:
    """Numbers of a list's needs, those due first, as many as one batch takes."""
    found = apply(Case.objects.visible_to(actor), CaseFilter.parse(query), actor, now)
    found = found.filter(own) if own is not None else found
    return list(found.order_by("turn_until", "pk").values_list("number", flat=True)[:most])


def giver(batch: Batch) -> str:
    """Office or unit, and the person."""
    person = official_name(batch.grant.get("official_id"))
    if batch.region is not None:
        return together(office_words(name_of(batch.region)), person)
    return together(str(ROLE_LABELS[Role(batch.grant["role"])]), person)


def turn_of(batch: Batch, actor: Actor, now: datetime) -> Turn:
    """Whose turn a batch is: whoever prepared it, until it is begun; then the worker's."""
    state = BatchState(batch.state)
    yours = batch.by_id == actor.user_id
    who = pgettext("whose turn", "You") if yours else giver(batch)
    if state == BatchState.READY:
        kind = LightKind.YOURS if yours else LightKind.GREEN
        return Turn(Light(kind), who, yours=yours, words=_("look, then begin or drop it"))
    if state in {BatchState.PREPARING, BatchState.RUNNING}:
        return Turn(Light(LightKind.GREEN), str(state.label), words=_("it works by itself"))
    ended = moment_words(batch.ended_at or batch.made_at, now)
    words = ""
    if batch.may_be_undone(now):
        words = _("can be undone until %(when)s") % {"when": moment_words(batch.undo_until, now)}
    return Turn(Light(LightKind.CLOSED, str(state.label)), giver(batch), ended, words=words)


def lines(batch: Batch, tab: str, query: Mapping[str, Any]) -> Page[BatchLine]:
    """One page of its rows."""
    state = TABS[tab][1]
    rows = batch.lines.filter(state=state) if state else batch.lines.all()
    related = ("target", "case__client", "case__lead", "case__section", "case__handler__person")
    return paginate(rows.select_related(*related), ["seq", "pk"], query, size=SHOWN)


def tab_counts(batch: Batch) -> dict[str, int]:
    """Rows under each tab. One query."""
    found = dict(batch.lines.order_by().values_list("state").annotate(count=Count("pk")))
    counts = {tab: found.get(state, 0) for tab, (_label, state) in TABS.items() if state}
    return {"all": sum(found.values()), **counts}


# Where rows go, and why not


def kinds_of(batch: Batch) -> list[tuple[str, int]]:
    """What moves in a merger, by kind of row. One query."""
    rows = batch.lines.exclude(state=LineState.REFUSED).order_by()
    counted = rows.values_list("label").annotate(count=Count("pk"))
    return [(label_words(label), count) for label, count in counted.order_by("-count", "label")]


def goals_of(batch: Batch) -> list[tuple[str, int]]:
    """How many needs go to which unit, the largest first. One query."""
    rows = batch.lines.exclude(state=LineState.REFUSED).filter(target__isnull=False).order_by()
    counted = rows.values_list("target").annotate(count=Count("pk")).order_by("-count", "target")
    units = Department.objects.in_bulk([pk for pk, _count in counted])
    return [(short_of(units[pk]), count) for pk, count in counted]


def reasons_of(batch: Batch) -> list[tuple[str, int]]:
    """Why rows are left out, in general words, the most frequent first. One query."""
    rows = batch.lines.filter(state=LineState.REFUSED).order_by().values_list("code")
    return [
        (str(GENERAL.get(code, GENERAL["other"])), count)
        for code, count in rows.annotate(count=Count("pk")).order_by("-count", "code")
    ]


def label_words(label: str) -> str:
    """What rows of a label are called."""
    if label in LABELS:
        return str(LABELS[label])
    holding = unit_holdings.get(label)
    return str(holding.label) if holding else label


LABELS = {
    Case.LABEL: gettext_lazy("Needs"),
    Department.LABEL: gettext_lazy("Units and sections"),
    Official.LABEL: gettext_lazy("Officials"),
    Grant.LABEL: gettext_lazy("Roles"),
}
GENERAL = {
    "state": gettext_lazy("In another state"),
    "desk": gettext_lazy("Not on the desk of whoever asked"),
    "none": gettext_lazy("No unit is proposed: dispatch it by hand"),
    "unit": gettext_lazy("The unit is not in service"),
    "same": gettext_lazy("Nothing to change"),
    "held": gettext_lazy("Nothing to change"),
    "answered": gettext_lazy("The unit has answered it before"),
    "changed": gettext_lazy("Somebody worked on it after the preview"),
    "moved": gettext_lazy("It has moved on since"),
    "role": gettext_lazy("Whoever asked no longer holds the role"),
    "stopped": gettext_lazy("Stopped before its turn"),
    "gone": gettext_lazy("No longer there"),
    "broken": gettext_lazy("It did not work out; the administrator sees why"),
    "other": gettext_lazy("Another reason"),
}
Words = Callable[[Mapping[str, Any], Names], str]
EXACT: dict[str, Words] = {
    "state": lambda facts, names: (
        _("It is “%(status)s”") % {"status": Status(facts["status"]).label}
    ),
    "unit": lambda facts, names: (
        _("%(unit)s is not in service") % {"unit": names.unit(facts["unit"])}
    ),
    "answered": lambda facts, names: (
        _("%(unit)s has answered it before") % {"unit": names.unit(facts["unit"])}
    ),
    "held": lambda facts, names: (
        _("%(person)s has it already") % {"person": names.official(facts["official"])}
    ),
    "other": lambda facts, names: str(facts.get("words", "")),
}


def reason(line: BatchLine, names: Names) -> str:
    """Why this row is left out."""
    if line.code in EXACT and line.facts:
        return EXACT[line.code](line.facts, names)
    return str(GENERAL.get(line.code, "")) if line.code else ""


@dataclass(slots=True)
class LineNames(Names):
    """Names behind the ids of rows, those of roles too."""

    roles: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineWords:
    """One row as the page prints it."""

    name: str
    number: str
    opens: bool
    before: str
    after: str
    state: LineState
    why: str

    @property
    def light(self) -> Light | None:
        kinds = {LineState.DONE: LightKind.CLOSED, LineState.REFUSED: LightKind.NONE}
        kind = kinds.get(self.state)
        return Light(kind, str(self.state.label)) if kind else None


def words_of(batch: Batch, rows: Sequence[BatchLine], actor: Actor) -> list[LineWords]:
    """Rows in words; at most five queries. Who may not open a need reads its number alone."""
    asked = Case.objects.visible_to(actor).filter(pk__in=[one.case_id for one in rows])
    seen = set(asked.values_list("pk", flat=True))
    names = _names(rows)
    return [_line_words(batch, one, names, one.case_id in seen) for one in rows]


def _line_words(batch: Batch, line: BatchLine, names: LineNames, seen: bool) -> LineWords:
    state, why = LineState(line.state), reason(line, names)
    if line.case is None:
        return _row_words(batch, line, names)
    case = line.case
    name = together(case.title, client_words(case, None)) if seen else case.number
    after = _goal(batch, line, names)
    return LineWords(name, case.number, seen, _held_before(batch, line, names), after, state, why)


def _row_words(batch: Batch, line: BatchLine, names: LineNames) -> LineWords:
    """What is no need goes from one unit to the other; the unit itself is closed, or opened."""
    before, after = short_of(batch.unit), short_of(batch.target)
    if "active" in line.after:
        before, after = "", _active_words(bool(line.after["active"]))
    elif batch.undoes_id is not None:
        before, after = after, before
    name, label = _object_name(line, names), label_words(line.label)
    state = LineState(line.state)
    return LineWords(name or label, label, False, before, after, state, reason(line, names))


def _active_words(active: bool) -> str:
    return pgettext("unit", "in service") if active else pgettext("unit", "closed")


def _held_before(batch: Batch, line: BatchLine, names: Names) -> str:
    """With whom it was: as the row remembers, else as it is now."""
    if batch.undoes_id is not None:
        return _holder(line.after, names) or short_of(line.target)
    if line.state == LineState.DONE:
        return _holder(line.before, names) or _("The office")
    case = line.case
    assert case is not None
    person = case.handler.person.name if case.handler else ""
    return together(short_of(case.lead), short_of(case.section), person) or _("The office")


def _goal(batch: Batch, line: BatchLine, names: Names) -> str:
    if line.state == LineState.REFUSED:
        return ""
    if batch.undoes_id is not None:
        return _holder(line.before, names) or _("The office")
    if line.state == LineState.DONE and line.after.get("lead"):
        return _holder(line.after, names)
    person = batch.person.person.name if batch.person else ""
    return together(short_of(line.target or batch.target), person)


def _holder(hands: Mapping[str, Any], names: Names) -> str:
    return together(
        names.unit(hands.get("lead")),
        names.unit(hands.get("section")),
        names.official(hands.get("handler")),
    )


def _object_name(line: BatchLine, names: LineNames) -> str:
    if line.label == Department.LABEL:
        return names.unit(line.object_id)
    if line.label == Official.LABEL:
        return names.official(line.object_id)
    return names.roles.get(line.object_id, "")


def _names(rows: Iterable[BatchLine]) -> LineNames:
    units: set[int] = set()
    officials: set[int] = set()
    grants: set[int] = set()
    kept = {Department.LABEL: units, Official.LABEL: officials, Grant.LABEL: grants}
    for line in rows:
        if line.label in kept:
            kept[line.label].add(line.object_id)
        units |= {line.facts.get("unit")} - {None}
        officials |= {line.facts.get("official")} - {None}
        for hands in (line.before, line.after) if line.case_id else ():
            units |= {hands.get("lead") or 0, hands.get("section") or 0} - {0}
            officials |= {hands.get("handler") or 0} - {0}
    people = Official.objects.filter(pk__in=officials).values_list("pk", "person__name")
    held = Grant.objects.filter(pk__in=grants).select_related("user__person") if grants else ()
    return LineNames(
        roles={one.pk: _grant_words(one) for one in held},
        units={one.pk: short_of(one) for one in Department.objects.filter(pk__in=units)},
        officials=dict(people),
    )


def _grant_words(grant: Grant) -> str:
    return together(str(ROLE_LABELS[Role(grant.role)]), grant.user.person.name)
