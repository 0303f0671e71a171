"""Facts about accounts, sent inside the transaction."""

from django.dispatch import Signal

absence_noted = Signal()  # absence: somebody will be away, and somebody else stands in
access_ended = Signal()  # user: an account was closed, or a role taken back
