"""Facts about items, told inside the transaction that made them."""

from django.dispatch import Signal

item_stepped = Signal()  # item, action
item_settled = Signal()  # item, source_label, source_id: done or dropped
