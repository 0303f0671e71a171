"""The roster of pairings: which official serves which client. One more kind of import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.directory.importing import cells
from weiqitong.directory.importing.columns import Field
from weiqitong.directory.importing.kinds import (
    Importer,
    Judged,
    Row,
    Session,
    State,
    Verdict,
    kinds,
)
from weiqitong.directory.importing.lookups import Clients, RowRefused
from weiqitong.directory.models import Official
from weiqitong.ledger.changes import Changes

from . import plan
from .models import Pairing, PairingRole

ROLES = {
    PairingRole.LEADING_CADRE: ("包联领导", "领导干部", "包靠领导", "牵头领导", "县级领导"),
    PairingRole.SPECIALIST: ("服务专员", "专员", "服务企业专员", "specialist"),
    PairingRole.LIAISON: ("联络员", "联络人", "企业联络员"),
}


def role_labels() -> dict[str, str]:
    return {one.value: str(one.label) for one in PairingRole}


FIELDS = (
    Field(
        "client",
        gettext_lazy("Client's code"),
        ("统一社会信用代码", "信用代码", "企业代码", "服务对象代码", "项目代码"),
        cells.code(40),
        required=True,
        note=gettext_lazy("Credit code, else local code."),
        example="91000000MA0000000N",
    ),
    Field(
        "official",
        gettext_lazy("Roster number"),
        ("干部编号", "专员编号", "工号", "人员编号", "包联干部编号"),
        cells.code(40),
        required=True,
        example="XX-0031",
    ),
    Field(
        "role",
        gettext_lazy("Role"),
        ("角色", "包联角色", "包靠角色", "身份"),
        cells.choice(ROLES, role_labels),
        note=gettext_lazy("Leading cadre, specialist or liaison; blank: specialist."),
        example="服务专员",
    ),
    Field(
        "day",
        gettext_lazy("From"),
        ("开始日期", "起始日期", "包联日期", "生效日期", "包靠时间"),
        cells.day,
        note=gettext_lazy("Blank: the day of the import."),
        example="2021-02-26",
    ),
    Field("reason", gettext_lazy("Reason"), ("理由", "说明", "备注", "包联理由"), cells.text(500)),
)


class PairingSession(Session):
    """Another specialist for a client that has one is a hand-over, without a gap."""

    def __init__(self, actor: Actor, now: datetime, options: Mapping[str, Any]) -> None:
        super().__init__(actor, now, options)
        self.today = clock.today(now)

    def key(self, row: Row) -> str:
        role = row.values.get("role", PairingRole.SPECIALIST)
        # A client has one specialist, but may have several leading cadres and liaisons.
        whose = "" if role == PairingRole.SPECIALIST else row.values["official"]
        return f"{row.values['client'].upper()}|{role}|{whose}"

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        clients = Clients(row.values["client"] for row in rows)
        roster = {row.values["official"] for row in rows}
        officials = {
            one.code: one
            for one in Official.objects.filter(code__in=roster).select_related("department__region")
        }
        opened: dict[int, list[Pairing]] = {}
        for one in Pairing.objects.open().filter(client__in=clients.found):
            opened.setdefault(one.client_id, []).append(one)
        return [self._judge(row, clients, officials, opened) for row in rows]

    def _judge(
        self,
        row: Row,
        clients: Clients,
        officials: Mapping[str, Official],
        opened: Mapping[int, list[Pairing]],
    ) -> Verdict:
        try:
            client = clients.named(row, "client", self.within)
        except RowRefused as refused:
            return [refused.problem]
        official = officials.get(row.values["official"])
        if official is None or not official.active:
            sentence = _("Nobody in service has the roster number %(code)s.")
            return [row.problem("official", sentence % {"code": row.values["official"]})]
        role = str(row.values.get("role", PairingRole.SPECIALIST))
        same = [one for one in opened.get(client.pk, []) if one.role == role]
        if any(one.official_id == official.pk for one in same):
            return Judged(row, State.UNCHANGED)
        before = same[0] if same and role == PairingRole.SPECIALIST else None
        day = row.values.get("day", self.today)
        if before is not None and day < before.valid_from:
            sentence = _("The present specialist began on %(day)s, which is later.")
            return [row.problem("day", sentence % {"day": before.valid_from.isoformat()})]
        what = (client, official, role, day, before)
        if before is None:
            return Judged(row, State.NEW, plan=what)
        return Judged(row, State.CHANGED, ("official",), plan=what)

    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        for one in judged:
            _client, _official, _role, day, before = one.plan
            if before is not None:
                plan.plan_unpair(changes, before, day=day, facts={**facts, "line": one.row.line})
        changes.write()  # one open specialist per client is a constraint of the table
        for one in judged:
            client, official, role, day, _before = one.plan
            reason = one.row.values.get("reason", "")
            about = {**facts, "line": one.row.line}
            plan.plan_pair(
                changes, client, official, role=role, reason=reason, day=day, facts=about
            )


IMPORTER = Importer(
    kind="pairings",
    order=60,
    label=gettext_lazy("Pairings"),
    unit=gettext_lazy("pairings"),
    fields=FIELDS,
    place="directory:clients",
    session=PairingSession,
    shown=("client", "official", "role", "day"),
    notes=(
        gettext_lazy("One line per official and client."),
        gettext_lazy("Another specialist takes over on the given day; there is no gap."),
    ),
)
kinds.register("pairings", IMPORTER)
