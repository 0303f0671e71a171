"""Listens to its own facts; every listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from .jobs import tell_ended, tell_member
from .models import Member, TaskForce
from .signals import force_ended, member_changed


@receiver(member_changed, dispatch_uid="taskforces.member_changed")
def on_member(sender: type[Member], member: Member, **_: Any) -> None:
    tell_member.enqueue(member_id=member.pk)


@receiver(force_ended, dispatch_uid="taskforces.ended")
def on_ended(sender: type[TaskForce], force: TaskForce, **_: Any) -> None:
    tell_ended.enqueue(force_id=force.pk)
