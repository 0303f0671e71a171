"""From report to dispatch: what the office's desk does with a need, and what a specialist may do at
once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.clock import local
from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.deadlines import plan as clocks
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Category, Client, Contact, Department, Official, Region
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier, Frame, Turn
from ..enums import (
    Action,
    Audience,
    CaseKind,
    Channel,
    Confidentiality,
    Mode,
    Origin,
    Part,
    Status,
    TurnKind,
    Urgency,
)
from ..models import Case, Dispatch, Intake
from .answers import send_answer, write_answer
from .confiding import refuse_desk
from .levels import refuse_back_up
from .recusal import refuse_units
from .steps import close_due, record, start, stop, take

FIELDS = {Part.LEAD: "lead", Part.CO: "co", Part.HEARD: "proposed"}  # of the forms that choose


@dataclass(frozen=True, slots=True)
class Names:
    """Identity of a new case, drawn before it is planned."""

    id: int
    number: str

    @classmethod
    def of(cls, serial: int, reported_at: datetime) -> "Names":
        """`2021-000123`: the year of the report and the serial; short enough for the telephone."""
        return cls(serial, f"{local(reported_at).year}-{serial:06d}")


@dataclass(frozen=True, slots=True)
class Came:
    """How a need came that somebody else enters for its enterprise."""

    source_ref: str = ""  # its number there
    paper_number: str = ""
    said_by: str = ""
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What is reported: words, whose need it is, who reports it."""

    title: str
    text: str
    client: Client
    region: Region
    desk: Region
    channel: Channel
    kind: CaseKind = CaseKind.NEED
    urgency: Urgency = Urgency.NORMAL
    category: Category | None = None
    contact: Contact | None = None
    specialist: Official | None = None  # reports on the client's behalf
    origin: Origin = Origin.LIVE
    came: Came | None = None  # entered for the enterprise, which is asked to confirm
    partner: Department | None = None
    parent: Case | None = None  # of which need it is a part
    confidentiality: Confidentiality = Confidentiality.ORDINARY
    about_unit: Department | None = None  # whom it complains of
    about_official: Official | None = None
    turn: TurnKind = TurnKind.OFFICE  # of the leader in charge where the whole office is meant


@dataclass(frozen=True, slots=True)
class Proposal:
    """A dispatch: lead, co-handlers, category, on what grounds."""

    lead: Department
    co: Sequence[Department] = field(default_factory=tuple)
    category: Category | None = None
    catalogue_id: int | None = None
    mode: Mode = Mode.DOWN
    grounds: str = ""
    handler: Official | None = None  # a specialist who leads


def plan_report(changes: Changes, names: Names, need: Need, frame: Frame) -> Dossier:
    """A new case at the desk of the office, its dispatch clock running from this instant."""
    by_enterprise = need.specialist is None and need.came is None
    case = Case(
        id=names.id,
        number=names.number,
        kind=need.kind,
        origin=need.origin,
        channel=need.channel,
        urgency=need.urgency,
        title=need.title,
        text=need.text,
        salt=crypto.salt(),
        client=need.client,
        contact=need.contact,
        region=need.region,
        category=need.category,
        reported_by_id=changes.actor.user_id,
        specialist=need.specialist,
        confirmed_at=changes.at if by_enterprise else None,
        partner=need.partner,
        parent=need.parent,
        confidentiality=need.confidentiality,
        about_unit=need.about_unit,
        about_official=need.about_official,
        status=Status.REPORTED,
        desk=need.desk,
        rules_id=frame.rules_id,
        profile=frame.profile.code,
        reported_at=changes.at,
    )
    dossier = Dossier(case, frame)
    if need.kind == CaseKind.THANKS:  # no clock, no score: it is heard, and that is all
        values: dict[str, Any] = {"turn_kind": TurnKind.NOBODY, "closed_at": changes.at}
        values["status"] = Status.CONFIRMED
        record(changes, dossier, Action.REPORT, "", Audience.EVERYBODY, {}, values)
        return dossier
    facts: dict[str, Any] = {"channel": need.channel} if need.came is not None else {}
    facts |= {"parent": need.parent.number} if need.parent is not None else {}
    clock = start(changes, dossier, ClockKind.DISPATCH, "dispatch")
    assert clock is not None
    values = {
        "turn_kind": need.turn,
        "turn_id": need.desk.pk,
        "turn_until": clock.due_at,
        "due_at": clock.due_at,
        "yellow_at": clock.yellow_at,
    }
    record(changes, dossier, Action.REPORT, "", Audience.EVERYBODY, facts, values)
    if need.came is not None:
        _write_intake(changes, case, need.came)
    return dossier


def _write_intake(changes: Changes, case: Case, came: Came) -> None:
    intake = Intake(
        case=case,
        channel=case.channel,
        source_ref=came.source_ref,
        paper_number=came.paper_number,
        said_by=came.said_by,
        received_on=came.received_on,
        salt=crypto.salt(),
    )
    changes.enact(intake, "intake.write")


def plan_confirm(changes: Changes, dossier: Dossier) -> None:
    """The enterprise stands by what was written for it, once."""
    if dossier.case.confirmed_at is not None:
        raise WrongStep(_("This has been confirmed already."))
    take(changes, dossier, Action.CONFIRM, confirmed_at=changes.at)


def plan_sort(changes: Changes, dossier: Dossier, desk: Region, reason: str) -> None:
    """To another office's desk, down or up; the dispatch clock runs on."""
    case = dossier.case
    if desk.pk == case.desk_id:
        raise BadInput(_("The case lies on this desk already."), field="desk")
    refuse_desk(Confidentiality(case.confidentiality), desk)
    refuse_back_up(case, desk)
    turn = Turn(TurnKind.OFFICE, desk.pk, case.turn_until)
    facts = {"from": case.desk_id, "to": desk.pk}
    take(changes, dossier, Action.SORT, turn, text=reason, facts=facts, desk=desk)


def plan_solve(
    changes: Changes, dossier: Dossier, *, by: Official, text: str, documents: Sequence[str] = ()
) -> None:
    """Solved on the spot by the specialist who reported it; the verdict is still the
    enterprise's."""
    stop(changes, dossier, ClockKind.DISPATCH)
    unit = by.department.parent or by.department
    make_dispatch(changes, dossier, unit, Part.LEAD, Mode.SELF, "", accepted=True)
    answer = write_answer(
        changes,
        dossier,
        outcome="solved",
        text=text,
        documents=documents,
        department=unit,
        author=by,
    )
    send_answer(
        changes,
        dossier,
        answer,
        Action.SOLVE,
        lead=unit,
        handler=by,
        dispatched_at=changes.at,
        accepted_at=changes.at,
        contacted_at=changes.at,
    )


def plan_dispatch(changes: Changes, dossier: Dossier, proposal: Proposal) -> None:
    """To the unit that leads and those that co-handle; contact, plan and close clocks start now."""
    stop(changes, dossier, ClockKind.DISPATCH)
    _hand_to(changes, dossier, proposal, Action.DISPATCH, close="close")


def plan_name(changes: Changes, dossier: Dossier, proposal: Proposal) -> None:
    """After a "no": another lead, never one that has answered before; the rework clock runs
    already.
    """
    answered = {answer.department_id for answer in dossier.answers if answer.sent_at}
    if proposal.lead.pk in answered:
        raise BadInput(
            _("%(unit)s has answered this case already; name another lead.")
            % {"unit": proposal.lead.name},
            field="lead",
        )
    stop(changes, dossier, ClockKind.NAME)
    rework, lead = dossier.clock(ClockKind.CLOSE), proposal.lead
    if rework is not None:
        clocks.hand_over(changes, rework, lead.pk, advisory=lead.is_asked)
    _hand_to(changes, dossier, proposal, Action.NAME, close=None)


def plan_note(changes: Changes, dossier: Dossier, text: str, audience: Audience) -> None:
    """An internal note; the enterprise never sees it, and the clock does not care."""
    take(changes, dossier, Action.NOTE, text=text, audience=audience)


def _hand_to(
    changes: Changes, dossier: Dossier, proposal: Proposal, action: Action, close: str | None
) -> None:
    lead = proposal.lead
    if any(unit.pk == lead.pk for unit in proposal.co):
        raise BadInput(_("A unit cannot lead and co-handle the same case."), field="co")
    _refuse_unfit(proposal)
    advisory = lead.is_asked
    mode = Mode.ASKED if advisory and proposal.mode != Mode.SELF else proposal.mode
    if close:
        start(changes, dossier, ClockKind.CLOSE, close, holder_id=lead.pk, advisory=advisory)
    start(changes, dossier, ClockKind.CONTACT, "contact", holder_id=lead.pk, advisory=advisory)
    start(changes, dossier, ClockKind.PLAN, "plan", holder_id=lead.pk, advisory=advisory)
    led = proposal.handler is not None
    make_dispatch(changes, dossier, lead, Part.LEAD, mode, proposal.grounds, accepted=False)
    for unit in proposal.co:
        part_mode = Mode.ASKED if unit.is_asked else Mode.LEVEL
        make_dispatch(changes, dossier, unit, Part.CO, part_mode, proposal.grounds, accepted=False)
        start(changes, dossier, ClockKind.CO, "co", holder_id=unit.pk, advisory=unit.is_asked)
    until = close_due(dossier)
    turn = (
        Turn(TurnKind.HANDLER, proposal.handler.pk, until)
        if proposal.handler
        else Turn(TurnKind.UNIT, lead.pk, until)
    )
    values: dict[str, Any] = {"lead": lead, "section": None, "handler": proposal.handler}
    if proposal.category is not None:
        values["category"] = proposal.category
    if proposal.catalogue_id is not None:
        values["catalogue_id"] = proposal.catalogue_id
    facts = {
        "lead": lead.pk,
        "co": [unit.pk for unit in proposal.co],
        "mode": mode,
        "led": led,
    }
    take(
        changes,
        dossier,
        action,
        turn,
        text=proposal.grounds,
        facts=facts,
        dispatched_at=changes.at,
        accepted_at=None,
        **values,
    )


def _refuse_unfit(proposal: Proposal) -> None:
    """A case goes to whole units in service, to each of them once."""
    for field_, units in (("lead", [proposal.lead]), ("co", proposal.co)):
        for unit in units:
            if not unit.active or unit.parent_id is not None:
                raise BadInput(
                    _("%(unit)s is not a unit in service; choose another.") % {"unit": unit.name},
                    field=field_,
                )
    if len({unit.pk for unit in proposal.co}) < len(proposal.co):
        raise BadInput(_("A unit is named twice among the co-handlers."), field="co")


def make_dispatch(
    changes: Changes,
    dossier: Dossier,
    department: Department,
    part: Part,
    mode: Mode,
    grounds: str,
    *,
    accepted: bool,
    final: bool = False,
) -> Dispatch:
    """One unit's part in this round."""
    refuse_units(dossier.case, [department], FIELDS[part])
    row = Dispatch(
        case=dossier.case,
        seq=len(dossier.dispatches) + 1,
        round=dossier.case.round,
        part=part,
        mode=mode,
        department=department,
        grounds=grounds,
        made_at=changes.at,
        accepted_at=changes.at if accepted else None,
        salt=crypto.salt(),
        final=final,
    )
    changes.enact(row, "dispatch.make")
    dossier.dispatches.append(row)
    return row
