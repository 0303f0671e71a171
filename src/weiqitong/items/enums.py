"""The words of items: their states and what is done with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemState(models.TextChoices):
    OPEN = "open", _("To be done")
    REPORTED = "reported", _("Awaiting decision")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer needed")


UNSETTLED = frozenset({ItemState.OPEN, ItemState.REPORTED})


class ItemAction(models.TextChoices):
    """Acts on an item; the ledger's kinds are `item.` and these."""

    GIVE = "give"
    REPORT = "report"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    MOVE = "move"
    DROP = "drop"
    # Of the product itself: somebody is there no more.
    RELEASE = "release"
    STRAND = "strand"
    RAISE = "raise"
