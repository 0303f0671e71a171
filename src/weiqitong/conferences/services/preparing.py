"""What the office does before the minutes: agenda, units, day, and calling it off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases import services as case_services
from weiqitong.cases.models import Case
from weiqitong.cases.plans import Called, refuse_officials, refuse_units
from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Department, Official
from weiqitong.ledger.changes import Changes

from .. import plan
from ..enums import Seat, State, Way
from ..models import Conference, Participant, Topic
from ..selectors.agenda import topics_of
from ..selectors.needed import needed
from ..signals import conference_stepped
from .drafting import LONGEST, LONGEST_TITLE, MOST_CASES
from .locking import fit_for, lock_cases, prepared

MOST_UNITS = 40
LONGEST_PLACE, LONGEST_REASON = 120, 500


@dataclass(frozen=True, slots=True)
class Arranged:
    """One row of the agenda as the office wants it."""

    topic_id: int
    place: int
    length: int
    presenter: Department | None = None


def arrange(
    actor: Actor, conference: Conference, rows: Sequence[Arranged], *, now: datetime
) -> Conference:
    """Order, minutes for each, who presents."""
    with transaction.atomic():
        found = prepared(actor, conference)
        topics = {topic.pk: topic for topic in topics_of(found)}
        changes = Changes(actor, now)
        wanted = [row for row in rows if row.topic_id in topics]
        for place, row in enumerate(sorted(wanted, key=lambda row: row.place), start=1):
            if not 1 <= row.length <= 480:
                raise BadInput(_("A need takes 1 to 480 minutes."), field="length")
            topic = topics[row.topic_id]
            plan.plan_arrange(
                changes, topic, place=place, length=row.length, presenter=row.presenter
            )
        changes.write()
    return found


def put(actor: Actor, conference: Conference, case: Case, *, now: datetime) -> Conference:
    """One more case on the agenda; the units it needs are proposed with it."""
    with transaction.atomic():
        lock_cases([case.pk])
        found = prepared(actor, conference)
        related = ("client", "region", "desk", "lead", "category", "rules")
        case = Case.objects.select_related(*related).get(pk=case.pk)
        fit_for(actor, [case], "number")
        _refuse_present(found, case)
        topics = topics_of(found)
        if len(topics) >= MOST_CASES:
            raise BadInput(
                _("At most %(count)s needs on one conference.") % {"count": MOST_CASES},
                field="number",
            )
        changes = Changes(actor, now)
        before = Topic.objects.filter(conference=found, case=case).first()
        if before is not None:
            before.conference, before.case = found, case
        place = max((topic.place for topic in topics), default=0) + 1
        plan.plan_topic(changes, found, case, place, before=before)
        asked = found.participants.values_list("department", "department__merged_into")
        known = {pk for pair in asked for pk in pair if pk is not None}
        for one in needed([case], now):
            if one.unit.pk not in known and len(known) < MOST_UNITS:
                plan.plan_invite(changes, found, one.unit)
                known.add(one.unit.pk)
        changes.write()
        _confer(actor, found, [case], now)
        if found.state == State.CALLED:
            conference_stepped.send(Conference, conference=found, step="called")
    return found


def _refuse_present(conference: Conference, case: Case) -> None:
    """BadInput where the enterprise complains of who takes part already."""
    if not case.complains:
        return
    rows = Participant.objects.filter(conference=conference, left_at=None)
    present = list(rows.select_related("department", "official__department", "official__person"))
    refuse_units(case, [one.department for one in present], "number")
    people = [one.official for one in present if one.official is not None]
    if conference.chair is not None:
        people.append(conference.chair)
    refuse_officials(case, people, "number")


def take_off(actor: Actor, conference: Conference, case: Case, *, now: datetime) -> Conference:
    """A case leaves the agenda; the last one does not: then the conference is called off."""
    with transaction.atomic():
        found = prepared(actor, conference)
        topics = topics_of(found)
        mine = next((topic for topic in topics if topic.case_id == case.pk), None)
        if mine is None:
            return found
        if len(topics) == 1:
            raise BadInput(_("A conference has at least one need; call it off instead."))
        changes = Changes(actor, now)
        plan.plan_take_off(changes, mine)
        changes.write()
    return found


def invite(
    actor: Actor,
    conference: Conference,
    unit: Department,
    *,
    now: datetime,
    official: Official | None = None,
    seat: Seat = Seat.MEMBER,
) -> Conference:
    """A unit takes part, or takes part as something else."""
    with transaction.atomic():
        found = prepared(actor, conference)
        if not unit.active or unit.parent_id is not None:
            raise BadInput(
                _("%(unit)s is not a unit in service; choose another.") % {"unit": unit.name},
                field="unit",
            )
        for topic in topics_of(found):
            refuse_units(topic.case, [unit], "unit")
            refuse_officials(topic.case, [official] if official else [], "official")
        rows = Participant.objects.select_related("department__merged_into").filter(
            conference=found
        )
        # The unit's own row, else that of one merged into it: nobody is asked twice.
        own = sorted(rows, key=lambda one: one.department_id != unit.pk)
        before = next((one for one in own if one.unit.pk == unit.pk), None)
        if before is None and len(rows) >= MOST_UNITS:
            raise BadInput(
                _("At most %(count)s units on one conference.") % {"count": MOST_UNITS},
                field="unit",
            )
        if before is not None:
            before.conference = found
        changes = Changes(actor, now)
        plan.plan_invite(changes, found, unit, official=official, seat=seat, before=before)
        changes.write()
        if found.state == State.CALLED:
            conference_stepped.send(Conference, conference=found, step="called")
    return found


def excuse(
    actor: Actor, conference: Conference, participant: Participant, *, now: datetime
) -> Conference:
    """A unit need not take part."""
    with transaction.atomic():
        found = prepared(actor, conference)
        rows = Participant.objects.select_related("department")
        mine = rows.get(pk=participant.pk, conference=found)
        mine.conference = found
        if mine.left_at is None:
            changes = Changes(actor, now)
            plan.plan_excuse(changes, mine)
            changes.write()
    return found


def call(
    actor: Actor,
    conference: Conference,
    meeting: plan.Meeting,
    *,
    title: str,
    purpose: str = "",
    now: datetime,
    seen: int | None = None,
) -> Conference:
    """The units are asked, and every case says so; once more: to another time."""
    with transaction.atomic():
        topics = topics_of(conference)
        lock_cases(topic.case_id for topic in topics)
        found = prepared(actor, conference, seen)
        topics = topics_of(found)
        _refuse_unready(found, meeting, title, now)
        if meeting.way == Way.WRITING:
            meeting = replace(meeting, place="")
        changes = Changes(actor, now)
        plan.plan_name(
            changes,
            found,
            title=fits(title, LONGEST_TITLE, "title"),
            purpose=fits(purpose, LONGEST, "purpose"),
        )
        plan.plan_call(changes, found, meeting, calendar_at(found.office.path))
        changes.write()
        _confer(actor, found, [topic.case for topic in topics], now)
        conference_stepped.send(Conference, conference=found, step="called")
    return found


def _refuse_unready(
    conference: Conference, meeting: plan.Meeting, title: str, now: datetime
) -> None:
    if not title.strip():
        raise BadInput(_("This is still empty."), field="title")
    for topic in topics_of(conference):
        refuse_officials(topic.case, [meeting.chair] if meeting.chair else [], "chair")
    if meeting.meets_at <= now:
        raise BadInput(_("Choose a time that is still to come."), field="meets_at")
    if meeting.way == Way.ROOM and not fits(meeting.place, LONGEST_PLACE, "place"):
        raise BadInput(_("Say where it meets."), field="place")
    if not conference.participants.filter(left_at=None, seat=Seat.MEMBER).exists():
        raise BadInput(_("Invite at least one unit first."))


def _confer(actor: Actor, conference: Conference, cases: Sequence[Case], now: datetime) -> None:
    """Each open case says that the conference is called, or prepared; one that has closed meanwhile
    stays.
    """
    called = Called(conference.number, conference.meets_at, conference.in_writing)
    for case in sorted(cases, key=lambda case: case.pk):
        if Case.objects.open().filter(pk=case.pk).exists():
            case_services.confer(actor, case, called=called, now=now)


def cancel(actor: Actor, conference: Conference, *, because: str, now: datetime) -> Conference:
    """Called off, with the reason; its cases are free again."""
    with transaction.atomic():
        found = prepared(actor, conference)
        because = fits(because, LONGEST_REASON, "because")
        if not because:
            raise BadInput(_("Say why."), field="because")
        called = found.state == State.CALLED
        changes = Changes(actor, now)
        plan.plan_end(changes, found, topics_of(found), State.CANCELLED, because)
        changes.write()
        if called:
            conference_stepped.send(Conference, conference=found, step="cancelled")
    return found
