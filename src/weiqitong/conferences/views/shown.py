"""One conference as its page shows it, with the forms of whoever looks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from weiqitong.cases.words import together
from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.items import selectors as items
from weiqitong.items.models import Item
from weiqitong.web.forms import Form
from weiqitong.web.http import Request
from weiqitong.web.parts import CaseLine, Fact
from weiqitong.web.times import moment_words

from .. import forms
from ..enums import Seat, State
from ..models import Conference, Participant
from ..selectors import pages
from ..selectors.chairs import chairs_of
from ..selectors.needed import needed
from ..selectors.pages import ConferencePage
from ..selectors.standing import office_of, unit_words
from .papers import open_papers


@dataclass(frozen=True, slots=True)
class Spoken:
    """A unit that takes part, what it said, and the form by which the viewer speaks for it."""

    participant: Participant
    unit: str
    said: str  # when and by whom, or that it has not
    form: Form | None = None
    why: str = ""  # it was proposed; told while the conference is prepared

    @property
    def note(self) -> str:
        """The person wanted; that it only watches; why it was proposed."""
        one = self.participant
        person = one.official.person.name if one.official else ""
        seat = str(Seat(one.seat).label) if one.seat == Seat.OBSERVER else ""
        return "·".join(words for words in (person, seat, self.why) if words)


def load(request: Request, number: str) -> ConferencePage:
    """The conference for this person, or 404."""
    try:
        return pages.page_of(request.actor, number, clock.now())
    except Conference.DoesNotExist:
        raise Http404 from None


def shown(request: Request, page: ConferencePage, status: int = 200, **bound: Form) -> HttpResponse:
    """The page; a form that was refused stands there with all that was typed."""
    now = clock.now()
    found = page.conference
    why = _proposed(page, now)
    context: dict[str, Any] = {
        "page": page,
        "conference": found,
        "facts": facts_of(page, now),
        "spoken": [_spoken(page, one, bound, why, now) for one in page.participants],
        "items": [_item_line(one, request.actor, now) for one in page.standing.items],
        "called": found.state == State.CALLED,
        "papers": open_papers(found),
    }
    if page.may_prepare:
        units = [one.department for one in page.participants]
        context |= {
            "call": bound.get("call") or call_form(found),
            "agenda": bound.get("agenda") or forms.AgendaForm(topics=page.topics, units=units),
            "put": bound.get("put") or forms.PutForm(),
            "invite": bound.get("invite") or forms.InviteForm(),
            "cancel": bound.get("cancel") or forms.ReasonForm(auto_id="cancel_%s"),
            "unit_url": unit_url(page),
        }
    if page.may_close:
        context["close"] = bound.get("close") or forms.ReasonForm(auto_id="close_%s")
    return render(request, "conferences/conference.html", context, status=status)


def unit_url(page: ConferencePage) -> str:
    """Where unit names are suggested."""
    number = page.topics[0].case.number if page.topics else "-"
    return reverse("cases:units", args=[number])


def call_form(found: Conference, data: Any = None) -> forms.CallForm:
    """As it stands now."""
    initial = {
        "seen": found.version,
        "title": found.title,
        "way": found.way,
        "meets_at": found.meets_at,
        "place": found.place,
        "chair": str(found.chair_id or ""),
        "purpose": found.purpose,
    }
    return forms.CallForm(data, initial=initial, chairs=chairs_of(found, clock.now()))


def facts_of(page: ConferencePage, now: datetime) -> list[Fact]:
    found = page.conference
    when = moment_words(found.meets_at, now) if found.meets_at else ""
    rows = [
        Fact(_("Convened by"), office_of(found)),
        Fact(_("Chair"), chair_words(found)),
        Fact(_("How it is held"), found.get_way_display() if found.called_at else ""),
        Fact(_("Statements until") if found.in_writing else _("Meets"), when),
        Fact(_("Place"), found.place),
        Fact(_("Occasion"), found.get_reason_display()),
        Fact(_("What is to be settled"), found.purpose),
        Fact(_("Minutes published"), moment_words(found.held_at, now) if found.held_at else ""),
        Fact(_("Reason of its end"), found.ended_because),
    ]
    return [one for one in rows if one.words]


def chair_words(found: Conference) -> str:
    if found.chair is None:
        return office_of(found)
    return together(found.chair.person.name, found.chair.post)


def _proposed(page: ConferencePage, now: datetime) -> dict[int, str]:
    """Why each unit is there, for the office that looks its draft over."""
    if not page.may_prepare or page.conference.state != State.DRAFT:
        return {}
    found = needed([topic.case for topic in page.topics], now)
    return {one.unit.pk: one.words for one in found}


def _spoken(
    page: ConferencePage,
    one: Participant,
    bound: dict[str, Form],
    why: dict[int, str],
    now: datetime,
) -> Spoken:
    if one.said_at is None:
        said = _("has not spoken yet") if one.seat == Seat.MEMBER else ""
    else:
        name = one.said_by.person.name if one.said_by else ""
        said = together(name, moment_words(one.said_at, now))
    form = None
    if one in page.mine and page.conference.state == State.CALLED:
        form = bound.get(f"say{one.pk}") or say_form(page.conference, one)
    return Spoken(one, unit_words(one), said, form, why.get(one.department_id, ""))


def say_form(conference: Conference, one: Participant, data: Any = None) -> Form:
    """In writing a statement; for a room who comes."""
    initial = {"statement": one.statement, "attendee": one.attendee}
    kind = forms.StatementForm if conference.in_writing else forms.AttendForm
    return kind(data, initial=initial, auto_id=f"say{one.pk}_%s")


def _item_line(one: Item, actor: Actor, now: datetime) -> CaseLine:
    """What was decided: whose turn it is and until when, as on the unit's own list."""
    turn = items.turn_of(one, actor, now, frozenset())
    return CaseLine(one.text, reverse("items:item", args=[one.pk]), turn)
