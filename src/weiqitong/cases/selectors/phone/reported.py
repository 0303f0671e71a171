"""What happens after a report: the steps to come, and whom to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.deadlines.terms import due_at
from weiqitong.deadlines.words import term_words
from weiqitong.pairing.selectors import specialist_of
from weiqitong.web.parts import Person, TimelineItem
from weiqitong.web.times import until_words

from ...enums import Status
from ...models import Case
from ..page import CasePage, case_page
from .people import Call, call_to, person_of


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
    shown = case_page(actor, number, now)
    official = None
    if actor.role == Role.CONTACT and not shown.case.is_hidden:
        official = specialist_of(shown.case.client_id, clock.today(now))
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
