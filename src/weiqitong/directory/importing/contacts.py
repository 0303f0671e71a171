"""The roster of further contacts: who may speak for which client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from weiqitong.ledger.changes import Changes

from ..models import Client
from . import cells
from .columns import Field
from .contacting import ContactPlan, Contacts
from .kinds import Importer, Judged, Row, Session, State, Verdict, kinds
from .lookups import Clients, RowRefused

FIELDS = (
    Field(
        "client",
        gettext_lazy("Client's code"),
        ("统一社会信用代码", "信用代码", "企业代码", "服务对象代码", "项目代码", "code"),
        cells.code(40),
        required=True,
        note=gettext_lazy("Credit code, else local code."),
        example="91000000MA0000000N",
    ),
    Field(
        "name",
        gettext_lazy("Contact"),
        ("联系人", "姓名", "联系人姓名", "企业联系人"),
        cells.text(60),
        required=True,
        example="李四",
    ),
    Field(
        "phone",
        gettext_lazy("Phone"),
        ("联系电话", "手机", "手机号", "电话", "联系人电话", "联系方式", "mobile"),
        cells.phone,
        required=True,
        mask=cells.mask_phone,
        example="13900000000",
    ),
    Field("title", gettext_lazy("Post"), ("职务", "联系人职务", "岗位"), cells.text(60)),
    Field("primary", gettext_lazy("First contact"), ("主要联系人", "首要联系人"), cells.yes_no),
    Field("active", gettext_lazy("In use"), ("是否有效", "是否在用", "状态"), cells.yes_no),
)


class ContactSession(Session):
    """Clients of a step and their contacts come in three queries."""

    def key(self, row: Row) -> str:
        return f"{row.values['client'].upper()}|{row.values['phone']}"

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        known = Clients(row.values["client"] for row in rows)
        contacts = Contacts(known.found, (row.values for row in rows), "")
        return [self._judge(row, known, contacts) for row in rows]

    def _judge(self, row: Row, known: Clients, contacts: Contacts) -> Verdict:
        try:
            client = known.named(row, "client", self.within)
            planned = contacts.plan(client, row)
        except RowRefused as refused:
            return [refused.problem]
        if planned is None:
            return Judged(row, State.UNCHANGED)
        if planned.contact is None:
            return Judged(row, State.NEW, plan=(client, planned))
        return Judged(row, State.CHANGED, tuple(planned.changed), plan=(client, planned))

    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        plans: list[tuple[int, Client, ContactPlan]] = [(one.row.line, *one.plan) for one in judged]
        for _line, _client, planned in plans:
            planned.person_first(changes)
        changes.write()
        for line, client, planned in plans:
            planned.record(changes, client, {**facts, "line": line})


IMPORTER = Importer(
    kind="contacts",
    order=50,
    label=gettext_lazy("Contacts"),
    unit=gettext_lazy("contacts"),
    fields=FIELDS,
    place="directory:clients",
    session=ContactSession,
    shown=("client", "name", "phone", "title"),
    notes=(gettext_lazy("One line per person and client; a client may have several."),),
)
kinds.register("contacts", IMPORTER)
