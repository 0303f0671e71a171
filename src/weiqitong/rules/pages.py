"""What the rules' pages show, ready to print. Reads only; writes and permits nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from weiqitong.web.parts import Cell, Column, Row

from .comparing import Difference, compare
from .kinds import Item, RuleKind, all_kinds, kinds
from .models import RuleVersion, Status
from .selectors import NotInForce, in_force


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind in the list of kinds."""

    kind: RuleKind[Any]
    current: RuleVersion | None
    drafts: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: RuleVersion
    state: str  # "draft", "future", "current", "past" or "discarded"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would change if it were published now."""

    differences: Sequence[Difference]
    effects: Sequence[str]
    problems: Sequence[str]


def kind_or_404(code: str) -> RuleKind[Any]:
    kind = kinds.get(code)
    if kind is None:
        raise Http404
    return kind


def version_or_404(code: str, number: int) -> RuleVersion:
    kind_or_404(code)
    version = RuleVersion.objects.filter(kind=code, number=number).first()
    if version is None:
        raise Http404
    return version


def item_or_404(version: RuleVersion, code: str) -> Item:
    found = next((item for item in version.body["items"] if item["code"] == code), None)
    if found is None:
        raise Http404
    return dict(found)


def current(code: str, at: datetime) -> RuleVersion | None:
    try:
        return in_force(code, at)
    except NotInForce:
        return None


def kind_lines(at: datetime) -> list[KindLine]:
    """Every kind with what is in force and how many drafts wait. One query, and one a kind."""
    waiting = list(RuleVersion.objects.filter(status=Status.DRAFT).values_list("kind", flat=True))
    return [
        KindLine(kind, current(kind.code, at), waiting.count(kind.code)) for kind in all_kinds()
    ]


def version_lines(code: str, at: datetime) -> list[VersionLine]:
    """All versions, newest first. One query, and one for what is in force."""
    now = current(code, at)
    rows = RuleVersion.objects.filter(kind=code).order_by("-number").defer("body")
    return [VersionLine(row, _state(row, now, at)) for row in rows]


def _state(row: RuleVersion, now: RuleVersion | None, at: datetime) -> str:
    if row.status != Status.PUBLISHED:
        return str(row.status)
    if now is not None and row.pk == now.pk:
        return "current"
    return "future" if row.valid_from is not None and row.valid_from > at else "past"


def table(kind: RuleKind[Any], version: RuleVersion) -> tuple[list[Column], list[Row]]:
    """The items of a version as a table; the first cell leads to the whole item."""
    shown = kind.listed
    rows = []
    for item in version.body["items"]:
        href = reverse("rules:item", args=[kind.code, version.number, item["code"]])
        first, *rest = (one.show(one.of(item)) for one in shown)
        rows.append(Row([Cell(first, href=href), *rest]))
    return [Column(str(one.label)) for one in shown], rows


def preview(kind: RuleKind[Any], version: RuleVersion, at: datetime) -> Preview:
    """The draft against what is in force, and what its kind has to say."""
    now = current(kind.code, at)
    before = [] if now is None else RuleVersion.objects.get(pk=now.pk).body["items"]
    items = version.body["items"]
    return Preview(compare(kind, before, items), kind.preview(items, at), kind.problems(items, at))
