"""What a partner organisation's home shows: its members, and the needs it reported for them. Reads
only.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from weiqitong.cases.selectors import case_lines
from weiqitong.cases.selectors.lines import for_lines
from weiqitong.cases.selectors.phone import open_ones, own_cases
from weiqitong.cases.selectors.reporting import ReportDraft, report_draft
from weiqitong.cases.words import name_of
from weiqitong.core.actor import Actor
from weiqitong.directory.models import Client
from weiqitong.web.parts import CaseLine

MOST = 200  # open cases, and members shown at once; more are found by name


@dataclass(frozen=True, slots=True)
class Member:
    """One member, and what a partner may do for it."""

    name: str
    words: str  # how much is in hand
    cases_href: str
    report_href: str


@dataclass(frozen=True, slots=True)
class PartnerHome:
    place: str
    unconfirmed: list[CaseLine]
    open: list[CaseLine]
    members: list[Member]
    count: int
    draft: ReportDraft


def partner(actor: Actor, clients: Sequence[Client], now: datetime, words: str = "") -> PartnerHome:
    """The home. Five queries at most, besides the one that found the members."""
    cases = list(for_lines(open_ones(own_cases(actor)).order_by("turn_until", "-pk"))[:MOST])
    waits = [one for one in cases if one.confirmed_at is None]
    others = [one for one in cases if one.confirmed_at is not None]
    lines = case_lines([*waits, *others], actor, now)
    in_hand = Counter(one.client_id for one in cases)
    named = sorted((one for one in clients if words in name_of(one)), key=name_of)
    return PartnerHome(
        actor.place,
        lines[: len(waits)],
        lines[len(waits) :],
        [_member(one, in_hand[one.pk]) for one in named[:MOST]],
        len(clients),
        report_draft(actor),
    )


def _member(client: Client, count: int) -> Member:
    words = ngettext("%(count)d in hand", "%(count)d in hand", count) % {"count": count}
    return Member(
        name_of(client),
        words if count else pgettext("member", "nothing in hand"),
        reverse("cases:mine") + f"?client={client.code}",
        reverse("cases:report") + f"?client={client.code}",
    )
