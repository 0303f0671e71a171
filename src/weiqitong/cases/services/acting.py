"""How every act on a case runs: lock, look whether it is still the case the person saw, ask, plan,
write, tell.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from weiqitong.accounts import selectors
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed, Stale
from weiqitong.deadlines.models import Clock
from weiqitong.directory.models import Client, Contact, Official, Region
from weiqitong.directory.selectors import ancestor_paths
from weiqitong.files.content import extension
from weiqitong.files.models import StoredFile
from weiqitong.ledger.changes import Changes
from weiqitong.pairing.models import Pairing

from .. import permissions, plans
from ..dossier import APPLICABLE, CALLED, OBJECTABLE, Dossier
from ..enums import Action, Audience, Status
from ..framing import frame_of
from ..identity import marks_of
from ..models import Act, Answer, Attachment, Case, Dispatch
from ..selectors.calls import hands_of
from ..selectors.forces import team_of
from ..selectors.seating import chair_of
from ..signals import case_stepped

MOST_FILES = 5
RELATED = ("client", "region", "desk", "lead", "section", "handler", "about_unit")
LONGEST_TEXT = 4000  # characters of a need or an answer; more is an attachment
# What only the enterprise says: never somebody who serves or handles it, whatever else they are.
ITS_WORD = frozenset(
    {
        Action.CONFIRM,
        Action.REPLY,
        Action.ACCEPT_ANSWER,
        Action.REJECT_ANSWER,
        Action.APPEAL,
        Action.WITHDRAW,
    }
)


def load(case_id: int, *, lock: bool = False) -> Dossier:
    """The case with all that an act may touch: four queries."""
    if lock:
        lock_case(case_id)
    rows = Case.objects.select_related(*RELATED)
    case = rows.get(pk=case_id)
    dispatches = list(case.dispatches.select_related("department").order_by("seq"))
    answers = list(case.answers.order_by("seq"))
    for dispatch in dispatches:
        dispatch.case = case
    for answer in answers:
        answer.case = case
    clocks = Clock.objects.filter(subject_label=Case.LABEL, subject_id=case.pk).order_by("pk")
    dossier = Dossier(case, frame_of(case), list(clocks), dispatches, answers)
    if case.status in OBJECTABLE:
        dossier.objections = list(case.objections.order_by("seq"))
    if case.status in APPLICABLE:
        dossier.applications = list(case.applications.order_by("seq"))
    if case.status in CALLED:
        dossier.calls = list(case.calls.order_by("seq"))
        dossier.hands = hands_of(case.pk)
    for call in dossier.calls:
        call.case = case
    for objection in dossier.objections:
        objection.case = case
    for application in dossier.applications:
        application.case = case
    return dossier


def lock_case(case_id: int) -> None:
    """Whoever else acts on the case waits; where the database has one writer, they wait already."""
    lock_cases([case_id])


def lock_cases(ids: Iterable[int]) -> None:
    """Several at once, each with the need it is a part of: always in one order, so that no two wait
    for each other.
    """
    if connection.features.has_select_for_update:
        # Alone, before the joins: PostgreSQL checks a row it waited for against the rows joined
        # before, and would not find a case whose desk or lead the winner has just changed.
        known = sorted(set(ids))
        parents = Case.objects.filter(pk__in=known, parent__isnull=False).values("parent")
        rows = Case.objects.filter(Q(pk__in=known) | Q(pk__in=parents)).order_by("pk")
        list(rows.select_for_update().values_list("pk"))


@contextmanager
def act_on(
    actor: Actor, case: Case, action: Action, now: datetime, *, seen: int | None = None
) -> Iterator[tuple[Changes, Dossier]]:
    """One act on one case. `seen` is the version the person's page was made from."""
    with transaction.atomic():
        dossier = load(case.pk, lock=True)
        dossier.chair = chair_of(dossier.case, now)
        if action == Action.NOTE:
            dossier.team = team_of(dossier.case)
        if not permissions.can_take(actor, dossier, action):
            raise NotAllowed(_("You may not take this step on this case."), action=action.value)
        if action in ITS_WORD:
            refuse_other_side(actor, dossier.case, now)
        refuse_stale(dossier.case, action, seen)
        if dossier.case.is_hidden and actor.role == Role.CONTACT:
            dossier.marks = marks_for(dossier.case.client)
        changes = Changes(actor, now)
        waited = dossier.case.parts_open is not None
        yield changes, dossier
        _tell_family(changes, dossier, waited=waited)
        write(changes)


def _tell_family(changes: Changes, dossier: Dossier, *, waited: bool) -> None:
    """What an act on a part means for its parent, and the end of a parent for its parts."""
    case = dossier.case
    if case.parent_id is not None:
        parts = list(Case.objects.filter(parent=case.parent_id).exclude(pk=case.pk))
        plans.plan_parts(changes, load(case.parent_id), [*parts, case], case)
    elif waited and case.status == Status.WITHDRAWN:
        for part in Case.objects.filter(parent=case, closed_at=None).order_by("pk"):
            plans.plan_withdraw(changes, load(part.pk), "")


def marks_for(client: Client) -> list[str]:
    """The words that would tell which client it is: two queries."""
    contacts = Contact.objects.filter(client=client).select_related("person")
    places = Region.objects.filter(path__in=ancestor_paths(client.region.path)).defer("hours")
    return marks_of(client, contacts, places)


def refuse_stale(case: Case, action: Action, seen: int | None) -> None:
    """Stale where the case is no longer the one the person saw."""
    if seen is not None and seen != case.version:
        raise Stale(
            _("This case has just changed. Your text is still here; look again and send it."),
            action=action.value,
        )


def refuse_other_side(actor: Actor, case: Case, now: datetime) -> None:
    """NotAllowed to whoever serves or handles the client. No query for people of the enterprise."""
    if serves_or_handles(actor, case, today(now)):
        raise NotAllowed(_("You serve or handle this enterprise: its word is its own to give."))


def serves_or_handles(actor: Actor, case: Case, day: date) -> bool:
    """Whether the person signed in here is on the other side of the case, in whatever role."""
    if actor.role in permissions.INSIDERS and Case.objects.visible_to(actor).filter(pk=case.pk):
        return True
    own = actor.official_id
    if own is None:
        return False
    officials = {own, *selectors.stood_in_for(actor.user_id, day=day)}
    if officials & {case.handler_id, case.specialist_id}:
        return True
    if any(serves(one, case.client_id, day) for one in officials):
        return True
    # Whoever works on a part has a hand in the whole.
    family = Q(case=case.pk) | Q(case__parent=case.pk)
    given = Answer.objects.filter(family).values_list("author", "signers")
    if any(officials & {author, *signers} for author, signers in given):
        return True
    path = Official.objects.values_list("department__path", flat=True).get(pk=own)
    units = Dispatch.objects.filter(family).values_list("department__path", flat=True)
    return any(path.startswith(unit) or unit.startswith(path) for unit in units)


def serves(official_id: int, client_id: int, day: date) -> bool:
    """Whether a pairing, in whatever role, holds on the day or will."""
    ended = Q(valid_until__lte=day)
    return Pairing.objects.exclude(ended).filter(client=client_id, official=official_id).exists()


def fits(text: str, limit: int, field: str = "text") -> str:
    """The text without space around it, or BadInput: what does not fit is never cut."""
    text = text.strip()
    if len(text) > limit:
        raise BadInput(
            _("At most %(limit)s characters; this has %(count)s.")
            % {"limit": limit, "count": len(text)},
            field=field,
        )
    return text


def write(changes: Changes) -> None:
    """Write the acts and tell who listens; the listeners only enqueue jobs."""
    acts: Sequence[Act] = list(changes.created(Act))
    changes.write()
    for act in acts:
        case_stepped.send(Case, case=act.case, action=Action(act.action), version=act.version)


def release(changes: Changes, case: Case, answer: Answer) -> None:
    """What was laid to an answer for sign-off goes to the enterprise with it."""
    submitted = Act.objects.filter(case=case, action=Action.SUBMIT, facts__answer=answer.seq)
    held = Attachment.objects.filter(case=case, audience=Audience.OFFICE)
    for one in held.filter(version__in=submitted.values("version")):
        changes.update(one, audience=Audience.EVERYBODY)


def attach(
    changes: Changes,
    case: Case,
    file_ids: Sequence[int],
    audience: Audience = Audience.EVERYBODY,
) -> None:
    """Lay the actor's own uploads to the case, with the act just planned. Those of a hidden
    enterprise lose their names, and the office looks through them before others do.
    """
    if not file_ids:
        return
    withheld = case.is_hidden and changes.actor.role == Role.CONTACT
    if len(file_ids) > MOST_FILES:
        raise BadInput(_("At most %(count)s files, please.") % {"count": MOST_FILES}, field="files")
    own = StoredFile.objects.filter(
        pk__in=file_ids,
        uploaded_by_id=changes.actor.user_id,
        owner_label=Case.LABEL,
        owner_id=None,
    )
    for place, file in enumerate(own.order_by("pk"), start=1):
        if withheld:
            audience = Audience.WITHHELD
            ending = extension(file.name)
            name = _("Attachment %(place)s") % {"place": f"{case.version}-{place}"}
            changes.update(file, owner_id=case.pk, name=f"{name}.{ending}" if ending else name)
        else:
            changes.update(file, owner_id=case.pk)
        changes.create(Attachment(case=case, version=case.version, file=file, audience=audience))
