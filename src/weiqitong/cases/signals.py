"""Facts about cases, told inside the transaction that made them."""

from django.dispatch import Signal

case_stepped = Signal()  # case, action, version
