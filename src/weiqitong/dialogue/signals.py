"""Facts about a line, told inside the transaction that made them."""

from django.dispatch import Signal

message_changed = Signal()  # message, kind: one of the notices of `telling`
