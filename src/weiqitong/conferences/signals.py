"""Facts about conferences, told inside the transaction that made them."""

from django.dispatch import Signal

conference_stepped = Signal()  # conference, step: "drafted", "called", "published", "cancelled"
