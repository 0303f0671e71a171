"""What happened to the working calendar."""

from django.dispatch import Signal

calendar_loaded = Signal()  # row: CalendarYear; sent inside the transaction
