"""What happened to rules."""

from django.dispatch import Signal

rules_published = Signal()  # version: RuleVersion; sent inside the transaction
