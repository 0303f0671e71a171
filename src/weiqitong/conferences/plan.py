"""What each act on a conference writes, recorded into Changes; touches no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from weiqitong.cases.models import Case
from weiqitong.core import crypto
from weiqitong.core.clock import local
from weiqitong.deadlines.calendar import WorkCalendar
from weiqitong.directory.models import Department, Official, Region
from weiqitong.ledger.changes import Changes

from .enums import Reason, Seat, State, Way
from .models import Conference, Participant, Topic

CALL_DAYS = 1  # working days in which a draft is called
MINUTES_DAYS = 2  # working days after the meeting in which the minutes are published
USUAL_LENGTH = 20  # minutes for one case


@dataclass(frozen=True, slots=True)
class Names:
    """Identity of a new conference, drawn before it is planned."""

    id: int
    number: str

    @classmethod
    def of(cls, office: Region, serial: int, at: datetime) -> "Names":
        """坊会2021-3: unique by its serial; the office's short name stands before it."""
        return cls(serial, f"{office.short}会{local(at):%Y}-{serial}")


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where it meets, or until when units write, and who chairs."""

    way: Way
    meets_at: datetime
    place: str = ""
    chair: Official | None = None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What was concluded on one case."""

    topic: Topic
    conclusion: str
    told: str
    lead: Department | None = None


def plan_draft(
    changes: Changes,
    names: Names,
    *,
    title: str,
    office: Region,
    calendar: WorkCalendar,
    cases: Sequence[Case],
    units: Iterable[Department],
    reason: Reason = Reason.OFFICE,
    key: str = "",
    purpose: str = "",
    chair_id: int | None = None,
) -> Conference:
    """On the office's desk, to be called by a day."""
    row = Conference(
        id=names.id,
        number=names.number,
        key=key or names.number,
        reason=reason,
        title=title,
        purpose=purpose,
        office=office,
        chair_id=chair_id,
        made_at=changes.at,
        due_at=calendar.add_working_days(changes.at, CALL_DAYS),
        salt=crypto.salt(),
    )
    changes.enact(row, "conference.draft")
    for place, case in enumerate(cases, start=1):
        plan_topic(changes, row, case, place)
    for unit in units:
        plan_invite(changes, row, unit)
    return row


def plan_topic(
    changes: Changes,
    conference: Conference,
    case: Case,
    place: int,
    *,
    presenter: Department | None = None,
    before: Topic | None = None,
) -> Topic:
    """A case comes on the agenda; one that left it before comes back."""
    if before is not None:
        changes.enact(before, "topic.put", open=True, left_at=None, place=place)
        return before
    row = Topic(
        conference=conference,
        case=case,
        place=place,
        length=USUAL_LENGTH,
        presenter_id=presenter.pk if presenter else case.lead_id,
        salt=crypto.salt(),
    )
    changes.enact(row, "topic.put")
    return row


def plan_arrange(
    changes: Changes, topic: Topic, *, place: int, length: int, presenter: Department | None
) -> None:
    """Its place on the agenda, how long, who presents it."""
    changes.enact(topic, "topic.arrange", place=place, length=length, presenter=presenter)


def plan_take_off(changes: Changes, topic: Topic) -> None:
    """Off the agenda: it is free for another conference."""
    changes.enact(topic, "topic.leave", open=False, left_at=changes.at)


def plan_invite(
    changes: Changes,
    conference: Conference,
    unit: Department,
    *,
    official: Official | None = None,
    seat: Seat = Seat.MEMBER,
    before: Participant | None = None,
) -> Participant:
    """A unit is to take part; one not needed before is needed again."""
    if before is not None:
        changes.enact(before, "participant.invite", left_at=None, official=official, seat=seat)
        return before
    row = Participant(
        conference=conference,
        department=unit,
        official=official,
        seat=seat,
        salt=crypto.salt(),
    )
    changes.enact(row, "participant.invite")
    return row


def plan_excuse(changes: Changes, participant: Participant) -> None:
    """Not needed after all."""
    changes.enact(participant, "participant.leave", left_at=changes.at)


def plan_name(changes: Changes, conference: Conference, *, title: str, purpose: str) -> None:
    """What it is called, and what for; nothing where that stays."""
    if (conference.title, conference.purpose) != (title, purpose):
        changes.enact(conference, "conference.name", title=title, purpose=purpose)


def plan_call(
    changes: Changes, conference: Conference, meeting: Meeting, calendar: WorkCalendar
) -> None:
    """It is called, or put off to another time: reminders begin anew."""
    changes.enact(
        conference,
        "conference.call",
        state=State.CALLED,
        called_at=changes.at,
        way=meeting.way,
        place=meeting.place,
        meets_at=meeting.meets_at,
        minutes_by=calendar.add_working_days(meeting.meets_at, MINUTES_DAYS),
        chair=meeting.chair,
        due_at=meeting.meets_at,
        reminded_at=None,
        late_told_at=None,
    )


def plan_say(changes: Changes, participant: Participant, *, statement: str, attendee: str) -> None:
    """A unit's statement, or who comes for it."""
    changes.enact(
        participant,
        "participant.say",
        statement=statement,
        attendee=attendee,
        said_at=changes.at,
        said_by_id=changes.actor.official_id,
    )


def plan_publish(
    changes: Changes,
    conference: Conference,
    minutes: str,
    conclusions: Iterable[Conclusion],
    items_by: datetime | None,
) -> None:
    """Minutes with a conclusion on each case; without anything to do it is over."""
    for one in conclusions:
        changes.enact(
            one.topic,
            "topic.conclude",
            lead=one.lead,
            conclusion=one.conclusion,
            told=one.told,
            concluded_at=changes.at,
        )
    changes.enact(
        conference,
        "conference.publish",
        state=State.HELD,
        minutes=minutes,
        held_at=changes.at,
        due_at=items_by,
    )


def plan_move_up(changes: Changes, conference: Conference, office: Region) -> None:
    """The office is empty: this one owes its steps from now on."""
    changes.enact(conference, "conference.raise", office=office)


def plan_end(
    changes: Changes,
    conference: Conference,
    topics: Iterable[Topic],
    state: State,
    because: str = "",
) -> None:
    """Closed or cancelled: its cases are free for another conference."""
    for topic in topics:
        if topic.open:
            changes.enact(topic, "topic.free", open=False)
    kind = "conference.close" if state == State.CLOSED else "conference.cancel"
    changes.enact(
        conference,
        kind,
        state=state,
        closed_at=changes.at,
        ended_because=because,
        due_at=None,
    )
