"""Facts about instructions and delegations, told inside the transaction that made them."""

from django.dispatch import Signal

instruction_entered = Signal()  # instruction
instruction_closed = Signal()  # instruction
delegation_changed = Signal()  # delegation
