"""Taking back what was settled: a precedent that is withdrawn is proposed no more, and stays on
record.
"""

from django.utils.translation import gettext as _

from weiqitong.core.errors import WrongStep
from weiqitong.ledger.changes import Changes

from ..models import Precedent


def plan_withdraw_precedent(changes: Changes, precedent: Precedent) -> None:
    """From now on needs of its kind are dispatched by the catalogue again."""
    if precedent.withdrawn_at is not None:
        raise WrongStep(_("This precedent is withdrawn already."))
    changes.enact(precedent, "precedent.withdraw", withdrawn_at=changes.at)
