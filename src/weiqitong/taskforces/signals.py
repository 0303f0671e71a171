"""Facts about task forces, told inside the transaction that made them."""

from django.dispatch import Signal

member_changed = Signal()  # member
force_ended = Signal()  # force
