"""A fair no: a finding by two persons outside the lead concludes a need, with its reason and one
appeal. It is counted apart, never as solved.
"""

from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier
from ..enums import Action, ApplicationKind, ApplicationState, Outcome
from ..models import Application
from .steps import NOBODY, end, take


def stands(dossier: Dossier) -> Application | None:
    """The finding under which the last answer, “no legal basis”, was given; None where the answer
    is another.
    """
    answer = dossier.sent
    if answer is None or answer.outcome != Outcome.NO_BASIS:
        return None
    return granted(dossier, ApplicationKind.NO_BASIS)


def refuse_unfound(dossier: Dossier, outcome: str) -> None:
    """BadInput where “no legal basis” would be one unit's word alone."""
    if outcome == Outcome.NO_BASIS and granted(dossier, ApplicationKind.NO_BASIS) is None:
        raise BadInput(
            _("Two people outside your unit must find so first: apply for their finding."),
            field="outcome",
        )


def granted(dossier: Dossier, kind: ApplicationKind) -> Application | None:
    """The application of a kind that was granted in this round."""
    for one in reversed(dossier.applications):
        same_round = one.round == dossier.case.round
        if one.kind == kind and one.state == ApplicationState.GRANTED and same_round:
            return one
    return None


def conclude(changes: Changes, dossier: Dossier, application: Application, **values: Any) -> None:
    """Closed by a finding; what was missed by then stays missed."""
    end(changes, dossier)
    for dispatch in dossier.dispatches:
        if dispatch.ended_at is None:
            changes.enact(dispatch, "dispatch.end", ended_at=changes.at)
    facts = {
        "application": application.seq,
        "kind": application.kind,
        "cause": application.cause,
        "basis": application.basis,
    }
    take(
        changes,
        dossier,
        Action.FIND,
        NOBODY,
        text=application.reason,
        facts=facts,
        reminder_at=None,
        **values,
    )
