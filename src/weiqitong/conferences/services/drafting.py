"""A conference begins: by an office, or by the last rung of the ladder."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.cases import services as case_services
from weiqitong.cases.models import Case
from weiqitong.cases.plans import Called, refuse_officials
from weiqitong.cases.selectors.answerable import People
from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Official, Region
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..enums import Reason
from ..models import Conference, ConferenceSerial, Topic
from ..selectors.needed import needed
from ..signals import conference_stepped
from .locking import fit_for, lock_cases

LONGEST_TITLE, LONGEST = 120, 1000
MOST_CASES = 30


def draft(
    actor: Actor, *, title: str, cases: Sequence[Case], now: datetime, purpose: str = ""
) -> Conference:
    """On one or several cases; units are proposed from what these are about."""
    if not permissions.can_begin(actor):
        raise NotAllowed(_("Only an office calls conferences."))
    if not cases:
        raise BadInput(_("Name at least one need."), field="cases")
    if len(cases) > MOST_CASES:
        raise BadInput(
            _("At most %(count)s needs on one conference.") % {"count": MOST_CASES}, field="cases"
        )
    with transaction.atomic():
        lock_cases(case.pk for case in cases)
        related = ("client", "region", "desk", "lead", "category", "rules")
        rows = Case.objects.select_related(*related).filter(pk__in=[case.pk for case in cases])
        fresh = {case.pk: case for case in rows}
        ordered = list(dict.fromkeys(fresh[case.pk] for case in cases))
        fit_for(actor, ordered)
        office = Region.objects.get(pk=actor.region_id or 0)
        changes = Changes(actor, now)
        made = plan.plan_draft(
            changes,
            _names(office, now),
            title=fits(title, LONGEST_TITLE, "title") or _usual_title(ordered),
            purpose=fits(purpose, LONGEST, "purpose"),
            office=office,
            calendar=calendar_at(office.path),
            cases=ordered,
            units=[one.unit for one in needed(ordered, now)],
            chair_id=_fit_chair(People(today(now)).above(Role.LEADER, office)[1], ordered),
        )
        changes.write()
        for case in sorted(ordered, key=lambda case: case.pk):
            case_services.confer(actor, case, called=Called(made.number), now=now)
    return made


def draft_on_rung(
    changes: Changes, case: Case, *, office: Region, chair_id: int | None, key: str
) -> Conference | None:
    """The ladder's last rung puts a conference on the office's desk, inside the rung's own
    transaction, which has the case locked; whoever writes the changes announces it. None where one
    on this case is under way already.
    """
    planned = (topic.case_id == case.pk for topic in changes.created(Topic))
    if any(planned) or Topic.objects.filter(case=case, open=True).exists():
        return None
    return plan.plan_draft(
        changes,
        _names(office, changes.at),
        title=case.title,
        office=office,
        calendar=calendar_at(office.path),
        cases=[case],
        units=[one.unit for one in needed([case], changes.at)],
        reason=Reason.LADDER,
        key=key,
        chair_id=_fit_chair(chair_id, [case]),
    )


def announce(changes: Changes) -> None:
    """Tell the offices of the conferences that the ladder began with these changes."""
    for made in changes.created(Conference):
        conference_stepped.send(Conference, conference=made, step="drafted")


def _fit_chair(chair_id: int | None, cases: Sequence[Case]) -> int | None:
    """Nobody of whom one of the cases complains; then the office chooses."""
    about = [case for case in cases if case.complains]
    if chair_id is None or not about:
        return chair_id
    chair = Official.objects.select_related("department", "person").get(pk=chair_id)
    try:
        for case in about:
            refuse_officials(case, [chair], "chair")
    except BadInput:
        return None
    return chair_id


def _names(office: Region, at: datetime) -> plan.Names:
    return plan.Names.of(office, ConferenceSerial.objects.create().pk, at)


def _usual_title(cases: Sequence[Case]) -> str:
    """The need's own, or that of the first of several."""
    title = cases[0].title
    if len(cases) > 1:
        title = _("%(title)s and %(count)s more") % {"title": title, "count": len(cases) - 1}
    return title[:LONGEST_TITLE]
