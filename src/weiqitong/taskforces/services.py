"""Begins, changes and ends task forces: for the office of their region, and nobody else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.enums import ClientKind
from weiqitong.directory.models import Category, Client, Official, Region
from weiqitong.ledger.changes import Changes

from . import permissions, plan, selectors
from .models import Member, Take, TaskForce
from .signals import force_ended, member_changed

MOST_MEMBERS = 60


@transaction.atomic
def begin(actor: Actor, *, name: str, purpose: str, now: datetime) -> TaskForce:
    """A new task force of the actor's own region."""
    if not permissions.may_begin(actor) or actor.region_id is None:
        raise NotAllowed(_("Only an office begins task forces."))
    region = Region.objects.get(pk=actor.region_id)
    changes = Changes(actor, now)
    force = plan.plan_begin(changes, region, name=plan.fit_name(name), purpose=purpose.strip())
    changes.write()
    return force


def _own(actor: Actor, force_id: int) -> TaskForce:
    """The force locked, for its own office while it stands."""
    locked = TaskForce.objects.select_for_update(of=("self",)).select_related("region")
    force = locked.get(pk=force_id)
    if not permissions.may_change(actor, force):
        raise NotAllowed(_("Only the office that began it changes a task force."))
    return force


@transaction.atomic
def rename(actor: Actor, force: TaskForce, *, name: str, purpose: str, now: datetime) -> None:
    """Another name or purpose."""
    found, changes = _own(actor, force.pk), Changes(actor, now)
    plan.plan_rename(changes, found, name=plan.fit_name(name), purpose=purpose.strip())
    changes.write()


@transaction.atomic
def join(actor: Actor, force: TaskForce, official: Official, *, now: datetime) -> Member:
    """One more member; they are told."""
    found, changes = _own(actor, force.pk), Changes(actor, now)
    standing = Member.objects.filter(force=found, until_at=None)
    said = {"name": official.person.name, "count": MOST_MEMBERS}
    if standing.filter(official=official).exists():
        raise BadInput(_("%(name)s is a member already.") % said, field="who")
    if standing.count() >= MOST_MEMBERS:
        raise BadInput(_("A task force has at most %(count)s members.") % said, field="who")
    if not selectors.may_join(found, today(now)).filter(pk=official.pk).exists():
        raise BadInput(
            _("%(name)s cannot join: members work at a unit or office and can sign in.") % said,
            field="who",
        )
    member = plan.plan_join(changes, found, official)
    changes.write()
    member_changed.send(Member, member=member)
    return member


@transaction.atomic
def leave(actor: Actor, member: Member, *, now: datetime) -> None:
    """A member leaves; they are told."""
    _own(actor, member.force_id)
    found, changes = Member.objects.get(pk=member.pk), Changes(actor, now)
    plan.plan_leave(changes, found)
    changes.write()
    member_changed.send(Member, member=found)


@transaction.atomic
def head(actor: Actor, member: Member, *, now: datetime) -> None:
    """This member heads the force from now on."""
    force = _own(actor, member.force_id)
    found, changes = Member.objects.get(pk=member.pk), Changes(actor, now)
    before = Member.objects.filter(force=force, until_at=None, heads=True).first()
    plan.plan_head(changes, found, before)
    changes.write()


@transaction.atomic
def take(actor: Actor, force: TaskForce, what: Category | Client, *, now: datetime) -> Take:
    """Such needs are the force's own from now on."""
    found, changes = _own(actor, force.pk), Changes(actor, now)
    by = {"category" if isinstance(what, Category) else "client": what.pk}
    if Take.objects.filter(force=found, until_at=None, **by).exists():
        raise BadInput(_("That is taken already."), field="what")
    if isinstance(what, Client):
        _refuse_client(found, what)
    taken = plan.plan_take(changes, found, what)
    changes.write()
    return taken


def _refuse_client(force: TaskForce, client: Client) -> None:
    if client.kind != ClientKind.PROJECT:
        raise BadInput(
            _("A task force takes projects; an enterprise has its own specialist."), field="what"
        )
    if not client.region.path.startswith(force.region.path):
        raise BadInput(_("This project lies in another region."), field="what")


@transaction.atomic
def drop(actor: Actor, taken: Take, *, now: datetime) -> None:
    """Such needs are the force's own no more."""
    _own(actor, taken.force_id)
    changes = Changes(actor, now)
    plan.plan_drop(changes, Take.objects.get(pk=taken.pk))
    changes.write()


@transaction.atomic
def end(actor: Actor, force: TaskForce, *, now: datetime) -> None:
    """It has done its work; its members are told."""
    found, changes = _own(actor, force.pk), Changes(actor, now)
    plan.plan_end(changes, found)
    changes.write()
    force_ended.send(TaskForce, force=found)
