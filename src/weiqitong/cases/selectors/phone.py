"""What the phone's pages show beyond the desk's: the enterprise's own people and their specialist
read these, so nothing internal is in them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.core import clock as times_of
from weiqitong.core import phone
from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.terms import due_at
from weiqitong.deadlines.words import term_words
from weiqitong.directory.models import Department, Official
from weiqitong.pairing.selectors import specialist_of
from weiqitong.web.parts import CaseLine, Light, LightKind, Person, TimelineItem, Turn
from weiqitong.web.times import moment_words, until_words

from ..dossier import Trust
from ..enums import CLOSED, OPEN, Action, Confidentiality, Outcome, Status, TurnKind
from ..models import Answer, Case
from ..plans import hurry_again
from ..sentences import Said, act_sentence
from ..who_sees import Seen, who_sees
from ..words import leader_words, name_of, office_words, short_of, together
from . import page as pages
from .lines import case_lines
from .page import CasePage
from .phone_words import told_to_you, why_later
from .trusting import is_own_specialist

OWN_WORD = frozenset({Action.ACCEPT_ANSWER, Action.REJECT_ANSWER})


@dataclass(frozen=True, slots=True)
class Call:
    """A number to press: as people read it, and as the telephone takes it."""

    words: str
    href: str


def call_of(number: str) -> Call | None:
    """199 0000 0137; an extension is dialled after a pause."""
    if not number:
        return None
    body, _sign, extension = number.rpartition("-") if number.count("-") == 2 else (number, "", "")
    dialled = body.replace("-", "") + (f",{extension}" if extension else "")
    mobile = phone.MOBILE.fullmatch(number)
    words = f"{number[:3]} {number[3:7]} {number[7:]}" if mobile else number
    return Call(words, f"tel:{dialled}")


def call_to(official: Official) -> Call | None:
    """A specialist's own number in clear, for the enterprises they serve: to be called is what it
    is given for. Without one, the unit's.
    """
    return call_of(official.person.phone or official.department.phone)


def person_of(official: Official, note: str = "") -> Person:
    """An official as the enterprise sees them: name, unit, post."""
    unit = name_of(official.department)
    return Person(official.person.name, together(unit, official.post), note)


def spoken(turn: Turn, case: Case) -> Turn:
    """An enterprise's own turn, saying what it is asked rather than "you"."""
    if not turn.yours or case.turn_kind != TurnKind.ENTERPRISE:
        return turn
    if case.status == Status.ANSWERED:
        return replace(turn, who=_("Read the answer: do you accept it?"), words="")
    return replace(turn, who=_("Please answer a question"), words="")


def enterprise_lines(cases: Sequence[Case], actor: Actor, now: datetime) -> list[CaseLine]:
    """Rows for the phone: whoever is asked reads what it is about."""
    found = []
    for case, line in zip(cases, case_lines(cases, actor, now), strict=True):
        turn = spoken(line.turn, case)
        if actor.role == Role.CONTACT and awaits_word(case) and not turn.yours:
            words = (
                _("Your specialist wrote this for you: is it right?")
                if case.specialist_id is not None
                else _("This was entered for you: is it right?")
            )
            turn = Turn(Light(LightKind.YOURS), words, yours=True)
        found.append(replace(line, turn=turn))
    return found


def awaits_word(case: Case) -> bool:
    """Whether the enterprise is asked: a question, an answer, or what was reported for it."""
    return case.turn_kind == TurnKind.ENTERPRISE or (
        case.confirmed_at is None and case.status in OPEN
    )


@dataclass(frozen=True, slots=True)
class AfterNo:
    """What a "no" leads to: said before it is given."""

    office: str
    until: str
    not_again: str  # the unit that will not handle it any more


def after_no(shown: CasePage) -> AfterNo | None:
    """Whose office names another lead, and until when. One query."""
    answer = shown.answer
    if answer is None:
        return None
    units = Department.objects.select_related("region__parent")
    unit = units.filter(pk=answer.department_id or 0).first()
    region = unit.region if unit else shown.case.desk
    up = region.parent
    office = office_words(name_of(up)) if up else leader_words(name_of(region))
    frame = shown.dossier.frame
    term = frame.term("name")
    until = until_words(due_at(frame.calendar, term, shown.now), shown.now) if term else ""
    return AfterNo(office, until, short_of(unit))


@dataclass
class PhonePage:
    """One case on the phone: the desk's page without anything internal."""

    page: CasePage
    timeline: list[TimelineItem]
    call: Call | None  # of whoever leads: an office number, never a person's
    helper: Person | None = None  # the specialist, where the lead has given no number
    helper_call: Call | None = None
    of_own: bool = False  # it complains of the specialist who serves it
    after_no: AfterNo | None = None
    quantities: list[str] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return self.page.case

    @property
    def answer(self) -> Answer | None:
        return self.page.answer

    @property
    def answer_done(self) -> bool:
        """Whether the answer says that the matter is solved: that gets a tick and is what a "yes"
        then says. A part of it, or an explanation, is accepted, not solved.
        """
        return self.answer is not None and self.answer.outcome == Outcome.SOLVED

    @property
    def refused(self) -> bool:
        """Whether the answer that stands there is one the enterprise did not accept."""
        return self.answer is not None and self.case.is_open and self.case.status != Status.ANSWERED

    @property
    def later(self) -> Said | None:
        """Why it is parked or takes longer, in the words of whoever agreed to that."""
        return why_later(self.case, self.page.acts, self.page.names)

    @property
    def answered_by(self) -> str:
        return self.page.names.unit(self.answer.department_id) if self.answer else ""

    @property
    def concludes(self) -> bool:
        """Whether a "no" would conclude the need: two persons found that the law stands against it,
        and an appeal is the way on, not another unit.
        """
        return self.answer is not None and self.answer.outcome == Outcome.NO_BASIS

    @property
    def judges(self) -> bool:
        """Whether the viewer may give the verdict now."""
        return any(self.page.may(action) for action in OWN_WORD)

    @property
    def asks(self) -> bool:
        return self.page.may(Action.REPLY)

    @property
    def written_title(self) -> str:
        """Who wrote down what the enterprise is asked to stand by."""
        if self.case.specialist_id is not None:
            return _("Your specialist wrote this for you")
        if self.case.partner is not None:
            return _("%(partner)s wrote this for you") % {"partner": name_of(self.case.partner)}
        return _("The office entered this for you")

    @property
    def not_so(self) -> str:
        """What to do where it is not right."""
        if self.case.specialist_id is not None:
            return _("Not what you need? Call your specialist, or withdraw it below.")
        return _("Not what you need? Withdraw it below.")

    @property
    def confirms(self) -> bool:
        return self.page.may(Action.CONFIRM)

    @property
    def declined(self) -> str:
        """Why it was not receivable, or concluded by a finding, in the words of whoever said so."""
        said = {Status.NOT_RECEIVABLE: Action.DECLINE, Status.FOUND: Action.FIND}
        wanted = said.get(Status(self.case.status))
        acts = [act for act in self.page.acts if act.action == wanted]
        return acts[-1].text if acts else ""

    @property
    def declined_title(self) -> str:
        if self.case.status == Status.FOUND:
            return _("Why it is concluded")
        return _("Why it cannot be taken up")

    @property
    def appeal_words(self) -> str:
        """A refusal is looked at again by its own office, a finding by the one above it."""
        if self.case.status == Status.FOUND and self.case.desk.parent_id:
            return _("Appeal: ask the level above to look again")
        return _("Appeal: ask the office to look again")

    @property
    def hurries(self) -> bool:
        """Whether the enterprise may ask to hurry now."""
        return self.page.may(Action.HURRY) and not self.hurried

    @property
    def hurried(self) -> str:
        """From when it may ask again, where it has asked and has to wait."""
        again = hurry_again(self.page.dossier)
        if not self.page.may(Action.HURRY) or again is None or again <= self.page.now:
            return ""
        return moment_words(again, self.page.now)

    @property
    def looks(self) -> list[TimelineItem]:
        """Who looked behind the hidden name, when and why, newest first."""
        acts = [act for act in reversed(self.page.acts) if act.action == Action.LOOK]
        said = [(act, act_sentence(act, self.page.names)) for act in acts]
        return [
            TimelineItem(
                together(one.who, act.name) if act.name != one.who else one.who,
                moment_words(act.at, self.page.now),
                quote=one.quote,
            )
            for act, one in said
        ]

    @property
    def seen_by(self) -> list[Seen]:
        """Who sees what of a need whose name is hidden; nothing where it is not."""
        case = self.case
        if not case.is_hidden:
            return []
        desk = office_words(name_of(case.desk))
        level = Confidentiality(case.confidentiality)
        return who_sees(level, self.page.complained, office=desk, specialist=not self.of_own)

    @property
    def lowers(self) -> bool:
        return self.page.may(Action.LOWER)

    @property
    def withdraws(self) -> bool:
        return self.page.may(Action.WITHDRAW)

    @property
    def appeals(self) -> bool:
        return self.page.may(Action.APPEAL) and not self.case.appeals


def phone_page(actor: Actor, number: str, now: datetime) -> PhonePage:
    """One case, in eleven queries at most. Case.DoesNotExist when out of sight."""
    shown = pages.case_page(actor, number, now)
    shown.turn = spoken(shown.turn, shown.case)
    items = [item for item in shown.timeline if not item.internal]
    if actor.role == Role.CONTACT:
        items = told_to_you(shown.acts, shown.timeline)
    case = shown.case
    answer = shown.answer
    found = PhonePage(shown, items, call_of(case.lead.phone) if case.lead else None)
    if answer is not None:
        found.quantities = [f"{count} {unit}" for unit, count in answer.quantities.items()]
        if answer.department_id and not shown.names.unit(answer.department_id):
            _learn_unit(shown, answer.department_id)
    if found.judges and not found.concludes:
        found.after_no = after_no(shown)
    if actor.role == Role.CONTACT and case.is_open:
        _meet_specialist(found)
    return found


def _meet_specialist(found: PhonePage) -> None:
    """Somebody to call where there is nobody else: never who must not know. One query at most."""
    case, day = found.case, times_of.today(found.page.now)
    if case.is_hidden:
        trust = Trust(unit=case.about_unit, official=case.about_official)
        found.of_own = is_own_specialist(case.client, trust, found.page.now)
    elif found.call is None or found.confirms:
        official = specialist_of(case.client_id, day)
        if official is not None and official.pk != case.about_official_id:
            found.helper, found.helper_call = person_of(official), call_to(official)


def _learn_unit(shown: CasePage, unit_id: int) -> None:
    unit = Department.objects.filter(pk=unit_id).first()
    if unit is not None:
        shown.names.units[unit.pk] = short_of(unit)


@dataclass
class Received:
    """What happens after a report."""

    case: Case
    page: CasePage
    steps: list[TimelineItem]
    specialist: Person | None
    call: Call | None


def received(actor: Actor, number: str, now: datetime) -> Received:
    """The page after a report, in eleven queries at most."""
    shown = pages.case_page(actor, number, now)
    official = None
    if actor.role == Role.CONTACT and not shown.case.is_hidden:
        official = specialist_of(shown.case.client_id, times_of.today(now))
        if official is not None and official.pk == shown.case.about_official_id:
            official = None  # has been told nothing
    return Received(
        shown.case,
        shown,
        list(_next_steps(shown, actor)),
        person_of(official) if official else None,
        call_to(official) if official else None,
    )


def _next_steps(shown: CasePage, actor: Actor) -> Iterable[TimelineItem]:
    case, frame, now = shown.case, shown.dossier.frame, shown.now
    own = actor.role == Role.CONTACT
    if case.confirmed_at is None:
        yield TimelineItem(
            _("The enterprise confirms"),
            lines=[_("It gets a link by text message: is this what it needs?")],
            state="next",
        )
    if case.status == Status.REPORTED and case.turn_until:
        office = shown.names.office(case.desk_id)
        until = until_words(case.turn_until, now)
        yield TimelineItem(_("Decide who handles it"), until, lines=[office], state="now")
    if case.status != Status.ANSWERED:
        contact, close = frame.term("contact"), frame.term("close")
        if contact:
            words = _("Within %(term)s of being assigned") % {"term": term_words(contact)}
            called = (
                _("Whoever handles it calls you")
                if own
                else _("Whoever handles it calls the enterprise")
            )
            yield TimelineItem(called, lines=[words], state="next")
        if close:
            start = case.turn_until if case.status == Status.REPORTED else case.dispatched_at
            due = due_at(frame.calendar, close, start or now)
            words = _("Within %(term)s of being assigned, at the latest") % {
                "term": term_words(close)
            }
            answered = (
                _("You get a formal answer") if own else _("The enterprise gets a formal answer")
            )
            yield TimelineItem(answered, until_words(due, now), lines=[words], state="next")
    said = (
        _("It counts as solved when you accept it. If you do not, the level above finds others.")
        if own
        else _("It counts as solved when it accepts. If it does not, the level above finds others.")
    )
    until = ""
    if case.status == Status.ANSWERED and case.turn_until:
        until = until_words(case.turn_until, now)
    yield TimelineItem(
        pgettext("verdict", "Your word decides")
        if own
        else pgettext("verdict", "The enterprise's word decides"),
        until,
        lines=[said],
        state="next",
    )


def own_cases(actor: Actor) -> QuerySet[Case]:
    """Cases of a contact's enterprises or of a specialist; those from older records stay out."""
    return Case.objects.visible_to(actor).live()


def open_ones(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(status__in=OPEN)


def closed_ones(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(status__in=CLOSED)


@dataclass(frozen=True, slots=True)
class Counts:
    open: int
    closed: int


def open_and_closed(cases: QuerySet[Case]) -> Counts:
    """How many are in hand and how many closed. One query."""
    found = cases.aggregate(
        open=Count("pk", filter=Q(status__in=OPEN)), closed=Count("pk", filter=Q(status__in=CLOSED))
    )
    return Counts(found["open"], found["closed"])
