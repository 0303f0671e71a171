"""How every act on a case runs: lock, look whether it is still the case the person saw, ask, plan,
write, tell.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed, Stale
from weiqitong.deadlines.models import Clock
from weiqitong.files.models import StoredFile
from weiqitong.ledger.changes import Changes

from .. import permissions
from ..dossier import Dossier
from ..enums import Action, Audience
from ..framing import frame_of
from ..models import Act, Attachment, Case
from ..signals import case_stepped

MOST_FILES = 5


def load(case_id: int, *, lock: bool = False) -> Dossier:
    """The case with all that an act may touch: four queries."""
    rows = Case.objects.select_related("client", "region", "desk", "lead", "section", "handler")
    if lock:
        rows = rows.select_for_update(of=("self",))
    case = rows.get(pk=case_id)
    dispatches = list(case.dispatches.select_related("department").order_by("seq"))
    answers = list(case.answers.order_by("seq"))
    for dispatch in dispatches:
        dispatch.case = case
    for answer in answers:
        answer.case = case
    clocks = Clock.objects.filter(subject_label=Case.LABEL, subject_id=case.pk).order_by("pk")
    return Dossier(case, frame_of(case), list(clocks), dispatches, answers)


@contextmanager
def act_on(
    actor: Actor, case: Case, action: Action, now: datetime, *, seen: int | None = None
) -> Iterator[tuple[Changes, Dossier]]:
    """One act on one case. `seen` is the version the person's page was made from."""
    with transaction.atomic():
        dossier = load(case.pk, lock=True)
        if not permissions.can_take(actor, dossier, action):
            raise NotAllowed(_("You may not take this step on this case."), action=action.value)
        if seen is not None and seen != dossier.case.version:
            raise Stale(
                _("This case has just changed. Your text is still here; look again and send it."),
                action=action.value,
            )
        changes = Changes(actor, now)
        yield changes, dossier
        write(changes)


def write(changes: Changes) -> None:
    """Write the acts and tell who listens; the listeners only enqueue jobs."""
    acts: Sequence[Act] = list(changes.created(Act))
    changes.write()
    for act in acts:
        case_stepped.send(Case, case=act.case, action=Action(act.action), version=act.version)


def attach(
    changes: Changes,
    case: Case,
    file_ids: Sequence[int],
    audience: Audience = Audience.EVERYBODY,
) -> None:
    """Lay the actor's own uploads to the case, with the act just planned."""
    if not file_ids:
        return
    if len(file_ids) > MOST_FILES:
        raise BadInput(_("At most %(count)s files, please.") % {"count": MOST_FILES}, field="files")
    own = StoredFile.objects.filter(
        pk__in=file_ids,
        uploaded_by_id=changes.actor.user_id,
        owner_label=Case.LABEL,
        owner_id=None,
    )
    for file in own:
        changes.update(file, owner_id=case.pk)
        changes.create(Attachment(case=case, version=case.version, file=file, audience=audience))
