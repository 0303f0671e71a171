"""The roster of clients: enterprises, projects, parks, collectives, each with its first contact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.core.actor import Actor
from weiqitong.ledger.changes import Changes

from .. import credit_code, industries, plan
from ..codes import local_code
from ..enums import ClientKind
from ..indexing import index_clients
from ..models import Client, Region
from . import cells
from .columns import Field
from .contacting import ContactPlan, Contacts
from .kinds import Importer, Judged, Row, RowProblem, Session, State, Verdict, kinds
from .lookups import Clients, RowRefused
from .places import Regions, outside

KINDS = {
    ClientKind.ENTERPRISE: ("企业", "公司", "个体工商户", "工业企业", "服务业企业"),
    ClientKind.PROJECT: ("项目", "重点项目", "投资项目", "在建项目"),
    ClientKind.PARK: ("园区", "产业园", "工业园", "孵化器"),
    ClientKind.COLLECTIVE: ("村集体", "合作社", "村集体/合作社", "农民专业合作社"),
}
PLAIN = (
    "kind",
    "credit_code",
    "name",
    "name_en",
    "address",
    "industry",
    "employees",
    "revenue",
    "assets",
    "above_scale",
    "chains",
    "tags",
    "active",
)


def kind_labels() -> dict[str, str]:
    return {one.value: str(one.label) for one in ClientKind}


def uscc(cell: str) -> str:
    """A credit code that could exist."""
    if cells.NUMBERED.fullmatch(cell.strip()):
        raise cells.Wrong(cells.lost_digits())
    code = credit_code.normalise(cell)
    if problems := credit_code.problems(code):
        raise cells.Wrong(str(problems[0]))
    return code


def industry(cell: str) -> str:
    """A code of GB/T 4754, with or without its letter, or the name of a class."""
    word = unicodedata.normalize("NFKC", cell).strip()
    leading = re.match(r"[A-Ta-t]?\d{2,4}(?=\D|$)", word)
    found = industries.find(word) or (industries.find(leading[0]) if leading else None)
    if found is None:
        found = industry_by_name(word)
    if found is None:
        raise cells.Wrong(
            _("“%(value)s” is no class of GB/T 4754: give its code or its name.") % {"value": word}
        )
    return found.code


def industry_by_name(name: str) -> industries.Industry | None:
    """The most detailed class of this name: a class and its only part often share one."""
    same = [one for one in industries.industries().values() if one.name == name]
    return max(same, key=lambda one: one.level) if same else None


FIELDS = (
    Field(
        "name",
        gettext_lazy("Enterprise or project"),
        ("企业名称", "单位名称", "项目名称", "名称", "企业", "企业或项目", "市场主体名称"),
        cells.text(120),
        required=True,
        example="示例机械有限公司",
    ),
    Field(
        "credit_code",
        gettext_lazy("Credit code"),
        ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "uscc"),
        uscc,
        note=gettext_lazy("18 characters, as text. An enterprise needs it; a project may wait."),
        example="91000000MA0000000N",
    ),
    Field(
        "code",
        gettext_lazy("Local code"),
        ("项目代码", "本地编号", "项目编号", "编号", "在线审批监管平台项目代码"),
        cells.code(40),
        note=gettext_lazy("For a project, park or collective without a credit code."),
    ),
    Field(
        "kind",
        gettext_lazy("Kind"),
        ("类型", "类别", "服务对象类型", "对象类别", "主体类型"),
        cells.choice(KINDS, kind_labels),
        note=gettext_lazy("Enterprise, project, park or collective; blank: enterprise."),
        example="企业",
    ),
    Field(
        "region",
        gettext_lazy("Region"),
        ("所在地", "所在区划", "行政区划", "属地", "所属区域", "所属镇街", "区划", "所在镇街"),
        cells.text(80),
        required=True,
        note=gettext_lazy("Code, or names from above: “示例区 示例街道”."),
        example="示例区 示例街道",
    ),
    Field("address", gettext_lazy("Address"), ("地址", "详细地址", "经营地址"), cells.text(200)),
    Field(
        "industry",
        gettext_lazy("Industry"),
        ("行业代码", "行业", "行业类别", "所属行业", "国民经济行业"),
        industry,
        note=gettext_lazy("Code or name of GB/T 4754-2017."),
        example="C3511",
    ),
    Field(
        "employees",
        gettext_lazy("Employees"),
        ("从业人员", "职工人数", "员工人数", "从业人数", "期末从业人员"),
        cells.whole,
        example="120",
    ),
    Field(
        "revenue",
        gettext_lazy("Revenue (10,000 yuan)"),
        ("营业收入", "主营业务收入", "年营业收入", "销售收入", "年产值"),
        cells.money,
        money=True,
        note=gettext_lazy("In 10,000 yuan; the header may say another unit: 营业收入（元）."),
        example="8600",
    ),
    Field(
        "assets",
        gettext_lazy("Assets (10,000 yuan)"),
        ("资产总额", "总资产", "资产总计"),
        cells.money,
        money=True,
        example="12000",
    ),
    Field(
        "above_scale",
        gettext_lazy("Above scale"),
        ("四上企业", "是否四上", "四上", "规上", "是否规上", "规上企业"),
        cells.yes_no,
        example="是",
    ),
    Field(
        "chains",
        gettext_lazy("Industry chains"),
        ("产业链", "所属产业链", "重点产业链"),
        cells.words(40),
        example="动力装备",
    ),
    Field("tags", gettext_lazy("Tags"), ("标签", "企业标签"), cells.words(40)),
    Field(
        "group",
        gettext_lazy("Group"),
        ("集团代码", "所属集团代码", "集团信用代码", "所属集团", "上级企业信用代码"),
        cells.code(40),
        note=gettext_lazy("Credit code of the group it belongs to."),
    ),
    Field(
        "contact_name",
        gettext_lazy("Contact"),
        ("联系人", "企业联系人", "联系人姓名", "负责人"),
        cells.text(60),
        example="李四",
    ),
    Field(
        "contact_phone",
        gettext_lazy("Contact phone"),
        ("联系电话", "联系人电话", "手机", "手机号", "电话", "联系方式", "联系人手机"),
        cells.phone,
        mask=cells.mask_phone,
        example="13900000000",
    ),
    Field(
        "contact_title",
        gettext_lazy("Contact's post"),
        ("联系人职务", "职务"),
        cells.text(60),
        example="办公室主任",
    ),
    Field("name_en", gettext_lazy("English name"), ("英文名称", "英文名"), cells.text(160)),
    Field("active", gettext_lazy("In business"), ("是否存续", "是否在营", "存续"), cells.yes_no),
)


@dataclass(slots=True)
class ClientPlan:
    client: Client | None
    code: str
    values: dict[str, Any]
    group: str
    contact: ContactPlan | None


class ClientSession(Session):
    """A step's clients, groups and contacts come in four queries."""

    def __init__(self, actor: Actor, now: datetime, options: Mapping[str, Any]) -> None:
        super().__init__(actor, now, options)
        self.regions = Regions()
        self.group_codes: set[str] = set()
        self.lines: dict[str, int] = {}
        self.coming: set[str] = set()  # groups of this file that will be there
        self.made: dict[str, Client] = {}
        self.codes: dict[str, int] = {}

    def key(self, row: Row) -> str:
        said = row.values
        if code := said.get("credit_code") or said.get("code"):
            return str(code)
        return f"{said.get('kind', '')}|{said['name']}|{said['region']}"

    def check(self, row: Row) -> list[RowProblem]:
        said = row.values
        enterprise = said.get("kind", ClientKind.ENTERPRISE) == ClientKind.ENTERPRISE
        if enterprise and "credit_code" not in said and "code" not in said:
            return [row.problem("credit_code", _("An enterprise needs its credit code."))]
        if said.get("group") and said["group"] == said.get("credit_code"):
            return [row.problem("group", _("A client cannot be its own group."))]
        return []

    def arrange(self, rows: list[Row]) -> list[Row]:
        """Groups first; they may belong to groups themselves."""
        self.group_codes = {str(row.values["group"]) for row in rows if row.values.get("group")}
        self.lines = {self.key(row): row.line for row in rows if self.key(row) in self.group_codes}
        above = {
            self.key(row): row.values.get("group", "")
            for row in rows
            if self.key(row) in self.group_codes
        }

        def rank(row: Row) -> int:
            key = self.key(row)
            if key not in self.group_codes:
                return 9
            count = 0
            while (key := above.get(key, "")) and count < 8:
                count += 1
            return count

        return sorted(rows, key=rank)

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        placed = {row.line: self._region(row) for row in rows}
        codes = {row.line: self._code(row, placed[row.line]) for row in rows}
        known = self._known(rows, codes.values())
        contacts = Contacts(known.found, (row.values for row in rows), "contact_")
        return [
            self._judge(row, placed[row.line], codes[row.line], known, contacts) for row in rows
        ]

    def _region(self, row: Row) -> Region | str:
        try:
            return self.regions.find(row.values["region"], self.within)
        except cells.Wrong as wrong:
            return str(wrong)

    def _code(self, row: Row, region: Region | str) -> str:
        said = row.values
        given = said.get("credit_code") or said.get("code")
        if given or isinstance(region, str):
            return str(given or "")
        return local_code(said.get("kind", ""), said["name"], region)

    def _known(self, rows: Sequence[Row], codes: Iterable[str]) -> Clients:
        said = {
            str(row.values[name])
            for row in rows
            for name in ("code", "group")
            if name in row.values
        }
        return Clients({*codes, *said}, "group")

    def _judge(
        self, row: Row, region: Region | str, code: str, known: Clients, contacts: Contacts
    ) -> Verdict:
        if isinstance(region, str):
            return [row.problem("region", region)]
        first = self.codes.setdefault(code, row.line)
        if first != row.line:
            return [row.problem("name", _("The same as line %(line)s.") % {"line": first})]
        # A project that got its credit code is still known by the local one.
        client = known.get(code) or known.get(str(row.values.get("code", "")))
        if client is not None and not client.region.path.startswith(self.within):
            return [row.problem("credit_code", outside())]
        try:
            contact = contacts.plan(client, row)
            group = self._group(row, known)
        except RowRefused as refused:
            return [refused.problem]
        values = {name: row.values[name] for name in PLAIN if name in row.values}
        values["region"] = region
        if client is None:
            values.setdefault("kind", ClientKind.ENTERPRISE.value)
        self._remember(code)
        plan_ = ClientPlan(client, code, values, str(row.values.get("group", "")), contact)
        return self._verdict(row, plan_, group)

    def _verdict(self, row: Row, plan_: ClientPlan, group: Client | None) -> Judged:
        if plan_.client is None:
            return Judged(row, State.NEW, plan=plan_)
        whole = plan.with_size(plan_.client, plan_.values)
        changed = list(plan.differing(plan_.client, whole))
        if plan_.group and (group is None or plan_.client.group_id != group.pk):
            changed.append("group")
        if plan_.contact is not None:
            changed += plan_.contact.changed
        state = State.CHANGED if changed else State.UNCHANGED
        return Judged(row, state, tuple(changed), plan=plan_)

    def _remember(self, code: str) -> None:
        if code in self.group_codes:
            self.coming.add(code)

    def _group(self, row: Row, known: Clients) -> Client | None:
        code = row.values.get("group")
        if not code or code in self.coming:
            return known.get(code) if code else None
        if group := known.get(code):
            return group
        if code in self.lines:
            sentence = _("Its group on line %(line)s has a problem.")
            raise RowRefused(row.problem("group", sentence % {"line": self.lines[code]}))
        sentence = _("No client has the code %(code)s: bring the group first.")
        raise RowRefused(row.problem("group", sentence % {"code": code}))

    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        plans: list[tuple[Judged, ClientPlan]] = [(one, one.plan) for one in judged]
        for _one, plan_ in plans:
            if plan_.contact is not None:
                plan_.contact.person_first(changes)
        stored = self._stored_groups(plans)
        for one, plan_ in plans:
            client = plan_.client or Client(
                code=plan_.code, credit_code=plan_.values.get("credit_code")
            )
            values = dict(plan_.values)
            if plan_.group:
                group = self.made.get(plan_.group) or stored.get(plan_.group)
                if group is not None and group.pk is None:
                    changes.write()  # the entry names the group by its id
                values["group"] = group
            plan.plan_client(changes, client, values, {**facts, "line": one.row.line})
            plan_.client = client
            if plan_.code in self.group_codes:
                self.made[plan_.code] = client
        changes.write()  # contacts are keyed by the ids of client and person
        for one, plan_ in plans:
            if plan_.contact is not None and plan_.client is not None:
                plan_.contact.record(changes, plan_.client, {**facts, "line": one.row.line})

    def index(self, judged: Sequence[Judged]) -> None:
        index_clients((one.plan.client for one in judged), self.now)

    def _stored_groups(self, plans: Sequence[tuple[Judged, ClientPlan]]) -> Clients:
        return Clients(
            one.group for _judged, one in plans if one.group and one.group not in self.made
        )


IMPORTER = Importer(
    kind="clients",
    order=40,
    label=gettext_lazy("Enterprises and projects"),
    unit=gettext_lazy("clients"),
    fields=FIELDS,
    place="directory:clients",
    session=ClientSession,
    shown=("name", "credit_code", "region", "contact_phone"),
    notes=(
        gettext_lazy("One line per client. It is recognised by its credit code, else local code."),
        gettext_lazy("The size tier follows from industry, employees, revenue and assets."),
        gettext_lazy("New clients wait for a specialist; nobody is notified."),
    ),
)
kinds.register("clients", IMPORTER)
