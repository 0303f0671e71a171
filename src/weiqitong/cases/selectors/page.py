"""All that the page of one case shows, for whoever looks: filtered by audience before it is handed
on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _

from weiqitong.core.actor import ANONYMOUS, Actor, Role
from weiqitong.deadlines.models import Clock, ClockEvent
from weiqitong.directory.models import Category
from weiqitong.directory.selectors import categories
from weiqitong.pairing.models import Pairing, PairingRole
from weiqitong.web.names import in_english
from weiqitong.web.parts import CaseLine, DeskShare, Fact, Person, Photo, TimelineItem, Turn
from weiqitong.web.parts import Clock as ClockPart
from weiqitong.web.times import moment_words, size_words

from .. import permissions
from ..dossier import CALLED, OBJECTABLE, Dossier
from ..enums import OPEN, Action, Audience, Rating, RungKind, Status, TurnKind
from ..framing import frame_of
from ..identity import client_words, identity_of, is_veiled
from ..models import Act, Answer, Application, Attachment, Case, Draft
from ..sentences import act_sentence
from ..words import Names, joined, name_of, short_of, together
from . import clocks as times
from .applied import applied_facts
from .calls import hands_of
from .came import came_facts, entered_words
from .helping import CoLine, co_lines, unheard_units
from .kin import Kin, alike, kin_of
from .lines import decision_turn, opinion_turn, owed_opinions
from .names import RELATED, names_for
from .proposals import Proposed, proposals
from .turns import turn_of

PICTURES = ("image/jpeg", "image/png", "image/webp")
HAS_ANSWER = frozenset({Action.SUBMIT, Action.ANSWER, Action.SOLVE})


@dataclass
class CasePage:
    """One case for one viewer. `dossier` is for permissions and forms, never for printing."""

    case: Case
    dossier: Dossier
    turn: Turn
    said: str  # how it came: who reported, when confirmed
    facts: list[Fact]
    timeline: list[TimelineItem]
    clocks: list[ClockPart]
    why: times.Why | None
    desks: list[DeskShare]  # for units and offices only
    late: list[DeskShare]  # whose delay it is; likewise
    photos: list[Photo]
    answer: Answer | None  # the last one sent
    answer_photos: list[Photo]
    actions: list[Action]
    specialist: Person | None
    holder: Person | None
    inside: bool  # whether the viewer is of the units and offices
    client: str  # the client's name, or that it is hidden
    complained: str  # of whom, for the enterprise and its office
    now: datetime
    acts: list[Act] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    viewer: Actor = ANONYMOUS
    helpers: list[CoLine] = field(default_factory=list)
    letters: list[tuple[int, str]] = field(default_factory=list)  # to units that are asked

    @property
    def applied(self) -> list[Fact]:
        """What the lead has applied for and nobody has decided yet; for units and offices."""
        return applied_facts(self.dossier, self.names) if self.inside else []

    @property
    def co(self) -> list[CoLine]:
        """The co-handlers of this round, for units and offices."""
        return self.helpers if self.inside else []

    @property
    def to_sign(self) -> Answer | None:
        """The answer whose signature is asked of this viewer: outcome, words and documents."""
        return self.dossier.pending if self.may(Action.SIGN) else None

    @property
    def unheard(self) -> str:
        """Co-handlers that had said nothing when the answer went out."""
        return joined(unheard_units(self.dossier, self.answer))

    def may(self, action: Action) -> bool:
        return action in self.actions

    @cached_property
    def kin(self) -> Kin:
        """Its whole or its parts, and what it is linked to; nothing is asked where it is alone."""
        return kin_of(self.case, self.viewer, self.now, inside=self.inside)

    @cached_property
    def alike(self) -> list[CaseLine]:
        """Open needs like this one, for the office that sorts it, before it has gone anywhere."""
        if not (self.may(Action.LINK) and self.case.status == Status.REPORTED):
            return []
        return alike(self.case, self.viewer, self.now)

    @cached_property
    def categories(self) -> list[Category]:
        """What a need can be about. Asked for only by the form that offers it: one query."""
        return categories()

    @cached_property
    def proposed(self) -> list[Proposed]:
        """To whom it could go. Asked for only by the form that assigns: one query more."""
        return proposals(self.case, self.categories, self.now)

    @property
    def question(self) -> str:
        """What the enterprise is asked, while it is."""
        asked = (self.case.status, self.case.turn_kind) == (Status.IN_PROGRESS, TurnKind.ENTERPRISE)
        return self._last(Action.ASK) if asked else ""

    @property
    def plan(self) -> str:
        """What will be done, as the present lead last said it: another lead's plan is history."""
        said = (act for act in reversed(self.acts) if act.action in {Action.PLAN, Action.NAME})
        last = next(said, None)
        return last.text if last is not None and last.action == Action.PLAN else ""

    @property
    def href(self) -> str:
        return reverse("cases:case", args=[self.case.number])

    @property
    def fact_pairs(self) -> list[tuple[Fact, Fact]]:
        """Facts two by two, for the sheet of paper."""
        even = self.facts if len(self.facts) % 2 == 0 else [*self.facts, Fact("", "")]
        return list(zip(even[::2], even[1::2], strict=True))

    @property
    def told(self) -> list[TimelineItem]:
        """What happened, oldest first, without internal words: paper travels."""
        open_acts = [act for act in self.acts if act.audience == Audience.EVERYBODY]
        told = [(act, act_sentence(act, self.names)) for act in open_acts]
        return [
            TimelineItem(said.words, moment_words(act.at, self.now), said.who, quote=said.quote)
            for act, said in told
        ]

    @property
    def verdict_words(self) -> str:
        """The enterprise's word and the channel it came by."""
        case = self.case
        if case.verdict is None or case.verdict_at is None:
            return _("None yet")
        word = _("says yes") if case.verdict else _("says no")
        rating = str(Rating(case.rating).label) if case.rating else ""
        channel = case.get_verdict_channel_display()
        return "·".join(one for one in (word, rating, channel) if one)

    def _last(self, action: Action) -> str:
        return next((act.text for act in reversed(self.acts) if act.action == action), "")


def case_page(actor: Actor, number: str, now: datetime) -> CasePage:
    """All the page shows, in ten queries at most. Case.DoesNotExist when out of sight."""
    case = _case(actor, number)
    inside = permissions.can_see_internal(actor)
    acts = _acts(case)
    dossier = _dossier(case, acts)
    if actor.role == Role.CALLER and case.status in CALLED:
        dossier.hands = hands_of(case.pk)
    visible = [act for act in acts if may_read(actor, act)]
    units = [dispatch.department for dispatch in dossier.dispatches]
    names = names_for([case], acts if inside else visible, units)
    actions = permissions.open_to(actor, dossier, now)
    opinion = owed_opinions([case], actor).get(case.pk) if Action.OPINE in actions else None
    turn = turn_of(case, actor, now, names)
    if opinion is not None and not turn.yours:
        turn = opinion_turn(opinion, now)
    elif permissions.decides(actor, dossier) and not turn.yours:
        turn = decision_turn(case, now)
    veiled = is_veiled(case, actor)
    photos, answer_photos = _photos(case, inside, acts, veiled)
    specialist = None if veiled else _specialist(case)  # who serves few would tell which it is
    calendar = dossier.frame.calendar
    return CasePage(
        case=case,
        dossier=dossier,
        turn=turn,
        said=_said(case, now),
        facts=_facts(case, dossier, actor, specialist),
        timeline=_timeline(visible, names, actor, now, case),
        clocks=times.clock_parts(dossier, actor, now),
        why=times.why(dossier, now),
        desks=times.desk_shares(case, acts, names, calendar, now) if inside else [],
        late=times.late_shares(dossier, acts, names, now) if inside else [],
        photos=photos,
        answer=dossier.sent,
        answer_photos=answer_photos,
        actions=actions,
        specialist=specialist,
        holder=_holder(case),
        inside=inside,
        client=client_words(case, actor),
        complained=_complained_of(case, actor),
        now=now,
        acts=visible,
        names=names,
        viewer=actor,
        helpers=co_lines(dossier, actor, now),
        letters=[
            (one.seq, short_of(one.department))
            for one in dossier.dispatches
            if one.round == case.round and permissions.reads_letter(actor, dossier, one)
        ],
    )


def _case(actor: Actor, number: str) -> Case:
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
        rows.defer("rules__body", "master__text")
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


def _acts(case: Case) -> list[Act]:
    return list(case.acts.select_related("department__parent").order_by("version"))


def _dossier(case: Case, acts: Sequence[Act]) -> Dossier:
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


def _said(case: Case, now: datetime) -> str:
    when = moment_words(case.reported_at, now)
    if case.specialist_id is None or case.specialist is None:
        return entered_words(case, when, now) or _("reported %(when)s") % {"when": when}
    said = {"name": case.specialist.person.name, "when": when}
    if case.confirmed_at is None:
        return _("reported %(when)s by specialist %(name)s, not yet confirmed") % said
    confirmed = moment_words(case.confirmed_at, now)
    return _("reported by specialist %(name)s, confirmed by the enterprise %(when)s") % {
        "name": said["name"],
        "when": confirmed,
    }


def _facts(case: Case, dossier: Dossier, actor: Actor, specialist: Person | None) -> list[Fact]:
    co = [one.department for one in dossier.dispatches if one.part == "co"]
    category = name_of(case.category)
    if case.category and case.category.parent:
        category = f"{name_of(case.category.parent)} / {category}"
    who = identity_of(case, actor)
    contact = "" if permissions.is_enterprise(actor, case) else who.contact_line
    behind = permissions.may_look_behind(actor, dossier) and case.is_open
    found = [
        Fact(
            _("Client"),
            who.name,
            reverse("cases:behind", args=[case.number]) if behind else who.href,
        ),
        Fact(_("Contact person"), contact, who.contact_href if contact else ""),
        Fact(_("Lead"), name_of(case.lead)),
        Fact(_("Specialist"), together(specialist.name, specialist.line) if specialist else ""),
        Fact(_("Co-handlers"), joined(dict.fromkeys(short_of(one) for one in co))),
        Fact(_("Category"), category),
        Fact(_("Urgency"), case.get_urgency_display()),
        Fact(_("Channel"), case.get_channel_display()),
        Fact(_("Region"), name_of(case.region)),
        Fact(_("Partner"), name_of(case.partner)),
        *came_facts(case, actor),
        Fact(_("Complains of"), _complained_of(case, actor)),
    ]
    return [fact for fact in found if fact.words]


def _complained_of(case: Case, actor: Actor) -> str:
    """Whom the enterprise named, for itself and the office that sees to it that they stay out."""
    if not (permissions.is_enterprise(actor, case) or permissions.is_desk(actor, case)):
        return ""
    official = case.about_official.person.name if case.about_official else ""
    return together(short_of(case.about_unit), official)


def _timeline(
    acts: Sequence[Act], names: Names, actor: Actor, now: datetime, case: Case
) -> list[TimelineItem]:
    """Newest first; the newest that is not a note is marked as the present."""
    items: list[TimelineItem] = []
    marked = case.status not in OPEN
    for act in reversed(acts):
        said = act_sentence(act, names, actor)
        internal = act.audience not in {Audience.EVERYBODY, Audience.CLIENT}
        current = not marked and not internal
        marked = marked or current
        items.append(
            TimelineItem(
                words=said.words,
                at=moment_words(act.at, now),
                who=said.who,
                lines=said.lines,
                quote=said.quote,
                state="now" if current else "",
                internal=internal,
            )
        )
    return items


def _photos(
    case: Case, inside: bool, acts: Sequence[Act], veiled: bool
) -> tuple[list[Photo], list[Photo]]:
    """What the enterprise laid to it, and what came with an answer."""
    if not getattr(case, "has_files", False):
        return [], []
    rows = case.attachments.select_related("file").order_by("pk")
    if veiled:
        rows = rows.exclude(audience=Audience.WITHHELD)
    if not inside:
        rows = rows.filter(audience__in=[Audience.EVERYBODY, Audience.WITHHELD])
    answered = {act.version for act in acts if act.action in HAS_ANSWER}
    told: list[Photo] = []
    answers: list[Photo] = []
    for one in rows:
        href = reverse("files:file-serve", args=[one.file_id])
        thumb = href if one.file.kind in PICTURES else ""
        photo = Photo(href, one.file.name, thumb, size_words(one.file.size))
        (answers if one.version in answered else told).append(photo)
    return told, answers


def _specialist(case: Case) -> Person | None:
    """Who serves the client now."""
    name = getattr(case, "served_by", None)
    return Person(name, getattr(case, "served_from", "") or "") if name else None


def _holder(case: Case) -> Person | None:
    """Who handles it now: a person where one is named, else the unit with its office number."""
    if case.status == Status.REPORTED or case.lead is None:
        return None
    if case.handler is not None:
        name = case.handler.person.name
        return Person(name, short_of(case.lead), phone=case.lead.phone)
    return Person(name_of(case.lead), phone=case.lead.phone)
