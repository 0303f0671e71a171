"""Minutes are published: a conclusion on each case, what is to be done, what is settled for good.
And how a conference ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases import plans as case_plans
from weiqitong.cases import services as case_services
from weiqitong.cases.models import Case
from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Category, Department, Official
from weiqitong.items import plan as item_plans
from weiqitong.items import services as item_services
from weiqitong.items.models import Item
from weiqitong.items.services.acting import (
    future_day,
    refuse_closed,
    refuse_complained,
    refuse_stranger,
)
from weiqitong.items.source import Source
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..enums import State
from ..models import Conference, Topic
from ..selectors.agenda import topics_of
from ..selectors.items import all_settled
from ..signals import conference_stepped
from .locking import lock_cases, locked

LONGEST_MINUTES, LONGEST, LONGEST_REASON = 8000, 1000, 500
MOST_DECISIONS = 40


@dataclass(frozen=True, slots=True)
class Concluding:
    """What the office writes on one case; with circumstances it is settled for all of its kind."""

    topic_id: int
    conclusion: str
    told: str
    lead: Department | None = None
    category: Category | None = None
    circumstances: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has to do by a day; on one of the cases, or on all of it."""

    text: str
    unit: Department
    due_on: date
    person: Official | None = None
    case_id: int | None = None


def publish(
    actor: Actor,
    conference: Conference,
    *,
    minutes: str,
    conclusions: Sequence[Concluding],
    decisions: Sequence[Decision],
    now: datetime,
    seen: int | None = None,
) -> Conference:
    """All of it in one transaction: minutes, acts on the cases, leads named, items given."""
    with transaction.atomic():
        lock_cases(topic.case_id for topic in topics_of(conference))
        found = locked(conference.pk, seen)
        if not permissions.can_publish(actor, found, now, all_said(found)):
            raise NotAllowed(_("The office publishes the minutes once the conference has met."))
        minutes = fits(minutes, LONGEST_MINUTES, "minutes")
        if not minutes:
            raise BadInput(_("This is still empty."), field="minutes")
        topics = topics_of(found)
        said = {one.topic_id: one for one in conclusions}
        concluded = [_concluded(topic, said.get(topic.pk)) for topic in topics]
        changes = Changes(actor, now)
        items = _give(changes, found, topics, decisions)
        by = max((item.due_at for item in items), default=None)
        plan.plan_publish(changes, found, minutes, concluded, by)
        if not items:
            plan.plan_end(changes, found, topics, State.CLOSED)
        changes.write()
        item_services.announce(items)
        for one in sorted(concluded, key=lambda one: one.topic.case_id):
            _tell_case(actor, found, one, said.get(one.topic.pk), now)
        conference_stepped.send(Conference, conference=found, step="published")
    return found


def all_said(conference: Conference) -> bool:
    """Whether every unit that was asked has spoken."""
    asked = [one for one in conference.participants.all() if one.left_at is None]
    return bool(asked) and not any(one.owes for one in asked)


def _concluded(topic: Topic, said: Concluding | None) -> plan.Conclusion:
    """What stands in the minutes; a case that has closed meanwhile needs no conclusion."""
    conclusion = fits(said.conclusion if said else "", LONGEST, f"conclusion_{topic.pk}")
    told = fits(said.told if said else "", LONGEST, f"told_{topic.pk}")
    if topic.case.is_open:
        for name, words in (("conclusion", conclusion), ("told", told)):
            if not words:
                raise BadInput(_("This is still empty."), field=f"{name}_{topic.pk}")
    return plan.Conclusion(topic, conclusion, told, said.lead if said else None)


def _give(
    changes: Changes, conference: Conference, topics: Sequence[Topic], decisions: Sequence[Decision]
) -> list[Item]:
    if len(decisions) > MOST_DECISIONS:
        raise BadInput(_("At most %(count)s decisions.") % {"count": MOST_DECISIONS})
    calendar = calendar_at(conference.office.path)
    cases = {topic.case_id: topic.case for topic in topics}
    name = f"{conference.number} {conference.title}"
    source = Source(Conference.LABEL, conference.pk, name, conference.office)
    items = []
    for number, one in zip(count(), decisions, strict=False):
        try:
            text = fits(one.text, LONGEST)
            refuse_closed(one.unit)
            refuse_stranger(one.person, one.unit)
            for case in [cases[one.case_id]] if one.case_id in cases else cases.values():
                refuse_complained(case, one.unit, one.person)
            day = future_day(one.due_on, calendar, changes.at)
        except BadInput as refused:
            refused.field = f"{refused.field or 'text'}_{number}"
            raise
        items.append(
            item_plans.plan_give(
                changes,
                key=f"{conference.number}/{number + 1}",
                source=source,
                unit=one.unit,
                text=text,
                due_on=day,
                calendar=calendar,
                person=one.person,
                case=cases.get(one.case_id or 0),
            )
        )
    return items


def _tell_case(
    actor: Actor,
    conference: Conference,
    one: plan.Conclusion,
    said: Concluding | None,
    now: datetime,
) -> None:
    """The act on the case, the lead it names, the precedent it makes."""
    case = one.topic.case
    try:
        if case.is_open:
            words = case_plans.Concluded(
                conference.number,
                one.conclusion,
                one.told,
                one.lead,
                said.category if said else None,
            )
            case_services.conclude(actor, case, concluded=words, now=now)
        if said is not None and said.circumstances.strip():
            _settle(actor, conference, case, said, now)
    except BadInput as refused:
        refused.field = f"{refused.field}_{one.topic.pk}"
        raise


def _settle(
    actor: Actor, conference: Conference, case: Case, said: Concluding, now: datetime
) -> None:
    category = said.category or case.category
    if category is None:
        raise BadInput(_("A precedent needs a category."), field="category")
    if said.lead is None:
        raise BadInput(_("A precedent names the unit that leads."), field="lead")
    case_services.settle(
        actor,
        case,
        key=f"{conference.number}/{case.number}",
        category=category,
        department=said.lead,
        region=conference.office,
        circumstances=said.circumstances,
        now=now,
    )


def close(actor: Actor, conference: Conference, *, because: str, now: datetime) -> Conference:
    """By the office, though not all items are done: with the reason."""
    with transaction.atomic():
        found = locked(conference.pk)
        if not permissions.can_close(actor, found):
            raise NotAllowed(_("Only the office that called the conference closes it."))
        because = fits(because, LONGEST_REASON, "because")
        if not because:
            raise BadInput(_("Say why."), field="because")
        changes = Changes(actor, now)
        plan.plan_end(changes, found, topics_of(found), State.CLOSED, because)
        changes.write()
    return found


def close_if_done(actor: Actor, conference_id: int, now: datetime) -> bool:
    """All its items are done or dropped: it is over. Whether it was closed now."""
    with transaction.atomic():
        found = locked(conference_id)
        if found.state != State.HELD or not all_settled(found):
            return False
        changes = Changes(actor, now)
        plan.plan_end(changes, found, topics_of(found), State.CLOSED)
        changes.write()
        conference_stepped.send(Conference, conference=found, step="closed")
    return True
