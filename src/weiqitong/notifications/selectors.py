"""The inbox as people read it, and what could not be delivered; masked addresses, never a body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from weiqitong.accounts.models import User
from weiqitong.core.actor import Actor
from weiqitong.web.keyset import Page, paginate

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
    """One page, newest first; `newest` is the last id that was there when it was read."""

    lines: Sequence[Line]
    page: Page[Notice]
    newest: int
    unread: int
    mail: bool


def unread_count(actor: Actor) -> int | None:
    """For the top bar: one query over an index of unread lines; nothing for none."""
    return unread_rows(actor).count() or None


def unread_rows(actor: Actor) -> QuerySet[Notice]:
    """The rows behind that count."""
    return Notice.objects.visible_to(actor).unread()


def inbox(actor: Actor, query: Mapping[str, Any], now: datetime) -> Inbox:
    """One's own notices, the page that `query` asks for. Three queries."""
    page = paginate(Notice.objects.visible_to(actor), ["-pk"], query, size=PAGE)
    lines = [
        Line(row.pk, sentence(row.kind, row.facts, now), row.at, row.read_at is None)
        for row in page.rows
    ]
    newest = max((line.id for line in lines), default=0)
    return Inbox(lines, page, newest, unread_count(actor) or 0, wants_mail(actor))


def wants_mail(actor: Actor) -> bool:
    chosen = Preference.objects.filter(user=actor.user_id).values_list("mail", flat=True)
    return chosen.first() is not False


def who_want_mail(user_ids: Sequence[int]) -> list[int]:
    """Of these people those who can get mail and have not turned it off. One query."""
    chosen = Q(notice_preference=None) | Q(notice_preference__mail=True)
    rows = User.objects.filter(chosen, pk__in=user_ids, is_active=True).exclude(person__email="")
    return list(rows.values_list("pk", flat=True))


def undelivered(actor: Actor, query: Mapping[str, Any]) -> Page[Letter]:
    """Letters that were given up, newest first, without what is sealed. One query."""
    rows = Letter.objects.visible_to(actor).undelivered().defer("to_sealed", "body_sealed")
    return paginate(rows, ["-pk"], query, size=PAGE)


def undelivered_count(actor: Actor) -> int | None:
    """For the menu: one query over an index of failed letters."""
    return undelivered_rows(actor).count() or None


def undelivered_rows(actor: Actor) -> QuerySet[Letter]:
    """The rows behind that count."""
    return Letter.objects.visible_to(actor).undelivered()
