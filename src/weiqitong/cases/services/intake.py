"""From report to dispatch."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.core.registry import served_clients
from weiqitong.directory.models import (
    Category,
    Client,
    Contact,
    Department,
    Official,
    Region,
)
from weiqitong.ledger.changes import Changes

from .. import permissions, plans, serials
from ..dossier import Dossier, Frame, Trust
from ..enums import Action, Audience, CaseKind, Channel, Confidentiality, Mode, Urgency
from ..framing import choose_frame
from ..identity import without_marks
from ..models import Case, Once
from ..selectors import staffing
from ..selectors.seating import desk_of as desk_of
from ..selectors.seating import first_seat
from .acting import LONGEST_TEXT, act_on, attach, fits, marks_for, serves, write
from .confiding import refuse_complained_desk, refuse_unmanned
from .drafts import report_key, use_drafts

LONGEST_TITLE = 120
LONGEST_GROUNDS = 200
SHORTEST = 10  # characters that say what happened
CHANNELS = {Role.SPECIALIST: Channel.SPECIALIST, Role.PARTNER: Channel.PARTNER}


def report(
    actor: Actor,
    client: Client,
    *,
    title: str,
    text: str,
    now: datetime,
    kind: CaseKind = CaseKind.NEED,
    urgency: Urgency = Urgency.NORMAL,
    category: Category | None = None,
    trust: Trust | None = None,
    files: Sequence[int] = (),
    once: UUID | None = None,
    drafts: Sequence[str] = (),
) -> Case:
    """A new case of this client, which uses up the person's drafts under these keys. `trust` says
    who is to learn that it asks, and of whom it complains.

    The same `once` twice (a double tap) gives the same case, also when both come at one instant.
    """
    served = actor.role == Role.SPECIALIST and _serves(actor, client)
    if not permissions.can_report(actor, client.pk, served):
        raise NotAllowed(_("You may not report for this client."))
    if not served and actor.official_id and serves(actor.official_id, client.pk, today(now)):
        raise NotAllowed(_("You serve this enterprise: report as its specialist."))
    if len(text.strip()) < SHORTEST:
        raise BadInput(
            _("Say what has happened, in at least %(count)s characters.") % {"count": SHORTEST},
            field="text",
        )
    text, title = fits(text, LONGEST_TEXT), fits(title, LONGEST_TITLE, "title")
    if once is not None and (made := made_before(actor, once)):
        return made
    by_specialist = actor.role == Role.SPECIALIST
    partner = _partner(actor)
    trust = trust or Trust()
    if actor.role != Role.CONTACT and trust != Trust():
        raise NotAllowed(_("Only the enterprise itself can have its name hidden, or complain."))
    if trust.level != Confidentiality.ORDINARY:
        marks = marks_for(client)
        text, title = without_marks(text, marks), without_marks(title, marks)
    seat = first_seat(client.region, trust, now)
    # What the need points at is looked up before the transaction: SQLite has one writer at a time.
    need = plans.Need(
        title=title or shorten(text),
        text=text,
        client=client,
        region=plans.place_of(client.region, trust.level),
        desk=seat.region,
        turn=seat.kind,
        confidentiality=trust.level,
        about_unit=trust.unit,
        about_official=trust.official,
        channel=CHANNELS.get(actor.role, Channel.ENTERPRISE),
        kind=kind,
        urgency=urgency,
        category=category,
        contact=speaker(actor, client),
        specialist=_official(actor) if by_specialist else None,
        came=plans.Came() if partner is not None else None,
        partner=partner,
    )
    frame = choose_frame(need.region, category.code if category else "", urgency, now)
    try:
        with transaction.atomic():
            case = write_report(Changes(actor, now), need, frame, files, once)
            use_drafts(actor, [report_key(client.pk), *drafts])
    except IntegrityError:
        # The other tap was faster between the look and the insert.
        if once is not None and (made := made_before(actor, once)):
            return made
        raise
    return case


def _partner(actor: Actor) -> Department | None:
    """The organisation that reports for its member."""
    if actor.role != Role.PARTNER:
        return None
    return Department.objects.get(pk=actor.department_id or 0)


def write_report(
    changes: Changes, need: plans.Need, frame: Frame, files: Sequence[int], once: UUID | None
) -> Case:
    """Draw its number and write it, files and all, in the caller's transaction."""
    serial = serials.draw()
    dossier = plans.plan_report(changes, plans.Names.of(serial, changes.now), need, frame)
    attach(changes, dossier.case, files)
    if once is not None:
        changes.create(Once(token=once, case_id=serial, at=changes.now))
    write(changes)
    return dossier.case


def made_before(actor: Actor, once: UUID) -> Case | None:
    """The case this form made already; somebody else's form makes none."""
    # Nearly always there is none: only then would it pay to read the case in the same query.
    case_id = Once.objects.filter(token=once).values_list("case", flat=True).first()
    if case_id is None:
        return None
    made = Case.objects.get(pk=case_id)
    if made.reported_by_id != actor.user_id:
        raise NotAllowed(_("This form is not yours. Open a new one; your text can be copied."))
    return made


def shorten(text: str, length: int = 30) -> str:
    """A title out of the first sentence, where nobody gave one."""
    first = text.strip().split("\n")[0]
    for mark in "。！？；!?;":
        first = first.split(mark)[0]
    return first if len(first) <= length else first[: length - 1] + "…"


def _serves(actor: Actor, client: Client) -> bool:
    scope = served_clients.get("pairing")
    if scope is None or actor.official_id is None:
        return False
    return Client.objects.filter(pk=client.pk).filter(pk__in=scope(actor.officials)).exists()


def _official(actor: Actor) -> Official:
    assert actor.official_id is not None  # a specialist is an official
    return Official.objects.select_related("department__region").get(pk=actor.official_id)


def speaker(actor: Actor, client: Client) -> Contact | None:
    """The contact who reports, or the client's first one when its specialist does."""
    contacts = Contact.objects.filter(client=client, active=True)
    own = contacts.filter(person=actor.person_id).first() if actor.person_id else None
    return own or contacts.order_by("-primary", "pk").first()


def confirm(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """The enterprise stands by what was reported on its behalf."""
    with act_on(actor, case, Action.CONFIRM, now, seen=seen) as (changes, dossier):
        plans.plan_confirm(changes, dossier)
    return dossier.case


def sort(
    actor: Actor, case: Case, *, desk: Region, reason: str, now: datetime, seen: int | None = None
) -> Case:
    """Down to the territory or up to the level above; the dispatch clock runs on."""
    with act_on(actor, case, Action.SORT, now, seen=seen) as (changes, dossier):
        here = dossier.case.desk.path
        if not (desk.path.startswith(here) or here.startswith(desk.path)):
            raise BadInput(
                _("%(region)s lies neither above nor below this desk.") % {"region": desk.name},
                field="desk",
            )
        if actor.role == Role.COORDINATOR and plans.is_below(dossier.case, desk):
            raise BadInput(_("To an office below this one it is handed down."), field="desk")
        if not reason.strip():
            raise BadInput(_("Say why it should go there."), field="reason")
        if not staffing.has_office(desk, now):
            raise BadInput(
                _("Nobody sits at the desk of %(region)s yet.") % {"region": desk.name},
                field="desk",
            )
        refuse_complained_desk(dossier.case, desk, now)
        plans.plan_sort(changes, dossier, desk, reason.strip())
    return dossier.case


def solve(
    actor: Actor,
    case: Case,
    *,
    text: str,
    now: datetime,
    documents: Sequence[str] = (),
    seen: int | None = None,
) -> Case:
    """Solved on the spot by the specialist who reported it; the enterprise still judges."""
    with act_on(actor, case, Action.SOLVE, now, seen=seen) as (changes, dossier):
        if not text.strip():
            raise BadInput(_("Say how it was solved."), field="text")
        text = fits(text, LONGEST_TEXT)
        plans.plan_solve(changes, dossier, by=_official(actor), text=text, documents=documents)
    return dossier.case


def dispatch(
    actor: Actor,
    case: Case,
    *,
    lead: Department,
    now: datetime,
    co: Sequence[Department] = (),
    category: Category | None = None,
    catalogue_id: int | None = None,
    grounds: str = "",
    seen: int | None = None,
) -> Case:
    """To a lead and its co-handlers. A specialist may dispatch to the own unit only, and leads
    then.
    """
    with act_on(actor, case, Action.DISPATCH, now, seen=seen) as (changes, dossier):
        handler = None
        if actor.role == Role.SPECIALIST:
            handler = _official(actor)
            if not handler.department.path.startswith(lead.path):
                raise NotAllowed(_("A specialist may take a case to the own unit only."))
        proposal = plans.Proposal(
            lead=lead,
            co=co,
            category=category,
            catalogue_id=catalogue_id,
            mode=mode_of(dossier.case.desk, lead, led=handler is not None),
            grounds=fits(grounds, LONGEST_GROUNDS, "grounds"),
            handler=handler,
        )
        refuse_unmanned(dossier.case, lead, now)
        plans.plan_dispatch(changes, dossier, proposal)
    return dossier.case


def name_lead(
    actor: Actor,
    case: Case,
    *,
    lead: Department,
    now: datetime,
    co: Sequence[Department] = (),
    grounds: str = "",
    seen: int | None = None,
) -> Case:
    """One level up after a "no": another lead than whoever answered."""
    with act_on(actor, case, Action.NAME, now, seen=seen) as (changes, dossier):
        mode = mode_of(dossier.case.desk, lead)
        grounds = fits(grounds, LONGEST_GROUNDS, "grounds")
        refuse_unmanned(dossier.case, lead, now)
        _refuse_successor(dossier, lead)
        plans.plan_name(
            changes, dossier, plans.Proposal(lead=lead, co=co, mode=mode, grounds=grounds)
        )
    return dossier.case


def _refuse_successor(dossier: Dossier, lead: Department) -> None:
    """Who answered and was merged since answers no more under another name."""
    answered = [one.department_id or 0 for one in dossier.answers if one.sent_at]
    if answered and Department.objects.filter(merged_into=lead, pk__in=answered).exists():
        raise BadInput(
            _("%(unit)s has answered this case already; name another lead.") % {"unit": lead.name},
            field="lead",
        )


def add_note(actor: Actor, case: Case, *, text: str, audience: Audience, now: datetime) -> Case:
    """An internal note; never for the enterprise."""
    if audience not in {Audience.OFFICE, Audience.UNIT}:
        raise BadInput(_("A note is internal; choose who may read it."), field="audience")
    with act_on(actor, case, Action.NOTE, now) as (changes, dossier):
        if not text.strip():
            raise BadInput(_("Write the note."), field="text")
        # What a note may be laid to is what one can see: reach is the whole permission here.
        if not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
            raise NotAllowed(_("You may not take this step on this case."))
        plans.plan_note(changes, dossier, fits(text, LONGEST_TEXT), audience)
    return dossier.case


def mode_of(desk: Region, lead: Department, *, led: bool = False) -> Mode:
    """Down, on the same level, or asked: what the office's act is called."""
    if led:
        return Mode.SELF
    if lead.is_asked:
        return Mode.ASKED
    return Mode.DOWN if lead.region_id == desk.pk else Mode.LEVEL
