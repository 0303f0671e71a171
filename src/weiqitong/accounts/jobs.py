"""Background work of accounts: forgetting."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy

from weiqitong.core.actor import system
from weiqitong.jobs.define import periodic

from . import services


@periodic(
    "accounts.forget", gettext_lazy("Forget old sessions and codes"), every=timedelta(hours=1)
)
def forget(now: datetime) -> int:
    """Codes, sessions and tries that nobody needs any more; how many rows went."""
    return services.forget_old(system(), now=now)
