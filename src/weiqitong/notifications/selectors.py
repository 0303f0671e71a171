"""The inbox as people read it, and what could not be delivered; masked addresses, never a body."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from weiqitong.core.actor import Actor

from .kinds import sentence
from .models import Letter, Notice, Preference

PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inbox in the reader's language."""

    id: int
    words: str
    at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page, newest first; `older` is the id before which the next page begins."""

    lines: Sequence[Line]
    newest: int
    older: int | None
    unread: int
    mail: bool


def unread_count(actor: Actor) -> int | None:
    """For the top bar: one query over an index of unread lines; nothing for none."""
    return Notice.objects.visible_to(actor).unread().count() or None


def inbox(actor: Actor, now: datetime, *, before: int | None = None) -> Inbox:
    """One's own notices. Three queries."""
    rows = Notice.objects.visible_to(actor).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    lines = [
        Line(row.pk, sentence(row.kind, row.facts, now), row.at, row.read_at is None)
        for row in found[:PAGE]
    ]
    return Inbox(
        lines=lines,
        newest=found[0].pk if found else 0,
        older=lines[-1].id if len(found) > PAGE else None,
        unread=unread_count(actor) or 0,
        mail=wants_mail(actor),
    )


def wants_mail(actor: Actor) -> bool:
    chosen = Preference.objects.filter(user=actor.user_id).values_list("mail", flat=True)
    return chosen.first() is not False


def undelivered(actor: Actor, *, before: int | None = None) -> tuple[list[Letter], int | None]:
    """Letters that were given up, newest first, without what is sealed; and where to go on."""
    rows = Letter.objects.visible_to(actor).undelivered().defer("to_sealed", "body_sealed")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def undelivered_count(actor: Actor) -> int | None:
    """For the menu: one query over an index of failed letters."""
    return Letter.objects.visible_to(actor).undelivered().count() or None
