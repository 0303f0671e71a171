"""Keeps true what this process remembers of rules; enqueues nothing."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from . import selectors
from .models import RuleVersion
from .signals import rules_published


@receiver(rules_published, dispatch_uid="rules.forget")
def on_published(sender: type[RuleVersion], **_: Any) -> None:
    selectors.forget()
    # Another thread may have read the old list while this transaction was open.
    transaction.on_commit(selectors.forget)


@receiver(post_save, sender=RuleVersion, dispatch_uid="rules.forget_new")
def on_saved(sender: type[RuleVersion], **_: Any) -> None:
    # An id that was rolled back may come again with another body.
    selectors.forget()
