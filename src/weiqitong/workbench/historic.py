"""Brings in older needs with their replies as cases that ended: origin historic, state lapsed, real
times. It judges their clocks by a chosen profile and invents no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.cases import plans
from weiqitong.cases.dossier import Dossier, Frame
from weiqitong.cases.enums import Channel, Origin, Outcome
from weiqitong.cases.framing import PROFILES
from weiqitong.cases.models import Case, Once
from weiqitong.cases.selectors import picking
from weiqitong.cases.selectors.figures import historic_figure
from weiqitong.cases.selectors.filters import CaseFilter
from weiqitong.cases.serials import reserve
from weiqitong.cases.services.intake import desk_of, mode_of
from weiqitong.cases.telling import index_cases
from weiqitong.cases.words import name_of
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.errors import BadInput
from weiqitong.deadlines.models import ClockKind
from weiqitong.deadlines.selectors.calendars import calendar_for_region_id
from weiqitong.directory.enums import ClientKind
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
from weiqitong.directory.models import Client, Department, Region
from weiqitong.ledger.changes import Changes
from weiqitong.rules import selectors as rules
from weiqitong.web.forms import Form
from weiqitong.web.parts import Stat

from .views.queue import READERS

MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?(?:\.\d+)?"
)
EARLIEST = 2004  # the working calendars begin there
TITLE = 120
SPACE = uuid5(NAMESPACE_URL, "weiqitong/historic")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as written; not `exact` when only the day was."""

    at: datetime
    exact: bool


def moment(cell: str) -> Moment:
    """2019/4/25 9:32:09, or a day alone, in the product's time zone."""
    found = MOMENT.fullmatch(cell.strip())
    if found is None:
        raise cells.Wrong(_("“%(value)s” is no date and time.") % {"value": cell[:40]})
    year, month, day, hour, minute, second = found.groups()
    try:
        on = date(int(year), int(month), int(day))
        at = time(int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        raise cells.Wrong(_("“%(value)s” is no date and time.") % {"value": cell[:40]}) from None
    here = clock.at(on).replace(hour=at.hour, minute=at.minute, second=at.second)
    return Moment(here, hour is not None)


def words(cell: str) -> str:
    """A text with its lines; no limit, since what was written then was written."""
    return cell.replace("\0", "").replace("\r\n", "\n").strip()


class HistoricForm(Form):
    """What the file does not say: where, who answered, by which limits."""

    suggests = {"lead": "workbench:units"}
    region = forms.ChoiceField(label=gettext_lazy("Region of the needs"))
    lead = forms.CharField(label=gettext_lazy("Unit that answered"), max_length=80)
    profile = forms.ChoiceField(label=gettext_lazy("Limits they are judged by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.filter(active=True, depth__lte=1)
        choices = {
            "region": [(one.code, name_of(one)) for one in regions],
            "profile": [(one.code, one.name) for one in _profiles(clock.now()).values()],
        }
        for name, listed in choices.items():
            shown = self.fields[name]
            assert isinstance(shown, forms.ChoiceField)
            shown.choices = listed

    def clean_lead(self) -> str:
        """The unit's code, from its name or its code."""
        try:
            return lead_of(self.cleaned_data["lead"]).code
        except BadInput as error:
            raise forms.ValidationError(str(error)) from None


def _profiles(now: datetime) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = rules.parsed(PROFILES, rules.in_force(PROFILES, now).pk)
    except rules.NotInForce:
        return {}
    return found


def lead_of(name: str) -> Department:
    """The unit called so, or BadInput."""
    return picking.named_unit(picking.units_for(), name, "lead")


FIELDS = (
    Field(
        "id", gettext_lazy("Number there"), ("留言编号", "编号", "序号", "id"), cells.code(40),
        required=True, note=gettext_lazy("Names the message: the same again changes nothing."),
        example="10001",
    ),
    Field(
        "author", gettext_lazy("Author"), ("留言用户", "用户", "作者", "提出人", "author"),
        cells.text(60), note=gettext_lazy("Becomes a client without a code, not registered."),
        example="A00000001",
    ),
    Field(
        "title", gettext_lazy("Title"), ("留言主题", "主题", "标题", "title"), cells.text(400),
        required=True, example="厂门口的路灯坏了二十天",
    ),
    Field(
        "time", gettext_lazy("Reported"), ("留言时间", "提出时间", "时间", "time"), moment,
        required=True, example="2021/3/2 9:32:09",
    ),
    Field(
        "text", gettext_lazy("Text"), ("留言详情", "留言内容", "诉求内容", "内容", "text"), words,
        required=True, example="厂门口的路灯坏了二十天，夜班下班看不见路。",
    ),
    Field(
        "reply", gettext_lazy("Reply"), ("答复意见", "答复内容", "答复", "reply"), words,
        required=True, example="已更换灯头。",
    ),
    Field(
        "reply_time", gettext_lazy("Replied"), ("答复时间", "回复时间", "reply_time"), moment,
        required=True, example="2021/3/9 16:00:00",
    ),
)  # fmt: skip


class HistoricSession(Session):
    """Cases are planned as they would have happened, one after another in time."""

    def __init__(self, actor: Actor, now: datetime, options: Mapping[str, Any]) -> None:
        super().__init__(actor, now, options)
        self.region = Region.objects.select_related("parent").filter(
            code=str(options.get("region", ""))
        ).first()  # fmt: skip
        if self.region is None:
            raise BadInput(_("Name the region the needs belong to."), field="region")
        if actor.role != Role.SYSTEM and not self.region.path.startswith(actor.region_path or "-"):
            raise BadInput(_("This region is not in your reach."), field="region")
        self.lead = lead_of(str(options.get("lead", "")))
        version = rules.in_force(PROFILES, now)
        profile = rules.parsed(PROFILES, version.pk).get(str(options.get("profile", "")))
        if profile is None:
            raise BadInput(_("Name the limits they are judged by."), field="profile")
        self.frame = Frame(profile, version.pk, calendar_for_region_id(self.region.pk))
        self.loaded: list[int] = []

    def token(self, row: Row) -> UUID:
        """Names the message for good, so that the same file again changes nothing."""
        return uuid5(SPACE, f"{self.options['region']}/{row.values['id']}")

    def key(self, row: Row) -> str:
        return str(row.values["id"])

    def check(self, row: Row) -> list[RowProblem]:
        told, answered = self._times(row)
        if told.year < EARLIEST:
            sentence = _("There is no working calendar before %(year)s.") % {"year": EARLIEST}
            return [row.problem("time", sentence)]
        if answered > self.now:
            return [row.problem("reply_time", _("This time lies in the future."))]
        if answered < told:
            return [row.problem("reply_time", _("The reply is earlier than the message."))]
        return []

    def _times(self, row: Row) -> tuple[datetime, datetime]:
        """A day without a time: a message at its beginning, a reply at its end."""
        told, answered = row.values["time"], row.values["reply_time"]
        end = answered.at if answered.exact else answered.at.replace(hour=23, minute=59, second=59)
        return told.at, end

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        tokens = {self.token(row): row for row in rows}
        known = set(Once.objects.filter(token__in=tokens).values_list("token", flat=True))
        return [self._judged(row, token in known) for token, row in tokens.items()]

    def _judged(self, row: Row, known: bool) -> Judged:
        warning = ""
        if not row.values["reply_time"].exact:
            warning = _("The reply has a day but no time: taken as the end of that day.")
        elif not row.values["time"].exact:
            warning = _("The message has a day but no time: taken as the beginning of that day.")
        state = State.UNCHANGED if known else State.NEW
        return Judged(row, state, warning=warning)

    def apply(self, changes: Changes, judged: Sequence[Judged], facts: dict[str, Any]) -> None:
        clients = self._clients(changes, judged)
        changes.write()  # cases name their clients in the ledger, so these come first
        serials = reserve(len(judged))
        self.loaded = serials
        for serial, one in zip(serials, judged, strict=True):
            client = clients[self._code(one.row)]
            self._live(changes, one.row, client, serial)

    def _code(self, row: Row) -> str:
        return f"H-{row.values.get('author') or row.values['id']}"[:40]

    def _clients(self, changes: Changes, judged: Sequence[Judged]) -> dict[str, Client]:
        """Authors as clients that are not registered and have no credit code."""
        names = {self._code(one.row): one.row.values.get("author") for one in judged}
        found = {one.code: one for one in Client.objects.filter(code__in=names)}
        for code, name in names.items():
            if code in found:
                continue
            client = Client(
                code=code,
                kind=ClientKind.ENTERPRISE,
                name=str(name or _("Unknown author")),
                region=self.region,
                registered=False,
                in_scope=False,
            )
            changes.enact(client, "client.create")
            found[code] = client
        return found

    def _live(self, changes: Changes, row: Row, client: Client, serial: int) -> None:
        """Reported and at once with the unit that answered; then the answer; then silence."""
        assert self.region is not None
        told, answered = self._times(row)
        by = system()
        desk = desk_of(self.region)
        title = str(row.values["title"])
        need = plans.Need(
            title=title if len(title) <= TITLE else title[: TITLE - 1] + "…",
            text=row.values["text"],
            client=client,
            region=self.region,
            desk=desk,
            channel=Channel.LETTER,
            origin=Origin.HISTORIC,
        )
        with changes.acting(by, told):
            dossier = plans.plan_report(changes, plans.Names.of(serial, told), need, self.frame)
            changes.create(Once(token=self.token(row), case=dossier.case, at=self.now))
        with changes.acting(by, told):
            mode = mode_of(desk, self.lead)
            plans.plan_dispatch(changes, dossier, plans.Proposal(lead=self.lead, mode=mode))
        with changes.acting(by, told):
            plans.plan_accept(changes, dossier)
        with changes.acting(by, answered):
            plans.plan_answer(changes, dossier, outcome=Outcome.EXPLAINED, text=row.values["reply"])
        with changes.acting(by, self._silence(dossier)):
            plans.plan_lapse(changes, dossier)

    def _silence(self, dossier: Dossier) -> datetime:
        """When the time for a verdict was over; now, where it would still be running."""
        verdict = dossier.clock(ClockKind.VERDICT)
        assert verdict is not None
        return min(verdict.due_at, self.now)

    def index(self, judged: Sequence[Judged]) -> None:
        """Old needs are found by their words too."""
        index_cases(self.loaded, self.now)
        self.loaded = []


def results(actor: Actor, now: datetime) -> list[Stat]:
    """How many older needs there are and how many were answered in time, with links to them."""
    address = reverse("workbench:all")
    rate = historic_figure(now).stat(address)
    label, unit = str(IMPORTER.label), str(IMPORTER.unit)
    old = Case.objects.filter(origin=Origin.HISTORIC)
    if actor.role not in READERS:
        note = _("Coordinators and leaders can open the rows.")
        return [Stat.count(label, old.count(), unit=unit), replace(rate, href="", note=note)]
    rows = address + CaseFilter(origin=Origin.HISTORIC, tab="all").query()
    count = old.visible_to(actor).count()
    return [Stat.count(label, count, unit=unit, href=rows), rate]


IMPORTER = Importer(
    kind="cases",
    label=gettext_lazy("Older needs with their replies"),
    unit=gettext_lazy("needs"),
    fields=FIELDS,
    session=HistoricSession,
    shown=("id", "title", "time", "reply_time"),
    notes=(
        gettext_lazy("They come in as historic and lapsed: no verdict is assumed."),
        gettext_lazy("Historic needs stay out of the control room unless filtered in."),
    ),
    options=HistoricForm,
    results=results,
    step=200,
)


def declare() -> None:
    """Offer the kind beside the rosters; called once when the app starts."""
    if kinds.get(IMPORTER.kind) is None:
        kinds.register(IMPORTER.kind, IMPORTER)
