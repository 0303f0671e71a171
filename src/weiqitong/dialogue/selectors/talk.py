"""The conversation of one line, page by page upwards, and the thread of one message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from weiqitong.cases.models import Draft
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import local
from weiqitong.core.crypto import digest
from weiqitong.directory.models import Client, Region
from weiqitong.web.names import in_english

from ..models import COUNTY, Line, Message
from ..typed import draft_key
from .bubbles import Bubble, bubbles, in_sight, light_kind

SIZE = 30


@dataclass(frozen=True, slots=True)
class Talk:
    """A stretch of the conversation, oldest first."""

    line: Line
    bubbles: Sequence[Bubble]
    older: str = ""  # code of the first message, where there are older ones
    newest: bool = True  # nothing comes after it
    etag: str = ""


def lines_of(actor: Actor) -> list[Line]:
    """Lines in sight, in the order of the counties. One query."""
    rows = Line.objects.visible_to(actor).select_related("region")
    return list(rows.order_by("region__path"))


def line_of(actor: Actor, code: str) -> Line:
    """The line of a county, or DoesNotExist."""
    return Line.objects.visible_to(actor).select_related("region").get(region__code=code)


def kept_line(actor: Actor, code: str) -> Line:
    """The line of one's own office, or DoesNotExist."""
    return Line.objects.kept_by(actor).select_related("region").get(region__code=code)


def message_of(actor: Actor, code: str) -> Message:
    """One message in sight, or DoesNotExist."""
    return in_sight(actor).get(code=code)


def talk(line: Line, actor: Actor, now: datetime, before: str = "") -> Talk:
    """The newest messages, or those before one of them. Three queries, four further up."""
    rows = in_sight(actor).filter(line=line)
    if before:
        first = Message.objects.visible_to(actor).filter(line=line, code=before)
        rows = rows.filter(seq__lt=first.values("seq"))
    found = list(rows.order_by("-seq")[: SIZE + 1])
    more, shown = len(found) > SIZE, list(reversed(found[:SIZE]))
    older = shown[0].code if more else ""
    made = bubbles(shown, actor, now)
    return Talk(line, made, older, newest=not before, etag=_etag(shown, actor, now, older))


def _etag(rows: Sequence[Message], actor: Actor, now: datetime, older: str) -> str:
    """Of what this person sees, and of nothing else: it does not change by what others wrote
    privately.
    """
    said = [f"{one.code}.{one.version}.{light_kind(one, now) if one.waits else ''}" for one in rows]
    language = "en" if in_english() else "zh"
    about = (str(actor.user_id), str(actor.role), f"{local(now):%Y-%m-%d}", language, older)
    return digest("", *about, *said)[:32]


@dataclass(frozen=True, slots=True)
class Thread:
    """One message with what was said on it."""

    message: Message
    first: Bubble
    replies: Sequence[Bubble]


def thread(actor: Actor, message: Message, now: datetime) -> Thread:
    """Three queries at most."""
    rows = [message, *in_sight(actor).filter(reply_to=message).order_by("seq")]
    first, *replies = bubbles(rows, actor, now)
    return Thread(message, first, replies)


def own_clients(actor: Actor, line: Line) -> list[Client]:
    """The enterprises in whose name one may write to a line. One query."""
    rows = Client.objects.filter(pk__in=actor.client_ids, region__path__startswith=line.region.path)
    return list(rows.order_by("pk"))


def is_new(actor: Actor, line: Line) -> bool:
    """Whether this person never wrote here: then the house rules stand open."""
    return not Message.objects.filter(line=line, user_id=actor.user_id or 0).exists()


def typed(actor: Actor, line: Line, message: Message | None = None) -> Mapping[str, Any]:
    """What was typed and not sent. One query."""
    rows = Draft.objects.filter(user_id=actor.user_id or 0, key=draft_key(line, message))
    fields: Mapping[str, Any] = rows.values_list("fields", flat=True).first() or {}
    return fields


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line among several: what waits on it, and since when."""

    line: Line
    waiting: int
    late: int
    due_at: datetime | None


def overview(actor: Actor, now: datetime) -> list[LineRow]:
    """Lines in sight with what waits. Two queries."""
    lines = lines_of(actor)
    late = Count("pk", filter=Q(answer_due_at__lt=now))
    rows = Message.objects.visible_to(actor).waiting().order_by().values("line")
    counted = rows.annotate(count=Count("pk"), late=late, due=Min("answer_due_at"))
    found: dict[int, Any] = {row["line"]: row for row in counted}
    empty = {"count": 0, "late": 0, "due": None}
    return [
        LineRow(line, row["count"], row["late"], row["due"])
        for line in lines
        for row in (found.get(line.pk, empty),)
    ]


@dataclass(frozen=True, slots=True)
class Kept:
    """A county, with its line or without."""

    region: Region
    line: Line | None = None


def kept(actor: Actor) -> list[Kept]:
    """Counties whose line one may set or open. Two queries."""
    regions = Region.objects.filter(depth=COUNTY, active=True)
    if actor.role == Role.ADMINISTRATOR and actor.region_path:
        regions = regions.filter(path__startswith=actor.region_path)
    elif actor.role == Role.COORDINATOR:
        regions = regions.filter(pk=actor.region_id or 0)
    else:
        return []
    lines = {one.region_id: one for one in Line.objects.kept_by(actor).select_related("region")}
    return [Kept(region, lines.get(region.pk)) for region in regions.order_by("path")]


def clients_here(actor: Actor, line: Line) -> QuerySet[Client]:
    """The county's enterprises that one of its office may choose from."""
    rows = Client.objects.visible_to(actor).filter(registered=True, active=True)
    return rows.filter(region__path__startswith=line.region.path).select_related("region")


def client_named(actor: Actor, line: Line, name: str) -> Client | None:
    """The enterprise of this name or code; the only one that holds the words. Two queries."""
    rows, words = clients_here(actor, line), name.strip()
    exact = rows.filter(Q(name=words) | Q(code=words.upper())).order_by("pk").first()
    if exact is not None or not words:
        return exact
    found = list(rows.filter(name__contains=words).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def clients_like(actor: Actor, line: Line, words: str) -> list[Client]:
    """Some whose name holds the words. One query."""
    if not words.strip():
        return []
    rows = clients_here(actor, line).filter(name__contains=words.strip())
    return list(rows.order_by("name", "pk")[:12])
