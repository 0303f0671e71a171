"""What each act on a task force changes. Pure: it writes nothing and asks nothing."""

from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.directory.models import Category, Client, Official, Region
from weiqitong.ledger.changes import Changes

from .models import Member, Take, TaskForce


def plan_begin(
    changes: Changes, region: Region, *, name: str, purpose: str, serial: UUID | None = None
) -> TaskForce:
    """A new team without members: they are added one by one."""
    force = TaskForce(
        serial=serial or uuid4(),
        region=region,
        name=name,
        purpose=purpose,
        salt=crypto.salt(),
        made_at=changes.at,
    )
    changes.enact(force, "task_force.begin")
    return force


def plan_rename(changes: Changes, force: TaskForce, *, name: str, purpose: str) -> None:
    """Another name or purpose."""
    changes.enact(force, "task_force.rename", name=name, purpose=purpose)


def plan_join(changes: Changes, force: TaskForce, official: Official) -> Member:
    """One more member, from now on."""
    member = Member(serial=uuid4(), force=force, official=official, from_at=changes.at)
    changes.enact(member, "task_force.join")
    return member


def plan_leave(changes: Changes, member: Member) -> None:
    """A member leaves; whoever headed it heads it no more."""
    if member.until_at is not None:
        raise WrongStep(_("This person has left already."))
    changes.enact(member, "task_force.leave", until_at=changes.at)


def plan_head(changes: Changes, member: Member, before: Member | None) -> None:
    """Another head; the one before stays a member."""
    if member.until_at is not None:
        raise WrongStep(_("This person has left already."))
    if before is not None and before.pk != member.pk:
        changes.enact(before, "task_force.head", heads=False)
    changes.enact(member, "task_force.head", heads=True)


def plan_take(changes: Changes, force: TaskForce, what: Category | Client) -> Take:
    """From now on such needs are the force's own, those that are open among them."""
    take = Take(
        serial=uuid4(),
        force=force,
        category=what if isinstance(what, Category) else None,
        client=what if isinstance(what, Client) else None,
        from_at=changes.at,
    )
    changes.enact(take, "task_force.take")
    return take


def plan_drop(changes: Changes, take: Take) -> None:
    """Such needs are no longer the force's own."""
    if take.until_at is not None:
        raise WrongStep(_("This is taken no more."))
    changes.enact(take, "task_force.drop", until_at=changes.at)


def plan_end(changes: Changes, force: TaskForce) -> None:
    """Its work is done: members read nothing by it any more, its record stays."""
    if force.ended_at is not None:
        raise WrongStep(_("This task force has ended already."))
    changes.enact(force, "task_force.end", ended_at=changes.at)


def fit_name(name: str) -> str:
    """The name without space around it; BadInput where there is none."""
    if not (name := name.strip()):
        raise BadInput(_("Give it a name."), field="name")
    return name
