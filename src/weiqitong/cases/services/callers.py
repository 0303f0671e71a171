"""Whether anybody may call about a case, and what silence still waits for. It writes nothing."""

from datetime import datetime

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Role
from weiqitong.core.clock import today
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.paths import upwards

from ..calling_kinds import script_for
from ..dossier import Dossier
from ..enums import Action, CallPurpose, Status
from ..models import Act
from ..plans.calling import tries_of
from .acting import serves


def owed_by_phone(dossier: Dossier, now: datetime) -> int:
    """How many tries the rule asks for; none where nobody calls."""
    script = script_for(CallPurpose.VERDICT, dossier.case.region.path, now)
    if script is None or not (tries_of(dossier) or has_caller(dossier, now)):
        return 0
    return script.tries


def owes_calls(dossier: Dossier, now: datetime) -> bool:
    """Whether its time is over, somebody may call, tries are left, and it has not waited before."""
    case, verdict = dossier.case, dossier.clock(ClockKind.VERDICT)
    script = script_for(CallPurpose.VERDICT, case.region.path, now)
    if case.status != Status.ANSWERED or verdict is None or verdict.due_at > now:
        return False
    if script is None or not script.wait:
        return False
    tries = tries_of(dossier)
    if tries and tries[-1].next_at is None:
        return False
    waited = Act.objects.filter(case=case, action=Action.WAIT, at__gte=case.answered_at)
    return not waited.exists() and has_caller(dossier, now)


def has_caller(dossier: Dossier, now: datetime) -> bool:
    """Whether a caller serves the region who may call about this case."""
    if dossier.case.is_hidden:
        return False
    grants = Grant.objects.acting(today(now)).filter(
        role=Role.CALLER, region__path__in=upwards(dossier.case.region.path)
    )
    rows = grants.values_list("user__person__official", "user__person__official__department")
    return any(
        department not in dossier.hands
        and not serves(official or 0, dossier.case.client_id, today(now))
        for official, department in rows
    )
