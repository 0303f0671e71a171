"""What belongs together: needs linked under a master, and never a chain. State, turn, clocks,
answer and verdict of each stay its own.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier
from ..enums import Action, Audience, CaseKind
from ..models import Case
from .steps import take


def check_master(case: Case, master: Case) -> None:
    """BadInput where the one cannot lie under the other."""
    if case.pk == master.pk:
        raise BadInput(_("A need is not linked to itself."), field="master")
    if CaseKind.THANKS in {case.kind, master.kind}:
        raise BadInput(_("Thanks are linked to nothing."), field="master")
    family = {case.parent_id or case.pk, master.parent_id or master.pk}
    if len(family) == 1:
        raise BadInput(_("A part and its whole need belong together already."), field="master")
    if case.master_id == master.pk:
        raise BadInput(
            _("It is linked to %(number)s already.") % {"number": master}, field="master"
        )


def plan_link(
    changes: Changes, dossier: Dossier, master: Case, followers: Sequence[Dossier] = ()
) -> None:
    """Under a master that lies under nobody; whoever lay under this one comes along."""
    assert master.master_id is None  # the service has gone up to it
    check_master(dossier.case, master)
    for one in (dossier, *followers):
        named = not (one.case.is_hidden or master.is_hidden)  # else it would tell who asks
        same = named and one.case.client_id == master.client_id
        facts = {"master": master.number, "same": same}
        take(changes, one, Action.LINK, audience=Audience.OFFICE, facts=facts, master=master)


def plan_unlink(changes: Changes, dossier: Dossier) -> None:
    """It stands alone again."""
    case = dossier.case
    if case.master is None:
        raise WrongStep(_("This need is linked to no other."))
    facts = {"master": case.master.number}
    take(changes, dossier, Action.UNLINK, audience=Audience.OFFICE, facts=facts, master=None)
