"""How far a conference is: who has spoken, what is to be done, whose turn it is, until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from weiqitong.cases.words import name_of, office_words, short_of, together
from weiqitong.core.actor import Actor
from weiqitong.items.enums import UNSETTLED, ItemState
from weiqitong.items.models import Item
from weiqitong.web.parts import Light, LightKind, Turn
from weiqitong.web.times import moment_words, until_words

from .. import permissions
from ..enums import Seat, State
from ..models import Conference, Participant


@dataclass(slots=True)
class Standing:
    """The units of one conference and the items it decided."""

    participants: list[Participant] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def asked(self) -> list[Participant]:
        """Those who owe a word, observers left out."""
        return [one for one in self.participants if one.seat == Seat.MEMBER]

    @property
    def silent(self) -> list[Participant]:
        return [one for one in self.asked if one.owes]

    @property
    def all_said(self) -> bool:
        return bool(self.asked) and not self.silent

    @property
    def unsettled(self) -> list[Item]:
        return [one for one in self.items if one.state in UNSETTLED]

    @property
    def done_words(self) -> str:
        """2 / 3."""
        return f"{len(self.items) - len(self.unsettled)} / {len(self.items)}"

    def mine(self, actor: Actor) -> list[Participant]:
        """Those the actor speaks for."""
        return [one for one in self.participants if permissions.speaks_for(actor, one)]


def standings(conferences: Sequence[Conference]) -> dict[int, Standing]:
    """Of these conferences, in two queries."""
    found = {one.pk: Standing() for one in conferences}
    by_id = {one.pk: one for one in conferences}
    related = ("department__merged_into", "official__person", "said_by__person")
    rows = Participant.objects.filter(conference__in=by_id, left_at=None)
    for one in rows.select_related(*related).order_by("pk"):
        one.conference = by_id[one.conference_id]
        found[one.conference_id].participants.append(one)
    held = [one.pk for one in conferences if one.state in {State.HELD, State.CLOSED}]
    if held:
        items = Item.objects.filter(source_label=Conference.LABEL, source_id__in=held)
        for item in items.select_related("unit", "person__person", "office").order_by("pk"):
            found[item.source_id].items.append(item)
    return found


def unit_words(one: Participant) -> str:
    """The unit asked, and the one that goes on for it where it was merged."""
    asked = name_of(one.department)
    if one.department.merged_into is None:
        return asked
    return _("%(from)s, now %(unit)s") % {"from": asked, "unit": name_of(one.unit)}


def office_of(conference: Conference) -> str:
    return office_words(name_of(conference.office))


def turn_of(conference: Conference, standing: Standing, actor: Actor, now: datetime) -> Turn:
    """The first line under its title."""
    turn = {
        State.DRAFT: _draft,
        State.CALLED: _called,
        State.HELD: _held,
        State.CLOSED: _over,
        State.CANCELLED: _over,
    }[State(conference.state)]
    return turn(conference, standing, actor, now)


def _draft(conference: Conference, standing: Standing, actor: Actor, now: datetime) -> Turn:
    due = conference.due_at or now
    until = _("call it %(until)s") % {"until": until_words(due, now)}
    return _of_office(conference, actor, until, late=now > due)


def _called(conference: Conference, standing: Standing, actor: Actor, now: datetime) -> Turn:
    meets = conference.meets_at or now
    if now >= meets or (conference.in_writing and standing.all_said):
        due = conference.minutes_by or now
        until = _("publish the minutes %(until)s") % {"until": until_words(due, now)}
        return _of_office(conference, actor, until, late=now > due)
    said = {"said": len(standing.asked) - len(standing.silent), "asked": len(standing.asked)}
    if conference.in_writing:
        words = _("%(said)s of %(asked)s have written") % said
        until = _("statement %(until)s") % {"until": until_words(meets, now)}
    else:
        words = _("%(said)s of %(asked)s have said who comes") % said
        until = _("meets %(when)s") % {"when": moment_words(meets, now)}
    if any(one.owes for one in standing.mine(actor)):
        light = Light(LightKind.YOURS)
        return Turn(light, pgettext("whose turn", "You"), until, yours=True, words=words)
    who = _units([short_of(one.unit) for one in standing.silent]) or office_of(conference)
    return Turn(Light(LightKind.GREEN), who, until, words=words if standing.asked else "")


def _held(conference: Conference, standing: Standing, actor: Actor, now: datetime) -> Turn:
    """The item that is due next says whose turn it is; reported ones wait for the office."""
    due = conference.due_at or now
    until = _("done %(until)s") % {"until": until_words(due, now)}
    words = _("items done: %(done)s") % {"done": standing.done_words} if standing.items else ""
    reported = [one for one in standing.unsettled if one.state == ItemState.REPORTED]
    light = Light(LightKind.RED if now > due else LightKind.GREEN)
    if reported and permissions.is_office(actor, conference):
        you = pgettext("whose turn", "You")
        return Turn(Light(LightKind.YOURS), you, until, yours=True, words=words)
    owing = [one for one in standing.unsettled if one.state == ItemState.OPEN]
    if not owing and reported:
        return Turn(light, office_of(conference), until, words=words)
    who = _units([together(short_of(one.unit)) for one in owing]) or office_of(conference)
    return Turn(light, who, until, words=words)


def _over(conference: Conference, standing: Standing, actor: Actor, now: datetime) -> Turn:
    when = moment_words(conference.closed_at, now) if conference.closed_at else ""
    words = _("items done: %(done)s") % {"done": standing.done_words} if standing.items else ""
    state = str(State(conference.state).label)
    return Turn(Light(LightKind.CLOSED, state), office_of(conference), when, words=words)


def _of_office(conference: Conference, actor: Actor, until: str, *, late: bool) -> Turn:
    yours = permissions.is_office(actor, conference)
    kind = LightKind.RED if late else LightKind.YOURS if yours else LightKind.GREEN
    who = pgettext("whose turn", "You") if yours else office_of(conference)
    return Turn(Light(kind), who, until, yours=yours)


def _units(names: Iterable[str]) -> str:
    """The first of them, and how many more."""
    known = list(dict.fromkeys(names))
    if len(known) < 2:
        return known[0] if known else ""
    more = len(known) - 1
    words = ngettext("%(unit)s and %(count)d more", "%(unit)s and %(count)d more", more)
    return words % {"unit": known[0], "count": more}
