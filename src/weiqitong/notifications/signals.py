"""What was put into inbox and outbox; sent inside the transaction."""

from django.dispatch import Signal

letter_written = Signal()  # letter_id: int; also one that is to be tried again
notices_told = Signal()  # some of them want mail
message_received = Signal()  # message_id: int; a text message came in
