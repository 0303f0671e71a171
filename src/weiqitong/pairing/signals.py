"""Facts about pairings, sent inside the transaction."""

from django.dispatch import Signal

paired = Signal()  # pairing
pairing_ended = Signal()  # pairing
