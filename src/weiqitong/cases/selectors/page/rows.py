"""The rows a page is made of: a case in sight, its acts, its dossier; who may read which act."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.models import Clock, ClockEvent
from weiqitong.pairing.models import Pairing, PairingRole
from weiqitong.web.names import in_english

from ... import permissions
from ...dossier import OBJECTABLE, Dossier
from ...enums import Action, Audience, RungKind
from ...framing import frame_of
from ...models import Act, Application, Attachment, Case, Draft
from ..forces import with_force
from ..names import RELATED

HAS_ANSWER = frozenset({Action.SUBMIT, Action.ANSWER, Action.SOLVE})


def case_of(actor: Actor, number: str) -> Case:
    files = Attachment.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.visible_to(actor).select_related(
        *RELATED,
        "category__parent",
        "contact__person",
        "specialist__person",
        "specialist__department",
        "about_unit",
        "about_official__person",
        "rules",
        "intake",
        "partner",
        "master",
    )
    serves = Pairing.objects.open().filter(client=OuterRef("client"), role=PairingRole.SPECIALIST)
    drafts = Draft.objects.filter(user_id=actor.user_id or 0, key__endswith=f"/{number}")
    return (
        with_force(rows.defer("rules__body", "master__text"), actor)
        .annotate(
            has_files=Exists(files),
            has_drafts=Exists(drafts),
            has_parts=Exists(Case.objects.filter(parent=OuterRef("pk"))),
            has_linked=Exists(Case.objects.filter(master=OuterRef("pk"))),
            served_by=Subquery(serves.values("official__person__name")[:1]),
            served_from=Subquery(serves.values(said=_unit_words("official__department"))[:1]),
        )
        .get(number=number)
    )


def _unit_words(unit: str) -> Coalesce:
    """What `short_of` says of a unit, or of the one a section belongs to, in the query itself."""
    stored = ("name_en", "short", "name") if in_english() else ("short", "name")
    said = [
        NullIf(f"{one}__{name}", Value("")) for one in (f"{unit}__parent", unit) for name in stored
    ]
    return Coalesce(*said)


def acts_of(case: Case) -> list[Act]:
    return list(case.acts.select_related("department__parent").order_by("version"))


def dossier_of(case: Case, acts: Sequence[Act]) -> Dossier:
    """The dossier with clock histories; what the acts show not to exist is not asked for."""
    dossier = Dossier(case, frame_of(case))
    events = ClockEvent.objects.filter(
        clock__subject_label=Case.LABEL, clock__subject_id=case.pk
    ).select_related("clock")
    by_id: dict[int, Clock] = {}
    for event in events.order_by("clock_id", "seq"):
        clock = by_id.setdefault(event.clock_id, event.clock)
        if clock._history is None:
            clock._history = []
        clock._history.append(event)
    dossier.clocks = list(by_id.values())
    kinds = {act.action for act in acts}
    if case.dispatched_at is not None:
        rows = case.dispatches.select_related("department").order_by("seq")
        dossier.dispatches = list(rows)
    if kinds & HAS_ANSWER:
        dossier.answers = list(case.answers.order_by("seq"))
    if Action.OBJECT in kinds and case.status in OBJECTABLE:
        dossier.objections = list(case.objections.order_by("seq"))
    if case.decide_until is not None:
        dossier.applications = applications_of(case)
    return dossier


def applications_of(case: Case) -> list[Application]:
    """What its leads have applied for. A page shows only what is undecided; forms may need all."""
    return list(case.applications.order_by("seq"))


def may_read(actor: Actor, act: Act) -> bool:
    """Whether an act is for this viewer: a unit's own notes stay in that unit."""
    if act.audience == Audience.EVERYBODY:
        return True
    if act.audience == Audience.CLIENT:
        looked = actor.user_id is not None and act.user_id == actor.user_id
        return looked or actor.role == Role.CONTACT
    if not permissions.can_see_internal(actor):
        return False
    if act.action == Action.RUNG and act.facts.get("rung") == RungKind.REFERRAL:
        return permissions.reads_referral(actor, act.facts.get("unit"))
    if act.audience == Audience.OFFICE:
        return True
    if actor.user_id is not None and act.user_id == actor.user_id:
        return True
    if act.department is None:
        return False
    own = _root(actor.department_path)
    same = bool(own) and _root(act.department.path) == own
    return same or act.department_id == actor.department_id


def _root(path: str) -> str:
    """The path of the whole unit a section belongs to."""
    return path.lstrip("/").split("/")[0]
