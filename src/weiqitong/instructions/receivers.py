"""Listens to items and to its own facts; every listener does one thing: enqueue a job."""

from typing import Any

from django.dispatch import receiver

from weiqitong.items.models import Item
from weiqitong.items.signals import item_settled

from .jobs import close_settled, tell_of_closing, tell_of_delegation, tell_of_entering
from .models import Delegation, Instruction
from .querysets import LABEL
from .signals import delegation_changed, instruction_closed, instruction_entered


@receiver(item_settled, dispatch_uid="instructions.item_settled")
def on_item(sender: type[Item], source_label: str, source_id: int, **_: Any) -> None:
    if source_label == LABEL:
        close_settled.enqueue(instruction_id=source_id)


@receiver(instruction_entered, dispatch_uid="instructions.entered")
def on_entered(sender: type[Instruction], instruction: Instruction, **_: Any) -> None:
    tell_of_entering.enqueue(instruction_id=instruction.pk)


@receiver(instruction_closed, dispatch_uid="instructions.closed")
def on_closed(sender: type[Instruction], instruction: Instruction, **_: Any) -> None:
    tell_of_closing.enqueue(instruction_id=instruction.pk)


@receiver(delegation_changed, dispatch_uid="instructions.delegation")
def on_delegation(sender: type[Delegation], delegation: Delegation, **_: Any) -> None:
    tell_of_delegation.enqueue(delegation_id=delegation.pk)
