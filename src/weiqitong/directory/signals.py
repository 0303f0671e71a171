"""Facts about the city that others may want to hear of, sent inside the transaction."""

from django.dispatch import Signal

client_changed = Signal()  # client
region_changed = Signal()  # region
official_changed = Signal()  # official
department_changed = Signal()  # department
