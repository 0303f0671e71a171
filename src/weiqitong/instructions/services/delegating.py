"""A leader lets a secretary act for a time, and takes it back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.accounts.models import Grant
from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Official, Region
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..models import Delegation
from ..signals import delegation_changed

LONGEST_SCOPE = 500
LONGEST = timedelta(days=366)  # a year: then the leader says so again


def delegate(
    actor: Actor,
    *,
    leader: Official,
    secretary: Official,
    region: Region,
    valid_from: date | None,
    valid_to: date | None,
    scope: str,
    now: datetime,
) -> Delegation:
    """From a day to a day, for what the scope says; only a secretary of the leader's own office."""
    if not permissions.can_delegate(actor, leader.pk, region):
        raise NotAllowed(_("Only the leader or an administrator lets a secretary act."))
    scope = fits(scope, LONGEST_SCOPE, "scope")
    if not scope:
        raise BadInput(_("Say what for."), field="scope")
    first, last = _span(valid_from, valid_to, today(now))
    _refuse_without(Role.LEADER, leader, region, now, "leader")
    _refuse_without(Role.SECRETARY, secretary, region, now, "secretary")
    with transaction.atomic():
        changes = Changes(actor, now)
        row = plan.plan_delegate(
            changes,
            leader=leader,
            secretary=secretary,
            region=region,
            valid_from=first,
            valid_to=last,
            scope=scope,
            made_by=_official(actor),
        )
        changes.write()
        delegation_changed.send(Delegation, delegation=row)
    return row


def withdraw(actor: Actor, delegation: Delegation, *, now: datetime) -> Delegation:
    """It lets nobody act any more, from this moment."""
    with transaction.atomic():
        rows = Delegation.objects.select_for_update(of=("self",)).select_related("region")
        row = rows.get(pk=delegation.pk)
        if not permissions.can_withdraw(actor, row, today(now)):
            raise NotAllowed(_("This delegation is not yours to withdraw, or it is over."))
        changes = Changes(actor, now)
        plan.plan_withdraw(changes, row, official=_official(actor))
        changes.write()
        delegation_changed.send(Delegation, delegation=row)
    return row


def _span(first: date | None, last: date | None, day: date) -> tuple[date, date]:
    """A first and a last day that make sense, or BadInput."""
    first = first or day
    if last is None or last < max(first, day):
        raise BadInput(_("The last day is from the first on, and not over."), field="valid_to")
    if last - first > LONGEST:
        raise BadInput(_("At most a year; then it is made anew."), field="valid_to")
    return first, last


def _refuse_without(
    role: Role, official: Official, region: Region, now: datetime, field: str
) -> None:
    held = Grant.objects.acting(today(now)).filter(role=role, region=region)
    if not held.filter(user__person=official.person_id).exists():
        sentences = {
            Role.LEADER: _("%(person)s is no leader there."),
            Role.SECRETARY: _("%(person)s is no leaders' secretary there."),
        }
        raise BadInput(sentences[role] % {"person": official.person.name}, field=field)


def _official(actor: Actor) -> Official | None:
    return Official.objects.filter(pk=actor.official_id or 0).first()
