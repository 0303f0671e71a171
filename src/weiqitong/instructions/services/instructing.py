"""A leader's instruction is entered, by the leader or under a delegation, and closed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases.models import Case
from weiqitong.cases.plans import refuse_units
from weiqitong.cases.services import instruct_on
from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Department, Official, Region
from weiqitong.items import services as items
from weiqitong.items.enums import ItemState
from weiqitong.items.models import Item
from weiqitong.items.services.acting import future_day, refuse_closed
from weiqitong.items.standing import leaders_of
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..models import Delegation, Instruction, InstructionSerial
from ..querysets import LABEL
from ..signals import instruction_closed, instruction_entered

LONGEST_TITLE, LONGEST_TEXT, MOST_UNITS = 120, 1000, 20


def enter(
    actor: Actor,
    *,
    title: str,
    text: str,
    units: Sequence[Department],
    due_on: date | None,
    now: datetime,
    delegation: Delegation | None = None,
    case: Case | None = None,
    seen: int | None = None,
) -> Instruction:
    """The leader's own words, given to one or several units. A secretary names the delegation."""
    with transaction.atomic():
        leader, entered_by = _who(actor, delegation, now)
        assert actor.region_id is not None
        office = Region.objects.get(pk=actor.region_id)
        calendar = calendar_at(office.path)
        words = plan.Words(
            _given(title, LONGEST_TITLE, "title", _("Say what it is about.")),
            _given(text, LONGEST_TEXT, "text", _("Write the words of the instruction.")),
            future_day(due_on, calendar, now),
        )
        _refuse_units(units, case)
        serial = InstructionSerial.objects.create().pk
        number = plan.number_of(office, serial, now)
        with _writing(actor, case, number, leader.pk, now, seen) as changes:
            row, given = plan.plan_enter(
                changes,
                pk=serial,
                number=number,
                office=office,
                leader=leader,
                entered_by=entered_by,
                delegation=delegation,
                case=case,
                words=words,
                units=units,
                calendar=calendar,
            )
        items.announce(given)
        instruction_entered.send(Instruction, instruction=row)
    return row


def close(actor: Actor, instruction: Instruction, *, text: str = "", now: datetime) -> Instruction:
    """The leader is content: what was reported is accepted, and the instruction is closed. Not
    while a unit still has something to do.
    """
    with transaction.atomic():
        row = _locked(instruction.pk)
        if not permissions.can_close(actor, row, leaders_of(actor, now)):
            raise NotAllowed(_("Only the leader, or who acts for the leader, closes it."))
        text = fits(text, LONGEST_TEXT)
        found = Item.objects.filter(source_label=LABEL, source_id=row.pk).select_related("unit")
        open_ = [item.unit.name for item in found if item.state == ItemState.OPEN]
        if open_:
            raise BadInput(
                _("Still to be done by: %(units)s. Wait for it, hand it on or drop it.")
                % {"units": "、".join(open_)}
            )
        for item in found.filter(state=ItemState.REPORTED):
            items.accept(actor, item, now=now)
        changes = Changes(actor, now)
        official = Official.objects.filter(pk=actor.official_id or 0).first()
        plan.plan_close(changes, row, text=text, official=official)
        changes.write()
        instruction_closed.send(Instruction, instruction=row)
    return row


def close_settled(actor: Actor, instruction_id: int, now: datetime) -> Instruction | None:
    """By itself once all its items are done or dropped; the acts on them were the decision."""
    with transaction.atomic():
        row = _locked(instruction_id)
        mine = Item.objects.filter(source_label=LABEL, source_id=row.pk)
        if not row.is_open or mine.unsettled().exists():
            return None
        changes = Changes(actor, now)
        plan.plan_close(changes, row)
        changes.write()
        instruction_closed.send(Instruction, instruction=row)
    return row


def _who(actor: Actor, delegation: Delegation | None, now: datetime) -> tuple[Official, Official]:
    """The leader whose words they are, and who enters them; NotAllowed without the right to."""
    refused = NotAllowed(
        _("You may enter an instruction as a leader, or under a leader's delegation that holds.")
    )
    if not permissions.may_write(actor):
        raise refused
    own = Official.objects.select_related("person").get(pk=actor.official_id or 0)
    if actor.role == Role.LEADER:
        return own, own
    if delegation is None or not permissions.acts_under(actor, delegation, today(now)):
        raise refused
    return delegation.leader, own


@contextmanager
def _writing(
    actor: Actor, case: Case | None, number: str, leader_id: int, now: datetime, seen: int | None
) -> Iterator[Changes]:
    """On a case it stands on the timeline too, in the same act."""
    if case is not None:
        with instruct_on(
            actor, case, number=number, leader_id=leader_id, now=now, seen=seen
        ) as changes:
            yield changes
        return
    changes = Changes(actor, now)
    yield changes
    changes.write()


def _refuse_units(units: Sequence[Department], case: Case | None) -> None:
    if not units:
        raise BadInput(_("Name at least one unit."), field="units")
    if len(units) > MOST_UNITS:
        raise BadInput(_("At most %(count)s units.") % {"count": MOST_UNITS}, field="units")
    if len({unit.pk for unit in units}) < len(units):
        raise BadInput(_("A unit is named twice."), field="units")
    for unit in units:
        refuse_closed(unit)
    if case is not None and case.complains:
        refuse_units(case, units, "units")


def _given(text: str, limit: int, field: str, missing: str) -> str:
    text = fits(text, limit, field)
    if not text:
        raise BadInput(missing, field=field)
    return text


def _locked(pk: int) -> Instruction:
    return Instruction.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)
