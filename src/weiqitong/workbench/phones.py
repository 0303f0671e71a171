"""What the phone homes and the contact card show: an enterprise and its specialist. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from weiqitong.accounts.models import Grant
from weiqitong.cases.enums import Status
from weiqitong.cases.models import Case
from weiqitong.cases.selectors import case_lines
from weiqitong.cases.selectors.lines import for_lines
from weiqitong.cases.selectors.phone import (
    Call,
    awaits_word,
    call_to,
    closed_ones,
    enterprise_lines,
    open_ones,
    own_cases,
    person_of,
)
from weiqitong.cases.selectors.reporting import ReportDraft, report_draft
from weiqitong.cases.words import name_of, together
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Client, Contact, Department, Official
from weiqitong.pairing.models import Pairing, PairingRole
from weiqitong.web.parts import CaseLine, Fact, Light, LightKind, Person, Turn
from weiqitong.web.times import plain_date

MOST = 200  # open cases of one person's clients; more are reached by the list


@dataclass(frozen=True, slots=True)
class Place:
    """One of several enterprises of a contact: what waits there, and the way to it."""

    client: Client
    name: str
    words: str
    href: str
    current: bool


@dataclass
class EnterpriseHome:
    """Everything of one enterprise; what waits for a word comes from all of a contact's."""

    client: Client | None
    name: str
    standing: str  # who is here: name and title
    waiting: list[CaseLine]
    specialist: Person | None
    call: Call | None
    open: list[CaseLine]
    closed: int
    places: list[Place]
    draft: ReportDraft

    @property
    def idle(self) -> bool:
        return not self.waiting and not self.open


def enterprise(
    actor: Actor, clients: Sequence[Client], client: Client | None, now: datetime
) -> EnterpriseHome:
    """The enterprise's home. Seven queries, besides those that found the clients."""
    cases = list(for_lines(open_ones(own_cases(actor)).order_by("turn_until", "-pk"))[:MOST])
    mine = [one for one in cases if awaits_word(one)]
    shown = [one for one in cases if not awaits_word(one) and client and one.client_id == client.pk]
    lines = enterprise_lines([*mine, *shown], actor, now)
    pairing = _pairing(client, now) if client else None
    official = pairing.official if pairing else None
    closed = closed_ones(own_cases(actor).filter(client=client)).count() if client else 0
    return EnterpriseHome(
        client=client,
        name=name_of(client),
        standing="·".join(one for one in (actor.name, _title(actor, client)) if one),
        waiting=lines[: len(mine)],
        specialist=person_of(official, _("your service specialist")) if official else None,
        call=call_to(official) if official else None,
        open=lines[len(mine) :],
        closed=closed,
        places=_places(clients, client, cases) if len(clients) > 1 else [],
        draft=report_draft(actor),
    )


def _title(actor: Actor, client: Client | None) -> str:
    if client is None or actor.person_id is None:
        return ""
    known = Contact.objects.filter(client=client, person=actor.person_id)
    return known.values_list("title", flat=True).first() or ""


def _pairing(client: Client, now: datetime) -> Pairing | None:
    rows = Pairing.objects.on(clock.today(now)).filter(client=client, role=PairingRole.SPECIALIST)
    return rows.select_related("official__person", "official__department").first()


def _places(
    clients: Iterable[Client], current: Client | None, cases: Sequence[Case]
) -> list[Place]:
    found = []
    for one in clients:
        here = [case for case in cases if case.client_id == one.pk]
        words = ngettext("%(count)d in hand", "%(count)d in hand", len(here)) % {"count": len(here)}
        asked = sum(map(awaits_word, here))
        if asked:
            words += "·" + ngettext(
                "%(count)d awaits your word", "%(count)d await your word", asked
            ) % {"count": asked}
        is_current = current is not None and one.pk == current.pk
        found.append(
            Place(one, name_of(one), words if here else "", f"?client={one.code}", is_current)
        )
    return found


# The specialist


@dataclass
class ServedLine:
    """One client with what presses most, and what a specialist may do for it."""

    line: CaseLine
    report_href: str
    people_href: str
    signs_in: bool  # whether anybody of the client can sign in


@dataclass
class SpecialistHome:
    greeting: str
    standing: str
    mine: list[CaseLine]  # the specialist's own turn
    unconfirmed: list[CaseLine]
    clients: list[ServedLine] = field(default_factory=list)
    draft: ReportDraft = field(default_factory=ReportDraft)


def specialist(actor: Actor, clients: Sequence[Client], now: datetime) -> SpecialistHome:
    """The specialist's home. Seven queries, besides the one that found the clients."""
    cases = list(for_lines(open_ones(own_cases(actor)).order_by("turn_until", "-pk"))[:MOST])
    lines = dict(zip((one.pk for one in cases), case_lines(cases, actor, now), strict=True))
    signing = set(
        Grant.objects.on(clock.today(now))
        .filter(role=Role.CONTACT, client__in=[one.pk for one in clients], user__is_active=True)
        .values_list("client", flat=True)
    )
    mine = [one for one in cases if lines[one.pk].turn.yours]
    unconfirmed = [one for one in cases if one.confirmed_at is None and one not in mine]
    return SpecialistHome(
        greeting=_greeting(actor.name, now),
        standing=actor.place or _unit(actor),
        mine=[lines[one.pk] for one in mine],
        unconfirmed=[lines[one.pk] for one in unconfirmed],
        clients=[_served(one, cases, lines, one.pk in signing) for one in clients],
        draft=report_draft(actor),
    )


def _unit(actor: Actor) -> str:
    return name_of(Department.objects.filter(pk=actor.department_id or 0).first())


def _greeting(name: str, now: datetime) -> str:
    hour = clock.local(now).hour
    if hour < 12:
        words = pgettext("greeting", "%(name)s, good morning")
    elif hour < 18:
        words = pgettext("greeting", "%(name)s, good afternoon")
    else:
        words = pgettext("greeting", "%(name)s, good evening")
    return words % {"name": name}


def _served(
    client: Client, cases: Sequence[Case], lines: dict[int, CaseLine], signs_in: bool
) -> ServedLine:
    here = [one for one in cases if one.client_id == client.pk]
    if here:
        first = min(here, key=_presses)
        line = lines[first.pk]
        who = together(line.turn.who, line.turn.words)
        turn = Turn(line.turn.light, first.title, line.turn.until, words=who)
        count = len(here)
        meta = [ngettext("%(count)d in hand", "%(count)d in hand", count) % {"count": count}]
    else:
        idle = Light(LightKind.NONE, pgettext("light", "Nothing"))
        turn, meta = Turn(idle, _("No need is in hand")), [_("No need, no visit.")]
    about = reverse("cases:mine") + f"?client={client.code}"
    return ServedLine(
        CaseLine(name_of(client), about, turn, meta),
        report_href=reverse("cases:report") + f"?client={client.code}",
        people_href=reverse("accounts:client-people", args=[client.code]),
        signs_in=signs_in,
    )


def _presses(case: Case) -> tuple[bool, datetime]:
    """Work before waiting for the enterprise; then what is due first."""
    return case.status == Status.ANSWERED, case.turn_until or case.reported_at


# The contact card


@dataclass
class Card:
    """A specialist as the enterprise sees them."""

    name: str
    lines: list[str]
    call: Call | None
    facts: list[Fact]
    address: str  # what the picture leads to: it shows the way, it never signs in
    own: bool


def card_of_own(actor: Actor, now: datetime) -> Card | None:
    """The specialist's own card. Two queries."""
    official = (
        Official.objects.select_related("person", "department").filter(pk=actor.official_id or 0)
    ).first()
    if official is None:
        return None
    rows = Pairing.objects.on(clock.today(now)).filter(
        official=official, role=PairingRole.SPECIALIST
    )
    served = [name_of(one.client) for one in rows.select_related("client").order_by("pk")]
    return _card(official, [Fact(pgettext("card", "Serves"), one) for one in served], own=True)


def card_for(client: Client, now: datetime) -> Card | None:
    """The card of the specialist who serves a client. One query."""
    pairing = _pairing(client, now)
    if pairing is None:
        return None
    facts = [
        Fact(pgettext("card", "Serves"), name_of(client)),
        Fact(pgettext("pairing", "Since"), plain_date(pairing.valid_from)),
    ]
    return _card(pairing.official, facts, own=False)


def _card(official: Official, facts: list[Fact], *, own: bool) -> Card:
    unit = official.department
    if unit.phone:
        facts.append(Fact(_("Office phone"), unit.phone))
    return Card(
        name=official.person.name,
        lines=[line for line in (name_of(unit), official.post) if line],
        call=call_to(official),
        facts=facts,
        address=settings.BASE_URL.rstrip("/") + "/",
        own=own,
    )
