"""Being away: somebody else holds the same roles meanwhile, on record and by date."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.ledger.changes import Changes

from .. import permissions, selectors
from ..enums import SUBSTITUTED, Act
from ..models import Absence, Grant, User
from ..signals import absence_noted, access_ended

LONGEST = 366  # days; who is away for longer hands over for good


def plan_absence(
    changes: Changes, user: User, substitute: User, first: date, back: date, held: list[Grant]
) -> Absence:
    """The absence, and a grant in the person's place for each role held."""
    absence = Absence(serial=uuid4())
    changes.enact(
        absence,
        Act.AWAY,
        user=user,
        substitute=substitute,
        from_on=first,
        until_on=back,
        made_at=changes.at,
        made_by_id=changes.actor.user_id,
    )
    for grant in held:
        until = min(back, grant.valid_until) if grant.valid_until else back
        changes.enact(
            Grant(serial=uuid4()),
            Act.GRANT,
            user=substitute,
            role=grant.role,
            region_id=grant.region_id,
            department_id=grant.department_id,
            valid_from=max(first, grant.valid_from),
            valid_until=until,
            granted_by_id=changes.actor.user_id,
            stands_for=user.person.official,
        )
    return absence


@transaction.atomic
def be_away(
    actor: Actor, user: User, substitute: User, *, first: date, back: date, now: datetime
) -> Absence:
    """From `first` until `back`, when the person works again, the substitute does it all."""
    official = selectors.official_of(user)
    if official is None or not permissions.can_note_absence(actor, user, official):
        raise NotAllowed(_("You may not say who stands in for this person."))
    today = clock.today(now)
    if first < today:
        raise BadInput(
            _("This day has passed; an absence begins today at the earliest."), field="first"
        )
    if back <= first or (back - first).days > LONGEST:
        raise BadInput(_("The day back comes after the first day, within a year."), field="back")
    # Two who choose each other at the same moment wait here for one another.
    list(User.objects.select_for_update().filter(pk__in=[user.pk, substitute.pk]).order_by("pk"))
    _refuse_unfit(user, substitute, first, back, today)
    held = [
        grant
        for grant in selectors.grants_on(user, first)
        if grant.role in SUBSTITUTED and grant.stands_for_id is None
    ]
    if not held:
        raise BadInput(
            _("There is no role in which somebody would have to stand in."), field="first"
        )
    changes = Changes(actor, now)
    absence = plan_absence(changes, user, substitute, first, back, held)
    changes.write()
    absence_noted.send(Absence, absence=absence)
    return absence


def _refuse_unfit(user: User, substitute: User, first: date, back: date, today: date) -> None:
    """Somebody who is there, and whom nobody else stands in for."""
    fit = selectors.may_stand_in(user, day=today).filter(person__user=substitute.pk)
    if not fit.exists():
        raise BadInput(
            _("Choose somebody of the unit or office who can sign in."), field="substitute"
        )
    rows = Absence.objects.filter(until_on__gt=first, from_on__lt=back)
    if rows.filter(user=user).exists():
        raise BadInput(_("There is an absence in these days already; end it first."), field="first")
    other = rows.filter(user=substitute).first()
    if other is not None:
        raise BadInput(
            _("%(name)s is away then; choose somebody else.") % {"name": substitute.person.name},
            field="substitute",
        )
    stood = rows.filter(substitute=user).select_related("user__person").first()
    if stood is not None:
        raise BadInput(
            _("Stands in for %(name)s then; somebody else must take that on first.")
            % {"name": stood.user.person.name},
            field="first",
        )


@transaction.atomic
def come_back(actor: Actor, absence: Absence, *, now: datetime) -> None:
    """Back from today, or never away: what was held in the person's place ends. Twice is once."""
    absence = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("user__person", "substitute")
        .get(pk=absence.pk)
    )
    official = selectors.official_of(absence.user)
    if official is None or not permissions.can_note_absence(actor, absence.user, official):
        raise NotAllowed(_("You may not say who stands in for this person."))
    today = clock.today(now)
    if absence.until_on <= today:
        return
    changes = Changes(actor, now)
    for grant in Grant.objects.filter(
        user=absence.substitute, stands_for=official, valid_until__gt=today
    ):
        if absence.overlaps(grant.valid_from, grant.valid_until or today):
            changes.enact(grant, Act.REVOKE, valid_until=today)
    changes.enact(absence, Act.BACK, until_on=max(today, absence.from_on), ended_at=now)
    changes.write()
    access_ended.send(User, user=absence.substitute)
