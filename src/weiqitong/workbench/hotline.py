"""Brings in tickets of the 12345 hotline as live needs on the desk of each enterprise's region. A
ticket is brought in once; an enterprise that is not known is a row's error, never a new client.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.cases import plans
from weiqitong.cases.dossier import Frame
from weiqitong.cases.enums import Channel, Urgency
from weiqitong.cases.framing import choose_frame
from weiqitong.cases.models import Intake
from weiqitong.cases.selectors import staffing
from weiqitong.cases.serials import reserve
from weiqitong.cases.services.acting import LONGEST_TEXT, write
from weiqitong.cases.services.intake import LONGEST_TITLE, SHORTEST, desk_of, shorten
from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import local
from weiqitong.directory.importing import cells
from weiqitong.directory.importing.columns import Field
from weiqitong.directory.importing.kinds import (
    Importer,
    Judged,
    Row,
    RowProblem,
    Session,
    State,
    Verdict,
    kinds,
)
from weiqitong.directory.importing.lookups import Clients
from weiqitong.directory.importing.places import outside
from weiqitong.directory.models import Category, Client, Contact, Region
from weiqitong.ledger.changes import Changes

from .historic import moment, words

URGENT: Mapping[Any, tuple[str, ...]] = {
    Urgency.NORMAL: ("平件", "一般", "普通"),
    Urgency.URGENT: ("加急", "紧急", "急件"),
    Urgency.EMERGENCY: ("特急", "特提"),
}


def urgency(cell: str) -> Urgency:
    """How urgent the hotline says it is."""
    found = next((one for one, said in URGENT.items() if cell.strip() in said), None)
    if found is None:
        raise cells.Wrong(_("“%(value)s” is no urgency we know.") % {"value": cell[:40]})
    return Urgency(found)


FIELDS = (
    Field(
        "ref", gettext_lazy("Number of the ticket"),
        ("工单编号", "工单号", "受理编号", "编号", "ref"),
        cells.code(40), required=True,
        note=gettext_lazy("A number is brought in once."), example="DH20210917000123",
    ),
    Field(
        "time", gettext_lazy("Time of the call"), ("来电时间", "受理时间", "时间", "time"), moment,
        required=True, example="2021/9/17 9:32:09",
    ),
    Field(
        "credit_code", gettext_lazy("Credit code"),
        ("统一社会信用代码", "信用代码", "企业代码", "code"),
        cells.code(40), note=gettext_lazy("Else the enterprise's whole name."),
        example="91000000MA0000000N",
    ),
    Field(
        "name", gettext_lazy("Enterprise"), ("企业名称", "单位名称", "诉求企业", "name"),
        cells.text(120), example="某某机械有限公司",
    ),
    Field(
        "said_by", gettext_lazy("Who called"), ("来电人", "联系人", "诉求人", "姓名"),
        cells.text(60), example="李四",
    ),
    Field(
        "phone", gettext_lazy("Phone"),
        ("联系电话", "来电号码", "手机", "电话", "联系方式", "mobile"),
        cells.phone, mask=cells.mask_phone, example="13900000000",
    ),
    Field(
        "title", gettext_lazy("Title"), ("标题", "工单标题", "主题", "title"), cells.text(120),
        example="厂门口路灯不亮",
    ),
    Field(
        "text", gettext_lazy("What the enterprise says"), ("诉求内容", "工单内容", "内容", "text"),
        words, required=True, example="厂门口的路灯坏了二十天，夜班下班看不见路。",
    ),
    Field(
        "category", gettext_lazy("Category"), ("分类", "诉求类别", "类别", "category"),
        cells.text(60), example="",
    ),
    Field(
        "urgency", gettext_lazy("Urgency"), ("紧急程度", "缓急", "urgency"), urgency, example="平件"
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ticket:
    """What one row becomes."""

    client: Client
    contact: Contact | None
    category: Category | None


class HotlineSession(Session):
    """Clients, contacts and known numbers of a step come in four queries."""

    def __init__(self, actor: Actor, now: datetime, options: Mapping[str, Any]) -> None:
        super().__init__(actor, now, options)
        self._frames: dict[tuple[int, str, str], Frame] = {}
        self._desks: dict[int, Region] = {}
        leaves = Category.objects.filter(active=True, parent__isnull=False)
        self._categories = {word: one for one in leaves for word in (one.name, one.code)}

    def key(self, row: Row) -> str:
        return str(row.values["ref"])

    def check(self, row: Row) -> list[RowProblem]:
        said = row.values
        if not said.get("credit_code") and not said.get("name"):
            sentence = _("Name the enterprise by its credit code or its whole name.")
            return [row.problem("name", sentence)]
        if said["time"].at > self.now:
            return [row.problem("time", _("This time lies in the future."))]
        if len(said["text"]) < SHORTEST:
            sentence = _("Say what has happened, in at least %(count)s characters.")
            return [row.problem("text", sentence % {"count": SHORTEST})]
        if len(said["text"]) > LONGEST_TEXT:
            about = {"limit": LONGEST_TEXT, "count": len(said["text"])}
            sentence = _("At most %(limit)s characters; this has %(count)s.")
            return [row.problem("text", sentence % about)]
        return []

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        refs = [row.values["ref"] for row in rows]
        known = dict(
            Intake.objects.filter(channel=Channel.HOTLINE, source_ref__in=refs).values_list(
                "source_ref", "case__number"
            )
        )
        by_code = Clients((row.values.get("credit_code", "") for row in rows), "region__parent")
        by_name = _by_name(row.values.get("name", "") for row in rows)
        contacts = _contacts(
            [*by_code.found, *(one for found in by_name.values() for one in found)]
        )
        return [self._judged(row, known, by_code, by_name, contacts) for row in rows]

    def _judged(
        self,
        row: Row,
        known: Mapping[str, str],
        by_code: Clients,
        by_name: Mapping[str, list[Client]],
        contacts: Mapping[int, list[Contact]],
    ) -> Verdict:
        said = row.values
        if number := known.get(said["ref"]):
            about = {"ref": said["ref"], "number": number}
            sentence = _("Number %(ref)s was entered already, as %(number)s.") % about
            return Judged(row, State.UNCHANGED, warning=sentence)
        client, problem = self._client(row, by_code, by_name)
        if client is None:
            return [problem]
        category = self._categories.get(said.get("category", ""))
        own = contacts.get(client.pk, [])
        ticket = Ticket(client, _speaker(own, said.get("phone", "")), category)
        return Judged(row, State.NEW, plan=ticket, warning=_warning(said, ticket, own))

    def _client(
        self, row: Row, by_code: Clients, by_name: Mapping[str, list[Client]]
    ) -> tuple[Client | None, RowProblem]:
        code, name = row.values.get("credit_code", ""), row.values.get("name", "")
        found = [one for one in [by_code.get(code)] if one] if code else by_name.get(name, [])
        field = "credit_code" if code else "name"
        if not found:
            sentence = _("This enterprise is not known here: register it, or correct the row.")
            return None, row.problem(field, sentence)
        if len(found) > 1:
            sentence = _("Several enterprises are called so: give the credit code.")
            return None, row.problem(field, sentence)
        if not found[0].region.path.startswith(self.within):
            return None, row.problem(field, outside())
        if not found[0].active:
            return None, row.problem(field, _("This enterprise is closed."))
        return found[0], row.problem(field, "")

    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        """Each a report of its own, at this instant; then whoever is concerned is told."""
        for serial, one in zip(reserve(len(judged)), judged, strict=True):
            need = self._need(one)
            frame = self._frame(need)
            with changes.acting(self.actor, self.now):
                plans.plan_report(changes, plans.Names.of(serial, self.now), need, frame)
        write(changes)

    def _need(self, judged: Judged) -> plans.Need:
        said, ticket = judged.row.values, judged.plan
        region = ticket.client.region
        if region.pk not in self._desks:
            self._desks[region.pk] = staffing.staffed(desk_of(region), self.now)
        return plans.Need(
            title=said.get("title") or shorten(said["text"])[:LONGEST_TITLE],
            text=said["text"],
            client=ticket.client,
            region=region,
            desk=self._desks[region.pk],
            channel=Channel.HOTLINE,
            urgency=said.get("urgency", Urgency.NORMAL),
            category=ticket.category,
            contact=ticket.contact,
            came=plans.Came(
                source_ref=said["ref"],
                said_by=said.get("said_by", ""),
                received_on=local(said["time"].at).date(),
            ),
        )

    def _frame(self, need: plans.Need) -> Frame:
        code = need.category.code if need.category else ""
        key = (need.region.pk, code, str(need.urgency))
        if key not in self._frames:
            self._frames[key] = choose_frame(need.region, code, need.urgency, self.now)
        return self._frames[key]


def _by_name(names: Any) -> dict[str, list[Client]]:
    wanted = {name for name in names if name}
    found: dict[str, list[Client]] = defaultdict(list)
    rows = Client.objects.filter(Q(name__in=wanted), registered=True)
    for one in rows.select_related("region__parent"):
        found[one.name].append(one)
    return found


def _contacts(clients: Sequence[Client]) -> dict[int, list[Contact]]:
    """Who may speak for these, the first contact first."""
    found: dict[int, list[Contact]] = defaultdict(list)
    rows = Contact.objects.filter(client__in=clients, active=True).select_related("person")
    for one in rows.order_by("-primary", "pk"):
        found[one.client_id].append(one)
    return found


def _speaker(contacts: Sequence[Contact], phone: str) -> Contact | None:
    """Whoever has the number that called, else the first contact."""
    wanted = crypto.lookup_hash(phone) if phone else ""
    called = (one for one in contacts if wanted and one.person.phone_hash == wanted)
    return next(called, contacts[0] if contacts else None)


def _warning(said: Mapping[str, Any], ticket: Ticket, contacts: Sequence[Contact]) -> str:
    """What somebody should know though the row is loaded."""
    if not contacts:
        return _("Nobody is entered who speaks for this enterprise: nobody can confirm it yet.")
    phone = said.get("phone", "")
    known = phone and crypto.lookup_hash(phone) in {one.person.phone_hash for one in contacts}
    if phone and not known:
        return _("The number is not one of its contacts': the first contact is asked to confirm.")
    if said.get("category") and ticket.category is None:
        return _("There is no such category: the office decides.")
    return ""


IMPORTER = Importer(
    kind="hotline",
    label=gettext_lazy("Tickets of the hotline"),
    unit=gettext_lazy("needs"),
    fields=FIELDS,
    session=HotlineSession,
    shown=("ref", "name", "time", "text"),
    roles=frozenset({Role.COORDINATOR}),
    notes=(
        gettext_lazy("They become needs on the desk of each enterprise's region at once."),
        gettext_lazy("Their clocks start when they are loaded; the day of the call is kept."),
        gettext_lazy("The enterprise is told and asked to confirm."),
    ),
    order=85,
    place="workbench:all",
    step=100,
)


def declare() -> None:
    """Offer the kind beside the rosters; called once when the app starts."""
    if kinds.get(IMPORTER.kind) is None:
        kinds.register(IMPORTER.kind, IMPORTER)
