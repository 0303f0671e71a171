"""Settling once to whom needs of a kind go, and taking that back: a precedent that is withdrawn is
proposed no more, and stays on record.
"""

from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.errors import WrongStep
from weiqitong.directory.models import Category, Department, Region
from weiqitong.ledger.changes import Changes

from ..enums import PrecedentSource
from ..models import Case, Precedent


def plan_settle(
    changes: Changes,
    case: Case,
    *,
    key: str,
    category: Category,
    department: Department,
    region: Region,
    circumstances: str,
) -> Precedent:
    """A conference settles for a region to whom needs of a kind go (DESIGN.md §4.5)."""
    precedent = Precedent(
        key=key,
        category=category,
        region=region,
        department=department,
        circumstances=circumstances,
        salt=crypto.salt(),
        source=PrecedentSource.CONFERENCE,
        case=case,
        made_at=changes.at,
    )
    changes.enact(precedent, "precedent.set")
    return precedent


def plan_withdraw_precedent(changes: Changes, precedent: Precedent) -> None:
    """From now on needs of its kind are dispatched by the catalogue again."""
    if precedent.withdrawn_at is not None:
        raise WrongStep(_("This precedent is withdrawn already."))
    changes.enact(precedent, "precedent.withdraw", withdrawn_at=changes.at)
