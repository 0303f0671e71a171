"""One case on the phone: what the enterprise reads, is asked and may do."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.terms import due_at
from weiqitong.directory.models import Department
from weiqitong.pairing.selectors import specialist_of
from weiqitong.web.parts import Person, TimelineItem
from weiqitong.web.times import moment_words, until_words

from ...dossier import Trust
from ...enums import Action, Confidentiality, Outcome, Status
from ...models import Answer, Case
from ...plans import hurry_again
from ...sentences import Said, act_sentence
from ...who_sees import Seen, who_sees
from ...words import leader_words, name_of, office_words, short_of, together
from ..page import CasePage, case_page
from ..trusting import is_own_specialist
from .lists import spoken
from .people import Call, call_of, call_to, person_of
from .words import told_to_you, why_later

OWN_WORD = frozenset({Action.ACCEPT_ANSWER, Action.REJECT_ANSWER})


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
    shown = case_page(actor, number, now)
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
    case, day = found.case, clock.today(found.page.now)
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
