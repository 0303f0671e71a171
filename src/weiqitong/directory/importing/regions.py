"""The roster of regions: codes, names, parents. The tree is checked before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from weiqitong.core.actor import Actor, Role
from weiqitong.ledger.changes import Changes

from .. import plan
from ..enums import RegionKind
from ..models import Region, RegionCode
from . import cells
from .columns import Field
from .kinds import Importer, Judged, Row, RowProblem, Session, State, Verdict, kinds
from .places import outside

KINDS = {
    RegionKind.CITY: ("市", "地级市", "设区市", "市级"),
    RegionKind.COUNTY: ("区", "县", "县市区", "县级", "县级市", "市辖区", "district"),
    RegionKind.ZONE: ("功能区", "开发区", "高新区", "zone"),
    RegionKind.TOWN: ("镇", "街道", "乡", "镇街", "镇街级", "乡镇", "街道办", "township"),
}
BELOW: dict[str, str] = {
    RegionKind.CITY: RegionKind.COUNTY,
    RegionKind.COUNTY: RegionKind.TOWN,
    RegionKind.ZONE: RegionKind.TOWN,
}
PLAIN = ("name", "name_en", "short", "order", "latitude", "longitude", "active")


def _below(parent: Coming | Region | None) -> str | None:
    return BELOW.get(parent.kind) if parent else RegionKind.CITY.value


def kind_labels() -> dict[str, str]:
    return {one.value: str(one.label) for one in RegionKind}


FIELDS = (
    Field(
        "code",
        gettext_lazy("Region code"),
        ("行政区划代码", "区划代码", "区划编码", "代码", "编码"),
        cells.code(12),
        required=True,
        note=gettext_lazy("The national code; a functional zone without one takes a local code."),
        example="990001",
    ),
    Field(
        "name",
        pgettext_lazy("thing", "Name"),
        ("名称", "区划名称", "行政区划", "地区名称", "区域名称"),
        cells.text(80),
        required=True,
        example="示例区",
    ),
    Field("name_en", gettext_lazy("English name"), ("英文名称", "英文名"), cells.text(120)),
    Field(
        "parent",
        gettext_lazy("Parent region"),
        ("上级代码", "上级区划代码", "上级", "上级区划", "父级代码", "所属地区"),
        cells.text(80),
        note=gettext_lazy("Code or name of the region above; blank for the city itself."),
        example="990000",
    ),
    Field(
        "kind",
        gettext_lazy("Level"),
        ("级别", "层级", "类型", "类别", "kind", "level"),
        cells.choice(KINDS, kind_labels),
        note=gettext_lazy("City, county, functional zone or town; blank: one below its parent."),
        example="区",
    ),
    Field("short", gettext_lazy("Abbreviation"), ("简称", "缩写"), cells.text(8), example="示"),
    Field("local", gettext_lazy("Local code"), ("本地代码", "是否本地代码"), cells.yes_no),
    Field("order", gettext_lazy("Order"), ("排序", "序号", "顺序"), cells.whole),
    Field("latitude", gettext_lazy("Latitude"), ("纬度", "lat"), cells.coordinate),
    Field("longitude", gettext_lazy("Longitude"), ("经度", "lon", "lng"), cells.coordinate),
    Field("active", gettext_lazy("In use"), ("是否启用", "是否在用", "状态"), cells.yes_no),
)


@dataclass(slots=True)
class Coming:
    """A region that this file brings, before it is stored."""

    code: str
    kind: str
    path: str


class RegionSession(Session):
    """Parents may be named by code or name, and may stand below their children in the file."""

    def __init__(self, actor: Actor, now: datetime, options: Mapping[str, Any]) -> None:
        super().__init__(actor, now, options)
        rows = list(Region.objects.all())
        self.stored = {row.code: row for row in rows}
        for old in RegionCode.objects.select_related("region"):
            self.stored.setdefault(old.code, old.region)
        self.by_name: dict[str, list[str]] = {}
        for row in rows:
            self.by_name.setdefault(row.name, []).append(row.code)
        self.root = next((row.code for row in rows if row.parent_id is None), "")
        self.coming: dict[str, Coming] = {}
        self.lines: dict[str, int] = {}  # of every code in the file, also of refused rows

    def key(self, row: Row) -> str:
        return str(row.values["code"])

    def arrange(self, rows: list[Row]) -> list[Row]:
        by_code = {row.values["code"]: row for row in rows}
        for row in rows:
            self.lines[row.values["code"]] = row.line
            self.by_name.setdefault(row.values["name"], [])
            if row.values["code"] not in self.by_name[row.values["name"]]:
                self.by_name[row.values["name"]].append(row.values["code"])
        depth: dict[str, int] = {}

        def depth_of(code: str, seen: frozenset[str] = frozenset()) -> int:
            row = by_code.get(code)
            if row is None or code in seen:
                return 0
            if code not in depth:
                parent = self._parent_code(row)
                depth[code] = 1 + depth_of(parent, seen | {code}) if parent else 0
            return depth[code]

        return sorted(rows, key=lambda row: depth_of(row.values["code"]))

    def _parent_code(self, row: Row) -> str:
        said = str(row.values.get("parent", ""))
        if not said or said in self.stored or said in self.lines:
            return said
        return next(iter(self.by_name.get(said, [])), said)

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        return [self._judge(row) for row in rows]

    def _judge(self, row: Row) -> Verdict:
        region = self.stored.get(row.values["code"])
        parent = self._parent(row, region)
        if isinstance(parent, RowProblem):
            return [parent]
        kind = row.values.get("kind") or (region.kind if region else _below(parent))
        if problem := self._misplaced(row, region, parent, kind):
            return [problem]
        values = {name: row.values[name] for name in PLAIN if name in row.values}
        values["kind"] = kind
        path = region.path if region else f"{parent.path if parent else '/'}{row.values['code']}/"
        if not path.startswith(self.within):
            return [row.problem("code", outside())]
        self.coming[row.values["code"]] = Coming(row.values["code"], str(kind), path)
        if region is None:
            return Judged(row, State.NEW, plan=(None, parent and parent.code, values))
        changed = plan.differing(region, values)
        state = State.CHANGED if changed else State.UNCHANGED
        return Judged(row, state, changed, plan=(region, None, values))

    def _parent(self, row: Row, region: Region | None) -> Coming | Region | RowProblem | None:
        said = row.values.get("parent", "")
        if not said:
            return region.parent if region else None
        if len(self.by_name.get(said, [])) > 1 and said not in self.stored:
            sentence = _("Several regions are called “%(name)s”: give the code.")
            return row.problem("parent", sentence % {"name": said})
        code = self._parent_code(row)
        found = self.coming.get(code) or self.stored.get(code)
        if found is not None:
            return found
        if code in self.lines:
            return row.problem(
                "parent",
                _("Its parent on line %(line)s has a problem.") % {"line": self.lines[code]},
            )
        return row.problem("parent", _("There is no region “%(name)s” above it.") % {"name": said})

    def _misplaced(
        self, row: Row, region: Region | None, parent: Coming | Region | None, kind: str | None
    ) -> RowProblem | None:
        if kind is None:
            return row.problem("kind", _("Nothing lies below a town: check the parent."))
        if region is not None:
            above = region.parent.code if region.parent else ""
            if row.values.get("parent") and parent and parent.code != above:
                return row.problem(
                    "parent",
                    _("A region keeps its place in the tree: make a new one instead."),
                )
            return None
        if parent is None:
            if kind != RegionKind.CITY or (self.root and self.root != row.values["code"]):
                return row.problem("parent", _("Say which region lies above it."))
            self.root = row.values["code"]
        elif kind == RegionKind.CITY:
            return row.problem("kind", _("The city stands at the top and has no parent."))
        if len(f"{parent.path if parent else '/'}{row.values['code']}/") > 64:
            return row.problem("code", _("The tree is too deep here."))
        return None

    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        for one in judged:
            region, parent_code, values = one.plan
            code = one.row.values["code"]
            if region is None:
                parent = self.stored.get(parent_code) if parent_code else None
                if parent is not None and parent.pk is None:
                    changes.write()  # the entry names the parent by its id
                region = self.stored[code] = plan.new_region(code, parent)
                plan.plan_region(changes, region, values, {**facts, "line": one.row.line})
                local = bool(one.row.values.get("local", False))
                changes.create(RegionCode(region=region, code=code, local=local))
            else:
                plan.plan_region(changes, region, values, {**facts, "line": one.row.line})
                self.stored[code] = region


IMPORTER = Importer(
    kind="regions",
    order=10,
    label=gettext_lazy("Regions"),
    unit=gettext_lazy("regions"),
    fields=FIELDS,
    place="directory:regions",
    session=RegionSession,
    shown=("code", "name", "parent", "kind"),
    roles=frozenset({Role.ADMINISTRATOR}),
    notes=(
        gettext_lazy("One line per region. Parents may stand anywhere in the file."),
        gettext_lazy("A line is recognised by its code: the same code again changes the region."),
    ),
)
kinds.register("regions", IMPORTER)
