"""One message as a page shows it: who, when, what is owed, what may be done. Queries only for what
many messages share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.accounts.models import Grant
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.lines import case_href
from weiqitong.cases.words import name_of, office_words, together
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.directory.models import Official
from weiqitong.web.parts import Light, LightKind, Turn
from weiqitong.web.times import moment_words, until_words

from .. import permissions
from ..enums import State, Voice
from ..models import Line, Message
from ..querysets import MessageQuerySet

RELATED = (
    "line__region",
    "client",
    "official__person",
    "behalf__person",
    "addressed__person",
    "case",
)
QUOTED = 60  # characters of a message that is replied to


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that another replies to, shortened."""

    who: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message, ready to print."""

    message: Message
    who: str
    place: str  # unit or enterprise
    when: str
    own: bool  # of the reader's own side
    turn: Turn | None  # what is owed, or what became of it
    quote: Quote | None = None
    case_href: str = ""
    case_number: str = ""
    replies: bool = False
    makes: bool = False  # a need, with one tap
    chooses: bool = False  # a need, once its enterprise is chosen
    hides: bool = False
    shows: bool = False

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def href(self) -> str:
        return href_of(self.message)


def href_of(message: Message) -> str:
    return reverse("dialogue:message", args=[message.code])


def in_sight(actor: Actor) -> MessageQuerySet:
    """Messages one may read, with what a bubble shows."""
    return Message.objects.visible_to(actor).select_related(*RELATED)


def bubbles(rows: Sequence[Message], actor: Actor, now: datetime) -> list[Bubble]:
    """Two queries at most: the messages replied to, and the needs in sight."""
    wanted = {row.reply_to_id for row in rows if row.reply_to_id}
    quoted = {one.pk: one for one in in_sight(actor).filter(pk__in=wanted)} if wanted else {}
    case_ids = [row.case_id for row in rows if row.case_id]
    cases = {one.pk: one for one in Case.objects.visible_to(actor).filter(pk__in=case_ids)
             .only("number")} if case_ids else {}  # fmt: skip
    return [
        _bubble(row, actor, now, quoted.get(row.reply_to_id or 0), cases.get(row.case_id or 0))
        for row in rows
    ]


def _bubble(
    row: Message, actor: Actor, now: datetime, quoted: Message | None, case: Case | None
) -> Bubble:
    makes = permissions.can_make_case(actor, row)
    return Bubble(
        message=row,
        who=who_of(row),
        place=place_of(row),
        when=moment_words(row.at, now),
        own=is_own(actor, row),
        turn=turn_of(row, actor, now),
        quote=_quote(quoted) if quoted else None,
        case_href=case_href(case) if case else "",
        case_number=case.number if case else "",
        replies=permissions.can_reply(actor, row),
        makes=makes and row.client_id is not None,
        chooses=makes and row.client_id is None,
        hides=permissions.can_hide(actor, row),
        shows=permissions.can_show(actor, row),
    )


def _quote(row: Message) -> Quote:
    text = row.text if len(row.text) <= QUOTED else row.text[: QUOTED - 1] + "…"
    return Quote(who_of(row), text, href_of(row))


def is_own(actor: Actor, row: Message) -> bool:
    """An enterprise's own words, or one's own as one of the staff: they stand on the right."""
    if actor.role == Role.CONTACT:
        return row.asks and row.client_id in actor.client_ids
    return row.user_id is not None and row.user_id == actor.user_id and not row.asks


def who_of(row: Message) -> str:
    """The person; for a secretary's words the leader they are said for."""
    if row.behalf is not None:
        return row.behalf.person.name
    return row.author


def place_of(row: Message) -> str:
    """The enterprise; a leader's post; the office; the chat group it was pasted from."""
    if row.voice == Voice.ENTERPRISE:
        return name_of(row.client)
    if row.voice == Voice.PASTED:
        said = _("from the chat group “%(group)s”") % {"group": row.group}
        return "·".join(one for one in (name_of(row.client), said) if one)
    if row.voice == Voice.OFFICE:
        return office_words(name_of(row.line.region))
    if row.behalf is not None:
        written = _("written by %(name)s, secretary") % {"name": row.author}
        return "·".join(one for one in (row.behalf.post, written) if one)
    return row.official.post if row.official else ""


def owner_of(row: Message) -> str:
    """Who owes the answer."""
    if row.addressed is not None:
        return together(row.addressed.post, row.addressed.person.name)
    return office_words(name_of(row.line.region))


def light_kind(row: Message, now: datetime) -> LightKind:
    """Green, yellow or red by the limit of the answer."""
    if row.answer_due_at is not None and now > row.answer_due_at:
        return LightKind.RED
    if row.yellow_at is not None and now >= row.yellow_at:
        return LightKind.YELLOW
    return LightKind.GREEN


def turn_of(row: Message, actor: Actor, now: datetime) -> Turn | None:
    """Who owes the answer and until when, or what became of it; nothing where nothing is owed."""
    if row.is_hidden:
        hidden = Light(LightKind.PAUSED, pgettext("a message", "Hidden"))
        return Turn(hidden, _("Hidden by the office"), moment_words(row.hidden_at, now))  # type: ignore[arg-type]
    if row.state == State.WAITING and row.answer_due_at is not None:
        yours = permissions.is_turn(actor, row)
        kind = light_kind(row, now)
        until = _("answer %(until)s") % {"until": until_words(row.answer_due_at, now)}
        who = pgettext("whose turn", "You") if yours else owner_of(row)
        shown = LightKind.YOURS if yours and kind == LightKind.GREEN else kind
        return Turn(Light(shown), who, until, yours=yours)
    done = moment_words(row.answered_at, now) if row.answered_at else ""
    if row.state == State.ANSWERED:
        return Turn(Light(LightKind.CLOSED, str(State.ANSWERED.label)), done)
    if row.state == State.CASE:
        return Turn(Light(LightKind.CLOSED, str(State.CASE.label)), done)
    return None


def leaders_of(line: Line, now: datetime) -> list[Official]:
    """Who leads the line's county today. One query."""
    held = Grant.objects.acting(today(now)).filter(role=Role.LEADER, region=line.region_id)
    rows = Official.objects.filter(pk__in=held.values("user__person__official"), active=True)
    return list(rows.select_related("person").order_by("pk"))


def leader_words(official: Official) -> str:
    return together(official.post, official.person.name)
