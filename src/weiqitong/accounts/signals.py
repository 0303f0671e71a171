"""Facts about accounts, sent inside the transaction."""

from django.dispatch import Signal

access_ended = Signal()  # user: an account was closed, or a role taken back
