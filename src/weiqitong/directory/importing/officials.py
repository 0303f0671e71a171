"""The roster of officials. A line is recognised by its roster number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.core import crypto
from weiqitong.core.actor import Actor
from weiqitong.ledger.changes import Changes

from .. import plan
from ..enums import Level, RegionKind
from ..indexing import index_officials
from ..models import Official, Person
from . import cells
from .columns import Field
from .kinds import Importer, Judged, Row, RowProblem, Session, State, Verdict, kinds
from .places import Departments, outside

LEVELS = {
    Level.CITY: ("市", "市级", "市直"),
    Level.COUNTY: ("县", "区", "县级", "区级", "县市区", "县区级"),
    Level.TOWN: ("镇", "镇级", "镇街", "镇街级", "乡镇", "街道", "镇(街)"),
}
OF_REGION = {
    RegionKind.CITY: Level.CITY,
    RegionKind.COUNTY: Level.COUNTY,
    RegionKind.ZONE: Level.COUNTY,
    RegionKind.TOWN: Level.TOWN,
}
PLAIN = ("level", "rank", "post", "expertise", "active")


def level_labels() -> dict[str, str]:
    return {one.value: str(one.label) for one in Level}


FIELDS = (
    Field(
        "code",
        gettext_lazy("Roster number"),
        ("干部编号", "人员编号", "工号", "编号", "专员编号", "序列号"),
        cells.code(40),
        required=True,
        example="XX-0031",
    ),
    Field(
        "name",
        gettext_lazy("Name"),
        ("姓名", "干部姓名", "专员姓名", "人员姓名", "服务专员"),
        cells.text(60),
        required=True,
        example="张三",
    ),
    Field(
        "phone",
        gettext_lazy("Phone"),
        ("手机", "手机号", "手机号码", "联系电话", "电话", "联系方式", "mobile", "telephone"),
        cells.phone,
        required=True,
        mask=cells.mask_phone,
        example="13800000000",
    ),
    Field(
        "department",
        gettext_lazy("Department"),
        ("所在单位", "单位", "工作单位", "部门", "单位名称", "单位代码", "所属单位"),
        cells.text(80),
        required=True,
        note=gettext_lazy("Code, or the full name where it stands only once."),
        example="990001-SCJG",
    ),
    Field(
        "level",
        gettext_lazy("Level"),
        ("级别", "层级", "所属层级"),
        cells.choice(LEVELS, level_labels),
        note=gettext_lazy("City, county or town; blank: that of the department's region."),
        example="县级",
    ),
    Field("rank", gettext_lazy("Rank"), ("职级", "级别职级", "行政级别"), cells.text(40)),
    Field("post", gettext_lazy("Post"), ("职务", "岗位", "职位", "现任职务"), cells.text(60)),
    Field(
        "expertise",
        gettext_lazy("Expertise"),
        ("专长", "擅长领域", "熟悉领域", "业务专长"),
        cells.words(40),
        note=gettext_lazy("Industries or functions, separated by commas."),
    ),
    Field("active", gettext_lazy("In service"), ("是否在职", "在职", "状态"), cells.yes_no),
)


class OfficialSession(Session):
    """Departments are looked up once; officials of a step come in one query."""

    def __init__(self, actor: Actor, now: datetime, options: Mapping[str, Any]) -> None:
        super().__init__(actor, now, options)
        self.departments = Departments()
        self.phone_lines: dict[str, int] = {}
        self.written: list[Official] = []

    def key(self, row: Row) -> str:
        return str(row.values["code"])

    def check(self, row: Row) -> list[RowProblem]:
        first = self.phone_lines.setdefault(row.values["phone"], row.line)
        if first != row.line:
            sentence = _("The same phone stands on line %(line)s for somebody else.")
            return [row.problem("phone", sentence % {"line": first})]
        return []

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        codes = [row.values["code"] for row in rows]
        hashes = {row.line: crypto.lookup_hash(row.values["phone"]) for row in rows}
        stored = {
            one.code: one
            for one in Official.objects.filter(code__in=codes).select_related(
                "person", "department__region"
            )
        }
        people = Person.objects.filter(phone_hash__in=hashes.values()).select_related("official")
        by_hash: dict[str, list[Person]] = {}
        for person in people:
            by_hash.setdefault(person.phone_hash, []).append(person)
        return [
            self._judge(
                row,
                stored.get(row.values["code"]),
                by_hash.get(hashes[row.line], []),
                hashes[row.line],
            )
            for row in rows
        ]

    def _judge(
        self, row: Row, official: Official | None, same_phone: list[Person], phone_hash: str
    ) -> Verdict:
        if official and not official.department.region.path.startswith(self.within):
            return [row.problem("code", outside())]
        for person in same_phone:
            other = getattr(person, "official", None)
            if other is not None and other.code != row.values["code"]:
                sentence = _("This phone already belongs to the official %(code)s.")
                return [row.problem("phone", sentence % {"code": other.code})]
        try:
            department = self.departments.find(row.values["department"], self.within)
        except cells.Wrong as wrong:
            return [row.problem("department", str(wrong))]
        values = {name: row.values[name] for name in PLAIN if name in row.values}
        values["department"] = department
        if official is None:
            values.setdefault("level", OF_REGION[RegionKind(department.region.kind)].value)
            # One human being, one row: a contact who is on the roster too keeps the same person.
            known = next((one for one in same_phone if one.name == row.values["name"]), None)
            return Judged(row, State.NEW, plan=(None, known, values))
        changed = list(plan.differing(official, values))
        if official.person.name != row.values["name"]:
            changed.append("name")
        if official.person.phone_hash != phone_hash:
            changed.append("phone")
        state = State.CHANGED if changed else State.UNCHANGED
        return Judged(row, state, tuple(changed), plan=(official, official.person, values))

    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        self.written = []
        people: dict[int, Person] = {}
        for one in judged:
            said = one.row.values
            people[one.row.line] = plan.plan_person(
                changes, one.plan[1], name=said["name"], phone=said["phone"]
            )
        changes.write()  # entries name persons by their ids
        for one in judged:
            person, about = people[one.row.line], {**facts, "line": one.row.line}
            official, _known, values = one.plan
            official = official or Official(code=one.row.values["code"], person=person)
            self.written.append(official)
            if not plan.plan_official(changes, official, {**values, "person": person}, about):
                plan.note_person(changes, official, one.changed, about)

    def index(self, judged: Sequence[Judged]) -> None:
        index_officials(self.written, self.now)


IMPORTER = Importer(
    kind="officials",
    order=30,
    label=gettext_lazy("Officials"),
    unit=gettext_lazy("officials"),
    fields=FIELDS,
    place="directory:officials",
    session=OfficialSession,
    shown=("code", "name", "department", "phone"),
    notes=(
        gettext_lazy("One line per person. The roster number is kept for good."),
        gettext_lazy("An official becomes a specialist by a pairing, not by this list."),
    ),
)
kinds.register("officials", IMPORTER)
