"""The roster of departments and their sections."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from weiqitong.core.actor import Actor
from weiqitong.ledger.changes import Changes

from .. import plan
from ..enums import Relation
from ..indexing import index_departments
from ..models import Department, Region
from . import cells
from .columns import Field
from .functions import by_word, functions
from .kinds import Importer, Judged, Row, RowProblem, Session, State, Verdict, kinds
from .places import Departments, Regions, outside

RELATIONS = {
    Relation.DIRECT: ("直属", "本级", "属地", "政府部门"),
    Relation.DUAL: ("双重", "双重管理", "双管"),
    Relation.VERTICAL: ("垂管", "垂直", "垂直管理", "驻市", "中央垂管", "省垂管"),
    Relation.PARTNER: ("社会组织", "商会", "工商联", "园区", "合作组织"),
    Relation.ENTERPRISE: ("企业", "公用企业", "公共服务企业", "国企", "银行"),
}
PLAIN = ("name", "name_en", "short", "function", "relation", "phone", "active")
SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")


def relation_labels() -> dict[str, str]:
    return {one.value: str(one.label) for one in Relation}


def function(cell: str) -> str:
    """A code of the dispatch catalogue, or the usual name of such a department."""
    word = cell.strip()
    if word in functions() or SLUG.fullmatch(word):
        return word
    if code := by_word().get(word):
        return code
    near = next((name for name in by_word() if word in name or name in word), "")
    if near:
        raise cells.Wrong(
            _("No function is called “%(name)s”; did you mean “%(near)s”?")
            % {"name": word, "near": near}
        )
    raise cells.Wrong(
        _("“%(name)s” is no function: the template's second sheet lists them.") % {"name": word}
    )


FIELDS = (
    Field(
        "code",
        gettext_lazy("Department code"),
        ("单位代码", "部门代码", "机构代码", "科室代码", "编码", "代码"),
        cells.code(40),
        required=True,
        example="990001-SCJG",
    ),
    Field(
        "name",
        pgettext_lazy("thing", "Name"),
        ("单位名称", "部门名称", "机构名称", "科室名称", "名称", "单位", "部门"),
        cells.text(80),
        required=True,
        example="示例区市场监督管理局",
    ),
    Field(
        "region",
        gettext_lazy("Region"),
        ("所在区划", "行政区划", "区划", "所属区划", "所在地", "属地", "区划代码", "地区"),
        cells.text(80),
        note=gettext_lazy("Code or name; a section takes its department's."),
        example="990001",
    ),
    Field(
        "function",
        gettext_lazy("Function"),
        ("职能", "职能代码", "职能类别", "条线"),
        function,
        note=gettext_lazy("What the dispatch catalogue calls it; sections have none."),
        example="market-regulation",
    ),
    Field(
        "relation",
        gettext_lazy("Relation"),
        ("管理关系", "隶属关系", "关系", "管理体制"),
        cells.choice(RELATIONS, relation_labels),
        note=gettext_lazy("Vertical units and public enterprises are asked, not ordered."),
        example="直属",
    ),
    Field(
        "parent",
        gettext_lazy("Department above"),
        ("上级单位", "上级代码", "所属单位", "主管单位", "上级单位代码", "上级部门"),
        cells.code(40),
        note=gettext_lazy("Only for sections: the code of their department."),
    ),
    Field(
        "short",
        gettext_lazy("Short name"),
        ("简称", "单位简称"),
        cells.text(40),
        example="市监",
    ),
    Field(
        "phone",
        gettext_lazy("Office number"),
        ("办公电话", "值班电话", "联系电话", "电话"),
        cells.phone,
        example="0999-7654321",
    ),
    Field("name_en", gettext_lazy("English name"), ("英文名称", "英文名"), cells.text(120)),
    Field("active", gettext_lazy("In use"), ("是否启用", "是否在用", "状态"), cells.yes_no),
)


class DepartmentSession(Session):
    """Sections may stand above their department in the file."""

    def __init__(self, actor: Actor, now: datetime, options: Mapping[str, Any]) -> None:
        super().__init__(actor, now, options)
        self.regions = Regions()
        self.stored = Departments().by_code
        self.coming: dict[str, Region] = {}  # departments of this file and where they lie
        self.lines: dict[str, int] = {}

    def key(self, row: Row) -> str:
        return str(row.values["code"])

    def check(self, row: Row) -> list[RowProblem]:
        placed = row.values.get("parent") or row.values.get("region")
        if not placed and row.values["code"] not in self.stored:
            return [row.problem("region", _("Say in which region the department lies."))]
        if row.values.get("parent") == row.values["code"]:
            return [row.problem("parent", _("A department cannot lie below itself."))]
        return []

    def arrange(self, rows: list[Row]) -> list[Row]:
        self.lines = {row.values["code"]: row.line for row in rows}
        parents = {row.values["code"]: row.values.get("parent", "") for row in rows}

        def depth(code: str) -> int:
            count = 0
            while (code := parents.get(code, "")) and count < 5:
                count += 1
            return count

        return sorted(rows, key=lambda row: depth(row.values["code"]))

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        return [self._judge(row) for row in rows]

    def _judge(self, row: Row) -> Verdict:
        department = self.stored.get(row.values["code"])
        if department is not None and not department.region.path.startswith(self.within):
            return [row.problem("code", outside())]
        try:
            region = self._region(row, department)
        except cells.Wrong as wrong:
            name = "parent" if row.values.get("parent") else "region"
            return [row.problem(name, str(wrong))]
        if department is not None and self._moves(row, department):
            return [
                row.problem("parent", _("A section keeps its department: make a new one instead."))
            ]
        values = {name: row.values[name] for name in PLAIN if name in row.values}
        self.coming[row.values["code"]] = region
        if department is None:
            values.setdefault("relation", Relation.DIRECT.value)
            return Judged(row, State.NEW, plan=(None, region, values))
        if department.parent_id is None:
            values["region"] = region
        changed = plan.differing(department, values)
        state = State.CHANGED if changed else State.UNCHANGED
        return Judged(row, state, changed, plan=(department, region, values))

    def _region(self, row: Row, department: Department | None) -> Region:
        parent = row.values.get("parent", "")
        if parent:
            return self._region_of_parent(parent)
        if row.values.get("region"):
            return self.regions.find(row.values["region"], self.within)
        assert department is not None  # `check` asked for a region
        return department.region

    def _region_of_parent(self, code: str) -> Region:
        if code in self.coming:
            return self.coming[code]
        if above := self.stored.get(code):
            if not above.region.path.startswith(self.within):
                raise cells.Wrong(outside())
            return above.region
        if code in self.lines:
            raise cells.Wrong(
                _("Its department on line %(line)s has a problem.") % {"line": self.lines[code]}
            )
        raise cells.Wrong(_("There is no department with the code %(code)s.") % {"code": code})

    def _moves(self, row: Row, department: Department) -> bool:
        said = row.values.get("parent")
        above = self.stored.get(said) if said else None
        return bool(said) and (above is None or above.pk != department.parent_id)

    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        for one in judged:
            department, region, values = one.plan
            code, parent_code = one.row.values["code"], one.row.values.get("parent", "")
            if department is None:
                parent = self.stored.get(parent_code) if parent_code else None
                if parent is not None and parent.pk is None:
                    changes.write()
                department = plan.new_department(code, region, parent)
                self.stored[code] = department
            plan.plan_department(changes, department, values, {**facts, "line": one.row.line})

    def index(self, judged: Sequence[Judged]) -> None:
        written = [self.stored[one.row.values["code"]] for one in judged]
        index_departments(written, self.now)


IMPORTER = Importer(
    kind="departments",
    order=20,
    label=gettext_lazy("Departments"),
    unit=gettext_lazy("departments"),
    fields=FIELDS,
    place="directory:departments",
    session=DepartmentSession,
    shown=("code", "name", "region", "function", "parent"),
    notes=(
        gettext_lazy("One line per department or section. A section names its department's code."),
        gettext_lazy("The function decides which cases of the dispatch catalogue come here."),
    ),
)
kinds.register("departments", IMPORTER)
