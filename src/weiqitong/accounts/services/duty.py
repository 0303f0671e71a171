"""Putting people on duty, and taking them off."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Department, Official, Region
from weiqitong.ledger.changes import Changes

from .. import duties
from ..enums import Act
from ..models import Duty

LONGEST = timedelta(days=8)  # a holiday week in one hand


@transaction.atomic
def put_on_duty(
    actor: Actor, official: Official, *, from_at: datetime, until_at: datetime, now: datetime
) -> Duty:
    """One turn on the roster of the actor's own unit or office."""
    place = duties.roster_of(actor)
    if place is None:
        raise NotAllowed(_("You keep no roster of duty in your present role."))
    if until_at <= from_at or until_at - from_at > LONGEST:
        raise BadInput(_("A turn of duty ends after it begins, within eight days."), field="ends")
    if until_at <= now:
        raise BadInput(_("This turn of duty is over already."), field="ends")
    if not duties.may_be_put(place, clock.today(now)).filter(pk=official.pk).exists():
        raise BadInput(_("Choose somebody of your own unit or office."), field="official")
    same = duties.of_place(place).filter(from_at__lt=until_at, until_at__gt=from_at)
    other = same.select_related("official__person").first()
    if other is not None:
        raise BadInput(
            _("%(name)s is on duty then; take that off first.")
            % {"name": other.official.person.name},
            field="begins",
        )
    duty = Duty(serial=uuid4())
    changes = Changes(actor, now)
    changes.enact(
        duty,
        Act.DUTY,
        department=place if isinstance(place, Department) else None,
        region=place if isinstance(place, Region) else None,
        official=official,
        from_at=from_at,
        until_at=until_at,
        made_at=now,
    )
    changes.write()
    return duty


@transaction.atomic
def take_off_duty(actor: Actor, duty: Duty, *, now: datetime) -> None:
    """Strike a turn that is to come, or what is left of it. Twice is once."""
    rows = Duty.objects.select_for_update(of=("self",)).select_related("department")
    duty = rows.get(pk=duty.pk)
    if not duties.keeps(actor, duty):
        raise NotAllowed(_("This turn stands on another roster."))
    if duty.cancelled_at is not None:
        return
    changes = Changes(actor, now)
    changes.enact(duty, Act.OFF_DUTY, cancelled_at=now)
    changes.write()
